"""What a figure shows instead of a picture when the student's function is missing, wrong or stops with an error."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from types import TracebackType

from course.errors import CourseError

_FIGURES = Path(__file__).parent
_EXERCISE = re.compile(r"exercise (\d+\.\d+): ([\w.]+)")


class FigureError(CourseError):
    """A figure cannot be made; the message says which function or control is at fault and what is expected."""


def culprit(traceback: TracebackType | None) -> str:
    """Return the name of the innermost function outside this package that was running, or ""."""
    name = ""
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if Path(code.co_filename).parent != _FIGURES:
            name = code.co_name
        traceback = traceback.tb_next
    return "" if name.startswith("<") else name


def unwritten(error: NotImplementedError) -> str:
    """Return what is still to be written: "exercise 1.4 (shapes.permute_layout)", or the bare function name."""
    found = _EXERCISE.search(str(error))
    if found:
        return f"exercise {found[1]} ({found[2]})"
    return culprit(error.__traceback__) or "the missing function"


def explain(error: Exception) -> str:
    """Return one panel of HTML that says in words why there is no picture."""
    if isinstance(error, NotImplementedError):
        return panel(f"Write {unwritten(error)} to see this view.")
    if isinstance(error, FigureError):
        return panel(str(error))
    name = culprit(error.__traceback__)
    where = f"{name} stopped with an error." if name else "The picture stopped with an error."
    return panel(where, f"{type(error).__name__}: {error}")


def panel(words: str, detail: str = "") -> str:
    """Return a framed message; `detail` is set in the fixed-width font, cut to a readable length."""
    short = detail if len(detail) <= 400 else detail[:400] + " ..."
    extra = f"\n<pre>{escape(short)}</pre>" if detail else ""
    return f'<div class="mt-message"><p>{escape(words)}</p>{extra}</div>'
