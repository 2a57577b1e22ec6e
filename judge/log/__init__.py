"""The log: one SQLite file that other tools can open too."""
