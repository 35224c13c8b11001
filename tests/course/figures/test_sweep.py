"""The sweep explorer on the framework's scalars, and on sweeps that are wrong."""

from xml.etree import ElementTree

import pytest

from course.figures import sweep_explorer
from course.figures.sweep import PROGRAMS
from minitorch_ref import scalars
from minitorch_ref.scalars.sweep import Contribution

SVG = "{http://www.w3.org/2000/svg}"
TWICE, _, BRANCH, ROOT = PROGRAMS


def frame(program: str, a: float, step: int) -> str:
    return sweep_explorer(scalars).render({"program": program, "a": a, "step": step})


def texts(picture: str) -> list[str]:
    found = ["".join(text.itertext()) for text in ElementTree.fromstring(picture).iter(f"{SVG}text")]
    return [text.replace("\N{MULTIPLICATION SIGN}", "*") for text in found]


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_slider_has_one_step_for_every_edge(program):
    for a in PROGRAMS[program].inputs:
        result = PROGRAMS[program].function(scalars.Variable(a))
        explorer = sweep_explorer(scalars)
        edges = len(scalars.sweep.contributions(result))
        assert explorer.controls.choices("step", {"program": program, "a": a}) == list(range(edges + 1))


@pytest.mark.parametrize("values", list(sweep_explorer(scalars).controls.grid()), ids=str)
def test_every_frame_is_a_picture_without_complaints(values):
    assert "!" not in " ".join(texts(sweep_explorer(scalars).render(values)))


def test_what_is_collected_and_sent_is_written_out():
    words = texts(frame(TWICE, 2, 3))
    assert {"Step 3 of 5: from (* → 6) to a", "1 collected * local derivative 3 = 3"} <= set(words)
    assert "a has collected 0 + 3 = 3" in words or "a has collected 4 + 3 = 7" in words


def test_at_the_end_the_judge_agrees():
    assert "all has arrived: a has 7; central differences: 7" in texts(frame(TWICE, 2, 5))


def test_two_inputs_have_two_graphs():
    boxes = [frame(BRANCH, a, 0).count("<rect") for a in PROGRAMS[BRANCH].inputs]
    assert boxes == [4, 6]


def test_the_root_of_1_is_a_leaf():
    assert "all has arrived: a has 1; central differences: 1" in texts(frame(ROOT, 1, 0))


def with_sweep(monkeypatch, sweep):
    monkeypatch.setattr(scalars.sweep, "contributions", sweep)


def test_an_amount_that_is_not_the_product_is_pointed_out(monkeypatch):
    right = scalars.sweep.contributions
    with_sweep(monkeypatch, lambda result: [c._replace(amount=c.amount + 1) for c in right(result)])
    assert any("Yours sends" in words for words in texts(frame(TWICE, 2, 1)))


def test_leaving_too_early_is_pointed_out(monkeypatch):
    right = scalars.sweep.contributions
    with_sweep(monkeypatch, lambda result: right(result)[::-1])
    shown = [" ".join(texts(frame(ROOT, 2, step))) for step in range(1, 11)]
    assert any("before everything has arrived!" in words for words in shown)


@pytest.mark.parametrize(
    ("sweep", "says"),
    [
        (lambda result: None, "a list is expected"),
        (lambda result: [1], "a Contribution(source, target, amount) is expected"),
        (lambda result: [], "sends 0 times; there are 5 edges"),
        (lambda result: [Contribution(result, result, 1.0)], "where no edge is left"),
    ],
)
def test_what_is_no_sweep_is_refused_in_words(monkeypatch, sweep, says):
    with_sweep(monkeypatch, sweep)
    assert says in frame(TWICE, 2, 1)


def test_an_unwritten_exercise_is_named(monkeypatch):
    def unwritten(result):
        raise NotImplementedError("lesson 3, exercise 3.5: scalars.sweep.contributions is yours to write")

    with_sweep(monkeypatch, unwritten)
    assert "exercise 3.5" in frame(TWICE, 2, 1)
