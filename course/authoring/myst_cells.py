"""Split the text of a MyST notebook into raw cells with their line numbers; knows nothing about lessons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from markdown_it import MarkdownIt
from mdit_py_plugins.front_matter import front_matter_plugin
from mdit_py_plugins.myst_blocks import myst_block_plugin

# jupytext's own parser; importing jupytext for it would cost a second
PARSER = (
    MarkdownIt("commonmark").enable("table").use(front_matter_plugin).use(myst_block_plugin).disable("inline", True)
)

CODE = "{code-cell}"
WRITTEN = "{written}"


@dataclass(frozen=True)
class RawCell:
    """A cell as it stands in the file.

    Attributes:
        kind: "markdown", "code" or "written"; "nested" and "directive" are fences that a notebook cannot show.
        source: its text without fence and options.
        line: line of the file, from 1: the fence of a code cell, the first line of text of a markdown cell.
        argument: what follows the directive's name on the fence line ("1.A" of a written question).
        options: the `:name: value` lines below the fence.
        error: why the options could not be read; "" if they could.
    """

    kind: str
    source: str
    line: int
    argument: str = ""
    options: dict[str, Any] = field(default_factory=dict)
    error: str = ""


def front_matter(text: str) -> tuple[dict[str, Any], str]:
    """Return the YAML front matter and an error message ("" if it could be read)."""
    tokens = PARSER.parse(text + "\n")
    if not tokens or tokens[0].type != "front_matter":
        return {}, "the file must start with front matter between two lines `---`"
    try:
        matter = yaml.safe_load(tokens[0].content)
    except yaml.YAMLError as error:
        return {}, f"the front matter is no YAML: {error}"
    if not isinstance(matter, dict):
        return {}, "the front matter must be a YAML mapping (`name: value` lines)"
    return matter, ""


def split_cells(text: str) -> Iterator[RawCell]:
    """Yield the cells of a MyST notebook in order, the way jupytext cuts them, plus written questions."""
    lines = text.splitlines()
    nesting, start = 0, 0
    for token in PARSER.parse(text + "\n"):
        nesting += token.nesting
        first, last = token.map or (start, start)
        if token.type == "front_matter":
            start = last
        directive = token.type == "fence" and token.info.startswith("{")
        if nesting != 0:
            if directive:
                yield RawCell("nested", token.content, first + 1, token.info)
            continue
        if directive:
            yield from _markdown(lines, start, first)
            yield _fenced(token.info, token.content, first + 1)
            start = last
        elif token.type == "myst_block_break":
            yield from _markdown(lines, start, first)
            start = last
    yield from _markdown(lines, start, len(lines))


def _markdown(lines: list[str], start: int, end: int) -> Iterator[RawCell]:
    while start < end and not lines[start].strip():
        start += 1
    source = "\n".join(lines[start:end]).rstrip()
    if source:
        yield RawCell("markdown", source, start + 1)


def _fenced(info: str, content: str, line: int) -> RawCell:
    name, _, argument = info.partition("}")
    kind = {CODE: "code", WRITTEN: "written"}.get(name + "}", "directive")
    if kind == "directive":
        return RawCell(kind, content, line, info)
    lines = content.splitlines()
    if lines and lines[0].startswith("---"):
        end = next((i for i, other in enumerate(lines[1:], 1) if other.startswith("---")), len(lines))
        header, body = lines[1:end], lines[end + 1 :]
    else:
        end = next((i for i, other in enumerate(lines) if not other.lstrip().startswith(":")), len(lines))
        header, body = [option.lstrip()[1:] for option in lines[:end]], lines[end:]
    while body and not body[0].strip():
        body = body[1:]
    source = "\n".join(body).rstrip()
    try:
        options = yaml.safe_load("\n".join(header)) or {}
    except yaml.YAMLError as error:
        return RawCell(kind, source, line, argument.strip(), error=f"no YAML: {error}")
    if not isinstance(options, dict):
        return RawCell(kind, source, line, argument.strip(), error="write them as `:name: value`")
    return RawCell(kind, source, line, argument.strip(), options)
