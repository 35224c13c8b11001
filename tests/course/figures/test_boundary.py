import re
from xml.etree import ElementTree

import numpy as np
import pytest

import minitorch_ref
from course.figures import boundary_explorer
from course.figures.boundary import DEPTHS, STARTS, WIDTHS
from course.figures.descent import STEPS, Descent, X, Y

SVG = "{http://www.w3.org/2000/svg}"
CROSS = np.array([[1.0, 1.0], [-1.0, -1.0], [1.0, -1.0], [-1.0, 1.0]])
LABELS = np.array([1.0, 1.0, -1.0, -1.0])


@pytest.fixture
def data():
    return [minitorch_ref.tensor(values, dtype=minitorch_ref.float32) for values in (CROSS, LABELS)]


def drawn(figure, width=4, hidden_layers=1, weights="Kaiming", step=0) -> ElementTree.Element:
    values = {"width": width, "hidden_layers": hidden_layers, "weights": weights, "step": step}
    return ElementTree.fromstring(figure.render(values))


def words(picture: ElementTree.Element) -> str:
    return " | ".join("".join(text.itertext()) for text in picture.iter(f"{SVG}text"))


def test_the_controls_reach_every_width_depth_start_and_step(data):
    grid = list(boundary_explorer(minitorch_ref, *data).controls.grid())
    assert len(grid) == len(WIDTHS) * len(DEPTHS) * len(STARTS) * len(STEPS)


def test_training_moves_the_model_towards_the_labels(data):
    descent = Descent(minitorch_ref, *data)
    losses = [descent.snapshot(16, 2, 1.0, step).loss for step in STEPS]
    assert losses[-1] < 0.1 < losses[0]
    assert descent.snapshot(16, 2, 1.0, STEPS[-1]).right == 1


def test_scores_and_activations_are_those_of_the_students_model(data):
    seen = Descent(minitorch_ref, *data).snapshot(4, 2, 1.0, 0)
    assert seen.scores.shape == (len(Y), len(X))
    assert [values.shape for values in seen.activations] == [(4, 4), (4, 4)]
    assert min(values.min() for values in seen.activations) == 0


def test_half_of_the_start_halves_the_signal_in_each_layer(data):
    descent = Descent(minitorch_ref, *data)
    whole, half = (descent.snapshot(16, 4, factor, 0).activations for factor in (1.0, 0.5))
    for layer in range(4):
        np.testing.assert_allclose(half[layer], whole[layer] * 0.5 ** (layer + 1), rtol=1e-5, atol=1e-7)


def test_every_layer_has_a_line_with_its_size_and_its_share_of_zeros(data):
    figure = boundary_explorer(minitorch_ref, *data)
    for depth in DEPTHS:
        text = words(drawn(figure, hidden_layers=depth))
        assert f"layer {depth} |" in text
        assert f"layer {depth + 1} |" not in text
        assert len(re.findall(r"\d+%", text)) == depth + 1


def test_overflow_is_said_and_the_points_stay(data):
    points, labels = data
    picture = drawn(boundary_explorer(minitorch_ref, 1e6 * points, labels), 16, 8, "twice Kaiming", STEPS[-1])
    assert "the numbers have overflowed" in words(picture)
    assert picture.find(f"{SVG}desc").text == f"Step {STEPS[-1]}: the numbers have overflowed."


def test_the_picture_has_a_sentence_for_those_who_cannot_see_it(data):
    sentence = drawn(boundary_explorer(minitorch_ref, *data), hidden_layers=2).find(f"{SVG}desc").text
    assert re.fullmatch(r"2 hidden layers, step 0: loss \d+\.\d{3}, \d+% right\.", sentence)


def test_a_new_definition_is_seen_and_an_old_one_is_not_trained_again(data, monkeypatch):
    descent = Descent(minitorch_ref, *data)
    first = descent.snapshot(2, 1, 1.0, 0)
    assert descent.snapshot(2, 1, 1.0, 0) is first
    monkeypatch.setattr(
        minitorch_ref.nn.init, "kaiming_uniform_", lambda tensor, **_: minitorch_ref.nn.init.ones_(tensor)
    )
    assert descent.snapshot(2, 1, 1.0, 0).activations[0].tolist() == [[2, 2], [0, 0], [0, 0], [0, 0]]


def test_a_model_goes_no_further_than_asked_and_looking_back_costs_nothing(data):
    descent = Descent(minitorch_ref, *data)
    later = descent.snapshot(2, 1, 1.0, 10)
    (run,) = descent._runs.values()
    assert run.step == 11
    assert descent.snapshot(2, 1, 1.0, 0) is run.found[0]
    assert (descent.snapshot(2, 1, 1.0, 10), run.step) == (later, 11)


def test_the_figure_leaves_the_notebooks_random_numbers_alone(data):
    minitorch_ref.manual_seed(7)
    expected = minitorch_ref.randn(3).tolist()
    minitorch_ref.manual_seed(7)
    drawn(boundary_explorer(minitorch_ref, *data))
    assert minitorch_ref.randn(3).tolist() == expected


def test_an_unwritten_exercise_is_named(data, monkeypatch):
    def missing(*_, **__):
        raise NotImplementedError("lesson 5, exercise 5.4: nn.init.kaiming_uniform_ is yours to write")

    monkeypatch.setattr(minitorch_ref.nn.init, "kaiming_uniform_", missing)
    values = {"width": 2, "hidden_layers": 1, "weights": "Kaiming", "step": 0}
    assert "Write exercise 5.4" in boundary_explorer(minitorch_ref, *data).render(values)
