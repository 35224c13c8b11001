"""Grade on submission: look into the exchange again and again, grade what is new, and hand the feedback back.

Each student is graded so many times an hour at most: who hands in every minute waits, and nobody else waits for them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from autograder.course_folder import journal_file, only_one
from autograder.gradebook.collecting import collect, release_feedback
from autograder.gradebook.settings import GradebookSettings, settings_of
from autograder.journal import Journal
from autograder.lessons import Lesson, choose
from autograder.library import load_lessons
from autograder.pipeline import Request, Run, grade_class, receive_submissions

HOUR = 3600.0


@dataclass(frozen=True)
class Round:
    """What one look brought.

    Attributes:
        graded: (student, lesson) of what was graded.
        waiting: students who have handed in too often and wait.
        failed: submissions that could not be graded for a reason that is not theirs; they are tried again.
    """

    graded: tuple[tuple[str, str], ...]
    waiting: tuple[str, ...]
    failed: tuple[tuple[str, str], ...]


def one_round(request: Request, per_hour: int, now: float) -> Round:
    """Collect, grade what is new as far as the limit allows, and release the feedback of that.

    Args:
        request: as for grading; `submissions` is the course directory.
        per_hour: so many gradings of one student within an hour.
        now: seconds since the epoch.
    Raises: AutograderError, with nothing lost.
    """
    settings = settings_of(request.course, request.database)
    every_lesson = load_lessons()
    lessons = [lesson for lesson in choose(every_lesson, request.lesson) if _is_released(settings, lesson.name)]
    for lesson in lessons:
        collect(settings, lesson.name)
    new = _new(request, every_lesson, lessons)
    with Journal(journal_file(request.course)) as journal:
        busy = {student for student in new if journal.gradings_since(student, now - HOUR) >= per_hour}
        due = new - busy
        journal.note_gradings(due, now)
    if not due:
        return Round((), tuple(sorted(busy)), ())
    report = grade_class(replace(request, students=frozenset(due)))
    rows = [row for row in report.rows if not row.earlier]
    graded = tuple((row.student, row.lesson) for row in rows if row.result is not None)
    for name in sorted({lesson for _, lesson in graded if lesson}):
        release_feedback(settings, name, [student for student, lesson in graded if lesson == name])
    failed = tuple((row.student, row.lesson) for row in rows if row.result is None)
    return Round(graded, tuple(sorted(busy)), failed)


def _new(request: Request, every_lesson: Iterable[Lesson], lessons: Iterable[Lesson]) -> set[str]:
    """The students of whom something is there that was never graded."""
    with only_one(request.course), Journal(journal_file(request.course)) as journal:
        run = Run(request, tuple(every_lesson), tuple(lessons), journal, lambda done, total: None)
        run = receive_submissions(run)
        return {s.student for s in run.submissions if (s.student, s.lesson) not in run.earlier}


def _is_released(settings: GradebookSettings, lesson: str) -> bool:
    """Whether students can have handed the lesson in: `nbgrader generate_assignment` has made its release."""
    return (settings.course / "release" / lesson).is_dir()
