"""The instructor's report as one self-contained HTML file: no scripts, no outside references."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from autograder.analysis.lesson_analysis import LessonAnalysis
from autograder.analysis.plots import bars
from autograder.analysis.statistics import BINS, ExerciseStatistics
from autograder.report import counted
from autograder.text import escaped, number, prose
from autograder.web_page import web_page

NOBODY = "<p>Nothing has been graded yet.</p>"


def report_page(analyses: Iterable[LessonAnalysis]) -> str:
    """Return the page as HTML text."""
    body = "\n".join(map(_lesson, analyses)) or NOBODY
    return web_page("Report", f"<h1>Report</h1>\n{body}", "analysis")


def _lesson(analysis: LessonAnalysis) -> str:
    unreadable = f", {analysis.unreadable} not counted" if analysis.unreadable else ""
    parts = [
        f"<h2>{escaped(analysis.lesson)}: {escaped(analysis.title)}</h2>",
        f'<p class="lesson">{counted(analysis.submissions, "submission")}{unreadable}, '
        f"{number(analysis.points)} points</p>",
        _distribution(analysis),
        _exercises(analysis),
        _mistakes(analysis),
        _clusters(analysis),
        _attention(analysis),
    ]
    return f'<section id="{escaped(analysis.lesson)}">{"".join(parts)}</section>'


def _distribution(analysis: LessonAnalysis) -> str:
    found = analysis.distribution
    if found.mean is None or found.quartiles is None:
        return NOBODY
    labels = [f"{100 * n // BINS}" for n in range(BINS)]
    low, middle, high = (f"{100 * share:.0f} %" for share in found.quartiles)
    caption = f"Points, in per cent: mean {100 * found.mean:.0f} %, median {middle}, the middle half {low} to {high}"
    return bars(caption, labels, found.histogram, "students")


def _exercises(analysis: LessonAnalysis) -> str:
    if not analysis.exercises:
        return ""
    head = ("Exercise", "Points", "Difficulty", "Discrimination", "Median seconds", "Longest", "Failed checks")
    about = (
        "Exercises. Difficulty is the mean share of the points that was earned; discrimination the correlation of an "
        "exercise's points with those of all others."
    )
    return _table(about, head, map(_exercise, analysis.exercises))


def _exercise(exercise: ExerciseStatistics) -> tuple[str, ...]:
    return (
        f"{escaped(exercise.id)} {escaped(exercise.title)}",
        number(exercise.points),
        f"{exercise.difficulty:.2f}",
        _discrimination(exercise),
        f"{exercise.seconds:.3f}",
        f"{exercise.longest:.2f}",
        _failed(exercise),
    )


def _discrimination(exercise: ExerciseStatistics) -> str:
    found = exercise.discrimination
    return "-" if found is None else f'<span class="bad">{found:.2f}</span>' if found < 0 else f"{found:.2f}"


def _failed(exercise: ExerciseStatistics) -> str:
    worst = sorted((c for c in exercise.checks if c.failed), key=lambda check: -check.failed)
    items = "".join(
        f"<li>{100 * check.failure_rate:.0f} %: <code>{escaped(check.name)}</code> {prose(check.sentence)}"
        f"{' (hidden check)' if check.hidden else ''}</li>"
        for check in worst
    )
    return f"<details><summary>{len(worst)} of {len(exercise.checks)}</summary><ul>{items}</ul></details>"


def _mistakes(analysis: LessonAnalysis) -> str:
    if not analysis.mistakes:
        return ""
    rows = [
        (str(len(m.students)), escaped(m.exercise), prose(m.sentence), _names(m.students)) for m in analysis.mistakes
    ]
    return _table("Mistakes with a sentence, the most common first", ("Students", "Exercise", "Mistake", "Who"), rows)


def _clusters(analysis: LessonAnalysis) -> str:
    if not analysis.clusters:
        return ""
    items = []
    for cluster in analysis.clusters:
        answers = "".join(
            f"<dt>{escaped(student)}</dt><dd><pre>{escaped(answer)}</pre></dd>"
            for student, answer in cluster.answers.items()
        )
        items.append(
            f"<details><summary>{escaped(cluster.exercise)}: {counted(len(cluster.students), 'student')}, failing "
            f"{escaped(', '.join(cluster.failed))}</summary><p>{escaped(cluster.says)}</p><dl>{answers}</dl></details>"
        )
    return "<h3>Failures without a sentence: the next wrong answers to write</h3>" + "".join(items)


def _attention(analysis: LessonAnalysis) -> str:
    if not analysis.attention:
        return ""
    rows = [(escaped(who.student), "; ".join(map(escaped, who.reasons))) for who in analysis.attention]
    return _table("Students who need attention", ("Student", "Why"), rows)


def _names(students: Sequence[str]) -> str:
    names = ", ".join(map(escaped, students))
    return f"<details><summary>names</summary>{names}</details>"


def _table(caption: str, head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of cells that are HTML already."""
    top = "".join(f'<th scope="col">{name}</th>' for name in head)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><caption>{caption}</caption><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
