"""The student's folder on disk: the package `minitorch/`, what was saved into it, backups.

Knows files and their text; knows neither notebooks nor checks, and never imports the package.
"""

from course.workspace.folder import Workspace, create, find
from course.workspace.store import NotWrittenError, Outcome, restore_stub, save

__all__ = ["NotWrittenError", "Outcome", "Workspace", "create", "find", "restore_stub", "save"]
