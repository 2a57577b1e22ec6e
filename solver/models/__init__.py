"""Model servers: the client and its wire dialects, what a server reports, effort, speed and token budgets."""
