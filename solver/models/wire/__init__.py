"""How model servers are spoken to: requests, the two dialects, and what came back."""
