"""How the course's notebooks meet nbgrader: the settings under which it makes the same notebooks as `course build`."""
