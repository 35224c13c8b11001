"""Similar answers side by side, as one self-contained HTML file."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from autograder.similarity.pairs import Pair
from autograder.text import escaped, visible
from autograder.web_page import web_page

ABOUT = (
    "<p>Pairs by how surprising it is that they share what they share: fragments that few in the class have weigh "
    "more. Names, comments and layout do not count. Alike is not copied: read both before you talk to anybody.</p>"
)
COLUMNS = 60


def similarity_page(pairs: Sequence[Pair]) -> str:
    """Return the page as HTML text."""
    body = "\n".join(map(_pair, pairs)) or "<p>No two answers are alike.</p>"
    return web_page("Similar answers", f"<h1>Similar answers</h1>\n{ABOUT}\n{body}", "similarity")


def _pair(pair: Pair) -> str:
    one, other = map(escaped, pair.students)
    exercises = "".join(_exercise(pair, id_) for id_ in pair.exercises)
    return (
        f"<section><h2><span>{one} and {other}</span><span>{pair.bits:.0f} bits, {100 * pair.share:.0f} % shared</span>"
        f'</h2><p class="lesson">{escaped(pair.lesson)}</p>{exercises}</section>'
    )


def _exercise(pair: Pair, id_: str) -> str:
    left, right = (visible(answer).splitlines() for answer in pair.answers[id_])
    one, other = map(escaped, pair.students)  # headings are not escaped by difflib, lines are
    table = difflib.HtmlDiff(tabsize=4, wrapcolumn=COLUMNS).make_table(left, right, one, other)
    return (
        f"<details><summary>Exercise {escaped(id_)}: {pair.exercises[id_]:.0f} bits</summary>"
        f'<div class="beside">{table}</div></details>'
    )
