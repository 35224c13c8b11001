"""The two functions a notebook's check cells call."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from course.errors import CourseError
from course.feedback.examine import examine, observe_check, report
from course.live.score import Score
from course.paths import checkout

if TYPE_CHECKING:
    from course.live.session import LiveLesson

HIDDEN_SEED = 1


def check_function(live: LiveLesson) -> Callable[[str], Score]:
    """Return `check` for a lesson."""

    def check(exercise: str) -> Score:
        """Run the checks of an exercise, such as "1.1", on your package and show what they found."""
        with _clear_errors():
            live.refresh()
            bundled = live.lesson.exercise(str(exercise))
            reason = live.refused.get(bundled.path, "")
            note = f"Your last version was not saved: {reason}. This looks at the version before." if reason else ""
            return _told(Score(examine(live.package.package, bundled, note=note)))

    return check


def hidden_check_function(live: LiveLesson) -> Callable[[str], Score]:
    """Return `hidden_check` for a lesson; it works in the author's checkout only."""

    def hidden_check(exercise: str) -> Score:
        """Run the hidden checks of an exercise; they are where the lessons' sources are."""
        with _clear_errors():
            live.refresh()
            return _told(_hidden(live, str(exercise)))

    return hidden_check


def _hidden(live: LiveLesson, name: str) -> Score:
    root = checkout()
    folder = root / "lessons" / live.lesson.name if root is not None else None
    if folder is None or not (folder / "hidden_checks.py").is_file():
        raise CourseError("hidden_check: the hidden checks stay with the instructor; they run when you are graded")
    import minitorch_ref
    from course.checks import load_checks

    exercise = live.lesson.exercise(name)
    hidden = [check for check in load_checks(folder).hidden if check.exercise == exercise.id]
    expected = {c.name: observe_check(minitorch_ref, exercise.path, c, HIDDEN_SEED) for c in hidden}
    observed = {c.name: observe_check(live.package.package, exercise.path, c, HIDDEN_SEED) for c in hidden}
    return Score(report(exercise, hidden, expected, observed))


def _told(score: Score) -> Score:
    """While nbgrader validates, its dialog shows what a failing cell wrote to stderr, and nothing of its result."""
    if os.environ.get("NBGRADER_EXECUTION") == "validate" and not score.report.passed:
        print(score, file=sys.stderr)
    return score


@contextmanager
def _clear_errors() -> Iterator[None]:
    """Turn an error that the reader can act on into one line, without a traceback."""
    try:
        yield
    except CourseError as error:
        from IPython.core.error import UsageError

        raise UsageError(str(error)) from None
