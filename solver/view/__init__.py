"""What the user sees: safe text, attempts and the failing case, tables, and the language they are in."""
