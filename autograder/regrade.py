"""After an author has mended a check: run it alone on everything that was graded, and see who gains and who loses.

Nothing else is run, and nothing is written until that is asked for: then results, gradebook and feedback change.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.course_folder import journal_file, only_one
from autograder.errors import AutograderError
from autograder.grade_lesson import open_sandboxes
from autograder.grading import Runner
from autograder.intake import Submission
from autograder.journal import Journal
from autograder.lessons import Lesson, choose
from autograder.library import load_lessons
from autograder.oracle import Oracle
from autograder.pipeline import Request, Run, receive_submissions, workshop_of
from autograder.probing import definitions_of, probes_of
from autograder.recording import Recorder
from autograder.results import CheckResult, ExerciseResult, Result
from autograder.sandbox.job import Job
from autograder.scoring import score_exercise
from autograder.seeds import seeds_of
from autograder.workers import grade_all
from course.checks import Check


@dataclass(frozen=True)
class Change:
    """One submission before and after."""

    submission: Submission
    before: Result
    after: Result

    @property
    def gain(self) -> float:
        """Points gained; below 0 if points are lost."""
        return self.after.earned - self.before.earned


@dataclass(frozen=True)
class Regrade:
    """What came of running some checks again.

    Attributes:
        lesson: the lesson.
        checks: their names.
        changes: every submission that was graded before, by student, also those whose points stay.
        failures: {student: why it could not be run}.
        backup: the copy of the gradebook; None if nothing was written or there was nothing to copy.
    """

    lesson: Lesson
    checks: tuple[str, ...]
    changes: tuple[Change, ...]
    failures: dict[str, str]
    backup: Path | None = None


def regrade(request: Request, check: str, *, write: bool) -> Regrade:
    """Run the checks named `check`, or all of exercise `check`, on every submission that was graded before.

    Args:
        request: the same as for grading, with one lesson.
        check: name of a check, or number of an exercise.
        write: bring journal, gradebook and feedback to what came of it.
    Raises: AutograderError if there is no such check, or nothing was graded.
    """
    every_lesson = load_lessons()
    lessons = choose(every_lesson, request.lesson)
    lesson, checks = _find(lessons, check)
    with only_one(request.course), Journal(journal_file(request.course)) as journal:
        run = Run(
            replace(request, lesson=lesson.name), tuple(every_lesson), (lesson,), journal, lambda done, total: None
        )
        run = receive_submissions(run)
        known = dict(_graded_before(run))
        again = [submission for submission in run.submissions if submission.student in known]
        if not known:
            raise AutograderError(f"regrade: nothing of {lesson.name} was graded in {request.course}; grade it first")
        outcomes = _run_again(run, lesson, checks, known, again)
        changes, failures = [], {}
        for submission, result, failure in outcomes:
            if result is None:
                failures[submission.student] = failure
            else:
                changes.append(Change(submission, known[submission.student], result))
        changes.sort(key=lambda change: change.submission.student)
        found = Regrade(lesson, tuple(check.name for check in checks), tuple(changes), failures)
        return _write(run, found) if write and not failures else found


def _find(lessons: Sequence[Lesson], wanted: str) -> tuple[Lesson, tuple[Check, ...]]:
    for lesson in lessons:
        if checks := tuple(check for check in lesson.checks if wanted in (check.name, check.exercise)):
            return lesson, checks
    names = {name for lesson in lessons for check in lesson.checks for name in (check.name, check.exercise)}
    close = ", ".join(difflib.get_close_matches(wanted, names, n=3)) or "a number such as 2.3, or a name in checks.py"
    raise AutograderError(f"regrade: there is no check and no exercise {wanted!r}; did you mean {close}?")


def _graded_before(run: Run) -> Iterator[tuple[str, Result]]:
    """The students whose notebook was graded before, on whatever edition of the lesson, and what came of it."""
    for submission in run.submissions:
        data = run.journal.newest_result(run.key(submission))
        result = Result.from_json(data) if data else None
        if result is not None and not result.problem:
            yield submission.student, result


def _run_again(
    run: Run,
    lesson: Lesson,
    checks: Sequence[Check],
    known: Mapping[str, Result],
    submissions: Sequence[Submission],
) -> Iterator[tuple[Submission, Result | None, str]]:
    oracle = Oracle(lesson)
    workshop = workshop_of(run)
    exercise = next(exercise for exercise in lesson.exercises if exercise.id == checks[0].exercise)

    def grade(submission: Submission, runner: Runner) -> Result:
        seeds = seeds_of(checks, workshop.secret, submission.student, lesson.name)
        result = known[submission.student]
        definitions = definitions_of(lesson, result.answers)
        for hidden in (False, True):  # apart, as in grading: what is shown of the one can tell nothing of the other
            mine = tuple(check for check in checks if check.hidden is hidden)
            report = runner.report(Job(definitions, probes_of(mine, seeds)))
            scored = score_exercise(exercise, mine, report.observations, seeds, oracle, report.probe_seconds)
            result = _with_checks(result, scored, [check.name for check in lesson.checks_of(exercise.id)])
        return result

    with open_sandboxes(lesson, run.every_lesson, workshop) as open_sandbox:
        for outcome in grade_all(submissions, open_sandbox, grade, workshop.workers):
            yield outcome.submission, outcome.result, outcome.failure


def _with_checks(result: Result, scored: ExerciseResult, order: Sequence[str]) -> Result:
    """Put checks into a result: in place of those of the same name, or as new ones; those that are gone go."""
    old = next((exercise for exercise in result.exercises if exercise.id == scored.id), None)
    checks: dict[str, CheckResult] = {check.name: check for check in (*(old.checks if old else ()), *scored.checks)}
    kept = tuple(checks[name] for name in order if name in checks)
    complete = all(check.passed for check in kept)
    diagnosis = "" if complete or old is None else old.diagnosis
    new = replace(scored, checks=kept, diagnosis=diagnosis, notes=old.notes if old else ())
    return replace(result, exercises=tuple(new if e.id == scored.id else e for e in result.exercises))


def _write(run: Run, found: Regrade) -> Regrade:
    recorder = Recorder(run.request.course, run.request.database)
    backup = recorder.back_up()
    for change in found.changes:
        run.journal.graded(run.key(change.submission), change.after.to_json())
    recorder.record(found.lesson, [(change.submission, change.after) for change in found.changes])
    run.journal.recorded([run.key(change.submission) for change in found.changes])
    return replace(found, backup=backup)
