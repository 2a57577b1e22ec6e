"""Draws the values of an input format in a style.

From the bottom: draft (what is drawn so far), bounds (between which ends a place may lie), then one module for each
thing that a relation asks (remainders, totals, occurrences, apart, distinct, orders, edges_of, strings), sequences
and places (the variables with indices), conditions and scalars (those without), and scopes, which puts all together.
A module knows only those before it.
"""
