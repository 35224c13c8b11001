"""What a submission costs the coordinator of a Dask cluster, whose workers answer at once.

    python -m benchmarks.coordinator                     # 10,000 submissions of lesson 4: several minutes
    python -m benchmarks.coordinator --students 200      # writes nothing

How many machines one coordinator can keep busy depends on nothing else. Scheduler and workers are real processes. One
submission of each kind is graded first, for real, and what its jobs reported is written down; the task that workers
get then answers with that instead of running a sandbox. All else is what it always is: intake, journal, jobs sent and
answers received, judge, diagnoses, gradebook, feedback. Only the seeds of random inputs are one student's for all, or
no answer would fit, and nobody answers the canaries. Writes benchmarks/results/coordinator.json.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import multiprocessing
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from unittest.mock import patch

from autograder import stages
from autograder.cluster import on_worker
from autograder.cluster.cluster import Cluster
from autograder.demo.people import Answers, Material, filled
from autograder.grade_lesson import Workshop, open_sandboxes
from autograder.grade_one import grade_one
from autograder.grading import Bench, Runner
from autograder.intake import Submission, read_notebook
from autograder.lessons import Lesson, choose
from autograder.library import load_lessons
from autograder.oracle import Oracle
from autograder.pipeline import PIPELINE, Request, Run, grade_class
from autograder.sandbox.job import Job, JobReport
from autograder.sandbox.limits import Limits
from autograder.seeds import seeds_of
from benchmarks.class_work import class_options, half_right, hand_in, kinds_of_work
from benchmarks.record import write_record
from benchmarks.resident import Sample, growth, memory_in_words, resident
from course.checks import Check
from course.paths import require_checkout

FULL = 10_000
ANYBODY = "anybody"
SECRET = bytes(32)


def main() -> None:
    """Parse, measure, print, record."""
    options = class_options("coordinator", __doc__ or "", FULL)
    root = require_checkout("benchmarks.coordinator")
    lessons = load_lessons(root)
    [lesson] = choose(lessons, options.lesson)
    work = kinds_of_work(Material(root, lessons), lesson)
    with tempfile.TemporaryDirectory() as folder, patch.object(stages, "seeds_of", seeds_of_anybody):
        place = Path(folder)
        answers = recorded(lesson, lessons, work)
        (place / "answers.json").write_text(json.dumps(answers), encoding="utf-8")
        hand_in(place / "course", lesson, work, options.students, half_right(list(work)))
        with cluster_of(options.workers) as address, workers_answer_from(place / "answers.json"):
            figures = coordinate(place / "course", lesson, address)
    print(in_words(figures))
    if options.students >= FULL:
        about = {"lesson": lesson.name, "kinds": len(work), "workers": options.workers}
        print(f"written: {write_record('coordinator', about | figures)}")


def seeds_of_anybody(checks: tuple[Check, ...], secret: bytes, student: str, lesson: str) -> dict[str, int]:
    """The same seeds for all: workers know answers to one student's inputs only."""
    return seeds_of(checks, SECRET, ANYBODY, lesson)


def recorded(lesson: Lesson, lessons: list[Lesson], work: Mapping[str, Answers]) -> dict[str, Any]:
    """Grade one submission of each kind in a sandbox and return {key of a job: its report}."""
    answers: dict[str, Any] = {}
    workshop = Workshop(1, Limits(wall=5.0), "reduced", SECRET)
    with open_sandboxes(lesson, lessons, workshop) as open_sandbox, open_sandbox() as sandbox:
        bench = Bench(lesson, Oracle(lesson), Recording(sandbox, answers), SECRET)
        for kind, given in work.items():
            notebook = read_notebook(json.dumps(filled(lesson, given)).encode())
            grade_one(Submission(ANYBODY, lesson.name, kind, notebook), bench)
    return answers


@dataclasses.dataclass(frozen=True)
class Recording:
    """Runs jobs in a sandbox and writes down what they report."""

    runner: Runner
    answers: dict[str, Any]

    @property
    def described(self) -> str:
        """The sandbox's own words."""
        return self.runner.described

    def report(self, job: Job) -> JobReport:
        """Run a job; its canary, the last probe, is new in each job and stays out of what is written down."""
        report = self.runner.report(job)
        known = dataclasses.asdict(report)
        known["observations"].pop(job.probes[-1].name, None)
        self.answers[key_of(json.loads(job.to_json()))] = {"report": known, "sandbox": self.described}
        return report


def key_of(job: dict[str, Any]) -> str:
    """What a job's answer is kept under: its definitions and probes, without the canary at the end."""
    return hashlib.sha256(json.dumps([job["definitions"], job["probes"][:-1]]).encode()).hexdigest()


@contextmanager
def workers_answer_from(file: Path) -> Iterator[None]:
    """Inside the block the cluster's task looks its answer up in a file, which each worker reads once."""

    def answer(kit: bytes, limits: dict[str, Any], level: str, job: str) -> str:
        from distributed import get_worker

        kept = vars(get_worker())
        if "_answers" not in kept:
            kept["_answers"] = json.loads(Path(file).read_text(encoding="utf-8"))
        asked = json.loads(job)
        key = hashlib.sha256(json.dumps([asked["definitions"], asked["probes"][:-1]]).encode()).hexdigest()
        return json.dumps(kept["_answers"][key])

    with patch.object(on_worker, "run_job", answer):
        yield


@contextmanager
def cluster_of(workers: int) -> Iterator[str]:
    """Start a scheduler and workers in processes of their own; give the scheduler's address."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    house = context.Process(target=serve, args=(theirs, workers))
    house.start()
    try:
        yield ours.recv()
    finally:
        ours.send("enough")
        house.join()


def serve(pipe: Connection, workers: int) -> None:
    """The other process: a cluster on the loopback interface, until something comes through the pipe."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster:
        pipe.send(cluster.scheduler_address)
        pipe.recv()


def coordinate(course: Path, lesson: Lesson, address: str) -> dict[str, Any]:
    """Grade a course directory through a cluster and return what it took of this process."""
    watch = Watch()
    steps = tuple(watch.timed(step) for step in PIPELINE)
    with Cluster(address) as cluster, patch("autograder.pipeline.PIPELINE", steps), watch:
        report = grade_class(Request(course / "submitted", course, lesson.name, cluster=cluster), watch.progress)
    if report.failures:
        raise SystemExit(f"{report.failures} submissions were not graded: {report.rows[0].failure}")
    return watch.figures(len(report.rows))


class Watch:
    """Notes processor time and memory of this process while it coordinates."""

    def __init__(self) -> None:
        self.done = 0
        self.samples: list[Sample] = []
        self.steps: dict[str, dict[str, float]] = {}
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> None:
        self._begin, self._used = time.perf_counter(), time.process_time()
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()
        self.seconds, self.processor = time.perf_counter() - self._begin, time.process_time() - self._used

    def progress(self, done: int, total: int) -> None:
        """Take down how many are graded."""
        self.done = done

    def timed(self, step: Callable[[Run], Run]) -> Callable[[Run], Run]:
        """Return a step of the pipeline that notes what it takes."""

        def run(state: Run) -> Run:
            begin, used = time.perf_counter(), time.process_time()
            state = step(state)
            taken = {"seconds": time.perf_counter() - begin, "processor_seconds": time.process_time() - used}
            self.steps[step.__name__] = {name: round(value, 2) for name, value in taken.items()}
            return state

        return run

    def figures(self, submissions: int) -> dict[str, Any]:
        """Return what it took, per submission and by steps."""
        return {
            "submissions": submissions,
            "seconds": round(self.seconds, 1),
            "submissions_per_second": round(submissions / self.seconds, 1),
            "coordinator_milliseconds_per_submission": round(1000 * self.processor / submissions, 2),
            "steps": self.steps,
            "memory": growth(self.samples, submissions)["coordinator"],
        }

    def _look(self) -> None:
        while not self._end.wait(0.5):
            self.samples.append(Sample(time.perf_counter() - self._begin, self.done, resident(PID), 0.0))


PID = multiprocessing.current_process().pid or 0


def in_words(figures: dict[str, Any]) -> str:
    """A few lines for a reader."""
    memory, steps = figures["memory"], figures["steps"]
    each = ", ".join(f"{name} {step['processor_seconds']:.1f} s" for name, step in steps.items())
    return (
        f"{figures['submissions']} submissions in {figures['seconds']:.0f} s, "
        f"{figures['submissions_per_second']:.0f} a second; "
        f"{figures['coordinator_milliseconds_per_submission']:.1f} ms of the coordinator's processor each ({each})\n"
        f"    {memory_in_words('coordinator', memory)}"
    )


if __name__ == "__main__":
    main()
