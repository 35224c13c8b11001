"""The lessons as a web site: knows the public edition of a lesson and how Sphinx is run; must not show an answer."""
