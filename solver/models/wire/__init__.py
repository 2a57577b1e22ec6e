"""How model servers are spoken to: requests, the dialects, and what came back."""
