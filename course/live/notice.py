"""What the live package tells the student below a cell."""

from __future__ import annotations

from course.feedback.html import notice_html


class Notice:
    """A message that asks for attention: set off in a notebook, plain text elsewhere."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        """The text."""
        return self.text

    def _repr_html_(self) -> str:
        return notice_html(self.text)


def tell(text: str) -> None:
    """Show a message that asks for attention."""
    from IPython.display import display

    display(Notice(text))


def mention(text: str) -> None:
    """Print one quiet line."""
    print(text)
