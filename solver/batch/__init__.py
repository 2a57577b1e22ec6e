"""Grades models overnight: a plan, what is missing from it, and the coordinator that has it asked and judged."""
