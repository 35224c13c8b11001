"""The live package: what happens between a notebook's cells and the student's own `minitorch/`.

Knows IPython's hooks, the loaded package and the workspace; the lessons' checks come from the kit.
"""
