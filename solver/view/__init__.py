"""What a person sees: safe text, attempts and the failing case, tables, and the language they come in."""
