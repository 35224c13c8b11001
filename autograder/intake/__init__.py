"""Find the submissions of a class and read them as data: knows files and notebook JSON, never runs or parses Python."""

from autograder.intake.find import Delivery, find_deliveries
from autograder.intake.notebook import Cell, Notebook, read_notebook
from autograder.intake.receive import Submission, receive

__all__ = ["Cell", "Delivery", "Notebook", "Submission", "find_deliveries", "read_notebook", "receive"]
