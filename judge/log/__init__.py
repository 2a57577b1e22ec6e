"""The log: one SQLite file that other tools open as well."""
