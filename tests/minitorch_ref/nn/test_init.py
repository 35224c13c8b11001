"""Every way to start has the mean, the spread and the bounds that its formula says."""

import math

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref.nn import init

SHAPE = (60, 40, 3, 3)
FAN_IN, FAN_OUT = 360, 540
SPREADS = {
    "uniform": (lambda x: init.uniform_(x, -1, 2), 0.5, 3 / math.sqrt(12)),
    "normal": (lambda x: init.normal_(x, 1, 2), 1, 2),
    "xavier uniform": (lambda x: init.xavier_uniform_(x, 2), 0, 2 * math.sqrt(2 / (FAN_IN + FAN_OUT))),
    "xavier normal": (init.xavier_normal_, 0, math.sqrt(2 / (FAN_IN + FAN_OUT))),
    "kaiming uniform": (lambda x: init.kaiming_uniform_(x, nonlinearity="relu"), 0, math.sqrt(2 / FAN_IN)),
    "kaiming normal": (lambda x: init.kaiming_normal_(x, mode="fan_out"), 0, math.sqrt(2 / FAN_OUT)),
    "truncated": (init.trunc_normal_, 0, 0.88),
}


@pytest.mark.parametrize("name", SPREADS)
def test_mean_and_spread_are_those_of_the_formula(name):
    mt.manual_seed(0)
    fill, mean, std = SPREADS[name]
    x = mt.empty(SHAPE, requires_grad=True)
    assert fill(x) is x
    assert x.is_leaf
    array = x.detach().numpy()
    assert abs(array.mean() - mean) < 5 * std / math.sqrt(array.size)
    assert abs(array.std() / std - 1) < 0.02


def test_a_generator_makes_them_reproducible():
    draws = [init.normal_(mt.empty(5), generator=mt.Generator().manual_seed(3)).tolist() for _ in range(2)]
    assert draws[0] == draws[1]


def test_bounds_are_kept():
    x = init.trunc_normal_(mt.empty(4000), std=3, a=-1, b=2)
    assert -1 <= x.amin().item() <= x.amax().item() <= 2


@pytest.mark.parametrize("shape", [(3, 5), (5, 3), (4, 2, 3)])
def test_orthogonal_rows_or_columns_are_orthonormal(shape):
    matrix = init.orthogonal_(mt.empty(shape), gain=2).reshape(shape[0], -1).numpy()
    product = matrix @ matrix.T if shape[0] <= matrix.shape[1] else matrix.T @ matrix
    np.testing.assert_allclose(product, 4 * np.eye(len(product)), atol=1e-5)


def test_fixed_patterns():
    assert init.eye_(mt.empty(2, 3)).tolist() == [[1, 0, 0], [0, 1, 0]]
    assert init.ones_(mt.empty(2)).tolist() == [1, 1]
    assert init.zeros_(mt.empty(2)).tolist() == [0, 0]
    assert init.constant_(mt.empty(2), 0.5).tolist() == [0.5, 0.5]
    x = mt.randn(1, 4, 5, 5)
    weight = init.dirac_(mt.empty(4, 2, 3, 3), groups=2)
    assert mt.allclose(mt.conv2d(x, weight, padding=1, groups=2), x)
    assert (init.sparse_(mt.empty(10, 4), 0.3) == 0).sum(0).tolist() == [3, 3, 3, 3]


def test_gains():
    assert init.calculate_gain("relu") == math.sqrt(2)
    assert init.calculate_gain("tanh") == 5 / 3
    assert init.calculate_gain("leaky_relu", 1) == 1
    with pytest.raises(ValueError, match="there is no nonlinearity 'sin'"):
        init.calculate_gain("sin")


def test_fans_need_two_axes():
    for fill in (init.xavier_normal_, init.kaiming_uniform_, init.orthogonal_, init.eye_, init.dirac_):
        with pytest.raises(ValueError, match="got"):
            fill(mt.empty(3))
