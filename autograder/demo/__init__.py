"""A class made up for demonstration: real notebooks of both lessons, honest, half-done, unreadable and hostile ones."""
