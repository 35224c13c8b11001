"""Untrusted text, made safe to show."""

from __future__ import annotations

import html

from course.feedback.prose import prose_html


def escaped(text: object) -> str:
    """Return `text` for use in HTML, as content or inside a quoted attribute.

    Control characters, and those that change the direction of text, are replaced by a visible mark.
    """
    return html.escape(visible(str(text)))


def prose(text: str) -> str:
    """Return an author's sentence as HTML: `code` and *emphasis* as in Markdown, everything else as it stands."""
    return prose_html(visible(text))


def visible(text: str) -> str:
    """Return `text` with everything that does not print, line ends and tabs excepted, as U+FFFD."""
    return "".join(char if char.isprintable() or char in "\n\t" else "\N{REPLACEMENT CHARACTER}" for char in text)


def number(points: float) -> str:
    """Points as people write them: 3, not 3.0; 2.5 stays."""
    return f"{points:.2f}".rstrip("0").rstrip(".")
