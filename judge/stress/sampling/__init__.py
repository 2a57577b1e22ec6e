"""Draws the values of an input format in a style.

From the bottom up: draft (the values so far) and bounds (the range of each place); what a relation requires of numbers
(remainders, totals, occurrences, unequal, distinct); whole variables (sequences, chains, rows, graphs, strings, lines),
and places, which draws one after the other; conditions and scalars, for the variables without indices; stocks, for
queries on a collection; and scopes, which puts everything together. A module imports only those before it.
"""
