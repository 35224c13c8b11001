"""The pipeline of one submission: each stage takes the grading so far and returns it with its part added."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from autograder.assemble import assemble
from autograder.blame import find_blame
from autograder.canary import ALARM
from autograder.grading import Bench, Grading
from autograder.probing import run_apart
from autograder.scoring import score_exercise
from autograder.seeds import seeds_of

Stage = Callable[[Grading, Bench], Grading]


def choose_answers(grading: Grading, bench: Bench) -> Grading:
    """Pick the source of each exercise out of the notebook and draw the seeds."""
    submission, lesson = grading.submission, bench.lesson
    assert submission.notebook is not None
    seeds = seeds_of(lesson.checks, bench.secret, submission.student, lesson.name)
    return replace(grading, answers=assemble(submission.notebook, lesson), seeds=seeds)


def run_probes(grading: Grading, bench: Bench) -> Grading:
    """Run the visible and, in a process of their own, the hidden probes on the answers."""
    visible, hidden, tampered = run_apart(bench.runner, bench.lesson, grading.answers.sources, grading.seeds)
    return replace(grading, visible=visible, hidden=hidden, alarms=(ALARM,) if tampered else ())


def judge_checks(grading: Grading, bench: Bench) -> Grading:
    """Compare every observation with the reference's."""
    observed = {**grading.visible.observations, **grading.hidden.observations}
    took = {**grading.visible.probe_seconds, **grading.hidden.probe_seconds}
    scored = []
    for exercise in bench.lesson.exercises:
        checks = bench.lesson.checks_of(exercise.id)
        result = score_exercise(exercise, checks, observed, grading.seeds, bench.oracle, took)
        problem = grading.visible.problems.get(exercise.path)
        notes = grading.answers.notes.get(exercise.id, ()) + ((problem,) if problem else ())
        scored.append(replace(result, notes=notes))
    return replace(grading, exercises=tuple(scored))


def name_mistakes(grading: Grading, bench: Bench) -> Grading:
    """Give an exercise that lost points the sentence of the known wrong answer it repeats."""
    observed = {**grading.visible.observations, **grading.hidden.observations}
    exercises = tuple(
        exercise
        if all(check.passed for check in exercise.checks)
        else replace(exercise, diagnosis=bench.oracle.mistake(exercise.id, observed, grading.seeds))
        for exercise in grading.exercises
    )
    return replace(grading, exercises=exercises)


PIPELINE: tuple[Stage, ...] = (choose_answers, run_probes, judge_checks, name_mistakes, find_blame)
