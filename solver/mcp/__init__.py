"""kyoso as a tool for models: problems, the judge, stress, hints and the log over MCP."""
