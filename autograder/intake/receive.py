"""From deliveries to submissions: one per student and lesson, each a notebook or the reason why it is none."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from autograder.errors import SubmissionError
from autograder.intake.archive import notebooks_of_zip
from autograder.intake.files import MAX_BYTES, read_regular
from autograder.intake.find import Delivery, lesson_of_name
from autograder.intake.notebook import Notebook, read_notebook


@dataclass(frozen=True)
class Submission:
    """What one student handed in for one lesson.

    Attributes:
        student: the student's id.
        lesson: name of the lesson; "" if nothing tells which.
        digest: SHA-256 of the notebook's bytes; of the problem, where there is no notebook.
        notebook: the notebook; None if `problem` says why there is none.
        problem: the sentence for the student; "" if all is well.
        origin: the file it came from.
        timestamp: when it was handed in, as nbgrader's exchange wrote it.
        secret: nbgrader's submission secret.
    """

    student: str
    lesson: str
    digest: str
    notebook: Notebook | None = None
    problem: str = ""
    origin: str = ""
    timestamp: str | None = None
    secret: str | None = None


def receive(deliveries: Iterable[Delivery], lessons: Iterable[str], limit: int = MAX_BYTES) -> list[Submission]:
    """Read every delivery; what cannot be read becomes a submission with a `problem`, and the others are read on."""
    known = list(lessons)
    found = [submission for delivery in deliveries for submission in _read(delivery, known, limit)]
    by_key: dict[tuple[str, str], list[Submission]] = {}
    for submission in found:
        by_key.setdefault((submission.student, submission.lesson), []).append(submission)
    return [_one_of(several) for _, several in sorted(by_key.items())]


def _read(delivery: Delivery, lessons: list[str], limit: int) -> Iterator[Submission]:
    origin = str(delivery.file or "")
    base = Submission(
        delivery.student, delivery.lesson, "", origin=origin, timestamp=delivery.timestamp, secret=delivery.secret
    )
    if not delivery.student.isprintable() or len(delivery.student) > 120:
        name = ascii(delivery.student)[1:-1][:100]
        yield _problem(replace(base, student=name), "the name of the file or folder is not a student id; rename it")
        return
    try:
        files = _notebooks(delivery.file, limit)
    except SubmissionError as error:
        yield _problem(base, str(error))
        return
    for name, content in files:
        lesson = delivery.lesson or lesson_of_name(PurePosixPath(name).stem, lessons)
        yield _submission(replace(base, lesson=lesson), name, content, lessons)


def _notebooks(file: Path | None, limit: int) -> list[tuple[str, bytes]]:
    if file is None:
        raise SubmissionError("no notebook was handed in; the folder holds no .ipynb or .zip file")
    content = read_regular(file, limit)
    if file.suffix.lower() != ".zip":
        return [(file.name, content)]
    notebooks = notebooks_of_zip(file.name, content, limit)
    if not notebooks:
        raise SubmissionError(f"{file.name} holds no notebook; zip the .ipynb file")
    return list(notebooks.items())


def _submission(base: Submission, name: str, content: bytes, lessons: list[str]) -> Submission:
    try:
        notebook = read_notebook(content)
    except SubmissionError as error:
        return _problem(base, f"{PurePosixPath(name).name}: {error}")
    except Exception as error:  # a form of notebook nobody has thought of must not stop the class
        return _problem(base, f"{PurePosixPath(name).name} cannot be read ({type(error).__name__}: {error})")
    digest = hashlib.sha256(content).hexdigest()
    lesson = base.lesson or (notebook.lesson if notebook.lesson in lessons else "")
    received = replace(base, lesson=lesson, digest=digest, notebook=notebook)
    if not lesson:
        return _problem(received, f"{PurePosixPath(name).name} is not a notebook of this course")
    if notebook.lesson and notebook.lesson != lesson:
        return _problem(
            received, f"{PurePosixPath(name).name} is the notebook of {notebook.lesson}, handed in for {lesson}"
        )
    return received


def _problem(base: Submission, problem: str) -> Submission:
    digest = base.digest or hashlib.sha256(problem.encode("utf-8", "replace")).hexdigest()
    return replace(base, digest=digest, notebook=None, problem=problem)


def _one_of(several: list[Submission]) -> Submission:
    """The only submission of its student and lesson; two that differ are a problem that a person must settle."""
    readable = [submission for submission in several if submission.notebook]
    candidates = readable or several
    if len({submission.digest for submission in candidates}) == 1:
        return candidates[0]
    names = " and ".join(submission.origin.rpartition("/")[2] for submission in candidates)
    joint = hashlib.sha256("".join(sorted(s.digest for s in candidates)).encode()).hexdigest()
    return replace(
        _problem(candidates[0], f"{len(candidates)} different notebooks were handed in ({names}); keep one of them"),
        digest=joint,
    )
