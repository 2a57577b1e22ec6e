"""Draws the values of an input format in a style.

From the bottom: draft (what is drawn so far) and bounds (between which ends a place may lie); what a relation asks of
numbers (remainders, totals, occurrences, unequal, distinct); whole variables (sequences, chains, rows, graphs,
strings), and places, which draws each in its turn; conditions and scalars, for the variables without indices; and
scopes, which puts all together. A module knows only those before it.
"""
