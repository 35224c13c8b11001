"""Choose, from a notebook's cells, the source of each exercise and the written answers. Nothing is run or parsed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from autograder.errors import SubmissionError
from autograder.intake import Cell, Notebook
from autograder.lessons import Exercise, Lesson


@dataclass(frozen=True)
class Assembled:
    """The answers of one submission.

    Attributes:
        sources: {exercise: source of the cell that answers it}; an exercise without a cell is absent.
        written: {question: the cell with its answer}; a deleted or untouched one is absent.
        notes: {exercise, question or "": what was mended or noticed}, for student and instructor.
    """

    sources: dict[str, str]
    written: dict[str, Cell]
    notes: dict[str, tuple[str, ...]]


def assemble(notebook: Notebook, lesson: Lesson) -> Assembled:
    """Find the answers in a notebook by grade id and, where cells were deleted, copied or relabelled, by name.

    Raises: SubmissionError if the notebook holds no cell of this lesson.
    """
    sources: dict[str, str] = {}
    written: dict[str, Cell] = {}
    notes: dict[str, tuple[str, ...]] = {}
    for exercise in lesson.exercises:
        source, said = _exercise(notebook.cells, exercise)
        if source is not None:
            sources[exercise.id] = source
        if said:
            notes[exercise.id] = tuple(said)
    untouched = _untouched_answers(lesson)
    for question in lesson.written:
        cells = [cell for cell in notebook.cells if cell.grade_id == f"answer-{question.replace('.', '-')}"]
        if cells and cells[-1].source.strip() not in untouched:
            written[question] = cells[-1]
        if len(cells) != 1:
            what = "is missing" if not cells else f"is there {len(cells)} times; the last one counts"
            notes[question] = (f"the answer cell of question {question} {what}",)
    _refuse_foreign(notebook, lesson, sources)
    if about := _release_note(notebook, lesson):
        notes[""] = about
    return Assembled(sources, written, notes)


def _exercise(cells: tuple[Cell, ...], exercise: Exercise) -> tuple[str | None, list[str]]:
    """The source that is in force when the exercise's check cell runs, as it would be in the notebook."""
    label = f"exercise-{exercise.grade_id}"
    defining = [place for place, cell in enumerate(cells) if cell.kind == "code" and _defines(cell.source, exercise)]
    labelled = [place for place, cell in enumerate(cells) if cell.grade_id == label]
    check = next((place for place, cell in enumerate(cells) if cell.grade_id == f"check-{exercise.grade_id}"), None)
    chosen = _last_before(check, defining)
    notes = []
    if chosen is None:
        if not labelled:
            return None, [f"no cell defines `{exercise.name}`; its cell is missing from the notebook"]
        return cells[labelled[-1]].source, [f"the cell of exercise {exercise.id} does not define `{exercise.name}`"]
    if not labelled:
        notes.append(f"the exercise's cell is missing; another cell that defines `{exercise.name}` was taken")
    elif chosen not in labelled:
        notes.append(f"`{exercise.name}` is defined again in another cell; that definition counts")
    elif len(defining) > 1:
        notes.append(f"`{exercise.name}` is defined in {len(defining)} cells; the last one before its check counts")
    return cells[chosen].source, notes


def _last_before(check: int | None, places: list[int]) -> int | None:
    before = [place for place in places if check is None or place < check]
    return before[-1] if before else (places[-1] if places else None)


def _defines(source: str, exercise: Exercise) -> bool:
    pattern = rf"^(?:async[ \t]+)?(?:def|class)[ \t]+{re.escape(exercise.name)}\b"
    return re.search(pattern, source, flags=re.MULTILINE) is not None


def _refuse_foreign(notebook: Notebook, lesson: Lesson, sources: dict[str, str]) -> None:
    labels = {f"{kind}-{exercise.grade_id}" for exercise in lesson.exercises for kind in ("exercise", "check")}
    if any(_defines(sources.get(exercise.id, ""), exercise) for exercise in lesson.exercises):
        return
    if notebook.lesson == lesson.name and any(cell.grade_id in labels for cell in notebook.cells):
        return
    if notebook.lesson == lesson.name and notebook.release != lesson.release:
        raise SubmissionError(
            f"the notebook was made from another release of {lesson.name} and none of its exercises exists any more; "
            "fetch the current notebook and move your answers into it"
        )
    if notebook.lesson == lesson.name:
        raise SubmissionError(f"the notebook holds no cell of {lesson.name}; every exercise was deleted from it")
    raise SubmissionError(f"this is not the notebook of {lesson.name}: it holds none of its exercises")


def _untouched_answers(lesson: Lesson) -> set[str]:
    """What an answer cell says that nobody has written into; nbgrader's own words among them."""
    cells = lesson.student_notebook.get("cells", [])
    answers = (c for c in cells if c["metadata"].get("nbgrader", {}).get("grade_id", "").startswith("answer-"))
    return {"", "YOUR ANSWER HERE", *("".join(cell["source"]).strip() for cell in answers)}


def _release_note(notebook: Notebook, lesson: Lesson) -> tuple[str, ...]:
    if notebook.release == lesson.release:
        return ()
    if not notebook.release:
        return ("the notebook does not say which release it was made from; its cells were matched by name",)
    return (
        f"the notebook was made from an earlier release ({notebook.release}, now {lesson.release}); "
        "exercises that still exist were graded",
    )
