"""How much faster `autograder grade` is than nbgrader's own autograder, on the same honest submissions, in one run.

    python -m benchmarks.grading --students 6 --rounds 3

The two take turns, so that a machine that slows down slows down both; the figure is the ratio of the medians.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from autograder.demo.people import Material, filled
from autograder.gradebook.exchange import Exchange
from autograder.lessons import Lesson
from autograder.library import load_lessons
from autograder.pipeline import Request, grade_class
from course.nbgrader_bridge.course_folder import environment
from course.paths import require_checkout

RESULTS = Path(__file__).parent / "results" / "grading.json"


def main() -> None:
    """Parse, measure, print, record."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--students", type=int, default=6)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    root = require_checkout("benchmarks.grading")
    lessons = load_lessons(root)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for lesson in lessons:
            course = make_class(Path(folder) / lesson.name, lesson, Material(root, lessons), options.students)
            figures = compare(course, lesson, options.students, options.rounds)
            rows.append({"lesson": lesson.name, **figures})
            print(f"{lesson.name}: {describe(figures)}", flush=True)
    record = {"machine": f"{os.cpu_count()} cores, Python {platform.python_version()}", **vars(options), "rows": rows}
    RESULTS.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


def make_class(folder: Path, lesson: Lesson, material: Material, students: int) -> Path:
    """Release a lesson in a fresh nbgrader course and hand in the model answers as often as there are students."""
    Exchange(folder, folder.parent / "exchange").release(lesson)
    notebook = json.dumps(filled(lesson, material.model[lesson.name]))
    for number in range(students):
        place = folder / "submitted" / f"student-{number:03d}" / lesson.name
        place.mkdir(parents=True)
        (place / f"{lesson.name}.ipynb").write_text(notebook, encoding="utf-8")
    return folder


def compare(course: Path, lesson: Lesson, students: int, rounds: int) -> dict[str, float]:
    """Return median seconds per submission of stock nbgrader and of ours with one and two workers, and the ratios."""
    ways: dict[str, Callable[[Path], object]] = {
        "stock": lambda copy: stock(copy, lesson),
        "one_worker": lambda copy: grade_class(Request(copy / "submitted", copy, lesson.name, workers=1)),
        "two_workers": lambda copy: grade_class(Request(copy / "submitted", copy, lesson.name, workers=2)),
    }
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds):
        for name, grade in ways.items():
            copy = course.parent / f"{course.name}-{name}-{number}"
            shutil.copytree(course, copy)
            begin = time.perf_counter()
            grade(copy)
            seconds[name].append((time.perf_counter() - begin) / students)
            shutil.rmtree(copy)
    medians = {name: statistics.median(times) for name, times in seconds.items()}
    ratios = {f"stock_over_{name}": medians["stock"] / medians[name] for name in ways if name != "stock"}
    return {**medians, **ratios}


def stock(course: Path, lesson: Lesson) -> None:
    """Grade with nbgrader's own command."""
    command = [sys.executable, "-m", "nbgrader", "autograde", lesson.name]
    subprocess.run(command, cwd=course, env=environment(), check=True, capture_output=True)


def describe(row: dict[str, float]) -> str:
    """One line: seconds per submission and ratios."""
    return (
        f"nbgrader {row['stock']:.2f} s a submission, ours {row['one_worker']:.2f} s with one worker "
        f"({row['stock_over_one_worker']:.1f} times faster), {row['two_workers']:.2f} s with two "
        f"({row['stock_over_two_workers']:.1f} times)"
    )


if __name__ == "__main__":
    main()
