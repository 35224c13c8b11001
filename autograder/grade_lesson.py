"""Grade the submissions of one lesson: carve its package, warm up sandboxes, hand out the work."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace

from autograder.cluster.cluster import Cluster
from autograder.earlier import EarlierAnswer
from autograder.grade_one import grade_one
from autograder.grading import Bench, Runner
from autograder.intake import Submission
from autograder.lessons import Lesson
from autograder.library import carve_for
from autograder.oracle import Oracle
from autograder.package_folder import package_folder
from autograder.results import Result
from autograder.sandbox.limits import Limits
from autograder.sandbox.sandbox import Sandbox
from autograder.workers import Outcome, grade_all


@dataclass(frozen=True)
class Workshop:
    """How submissions are run.

    Attributes:
        workers: how many at a time.
        limits: within which limits.
        level: at least how well protected.
        secret: the course's secret, from which seeds derive.
        cluster: where; None for this machine.
    """

    workers: int
    limits: Limits
    level: str
    secret: bytes
    cluster: Cluster | None = None


def grade_lesson(
    lesson: Lesson,
    submissions: Sequence[Submission],
    every_lesson: Sequence[Lesson],
    workshop: Workshop,
    earlier: Mapping[str, tuple[EarlierAnswer, ...]],
) -> Iterator[Outcome]:
    """Yield an outcome for each submission, in the order in which they are done.

    Args:
        lesson: the lesson.
        submissions: of this lesson.
        every_lesson: all lessons of the course.
        workshop: how submissions are run.
        earlier: what each student has answered in the lessons before.
    Raises: SandboxUnavailable if the machine protects less than the workshop asks for.
    """
    if not submissions:
        return
    oracle = Oracle(lesson)

    def grade(submission: Submission, runner: Runner) -> Result:
        result = grade_one(
            submission, Bench(lesson, oracle, runner, workshop.secret), earlier.get(submission.student, ())
        )
        return replace(result, sandbox=runner.described)

    with open_sandboxes(lesson, every_lesson, workshop) as open_sandbox:
        yield from grade_all(submissions, open_sandbox, grade, workshop.workers)


@contextmanager
def open_sandboxes(
    lesson: Lesson, every_lesson: Sequence[Lesson], workshop: Workshop
) -> Iterator[Callable[[], AbstractContextManager[Runner]]]:
    """Inside the block: what makes a sandbox with the package that a lesson is graded on."""
    with package_folder() as folder:
        package, limits = carve_for(lesson, every_lesson, folder), replace(workshop.limits, **lesson.limits)
        if workshop.cluster is None:
            yield lambda: Sandbox(package, limits, workshop.level)
        else:
            cluster, kit = workshop.cluster, workshop.cluster.share(package)
            yield lambda: cluster.runner(kit, limits, workshop.level)
