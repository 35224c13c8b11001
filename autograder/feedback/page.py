"""The feedback page of one student and lesson: one self-contained HTML file, without scripts or outside references."""

from __future__ import annotations

from collections.abc import Iterable

from autograder.by_hand import NOTHING, ByHand
from autograder.feedback.picture import picture
from autograder.lessons import Lesson
from autograder.results import CheckResult, ExerciseResult, Result
from autograder.text import escaped, number, prose
from autograder.web_page import web_page


def feedback_page(result: Result, lesson: Lesson | None, by_hand: ByHand = NOTHING) -> str:
    """Return the page as HTML text.

    Args:
        result: the graded submission, or one with a problem.
        lesson: its lesson; None if nobody could tell which it is.
        by_hand: grades and comments for written answers, late penalty.
    """
    points = sum(exercise.points for exercise in lesson.exercises) if lesson else 0.0
    if result.problem:
        heading, body = "Your submission could not be graded", _problem(result)
    else:
        heading = f"{number(result.earned)} of {number(points)} points"
        body = "\n".join(
            [
                _not_counted(lesson, by_hand),
                _late(by_hand),
                _notes(result.notes),
                _overview(result),
                *(_exercise(exercise, by_hand) for exercise in result.exercises),
            ]
        )
        body += _written(result, lesson, by_hand)
    about = f"Lesson {lesson.number}: {lesson.title}" if lesson else "No lesson"
    head = (
        f'<header>\n<p class="lesson">{escaped(about)}</p>\n<h1>{escaped(heading)}</h1>\n'
        f'<p class="student">Student: <strong>{escaped(result.student)}</strong></p>\n</header>'
    )
    return web_page(f"{about}: feedback for {result.student}", f"{head}\n{body}")


def _problem(result: Result) -> str:
    return (
        f'<section class="problem"><h2>What is wrong</h2><p>{escaped(result.problem)}.</p>'
        "<p>Nobody has lost points by this: once it is mended, hand in again and it is graded.</p></section>"
    )


def _not_counted(lesson: Lesson | None, by_hand: ByHand) -> str:
    if lesson is None or not lesson.written:
        return ""
    worth = number(sum(lesson.written.values()))
    if set(lesson.written) <= set(by_hand.points):
        earned = number(sum(by_hand.points[question] for question in lesson.written))
        return f'<p class="student">And {earned} of {worth} points for the written questions.</p>'
    return f'<p class="student">The written questions, worth {worth} points more, are graded by your instructor.</p>'


def _late(by_hand: ByHand) -> str:
    if not by_hand.penalty:
        return ""
    return f'<p class="bad">Handed in late: {number(by_hand.penalty)} points are taken off.</p>'


def _notes(notes: Iterable[str]) -> str:
    items = "".join(f"<li>{escaped(note)}</li>" for note in notes)
    return f'<ul class="notes" aria-label="Notes">{items}</ul>' if items else ""


def _overview(result: Result) -> str:
    rows = "".join(
        f'<tr><th scope="row"><a href="#exercise-{escaped(e.id)}">{escaped(e.id)}</a></th><td>{escaped(e.title)}</td>'
        f'<td class="points">{number(e.earned())} / {number(e.points)}</td><td>{_state(e)}</td></tr>'
        for e in result.exercises
    )
    head = "".join(f'<th scope="col">{name}</th>' for name in ("Exercise", "Section", "Points", "Result"))
    return f"<table><caption>Points per exercise</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _state(exercise: ExerciseResult) -> str:
    if all(check.passed for check in exercise.checks):
        return '<span class="good">complete</span>'
    if not exercise.earned():
        return '<span class="bad">not yet</span>'
    return '<span class="part">in part</span>'


def _exercise(exercise: ExerciseResult, by_hand: ByHand) -> str:
    points = f'<span class="points">{number(exercise.earned())} of {number(exercise.points)} points</span>'
    title = f"Exercise {escaped(exercise.id)}: {escaped(exercise.title)}"
    diagnosis = f'<p class="diagnosis">{prose(exercise.diagnosis)}</p>' if exercise.diagnosis else ""
    checks = "".join(_hidden(check) if check.hidden else _visible(check) for check in exercise.checks)
    said = _comment(by_hand.comments.get(exercise.id, ""))
    again = "" if all(check.passed for check in exercise.checks) else _again(exercise)
    return (
        f'<section id="exercise-{escaped(exercise.id)}"><h2><span>{title}</span>{points}</h2>'
        f'{_notes(exercise.notes)}{_blame(exercise)}{diagnosis}<ul class="checks">{checks}</ul>{said}{again}</section>'
    )


def _blame(exercise: ExerciseResult) -> str:
    if not exercise.blamed:
        return ""
    named = " and ".join([", ".join(exercise.blamed[:-1])] * (len(exercise.blamed) > 1) + [exercise.blamed[-1]])
    return (
        '<p class="diagnosis">Your answer is graded with a correct version of all earlier lessons below it. On your '
        f"own earlier work it does not pass: because of exercise {escaped(named)}. Mend that, and this works too.</p>"
    )


def _again(exercise: ExerciseResult) -> str:
    section = f"Exercise {exercise.id} {exercise.title}".strip()
    return f'<p class="again">Read again: the section <em>{escaped(section)}</em> of the lesson.</p>'


def _visible(check: CheckResult) -> str:
    if check.passed:
        return f"<li>{_line(check)}</li>"
    said = [("What is wrong", check.reason), ("Called", check.called), ("Came back", check.observed)]
    said += [("Expected", check.expected), ("Printed", check.output)]
    rows = "".join(f"<dt>{name}</dt><dd><pre>{escaped(text)}</pre></dd>" for name, text in said if text)
    return f"<li>{_line(check)}<dl>{rows}</dl>{picture(check.expected, check.observed)}</li>"


def _hidden(check: CheckResult) -> str:
    return f"<li>{_line(check)}</li>"


def _line(check: CheckResult) -> str:
    word = '<span class="good">passed</span>' if check.passed else '<span class="bad">failed</span>'
    kind = " (hidden check)" if check.hidden else ""
    return f"{word} {number(check.earned)} of {number(check.points)}: {prose(check.sentence)}{kind}"


def _written(result: Result, lesson: Lesson | None, by_hand: ByHand) -> str:
    if lesson is None or not lesson.written:
        return ""
    items = "".join(
        f"<li>Question {escaped(question)}{_graded(question, points, result, by_hand)}"
        f"{_comment(by_hand.comments.get(question, ''))}</li>"
        for question, points in lesson.written.items()
    )
    return f"<section><h2>Written questions</h2><ul>{items}</ul></section>"


def _graded(question: str, points: float, result: Result, by_hand: ByHand) -> str:
    if question not in result.written:
        return f", {number(points)} points: no answer was handed in"
    if question in by_hand.points:
        return f": {number(by_hand.points[question])} of {number(points)} points"
    return f", {number(points)} points: your answer is read by your instructor"


def _comment(text: str) -> str:
    return f'<p class="diagnosis">Your instructor: {escaped(text)}</p>' if text else ""
