"""A class that hands in one lesson: honest work of several kinds, as often as wanted, no two notebooks alike."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from itertools import chain, cycle, islice
from pathlib import Path

from autograder.demo.people import Answers, Material, filled, honest_answers
from autograder.lessons import Lesson

RIGHT = ("model-answers", "other-answers")
"""The kinds of work that get full points."""


def class_options(program: str, description: str, full: int) -> argparse.Namespace:
    """Read the command line of a program that has a whole class graded: how many, which lesson, by how many workers."""
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(f"python -m benchmarks.{program}", description=description, formatter_class=form)
    parser.add_argument("--students", type=int, default=full, help=f"submissions; fewer than {full} write no record")
    parser.add_argument("--lesson", default="4", help="by number or name")
    parser.add_argument("--workers", type=int, default=2)
    return parser.parse_args()


def kinds_of_work(material: Material, lesson: Lesson, most: int | None = None) -> dict[str, Answers]:
    """Return {kind: answers}: the model's, other right ones, none, a half, then mistakes in every other exercise."""
    work = ((kind, answers[lesson]) for kind, answers in honest_answers(material) if lesson in answers)
    return dict(islice(work, most))


def half_right(kinds: Sequence[str]) -> list[str]:
    """Return an order of these kinds of work in which every other one is all right and the others take turns."""
    right = [kind for kind in kinds if kind in RIGHT]
    faulty = [kind for kind in kinds if kind not in RIGHT]
    return list(chain.from_iterable(zip(cycle(right), faulty, strict=False))) if faulty else right


def hand_in(
    course: Path, lesson: Lesson, work: Mapping[str, Answers], students: int, turns: Sequence[str] = ()
) -> dict[str, str]:
    """Write the submissions of so many students and return {student: kind}.

    Each notebook has the student's number in a cell of its own: the grader knows submissions by their content.

    Args:
        course: the course directory.
        lesson: the lesson.
        work: {kind: answers}.
        students: how many.
        turns: the order in which kinds come, over and over; each once, if empty.
    """
    notebooks = {kind: filled(lesson, answers) for kind, answers in work.items()}
    kinds = islice(cycle(turns or list(work)), students)
    handed_in = {f"student-{number:05d}": kind for number, kind in enumerate(kinds)}
    for student, kind in handed_in.items():
        notebook = notebooks[kind]
        comment = {"id": "comment", "cell_type": "raw", "metadata": {}, "source": student}
        place = course / "submitted" / student / lesson.name
        place.mkdir(parents=True)
        content = json.dumps({**notebook, "cells": [*notebook["cells"], comment]})
        (place / f"{lesson.name}.ipynb").write_text(content, encoding="utf-8")
    return handed_in
