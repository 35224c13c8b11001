"""The sub-commands of `course`, one file each; course/cli.py loads the one that is asked for."""
