"""What a student gets back: one page per lesson. Knows results only; of a hidden check, the author's sentence only."""

from autograder.feedback.markdown import feedback_markdown
from autograder.feedback.page import feedback_page
from autograder.feedback.write import write_feedback, write_pages

__all__ = ["feedback_markdown", "feedback_page", "write_feedback", "write_pages"]
