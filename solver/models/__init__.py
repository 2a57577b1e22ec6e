"""Model servers: the client and its wire dialects, what a server says of itself, effort, speed and budgets."""
