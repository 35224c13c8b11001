"""Small operands take a shorter way: it must have the effect of the long one."""

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref.autograd.modes import saved_tensors_hooks
from minitorch_ref.backends.numpy_backend.quiet import quiet
from minitorch_ref.functions import arithmetic, rounding
from minitorch_ref.functions.function import Function

PAIRS = {arithmetic.Add: np.add, arithmetic.Sub: np.subtract, arithmetic.Mul: np.multiply}


def numbers(*shape, dtype=np.float32, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype(dtype)


def ready(array, requires_grad=False):
    """Return a tensor whose array is there already, as that of every result is: only such tensors go the short way."""
    x = mt.from_numpy(array)
    x.strided.array()
    return x.requires_grad_(requires_grad)


@pytest.fixture
def no_long_way(monkeypatch):
    def refuse(*inputs):
        raise AssertionError("this is the long way")

    monkeypatch.setattr(Function, "apply", refuse)


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex64])
@pytest.mark.parametrize("operation", PAIRS)
def test_pairs_of_small_tensors_go_the_short_way(no_long_way, operation, dtype):
    x, y = numbers(3, 4, dtype=dtype), numbers(3, 4, dtype=dtype, seed=1)
    result = operation.apply(ready(x), ready(y))
    assert result.dtype is mt.from_numpy(x).dtype
    assert result.grad_fn is None
    np.testing.assert_array_equal(result.numpy(), PAIRS[operation](x, y), strict=True)


def test_small_relu_goes_the_short_way(no_long_way):
    x = np.float32([-1, 0, 2, np.nan, -np.inf, np.inf])
    np.testing.assert_array_equal(rounding.relu(ready(x)).numpy(), np.maximum(x, 0))


@pytest.mark.parametrize(
    "pair",
    [
        (numbers(3, 4), numbers(4)),
        (numbers(3, 4), numbers(4, 3).T),
        (numbers(6, 8)[::2, ::2], numbers(3, 4)),
        (numbers(3, 4), np.broadcast_to(numbers(4), (3, 4))),
        (numbers(3, 4), numbers(3, 4, dtype=np.float64)),
        (np.arange(12).reshape(3, 4), np.arange(12).reshape(3, 4)),
        (numbers(0, 4), numbers(0, 4)),
        (numbers(1).reshape(()), numbers(1, seed=1).reshape(())),
        (numbers(200, 300), numbers(200, 300)),
    ],
    ids=["row", "transposed", "sliced", "expanded", "mixed types", "integers", "empty", "scalars", "large"],
)
@pytest.mark.parametrize("operation", PAIRS)
def test_all_other_pairs_have_the_same_result(operation, pair):
    result = operation.apply(*map(ready, pair))
    np.testing.assert_allclose(result.numpy(), PAIRS[operation](*pair), rtol=1e-6)


@pytest.mark.parametrize(("left", "right"), [(True, False), (False, True), (True, True), (False, False)])
@pytest.mark.parametrize("operation", PAIRS)
def test_what_requires_gradients_is_recorded(no_long_way, operation, left, right):
    x, y = ready(numbers(5), left), ready(numbers(5, seed=1), right)
    result = operation.apply(x, y)
    assert result.requires_grad == (left or right)
    if not result.requires_grad:
        return
    assert [edge is not None for edge in result.grad_fn.edges] == [left, right]
    assert result.grad_fn.name() == f"{operation.__name__}Backward0"
    assert result.grad_fn.outputs == (((5,), mt.float32),)


def test_nothing_is_recorded_without_grad(no_long_way):
    x = ready(numbers(5), True)
    with mt.no_grad():
        assert (x * x).grad_fn is None
        assert x.relu().grad_fn is None


def test_gradients_of_small_products_and_relu():
    x, y = ready(numbers(5), True), ready(numbers(5, seed=1), True)
    ((x * y).relu() - y).sum().backward()
    positive = x.detach().numpy() * y.detach().numpy() > 0
    np.testing.assert_array_equal(x.grad.numpy(), positive * y.detach().numpy())
    np.testing.assert_array_equal(y.grad.numpy(), positive * x.detach().numpy() - 1)


def test_an_operand_that_was_overwritten_is_noticed():
    x, y = ready(numbers(5), True), ready(numbers(5, seed=1))
    product, positive = x * y, (x * 1).relu()
    y.add_(1)
    positive.detach().add_(1)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        product.sum().backward()
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        positive.sum().backward()


def test_a_view_of_what_was_overwritten_leads_to_the_writing_operation():
    x = ready(numbers(2, 3), True)
    base = x * 2
    view = base.view(2, 3)
    base.mul_(3)
    (view + ready(numbers(2, 3))).sum().backward()
    np.testing.assert_array_equal(x.grad.numpy(), np.full((2, 3), 6))


def test_hooks_see_what_small_operations_save():
    x, y = ready(numbers(5), True), ready(numbers(5, seed=1))
    saved = []
    with saved_tensors_hooks(lambda t: saved.append(t.tolist()) or t, lambda t: t):
        result = (x * y).relu()
    assert saved == [x.tolist(), y.tolist(), result.tolist()]
    result.sum().backward()
    np.testing.assert_array_equal(x.grad.numpy(), np.where(result.detach().numpy() > 0, y.numpy(), 0))


def test_a_small_operation_may_happen_in_the_middle_of_another():
    """A context of NumPy cannot be entered twice, as when the garbage collector calls a finalizer that computes."""
    x = ready(numbers(5))
    inside = quiet.run(lambda: ((x + x).tolist(), x.relu().tolist()))
    assert inside == ((x + x).tolist(), x.relu().tolist())


@pytest.mark.parametrize(("n", "k", "m"), [(3, 4, 5), (1, 4, 1), (0, 4, 5), (3, 0, 5), (64, 64, 64), (90, 90, 90)])
@pytest.mark.parametrize("turned", [False, True])
def test_small_matrix_products(n, k, m, turned):
    x, y = numbers(n, k), numbers(m, k, seed=1).T if turned else numbers(k, m, seed=1)
    result = mt.from_numpy(x) @ mt.from_numpy(y)
    assert result.is_contiguous()
    np.testing.assert_allclose(result.numpy(), x.astype(np.float64) @ y.astype(np.float64), rtol=1e-4, atol=1e-4)
