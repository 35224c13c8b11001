"""The bridge to nbgrader: its database, its folders, its cells. The only part of the grader that imports nbgrader.

Importing nbgrader takes about two seconds, so nothing is imported here; use the modules where the gradebook is needed.
"""
