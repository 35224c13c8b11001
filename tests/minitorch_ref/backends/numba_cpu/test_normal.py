"""The polynomials behind gelu: none of their degree is better, and what is made of them agrees with SciPy."""

import numpy as np
import pytest
from scipy import special

import minitorch_ref as mt
from minitorch_ref.backends.numba_cpu.normal import DISTANCE, POWER, TAIL
from minitorch_ref.nn import functional

BELOW_ZERO = -np.geomspace(1e-6, 13.2, 200_001).astype(np.float32)
NUMBERS = np.concatenate([BELOW_ZERO, -BELOW_ZERO])


@pytest.fixture(autouse=True)
def compiled():
    with mt.use_backend("numba"):
        yield


def smallest_error(powers, values, weights):
    """Return the smallest possible largest |weights * (polynomial - values)| (Lawson, 1961).

    Least squares again and again; a point counts for more the larger its error was, until all that matter have one.
    """
    importance = np.full(len(values), 1 / len(values))
    smallest = np.inf
    for _ in range(300):
        scale = np.sqrt(importance) * weights
        found, *_ = np.linalg.lstsq(powers * scale[:, None], values * scale, rcond=None)
        errors = abs(weights * (powers @ found - values))
        smallest = min(smallest, errors.max())
        importance *= errors / (importance @ errors)
    return smallest


def largest_error(powers, values, weights, coefficients):
    return abs(weights * (powers @ np.array(coefficients, np.float64) - values)).max()


def test_no_other_polynomial_of_its_degree_is_much_closer_to_the_tail():
    a = np.concatenate([np.linspace(0, 2, 1000), np.geomspace(2, 13.3, 1000)])
    tail = special.erfcx(a / np.sqrt(2)) / 2
    problem = np.stack([(a + np.float64(DISTANCE)) ** -k for k in range(1, len(TAIL) + 1)], 1), tail
    weights = 1 / tail / (1 + a**2 / 2)  # as the exponential of a^2 / 2 rounds
    error = largest_error(*problem, weights, TAIL)
    assert error < 1.5 * smallest_error(*problem, weights)
    assert error < 4e-8


def test_no_other_polynomial_of_its_degree_is_much_closer_to_a_power_of_two():
    r = np.linspace(-0.5, 0.5, 1001)
    problem = np.stack([r**k for k in range(1, len(POWER) + 1)], 1), 2**r - 1
    error = largest_error(*problem, 2**-r, POWER)
    assert error < 1.5 * smallest_error(*problem, 2**-r)
    assert error < 1.2e-7


def test_gelu_is_what_scipys_error_function_makes_it():
    x = NUMBERS[abs(NUMBERS) < 6]
    exact = x * (1 + special.erf(x.astype(np.float64) / np.sqrt(2))) / 2
    np.testing.assert_allclose(functional.gelu(mt.tensor(x)).numpy(), exact, rtol=1e-6)


def test_far_below_zero_gelu_keeps_its_digits_until_float32_has_none():
    exact = BELOW_ZERO * special.ndtr(BELOW_ZERO.astype(np.float64))
    has_digits = abs(exact) > np.finfo(np.float32).tiny
    found = functional.gelu(mt.tensor(BELOW_ZERO)).numpy()
    np.testing.assert_allclose(found[has_digits], exact[has_digits], rtol=6e-6)
    assert abs(found[~has_digits]).max(initial=0) < np.finfo(np.float32).tiny


def test_the_gradient_of_gelu_is_that_of_its_definition():
    x = NUMBERS.astype(np.float64)
    exact = special.ndtr(x) + x * np.exp(-x * x / 2) / np.sqrt(2 * np.pi)
    t = mt.tensor(NUMBERS, requires_grad=True)
    functional.gelu(t).backward(mt.ones(len(x)))
    np.testing.assert_allclose(t.grad.numpy(), exact, rtol=0, atol=4e-7)


def test_gelu_of_large_numbers_and_edges():
    x = np.array([-13.3, -20, -1e10, -3e38, 3e38, np.inf, -np.inf, np.nan, 0.0, -0.0], np.float32)
    expected = np.array([0, 0, 0, 0, 3e38, np.inf, np.nan, np.nan, 0.0, -0.0], np.float32)
    t = mt.tensor(x, requires_grad=True)
    y = functional.gelu(t)
    np.testing.assert_array_equal(y.detach().numpy(), expected)
    assert np.signbit(y.detach().numpy()[[0, 1, 2, 3, 9]]).all()
    y.backward(mt.ones(len(x)))
    np.testing.assert_array_equal(t.grad.numpy()[:5], [0, 0, 0, 0, 1])
