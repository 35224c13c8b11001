import re
from xml.etree import ElementTree

import numpy as np
import pytest

import minitorch_ref
from course.figures import training_explorer
from course.figures.reader import PASSES, Readers
from course.figures.training import RATES, WIDTHS
from minitorch_ref.utils.data import TensorDataset

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def data():
    """Forty pictures to learn and twenty to judge by: class c has its ink in column c."""
    rng = np.random.default_rng(0)
    names = np.arange(60) % 8
    ink = rng.integers(0, 4, size=(60, 8, 8))
    ink[np.arange(60), :, names] += 12
    rows = minitorch_ref.tensor(ink.reshape(60, 64) / 8 - 1, dtype=minitorch_ref.float32)
    labels = minitorch_ref.tensor(names)
    pictures = minitorch_ref.tensor(ink[40:].reshape(20, 64), dtype=minitorch_ref.float32)
    return TensorDataset(rows[:40], labels[:40]), TensorDataset(rows[40:], labels[40:]), pictures


def drawn(figure, width=32, learning_rate=0.003, after_pass=0) -> ElementTree.Element:
    return ElementTree.fromstring(
        figure.render({"width": width, "learning_rate": learning_rate, "after_pass": after_pass})
    )


def words(picture: ElementTree.Element) -> str:
    return " | ".join("".join(text.itertext()) for text in picture.iter(f"{SVG}text"))


def test_the_controls_reach_every_width_rate_and_pass(data):
    assert len(list(training_explorer(minitorch_ref, *data).controls.grid())) == len(WIDTHS) * len(RATES) * len(PASSES)


def test_training_makes_losses_and_mistakes_fewer(data):
    readings = Readers(minitorch_ref, *data[:2]).readings(32, 0.03, 16)
    assert len(readings) == 17
    assert readings[-1].training < 0.1 < readings[0].training
    truth = data[1][:][1].numpy()
    assert (readings[-1].called == truth).mean() > 0.9 > (readings[0].called == truth).mean()


def test_losses_of_the_digits_are_those_of_cross_entropy(data):
    reading = Readers(minitorch_ref, *data[:2]).readings(8, 0.003, 1)[-1]
    assert reading.losses.mean() == pytest.approx(reading.validation, rel=1e-5)


def test_misread_digits_are_drawn_the_worst_first_and_the_rest_is_counted(data):
    picture = drawn(training_explorer(minitorch_ref, *data), after_pass=0)
    wrong = int(re.search(r"; (\d+) of 20 digits are misread", picture.find(f"{SVG}desc").text)[1])
    assert wrong > 15
    assert len(re.findall(r"\d as \d", words(picture))) == 15
    assert f"the worst first; {wrong - 15} more are not shown" in words(picture)


def test_a_pass_is_trained_once_and_looking_back_costs_nothing(data):
    readers = Readers(minitorch_ref, *data[:2])
    later = readers.readings(2, 0.003, 4)
    assert readers.readings(2, 0.003, 1)[1] is later[1]
    assert len(readers._runs[2, 0.003].found) == 5


def test_a_new_definition_is_seen(data, monkeypatch):
    readers = Readers(minitorch_ref, *data[:2])
    assert readers.readings(2, 0.003, 1)[1].training < 5
    monkeypatch.setattr(minitorch_ref.training, "run_epoch", lambda *_: 7.0)
    assert readers.readings(2, 0.003, 1)[1].training == 7.0


def test_the_figure_leaves_the_notebooks_random_numbers_alone(data):
    minitorch_ref.manual_seed(7)
    expected = minitorch_ref.randn(3).tolist()
    minitorch_ref.manual_seed(7)
    drawn(training_explorer(minitorch_ref, *data), after_pass=1)
    assert minitorch_ref.randn(3).tolist() == expected
