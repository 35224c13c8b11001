"""A submission on its way through the pipeline, and the workbench that grades it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from autograder.assemble import Assembled
from autograder.earlier import EarlierAnswer
from autograder.intake import Submission
from autograder.lessons import Lesson
from autograder.oracle import Oracle
from autograder.results import ExerciseResult
from autograder.sandbox.job import Job, JobReport


class Runner(Protocol):
    """What runs a job on untrusted definitions: a sandbox, here or on another machine."""

    @property
    def described(self) -> str:
        """How well the last job was locked in, in words."""
        ...

    def report(self, job: Job) -> JobReport:
        """Run the probes of a job and report what they observed."""
        ...


@dataclass(frozen=True)
class Bench:
    """What a worker grades one lesson with."""

    lesson: Lesson
    oracle: Oracle
    runner: Runner
    secret: bytes


@dataclass(frozen=True)
class Grading:
    """A submission and what the stages have made of it so far.

    Attributes:
        submission: what was handed in.
        earlier: the student's own answers in earlier lessons.
        seeds: {check: seed of its random inputs}.
        answers: the sources of its exercises.
        visible: what the visible probes observed.
        hidden: what the hidden probes observed.
        alarms: what an instructor should look at.
        exercises: points and, after the last stages, diagnoses and blame.
    """

    submission: Submission
    earlier: tuple[EarlierAnswer, ...] = ()
    seeds: Mapping[str, int] = field(default_factory=dict)
    answers: Assembled = field(default_factory=lambda: Assembled({}, {}, {}))
    visible: JobReport = field(default_factory=JobReport)
    hidden: JobReport = field(default_factory=JobReport)
    exercises: tuple[ExerciseResult, ...] = ()
    alarms: tuple[str, ...] = ()
