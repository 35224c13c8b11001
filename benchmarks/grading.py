"""How much faster `autograder grade` is than nbgrader's own autograder on the same honest work, and whether as fair.

    python -m benchmarks.grading                    # all lessons; writes benchmarks/results/grading.json
    python -m benchmarks.grading --lesson 4         # one lesson; writes nothing

Both are started by their commands, and take turns, so that a machine that slows down slows down both. nbgrader takes
seconds for each submission, so it grades each kind of work once; ours grades each kind several times, in notebooks that
differ in a comment. Figures are seconds per submission with the start of the command in them, on both sides. After that
the points of every check cell are compared.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from typing import Any, NamedTuple

from autograder.demo.people import Material
from autograder.gradebook.exchange import Exchange
from autograder.lessons import Lesson, choose
from autograder.library import load_lessons
from benchmarks.class_work import hand_in, kinds_of_work
from benchmarks.points import Points, differences, points_of_checks
from benchmarks.record import write_record
from course.nbgrader_bridge.course_folder import environment
from course.paths import require_checkout

TARGETS = {"one_worker": 50.0, "two_workers": 18.0}
"""So many times as fast as nbgrader; 10 with one worker were enough for a lesson that compiles, but none does yet."""


class Taken(NamedTuple):
    """What grading took per submission: seconds by the clock, and of all processors together."""

    seconds: float
    processor: float


def main() -> None:
    """Parse, measure, print, record."""
    options = parse()
    root = require_checkout("benchmarks.grading")
    build_what_notebooks_load()
    lessons = load_lessons(root)
    material = Material(root, lessons)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for lesson in choose(lessons, options.lesson):
            figures = compare(Path(folder) / lesson.name, lesson, material, options)
            rows.append({"lesson": lesson.name, **figures})
            print(f"{lesson.name}: {in_words(figures)}", flush=True)
    if options.lesson is None:
        about = {"kinds": options.kinds, "students": options.students, "rounds": options.rounds, "targets": TARGETS}
        print(f"written: {write_record('grading', {**about, 'rows': rows})}")


def parse() -> argparse.Namespace:
    """Read the command line."""
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("python -m benchmarks.grading", description=__doc__, formatter_class=form)
    parser.add_argument("--lesson", help="only this one, by number or name; writes nothing")
    parser.add_argument("--kinds", type=int, default=6, help="kinds of honest work; nbgrader grades each once a round")
    parser.add_argument("--students", type=int, default=180, help="how many submissions ours grades")
    parser.add_argument("--rounds", type=int, default=1, help="how often each takes its turn; medians are taken")
    return parser.parse_args()


def build_what_notebooks_load() -> None:
    """Run `course build`: without the kit every check in a notebook fails, and nbgrader would seem quick and strict."""
    done = subprocess.run([sys.executable, "-m", "course", "build"], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"course build ended with status {done.returncode}:\n{done.stdout}\n{done.stderr}")


def compare(folder: Path, lesson: Lesson, material: Material, options: argparse.Namespace) -> dict[str, Any]:
    """Return figures of one lesson: what nbgrader and ours took, the ratios, and the cells they disagree about."""
    work = kinds_of_work(material, lesson, options.kinds)
    Exchange(folder / "few", folder / "exchange").release(lesson)
    shutil.copytree(folder / "few", folder / "many")
    few, many = (
        hand_in(folder / "few", lesson, work, len(work)),
        hand_in(folder / "many", lesson, work, options.students),
    )
    ways: dict[str, tuple[Path, int, Callable[[Path], list[str]]]] = {
        "stock": (folder / "few", len(few), lambda course: nbgrader(lesson)),
        "one_worker": (folder / "many", len(many), lambda course: autograder(course, lesson, 1)),
        "two_workers": (folder / "many", len(many), lambda course: autograder(course, lesson, 2)),
    }
    taken: dict[str, list[Taken]] = {way: [] for way in ways}
    points: dict[str, Points] = {}
    for _ in range(options.rounds):
        for way, (course, submissions, command) in ways.items():
            with tempfile.TemporaryDirectory(dir=folder) as place:
                copy = Path(shutil.copytree(course, Path(place) / "course"))
                taken[way].append(measure(command(copy), copy, submissions))
                points[way] = points_of_checks(copy, lesson)
    differing = {way: differences(points["stock"], points[way], few, many) for way in ways if way != "stock"}
    return {
        **summary(taken),
        "differences": {way: [each._asdict() for each in found] for way, found in differing.items()},
    }


def measure(command: list[str], course: Path, submissions: int) -> Taken:
    """Run a command in a course directory and return what it took per submission."""
    begin, used = time.perf_counter(), processor_seconds()
    done = subprocess.run(command, cwd=course, env=environment(), capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} ended with status {done.returncode}:\n{done.stdout}\n{done.stderr}")
    return Taken((time.perf_counter() - begin) / submissions, (processor_seconds() - used) / submissions)


def processor_seconds() -> float:
    """What all processes that this one has waited for have used."""
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def nbgrader(lesson: Lesson) -> list[str]:
    """Grade with nbgrader's own command."""
    return [sys.executable, "-m", "nbgrader", "autograde", lesson.name]


def autograder(course: Path, lesson: Lesson, workers: int) -> list[str]:
    """Grade with ours."""
    return [
        sys.executable,
        "-m",
        "autograder",
        "grade",
        str(course),
        "--lesson",
        lesson.name,
        "--workers",
        str(workers),
    ]


def summary(taken: dict[str, list[Taken]]) -> dict[str, Any]:
    """Return the medians of what each way took, how many times faster ours is, and what a second worker gives."""
    medians = {
        way: Taken(*(statistics.median(figures) for figures in zip(*rounds, strict=True)))
        for way, rounds in taken.items()
    }
    stock, one, two = (medians[way] for way in ("stock", "one_worker", "two_workers"))
    return {
        "seconds": {way: round(figures.seconds, 4) for way, figures in medians.items()},
        "processor_seconds": {way: round(figures.processor, 4) for way, figures in medians.items()},
        "times_as_fast": {
            "one_worker": round(stock.seconds / one.seconds, 1),
            "two_workers": round(stock.seconds / two.seconds, 1),
            "per_processor_second": round(stock.processor / one.processor, 1),
        },
        "two_workers_over_one": round(one.seconds / two.seconds, 2),
    }


def in_words(figures: dict[str, Any]) -> str:
    """One line: seconds per submission, ratios, and how often the points differ."""
    seconds, faster = figures["seconds"], figures["times_as_fast"]
    missed = [way for way, target in TARGETS.items() if faster[way] < target]
    differing = {tuple(each.values()) for found in figures["differences"].values() for each in found}
    lines = [
        f"nbgrader {seconds['stock']:.2f} s a submission; ours {1000 * seconds['one_worker']:.0f} ms with one worker "
        f"({faster['one_worker']:.0f} times as fast, {faster['per_processor_second']:.0f} by processor time), "
        f"{1000 * seconds['two_workers']:.0f} ms with two ({faster['two_workers']:.0f} times as fast)"
        f"{'; MISSED ' + ', '.join(missed) if missed else ''}; "
        f"{f'{len(differing)} cells have other points' if differing else 'equal points'}"
    ]
    lines += [
        f"    {kind} {cell}: nbgrader {stock}, ours {ours}" for kind, cell, stock, ours in sorted(differing, key=str)
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
