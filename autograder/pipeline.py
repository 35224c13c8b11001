"""Grade a class: from a folder of submissions to gradebook, feedback and report, each step in the journal first."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from autograder.class_report import ClassReport, Row
from autograder.cluster.cluster import Cluster
from autograder.course_folder import journal_file, only_one
from autograder.earlier import earlier_answers
from autograder.errors import AutograderError
from autograder.grade_lesson import Workshop, grade_lesson
from autograder.grade_one import refused
from autograder.intake import Submission, find_deliveries, receive
from autograder.journal import Journal, Key
from autograder.lessons import Lesson, choose
from autograder.library import load_lessons
from autograder.recording import Recorder
from autograder.results import Result
from autograder.sandbox.limits import Limits
from autograder.workers import worker_count

RECORDED_AT_ONCE = 250
"""Submissions in one transaction of the gradebook; all that is in memory of their results."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Request:
    """What to grade and how.

    Attributes:
        submissions: the folder to look in.
        course: the course directory that gets journal, gradebook, graded notebooks and feedback.
        lesson: number or name of the only lesson to grade; None for all.
        workers: how many sandboxes at a time; None for one per core.
        database: SQLAlchemy URL of the gradebook; None for the course directory's own.
        accept_no_sandbox: grade even where the machine protects nothing.
        limits: what one submission may use.
        cluster: a connected Dask cluster to run submissions on; None for this machine.
        students: only these students; None for all.
        attempts: which of a student's attempts at a lesson counts: "last", or "best" of those graded.
    """

    submissions: Path
    course: Path
    lesson: str | None = None
    workers: int | None = None
    database: str | None = None
    accept_no_sandbox: bool = False
    limits: Limits = field(default_factory=lambda: Limits(wall=5.0))
    attempts: str = "last"
    cluster: Cluster | None = None
    students: frozenset[str] | None = None


@dataclass(frozen=True)
class Run:
    """One run over a class: what was asked for and what the steps share. All state that matters is in the journal.

    Attributes:
        request: what was asked for.
        every_lesson: all lessons of the course.
        lessons: those to grade.
        journal: the course's journal.
        progress: told how many of how many are graded.
        submissions: what was found.
        earlier: those that an earlier run has graded.
        failures: {(student, lesson): why we could not grade it}.
    """

    request: Request
    every_lesson: tuple[Lesson, ...]
    lessons: tuple[Lesson, ...]
    journal: Journal
    progress: Progress
    submissions: tuple[Submission, ...] = ()
    earlier: frozenset[tuple[str, str]] = frozenset()
    failures: dict[tuple[str, str], str] = field(default_factory=dict)

    def key(self, submission: Submission) -> Key:
        """The submission's key in the journal."""
        edition = next((lesson.edition for lesson in self.lessons if lesson.name == submission.lesson), "")
        return Key(submission.student, submission.lesson, submission.digest, edition)

    def result(self, submission: Submission) -> Result | None:
        """The submission's result, if it has one by now."""
        data = self.journal.result(self.key(submission))
        return Result.from_json(data) if data else None


def receive_submissions(run: Run) -> Run:
    """Find and read what was handed in, and note it in the journal."""
    names = [lesson.name for lesson in run.every_lesson]
    only = run.lessons[0].name if len(run.lessons) == 1 else ""
    found = receive(find_deliveries(run.request.submissions, names), names)
    named = [replace(submission, lesson=submission.lesson or only) for submission in found]
    wanted = [s for s in named if not s.lesson or s.lesson in {lesson.name for lesson in run.lessons}]
    if (chosen := run.request.students) is not None:
        wanted = [submission for submission in wanted if submission.student in chosen]
    submissions = tuple(sorted(wanted, key=lambda submission: (submission.lesson, submission.student)))
    run.journal.receive(run.key(submission) for submission in submissions)
    earlier = (s for s in submissions if run.journal.state(run.key(s)) != "received")
    return replace(run, submissions=submissions, earlier=frozenset((s.student, s.lesson) for s in earlier))


def grade_submissions(run: Run) -> Run:
    """Grade what no earlier run has graded; each result is in the journal as soon as it is known."""
    todo = [s for s in run.submissions if (s.student, s.lesson) not in run.earlier]
    done = 0
    for submission in todo:
        if submission.problem:
            run.journal.graded(run.key(submission), refused(submission, submission.problem).to_json())
            done += 1
    run.progress(done, len(todo))
    workshop = workshop_of(run)
    for lesson in run.lessons:
        waiting = _of(lesson, todo)
        earlier = earlier_answers(run.journal, (s.student for s in waiting), lesson, run.every_lesson)
        for outcome in grade_lesson(lesson, waiting, run.every_lesson, workshop, earlier):
            if outcome.result is None:
                run.failures[outcome.submission.student, lesson.name] = outcome.failure
            else:
                run.journal.graded(run.key(outcome.submission), outcome.result.to_json())
            done += 1
            run.progress(done, len(todo))
    return run


def record_results(run: Run) -> Run:
    """Bring gradebook, graded notebooks and feedback to what the journal says."""
    recorder = Recorder(run.request.course, run.request.database)
    for lesson in run.lessons:
        mine = [s for s in run.submissions if s.lesson == lesson.name]
        held = recorder.points(lesson) if mine else {}
        for first in range(0, len(mine), RECORDED_AT_ONCE):
            _record(run, recorder, lesson, mine[first : first + RECORDED_AT_ONCE], held)
    for submission in run.submissions:
        if not submission.lesson and (result := run.result(submission)):
            recorder.feedback(submission, result, None)
    return run


def _record(
    run: Run, recorder: Recorder, lesson: Lesson, submissions: Sequence[Submission], held: Mapping[str, float]
) -> None:
    """Record some submissions: those of which the gradebook, which holds these points, has no grades or others."""
    graded = [(run.key(s), s, r) for s in submissions if (r := run.result(s))]
    missing = [
        (key, submission, result)
        for key, submission, result in graded
        if _counts(run, key, result)
        and (run.journal.state(key) != "recorded" or not _is_held(result, held))  # an old copy may have been put back
    ]
    if any(submission.student in held for _, submission, _ in missing):
        recorder.back_up()
    recorder.record(lesson, [(submission, result) for _, submission, result in missing])
    run.journal.recorded([key for key, _, _ in missing])


PIPELINE: tuple[Callable[[Run], Run], ...] = (receive_submissions, grade_submissions, record_results)


def grade_class(request: Request, progress: Progress = lambda done, total: None) -> ClassReport:
    """Grade the submissions and return what came of each.

    Start it again after anything, kill -9 included: what was graded is not graded again, and nothing is lost.

    Raises: AutograderError if the run cannot go on, with the way out.
    """
    started = time.perf_counter()
    every_lesson = load_lessons()
    lessons = choose(every_lesson, request.lesson)
    with only_one(request.course), Journal(journal_file(request.course)) as journal:
        run = Run(request, tuple(every_lesson), tuple(lessons), journal, progress)
        try:
            for step in PIPELINE:
                run = step(run)
        except OSError as error:
            raise AutograderError(
                f"{error.filename or request.course}: {error.strerror or error}. Nothing is lost: what has been graded "
                "is in the journal. Make room, or make the place writable, and start again"
            ) from error
        rows = tuple(_row(run, submission) for submission in run.submissions)
    graded = sum(not row.earlier and row.result is not None for row in rows)
    sandbox = "; ".join(sorted({row.result.sandbox for row in rows if row.result and row.result.sandbox}))
    return ClassReport(rows, tuple(lessons), sandbox, time.perf_counter() - started, graded)


def _counts(run: Run, key: Key, result: Result) -> bool:
    """Whether this attempt is to be in the gradebook: with "best", not if a better one is there."""
    if run.request.attempts == "last":
        return True
    data = run.journal.recorded_result(key)
    return data is None or Result.from_json(data).earned < result.earned or run.journal.state(key) == "recorded"


def _is_held(result: Result, points: Mapping[str, float]) -> bool:
    """Whether the gradebook has these points; what could not be graded left there what it found."""
    if result.student not in points:
        return False
    return bool(result.problem) or math.isclose(points[result.student], result.earned, abs_tol=1e-6)


def _row(run: Run, submission: Submission) -> Row:
    who = (submission.student, submission.lesson)
    return Row(*who, run.result(submission), run.failures.get(who, ""), who in run.earlier)


def workshop_of(run: Run) -> Workshop:
    """How the submissions of a run are run."""
    request = run.request
    cores = request.cluster.slots() if request.cluster else len(os.sched_getaffinity(0))
    level = "none" if request.accept_no_sandbox else "reduced"
    workers = worker_count(request.workers, cores)
    return Workshop(workers, request.limits, level, run.journal.secret(), request.cluster)


def _of(lesson: Lesson, submissions: Sequence[Submission]) -> list[Submission]:
    return [s for s in submissions if s.lesson == lesson.name and not s.problem]
