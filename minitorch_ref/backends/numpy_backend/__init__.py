"""The default backend: whole arrays at a time, through NumPy."""
