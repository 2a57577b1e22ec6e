"""The wire protocol of model servers: requests, the dialects, and what came back."""
