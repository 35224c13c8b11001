"""A sentence in pieces: `code` and *emphasis* as in Markdown, everything else as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import Literal

from rich.text import Text

Kind = Literal["plain", "code", "emphasis"]

_MARKED = re.compile(
    r"`(?P<code>[^`\n]+)`"
    r"|(?<![\w*])\*(?P<emphasis>[^\s*`](?:[^*`\n]*[^\s*`])?)\*(?![\w*])"  # a product such as 2 * 3 * 4 has none
)


def pieces(text: str) -> Iterator[tuple[Kind, str]]:
    """Yield the parts of a sentence in order, each with how it is set; the marks themselves are left out."""
    end = 0
    for match in _MARKED.finditer(text):
        yield "plain", text[end : match.start()]
        code = match["code"]
        yield ("emphasis", match["emphasis"]) if code is None else ("code", code)
        end = match.end()
    yield "plain", text[end:]


def prose_html(text: str) -> str:
    """Return a sentence as HTML. Every character of it is escaped, so that only these marks become tags."""
    tags = {"plain": "{}", "code": "<code>{}</code>", "emphasis": "<em>{}</em>"}
    return "".join(tags[kind].format(escape(part)) for kind, part in pieces(text))


def prose_text(text: str, style: str = "") -> Text:
    """Return a sentence for the terminal: emphasis in italics; code keeps its backquotes, which need no colour."""
    shown = Text(style=style)
    for kind, part in pieces(text):
        shown.append(f"`{part}`" if kind == "code" else part, "italic" if kind == "emphasis" else "")
    return shown
