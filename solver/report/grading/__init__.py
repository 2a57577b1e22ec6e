"""What the log says about each model and effort: grades read in one scan, and figures computed from them."""
