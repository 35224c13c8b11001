"""A large class in one command: how long it takes, and whether the memory stays what it is.

    python -m benchmarks.large_class                     # 1,000 submissions of lesson 4: several minutes
    python -m benchmarks.large_class --students 100      # writes nothing

Every other submission is wrong in part or unfinished, and no two notebooks are alike. Memory is read from /proc twice a
second, beside how many submissions the journal has by then. Writes benchmarks/results/large_class.json.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from autograder.course_folder import journal_file
from autograder.demo.people import Material
from autograder.gradebook.exchange import Exchange
from autograder.lessons import Lesson, choose
from autograder.library import load_lessons
from benchmarks.class_work import class_options, half_right, hand_in, kinds_of_work
from benchmarks.points import points_of_checks
from benchmarks.record import write_record
from benchmarks.resident import Sample, children_of, growth, memory_in_words, resident
from course.nbgrader_bridge.course_folder import environment
from course.paths import require_checkout

FULL = 1000
EVERY = 0.5
"""Seconds between two looks at the memory."""
KEPT = 50
"""So many samples go into the record."""


def main() -> None:
    """Parse, measure, print, record."""
    options = class_options("large_class", __doc__ or "", FULL)
    root = require_checkout("benchmarks.large_class")
    lessons = load_lessons(root)
    [lesson] = choose(lessons, options.lesson)
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder) / "course"
        Exchange(course, Path(folder) / "exchange").release(lesson)
        work = kinds_of_work(Material(root, lessons), lesson)
        handed_in = hand_in(course, lesson, work, options.students, half_right(list(work)))
        samples = grade(course, lesson, options.workers)
        figures = {"lesson": lesson.name, "workers": options.workers, **summary(samples, len(handed_in))}
        points = points_of_checks(course, lesson)
    figures["in_the_gradebook"] = len(points)
    figures["with_full_points"] = sum(all_points(lesson) == sum(cells.values()) for cells in points.values())
    print(in_words(figures))
    if options.students >= FULL:
        print(f"written: {write_record('large_class', figures | {'samples': thinned(samples)})}")


def grade(course: Path, lesson: Lesson, workers: int) -> list[Sample]:
    """Grade a course directory by one command and return what was seen meanwhile."""
    command = [sys.executable, "-m", "autograder", "grade", str(course), "--lesson", lesson.name]
    samples = []
    begin = time.perf_counter()
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            [*command, "--workers", str(workers)], stdout=said, stderr=subprocess.STDOUT, env=environment()
        )
        while process.poll() is None:
            workers_now = sum(resident(child) for child in children_of(process.pid))
            seconds = time.perf_counter() - begin
            samples.append(Sample(seconds, graded(course), resident(process.pid), workers_now))
            time.sleep(EVERY)
        if process.returncode:
            said.seek(0)
            raise SystemExit(f"{' '.join(command)} ended with status {process.returncode}:\n{said.read()}")
    return [*samples, Sample(time.perf_counter() - begin, graded(course), 0.0, 0.0)]


def graded(course: Path) -> int:
    """How many submissions the journal has a result of."""
    file = journal_file(course)
    if not file.exists():
        return 0
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as journal:
        try:
            [(count,)] = journal.execute("SELECT count(*) FROM submissions WHERE state != 'received'")
        except sqlite3.OperationalError:  # the command is just making it
            return 0
    return int(count)


def summary(samples: list[Sample], submissions: int) -> dict[str, Any]:
    """Return how long it took and what became of the memory."""
    whole = samples[-1].seconds
    grading = [sample.seconds for sample in samples if 0 < sample.done < submissions]
    rate = (submissions - 1) / (grading[-1] - grading[0]) if len(grading) > 1 else 0.0
    return {
        "submissions": submissions,
        "seconds": round(whole, 1),
        "milliseconds_per_submission": round(1000 * whole / submissions, 1),
        "submissions_per_second_while_grading": round(rate, 2),
        "memory": growth(samples[:-1], submissions),
    }


def all_points(lesson: Lesson) -> float:
    """What the checks of a lesson are worth."""
    return sum(check.points for check in lesson.checks)


def thinned(samples: list[Sample]) -> list[dict[str, float]]:
    """Some of the samples, evenly spread."""
    step = max(1, len(samples) // KEPT)
    return [{name: round(value, 1) for name, value in sample._asdict().items()} for sample in samples[:-1:step]]


def in_words(figures: dict[str, Any]) -> str:
    """A few lines for a reader."""
    lines = [
        f"{figures['submissions']} submissions of {figures['lesson']}, {figures['workers']} workers: "
        f"{figures['seconds']:.0f} s, {figures['milliseconds_per_submission']:.0f} ms each with everything, "
        f"{figures['submissions_per_second_while_grading']:.1f} a second while grading; "
        f"{figures['in_the_gradebook']} in the gradebook, {figures['with_full_points']} with full points"
    ]
    for name, memory in figures["memory"].items():
        lines.append(f"    {memory_in_words(name, memory)}")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
