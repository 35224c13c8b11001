"""The same feedback as Markdown, for an editor, an issue tracker, or to be read aloud."""

from __future__ import annotations

import re
from collections.abc import Iterator

from autograder.by_hand import NOTHING, ByHand
from autograder.lessons import Lesson
from autograder.results import CheckResult, ExerciseResult, Result
from autograder.text import number, visible


def feedback_markdown(result: Result, lesson: Lesson | None, by_hand: ByHand = NOTHING) -> str:
    """Return the feedback as Markdown; arguments are those of `feedback_page`."""
    return "\n".join(_lines(result, lesson, by_hand)) + "\n"


def _lines(result: Result, lesson: Lesson | None, by_hand: ByHand) -> Iterator[str]:
    yield f"# Lesson {lesson.number}: {lesson.title}" if lesson else "# No lesson"
    yield from ("", f"Student: {_code(result.student)}", "")
    if result.problem:
        yield from ("Your submission could not be graded:", "", *_block(result.problem), "")
        yield "Nobody has lost points by this: once it is mended, hand in again and it is graded."
        return
    yield f"**{number(result.earned)} of {number(result.points)} points**"
    if by_hand.penalty:
        yield f"; handed in late: {number(by_hand.penalty)} points are taken off"
    for note in result.notes:
        yield from ("", *_block(note))
    for exercise in result.exercises:
        yield from _exercise(exercise, by_hand)
    if lesson and lesson.written:
        yield from ("", "## Written questions", "")
        for question, points in lesson.written.items():
            earned = number(by_hand.points[question]) if question in by_hand.points else "not graded yet"
            yield f"- Question {question}: {earned} of {number(points)} points"
            yield from _comment(question, by_hand)


def _exercise(exercise: ExerciseResult, by_hand: ByHand) -> Iterator[str]:
    earned = f"{number(exercise.earned())} of {number(exercise.points)} points"
    yield from ("", f"## Exercise {exercise.id}: {exercise.title} ({earned})", "")
    for note in exercise.notes:
        yield from (*_block(note), "")
    if exercise.diagnosis:
        yield from (f"> {exercise.diagnosis}", "")
    if exercise.blamed:
        yield from (f"On your own earlier work it does not pass: because of {', '.join(exercise.blamed)}.", "")
    for check in exercise.checks:
        yield from _check(check)
    yield from _comment(exercise.id, by_hand)


def _check(check: CheckResult) -> Iterator[str]:
    word, kind = "passed" if check.passed else "failed", " (hidden check)" if check.hidden else ""
    yield f"- {word}, {number(check.earned)} of {number(check.points)}: {check.sentence}{kind}"
    if check.passed or check.hidden:
        return
    said = (("What is wrong", check.reason), ("Called", check.called), ("Came back", check.observed))
    for name, text in (*said, ("Expected", check.expected), ("Printed", check.output)):
        if text:
            yield from (f"  {name}:", *(f"  {line}" for line in _block(text)))


def _comment(place: str, by_hand: ByHand) -> Iterator[str]:
    if text := by_hand.comments.get(place, ""):
        yield from ("", "  Your instructor:", "", *(f"  > {line}" for line in visible(text).splitlines()))


def _block(text: str) -> list[str]:
    """Text that nobody reads as Markdown or HTML: between fences longer than any in it."""
    shown = visible(text)
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", shown)), default=0))
    return [fence, *shown.splitlines(), fence]


def _code(text: str) -> str:
    shown = visible(text).replace("\n", " ")
    ticks = "`" * (1 + max(map(len, re.findall("`+", shown)), default=0))
    return f"{ticks} {shown} {ticks}"
