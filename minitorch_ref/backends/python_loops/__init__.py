"""The slow, obvious backend: three loops in plain Python, one element at a time."""
