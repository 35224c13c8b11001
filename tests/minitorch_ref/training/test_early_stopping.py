"""When to stop, and which model comes back."""

import math

import pytest

import minitorch_ref as mt
from minitorch_ref import nn
from minitorch_ref.training import EarlyStopping


def say(watch, values):
    layer = nn.Linear(1, 1)
    found = []
    for place, value in enumerate(values):
        with mt.no_grad():
            layer.weight.fill_(place)
        found.append(watch.step(value, layer))
    return found, layer


def test_it_stops_after_as_many_values_in_a_row_as_it_is_patient():
    assert say(EarlyStopping(2), [3.0, 2.0, 2.5, 1.0, 1.5, 1.2])[0] == [False, False, False, False, False, True]


def test_the_best_model_comes_back_in_place():
    watch = EarlyStopping(5)
    _, layer = say(watch, [3.0, 1.0, 2.0, 1.5])
    weight = layer.weight
    watch.restore(layer)
    assert layer.weight is weight
    assert (weight.item(), watch.best, watch.waited) == (1, 1.0, 2)


def test_equal_and_nan_are_not_better():
    watch = EarlyStopping(3, min_delta=0.25)
    assert say(watch, [1.0, 0.75, math.nan, 1.0])[0] == [False, False, False, True]


def test_without_a_best_model_there_is_nothing_to_restore():
    with pytest.raises(RuntimeError, match="no value has been better"):
        EarlyStopping(1).restore(nn.Linear(1, 1))


def test_its_state_survives_a_file(tmp_path):
    watch = EarlyStopping(2)
    _, layer = say(watch, [math.inf, 2.0, 3.0])
    mt.save(watch.state_dict(), tmp_path / "watch")
    other = EarlyStopping(9)
    other.load_state_dict(mt.load(tmp_path / "watch"))
    assert (other.patience, other.best, other.waited) == (2, 2.0, 1)
    other.restore(layer)
    assert layer.weight.item() == 1
