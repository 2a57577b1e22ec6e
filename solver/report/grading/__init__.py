"""What the log says of each model and effort: grades read in one scan, and the figures made of them."""
