"""The audit as a page of the site. It shows figures only: what a mutant changes would give the model answer away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from course.authoring.audit.exercise import EQUIVALENT, ExerciseAudit
from course.authoring.audit.figures import Figure, figures_of
from course.authoring.audit.lesson import LessonAudit

INTRODUCTION = """# The grader, graded

A check is worth something if it rejects wrong answers and accepts right ones. So every check of this course is tried on
answers whose worth is known, and `course audit` counts what became of them:

- **stubs**: the exercise as it is handed out, not one line written;
- **impostors**: answers that know nothing (constants, the input itself, zeros of its shape, an error whatever comes),
  and ready calls of a library where the lesson asks to build the thing;
- **wrong answers**: the mistakes that students make, written down by the authors. Each must be rejected, and each must
  get the one sentence that a teacher would say to it;
- **other answers**: correct, but written differently from the model answer;
- **mutants**: copies of the model answer in which a machine has changed one operator, comparison, constant, axis or
  sign, or has dropped one term. Those that compute the same in another way are *equivalent*: no check can reject them,
  and the author has said why.
"""


def audit_page(audits: Sequence[LessonAudit]) -> str:
    """Return the page in Markdown."""
    every = [exercise for audit in audits for exercise in audit.exercises]
    parts = [INTRODUCTION, "## All exercises\n", _summary(figures_of(every))]
    for audit in audits:
        parts += [f"## {audit.title}\n", _table(audit.exercises)]
    return "\n".join(parts)


def _summary(figures: Iterable[Figure]) -> str:
    rows = [("", "count", "target", "")]
    rows += [(f.name, f.text, f"{f.target:.0%}", "met" if f.met else "missed") for f in figures]
    return _markdown(rows)


def _table(audits: Sequence[ExerciseAudit]) -> str:
    names = [figure.name for figure in figures_of(audits)]
    rows = [("exercise", *names, "equivalent")]
    for audit in audits:
        name = f"{audit.id} `{audit.path.rpartition('.')[2]}`"
        rows.append((name, *(figure.text for figure in figures_of([audit])), str(audit.mutants_that(EQUIVALENT))))
    return _markdown(rows)


def _markdown(rows: Sequence[Sequence[str]]) -> str:
    head, *body = rows
    lines = [head, ["---"] + ["--:"] * (len(head) - 1), *body]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)
