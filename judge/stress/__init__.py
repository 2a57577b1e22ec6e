"""Tests beyond the samples: generated inputs, and what runs on them tell without expected outputs."""
