"""The formulas of the optimizers against the same formulas in NumPy, in float64."""

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref.optim.adagrad import adagrad_update
from minitorch_ref.optim.adam import adam_update, amsgrad_update
from minitorch_ref.optim.rmsprop import rmsprop_step
from minitorch_ref.optim.sgd import sgd_update

SHAPES = [(3, 4), (), (0, 2)]


@pytest.fixture(params=SHAPES, ids=str)
def numbers(request):
    """Five arrays of a shape; the last two are not negative."""
    source = np.random.default_rng(0)
    arrays = [source.standard_normal(request.param) for _ in range(5)]
    return [np.asarray(array) for array in (*arrays[:3], *map(np.abs, arrays[3:]))]


def own(*arrays):
    return [mt.tensor(array) for array in arrays]


def close(tensor, array):
    np.testing.assert_allclose(tensor.numpy(), array, rtol=1e-12, atol=1e-14)


def test_sgd(numbers):
    p, grad = numbers[:2]
    p_, grad_ = own(p, grad)
    sgd_update(p_, grad_, lr=0.1)
    close(p_, p - 0.1 * grad)
    close(grad_, grad)


@pytest.mark.parametrize("nesterov", [False, True])
def test_momentum(numbers, nesterov):
    p, grad, buf = numbers[:3]
    p_, grad_, buf_ = own(p, grad, buf)
    sgd_update(p_, grad_, buf_, lr=0.1, momentum=0.8, dampening=0.3, nesterov=nesterov)
    kept = 0.8 * buf + 0.7 * grad
    close(buf_, kept)
    close(p_, p - 0.1 * (grad + 0.8 * kept if nesterov else kept))
    close(grad_, grad)


def test_weight_decay_enters_the_gradient_before_the_running_sum(numbers):
    p, grad, buf = numbers[:3]
    p_, grad_, buf_ = own(p, grad, buf)
    sgd_update(p_, grad_, buf_, lr=0.1, momentum=0.8, weight_decay=0.5)
    close(buf_, 0.8 * buf + grad + 0.5 * p)
    close(p_, p - 0.1 * (0.8 * buf + grad + 0.5 * p))
    close(grad_, grad)


@pytest.mark.parametrize("decoupled", [False, True])
def test_adams_decay_goes_through_the_gradient_unless_it_is_decoupled(numbers, decoupled):
    p, grad, m, v, _ = numbers
    p_, grad_, m_, v_ = own(p, grad, m, v)
    how = {"lr": 0.1, "beta1": 0.8, "beta2": 0.9, "eps": 1e-3}
    adam_update(p_, grad_, m_, v_, 2, **how, weight_decay=0.5, decoupled=decoupled)
    slope = grad if decoupled else grad + 0.5 * p
    m, v = 0.8 * m + 0.2 * slope, 0.9 * v + 0.1 * slope**2
    start = p * (1 - 0.1 * 0.5) if decoupled else p
    close(p_, start - 0.1 * (m / (1 - 0.8**2)) / (np.sqrt(v / (1 - 0.9**2)) + 1e-3))
    close(grad_, grad)


@pytest.mark.parametrize("t", [1, 10])
def test_adam(numbers, t):
    p, grad, m, v, _ = numbers
    p_, grad_, m_, v_ = own(p, grad, m, v)
    adam_update(p_, grad_, m_, v_, t, lr=0.1, beta1=0.8, beta2=0.9, eps=1e-3)
    m, v = 0.8 * m + 0.2 * grad, 0.9 * v + 0.1 * grad**2
    close(m_, m)
    close(v_, v)
    close(p_, p - 0.1 * (m / (1 - 0.8**t)) / (np.sqrt(v / (1 - 0.9**t)) + 1e-3))
    close(grad_, grad)


def test_adams_first_step_has_the_size_of_the_learning_rate():
    p, grad = mt.zeros(3), mt.tensor([1e-3, 5.0, -2e4])
    adam_update(p, grad, mt.zeros(3), mt.zeros(3), 1, lr=0.1, beta1=0.9, beta2=0.999, eps=1e-8)
    assert p.tolist() == pytest.approx([-0.1, -0.1, 0.1], rel=1e-4)


def test_amsgrad(numbers):
    p, grad, m, v, v_max = numbers
    tensors = own(p, grad, m, v, v_max)
    amsgrad_update(*tensors, 5, lr=0.1, beta1=0.8, beta2=0.9, eps=1e-3)
    m, v = 0.8 * m + 0.2 * grad, 0.9 * v + 0.1 * grad**2
    v_max = np.maximum(v_max, v)
    close(tensors[4], v_max)
    close(tensors[0], p - 0.1 * (m / (1 - 0.8**5)) / (np.sqrt(v_max / (1 - 0.9**5)) + 1e-3))


def test_rmsprop(numbers):
    _, grad, _, v, _ = numbers
    grad_, v_ = own(grad, v)
    step = rmsprop_step(grad_, v_, alpha=0.9, eps=1e-3)
    v = 0.9 * v + 0.1 * grad**2
    close(v_, v)
    close(step, grad / (np.sqrt(v) + 1e-3))


def test_rmsprop_centred(numbers):
    _, grad, mean, v, _ = numbers
    v = v + mean**2  # a mean square is at least the square of the mean
    grad_, v_, mean_ = own(grad, v, mean)
    step = rmsprop_step(grad_, v_, mean_, alpha=0.9, eps=1e-3)
    v, mean = 0.9 * v + 0.1 * grad**2, 0.9 * mean + 0.1 * grad
    close(mean_, mean)
    close(step, grad / (np.sqrt(v - mean**2) + 1e-3))


def test_adagrad(numbers):
    p, grad, _, total, _ = numbers
    p_, grad_, total_ = own(p, grad, total)
    adagrad_update(p_, grad_, total_, lr=0.1, eps=1e-3)
    total = total + grad**2
    close(total_, total)
    close(p_, p - 0.1 * grad / (np.sqrt(total) + 1e-3))
