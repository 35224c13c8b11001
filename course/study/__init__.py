"""What a student does from the terminal: check, see progress, catch up, reset, export. Knows workspace and checks."""
