"""What instructors run: grade a class of untrusted notebooks, with the judge outside the sandbox and nothing lost."""
