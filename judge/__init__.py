"""Judges code: languages, checkers, verdicts, and the log of every attempt."""
