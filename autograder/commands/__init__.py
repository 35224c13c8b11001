"""The sub-commands of `autograder`, one per file: each parses, calls one function, prints."""
