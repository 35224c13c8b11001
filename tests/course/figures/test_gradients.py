"""The gradient explorer on the framework, and on engines that are wrong."""

from xml.etree import ElementTree

import pytest

import minitorch_ref as mt
from course.figures import gradient_explorer
from course.figures.gradients import PROGRAMS
from minitorch_ref.autograd import engine

SVG = "{http://www.w3.org/2000/svg}"
TWICE, BROADCAST, LOGISTIC, LAYERS = PROGRAMS


def texts(program: str, step: int) -> list[str]:
    picture = gradient_explorer(mt).render({"program": program, "step": step})
    return ["".join(text.itertext()) for text in ElementTree.fromstring(picture).iter(f"{SVG}text")]


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_slider_has_one_step_for_every_node(program):
    entry = PROGRAMS[program]
    leaves = {name: mt.tensor(v, dtype=mt.float64, requires_grad=True) for name, v in entry.leaves.items()}
    assert entry.nodes == len(mt.autograd.graph(entry.loss(mt, **leaves)).nodes)


@pytest.mark.parametrize("values", list(gradient_explorer(mt).controls.grid()), ids=str)
def test_every_frame_is_a_picture_without_complaints(values):
    assert "!" not in " ".join(texts(**values))


@pytest.mark.parametrize("program", PROGRAMS)
def test_at_the_end_the_judge_agrees(program):
    words = texts(program, PROGRAMS[program].nodes)
    assert "every leaf has its gradient, and central differences agree" in words


def test_where_a_broadcast_is_undone_both_shapes_are_shown():
    words = " ".join(texts(BROADCAST, 3))
    assert "Step 3 of 6: Add runs its rule" in words
    assert "(4, 2) → ()" in words


def test_a_leaf_that_waits_says_for_how_many():
    assert "1 of 3" in texts(TWICE, 2)


def test_a_wrong_rule_is_seen_at_the_end(monkeypatch):
    from minitorch_ref.functions.rules import Rules

    monkeypatch.setattr(Rules, "exp", staticmethod(lambda ctx, grad: (grad,)))
    assert any("central differences disagree" in words for words in texts(BROADCAST, 6))


def test_an_order_that_does_not_wait_is_pointed_out(monkeypatch):
    def leaf_before_the_product(roots, right=engine.ready_nodes):
        *first, product, leaf = right(roots)
        return [*first, leaf, product]

    monkeypatch.setattr(engine, "ready_nodes", leaf_before_the_product)
    assert any("It runs before everything has arrived!" in words for words in texts(TWICE, 3))
    assert any("central differences disagree" in words for words in texts(TWICE, 4))


def test_nodes_that_get_no_turn_are_counted(monkeypatch):
    monkeypatch.setattr(engine, "ready_nodes", lambda roots: list(roots))
    picture = gradient_explorer(mt).render({"program": TWICE, "step": 1})
    assert "ready_nodes gave 1 nodes a turn; there are 4 to run." in picture
