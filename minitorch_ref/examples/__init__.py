"""Learning, one command each: `python -m minitorch_ref.examples.digits` and so on; `--help` lists the options."""
