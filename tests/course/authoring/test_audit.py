"""The audit of the sample lesson: what is tried, what survives, what an author may call equivalent."""

from __future__ import annotations

import pytest

from course.authoring.audit import LessonAudit, audit_lesson
from course.authoring.audit.exercise import EQUIVALENT, KILLED, SURVIVED
from course.authoring.audit.figures import Figure, figures_of, survivors
from course.authoring.audit.page import audit_page
from course.errors import LessonError

READY_CALL = """

@ready_call("1.1")
def by_numpy(value, low=0, *, high=10):
    import numpy
    return numpy.clip(value, low, high)
"""
WEAK = ("checks.py", "draws = rng.integers(-50, 50, size=(20, 3)).tolist()", "draws = [[1, 2, 3]]")


def audit(sample, **options: object) -> LessonAudit:
    return audit_lesson(sample.root, "01_numbers", sample.reference, workers=1, **options)


def test_every_kind_of_answer_is_tried(sample) -> None:
    clipped, tally = audit(sample).exercises
    assert [figure.text for figure in figures_of([clipped])][:5] == ["1 of 1", "12 of 12", "4 of 4", "4 of 4", "1 of 1"]
    assert all("<= low" in line or ">= high" in line for line in survivors(clipped))  # at a limit both do the same
    assert clipped.mutants_that(KILLED) > 3
    assert len(tally.mutants) > 3


def test_a_mutant_that_no_check_sees_survives_and_is_listed(sample) -> None:
    sample.change("hidden_checks.py", "(11, 25, 99)", "(25, 99)")
    sample.change(*WEAK)
    clipped = audit(sample).exercises[0]
    assert survivors(clipped)
    assert not figures_of([clipped])[-1].met


def test_an_equivalent_mutant_needs_a_reason_and_must_not_be_killed(sample) -> None:
    file = sample.lesson / "equivalent_mutants.toml"
    file.write_text('[[equivalent]]\nexercise = "1.1"\nchange = "x  ->  y"\nreason = "none"\n')
    assert audit(sample).exercises[0].outdated == ("x  ->  y",)
    file.write_text('[[equivalent]]\nexercise = "1.1"\nchange = "x  ->  y"\nreason = " "\n')
    with pytest.raises(LessonError, match="say why"):
        audit(sample)
    file.write_text('[[equivalent]]\nexercise = "1.1"\n')
    with pytest.raises(LessonError, match="exercise, change and reason"):
        audit(sample)
    file.write_text('[[equivalent]]\nexercise = "1.1"\nreason = "x"\n')
    with pytest.raises(LessonError, match="either a change or"):
        audit(sample)


def test_an_entry_may_cover_every_change_of_a_statement(sample) -> None:
    entry = '[[equivalent]]\nexercise = "1.1"\nbegins = "if value < low:"\nreason = "at the limit both do the same"\n'
    (sample.lesson / "equivalent_mutants.toml").write_text(entry)
    clipped = audit(sample).exercises[0]
    assert clipped.mutants_that(EQUIVALENT) == 1
    assert not any("value < low" in line for line in survivors(clipped))


def test_a_survivor_called_equivalent_does_not_count(sample) -> None:
    sample.change("hidden_checks.py", "(11, 25, 99)", "(25, 99)")
    sample.change(*WEAK)
    survivor = next(m for m in audit(sample).exercises[0].mutants if m.state == SURVIVED)
    entry = f'[[equivalent]]\nexercise = "1.1"\nchange = "{survivor.change}"\nreason = "said to be so"\n'
    (sample.lesson / "equivalent_mutants.toml").write_text(entry)
    assert audit(sample).exercises[0].mutants_that(EQUIVALENT) == 1


def test_a_wrongly_accepted_answer_is_counted_and_told(sample) -> None:
    sample.change("wrong_answers.py", "return max(0, min(10, value))", "return max(low, min(high, value))")
    clipped = audit(sample).exercises[0]
    assert clipped.count("wrong answer", passed=True) == 1
    assert any("passes every check" in problem for problem in clipped.problems)


def test_rules_need_a_ready_call_that_they_rule_out(sample) -> None:
    sample.change("lesson.md", "inner.numbers.clipped\n", "inner.numbers.clipped\n:imports: none\n")
    with pytest.raises(LessonError, match="no @ready_call that tries it"):
        sample.build()
    file = sample.lesson / "other_answers.py"
    file.write_text(file.read_text() + READY_CALL)
    sample.build()
    assert "# Allowed imports: none" in (sample.root / "notebooks" / "01_numbers.ipynb").read_text()
    sample.change("lesson.md", ":imports: none", ":imports: numpy")
    with pytest.raises(LessonError, match="by_numpy lets a library do the work"):
        sample.build()


def test_an_audit_is_remembered_until_something_changes(sample) -> None:
    tried: list[str] = []
    audit(sample, progress=lambda done: tried.append(done.id))
    audit(sample, progress=lambda done: tried.append(done.id))
    assert tried == ["1.1", "1.2"]
    sample.change("checks.py", "(-3, 4, 12)", "(-4, 4, 12)")
    audit(sample, progress=lambda done: tried.append(done.id))
    assert tried == ["1.1", "1.2"] * 2


def test_the_page_shows_figures_and_no_answer(sample) -> None:
    page = audit_page([audit(sample)])
    assert "| 1.1 `clipped` |" in page
    assert "->" not in page


def test_a_figure_without_anything_to_count_is_met() -> None:
    assert Figure("x", 0, 0, 1.0).met
    assert Figure("x", 19, 20, 0.95).met
    assert not Figure("x", 18, 20, 0.95).met
