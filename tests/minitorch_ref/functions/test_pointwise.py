"""Pointwise operations against NumPy: each on both backends and in every layout."""

import numpy as np
import pytest

import minitorch_ref as mt

NUMBERS = np.array([[-1.5, 0.0, 2.5], [0.5, -3.0, 1.0]], np.float32)
POSITIVE = np.array([[0.25, 1.0, 2.5], [4.0, 0.5, 3.0]], np.float32)
SMALL = np.array([[-0.5, 0.0, 0.25], [0.75, -0.125, 0.5]], np.float32)

UNARY = {
    "abs": (np.abs, NUMBERS),
    "acos": (np.arccos, SMALL),
    "asin": (np.arcsin, SMALL),
    "atan": (np.arctan, NUMBERS),
    "ceil": (np.ceil, NUMBERS),
    "cos": (np.cos, NUMBERS),
    "cosh": (np.cosh, NUMBERS),
    "exp": (np.exp, NUMBERS),
    "exp2": (np.exp2, NUMBERS),
    "expm1": (np.expm1, NUMBERS),
    "floor": (np.floor, NUMBERS),
    "isfinite": (np.isfinite, NUMBERS),
    "isinf": (np.isinf, NUMBERS),
    "isnan": (np.isnan, NUMBERS),
    "log": (np.log, POSITIVE),
    "log10": (np.log10, POSITIVE),
    "log1p": (np.log1p, POSITIVE),
    "log2": (np.log2, POSITIVE),
    "logical_not": (np.logical_not, NUMBERS),
    "neg": (np.negative, NUMBERS),
    "reciprocal": (lambda x: 1 / x, POSITIVE),
    "relu": (lambda x: np.where(x > 0, x, 0), NUMBERS),
    "round": (np.round, NUMBERS),
    "rsqrt": (lambda x: 1 / np.sqrt(x), POSITIVE),
    "sigmoid": (lambda x: 1 / (1 + np.exp(-x.astype(np.float64))), NUMBERS),
    "sign": (np.sign, NUMBERS),
    "sin": (np.sin, NUMBERS),
    "sinh": (np.sinh, NUMBERS),
    "sqrt": (np.sqrt, POSITIVE),
    "square": (np.square, NUMBERS),
    "tan": (np.tan, NUMBERS),
    "tanh": (np.tanh, NUMBERS),
    "trunc": (np.trunc, NUMBERS),
}
BINARY = {
    "add": np.add,
    "atan2": np.arctan2,
    "div": np.divide,
    "eq": np.equal,
    "floor_divide": np.floor_divide,
    "fmod": np.fmod,
    "ge": np.greater_equal,
    "gt": np.greater,
    "le": np.less_equal,
    "logical_and": np.logical_and,
    "logical_or": np.logical_or,
    "logical_xor": np.logical_xor,
    "lt": np.less,
    "maximum": np.maximum,
    "minimum": np.minimum,
    "mul": np.multiply,
    "ne": np.not_equal,
    "pow": np.power,
    "remainder": np.remainder,
    "sub": np.subtract,
}


@pytest.mark.parametrize("name", UNARY)
def test_a_function_of_one_tensor_is_numpys(name, backend, arrange):
    function, numbers = UNARY[name]
    x = arrange(numbers)
    wanted = function(x.numpy().copy())
    for result in (getattr(mt, name)(x), getattr(x, name)()):
        assert np.allclose(result.numpy(), wanted, rtol=1e-6)
        assert (result.dtype is mt.bool) == (wanted.dtype == bool)


@pytest.mark.parametrize("name", BINARY)
def test_a_function_of_two_tensors_is_numpys(name, backend, arrange):
    x, y = arrange(POSITIVE), arrange(POSITIVE.T[:2, :1].copy())
    wanted = BINARY[name](x.numpy(), y.numpy())
    for result in (getattr(mt, name)(x, y), getattr(x, name)(y)):
        assert np.allclose(result.numpy(), wanted, rtol=1e-6)
        assert (result.dtype is mt.bool) == (wanted.dtype == bool)


@pytest.mark.parametrize("shape", [(), (0,), (2, 0), (1, 1)])
@pytest.mark.parametrize("name", ["add", "mul", "div", "lt", "pow"])
def test_shapes_without_axes_or_elements_work(name, shape, backend):
    x = np.full(shape, 2.0, np.float32)
    result = getattr(mt, name)(mt.tensor(x), mt.tensor(x))
    assert np.array_equal(result.numpy(), BINARY[name](x, x))


@pytest.mark.parametrize("expression", ["x+2", "2+x", "x-2", "2-x", "x*2", "2*x", "x/2", "2/x", "x//2", "7//x", "x%2",
                                        "7%x", "x**2", "2**x", "-x", "+x", "abs(x)", "x>2", "x==3", "x!=3", "2<=x",
                                        "x&3", "x|8", "x^1", "~x"])  # fmt: skip
def test_pythons_operators_work_on_either_side(expression, backend):
    array = np.array([1, 3, 5])
    result, wanted = eval(expression, {"x": mt.tensor(array)}), eval(expression, {"x": array})
    assert np.allclose(result.numpy(), wanted)


def test_infinity_and_nan_pass_through(backend):
    x = np.array([np.inf, -np.inf, np.nan, 0.0, -1.0], np.float32)
    t = mt.tensor(x)
    with np.errstate(all="ignore"):
        assert np.array_equal((t * 0).numpy(), x * 0, equal_nan=True)
        assert np.array_equal(t.log().numpy(), np.log(x), equal_nan=True)
        assert np.array_equal((1 / t).numpy(), 1 / x, equal_nan=True)
        assert np.array_equal(mt.maximum(t, mt.tensor(1.0)).numpy(), np.maximum(x, 1), equal_nan=True)
        assert np.array_equal(t.relu().numpy(), np.maximum(x, 0), equal_nan=True)
    assert t.sigmoid().tolist()[:2] == [1, 0]
    assert t.sign().tolist() == [1, -1, 0, 0, -1]


def test_integers_become_floats_where_they_must_and_stay_where_they_can(backend):
    x = mt.arange(4)
    assert x.exp().dtype is mt.float32
    assert (x / 2).tolist() == [0.0, 0.5, 1.0, 1.5]
    assert x.floor().dtype is mt.int64
    assert x.div(2, rounding_mode="floor").tolist() == [0, 0, 1, 1]
    assert (-x).div(2, rounding_mode="trunc").tolist() == [0, 0, -1, -1]
    assert (mt.tensor([True]) + mt.tensor([True])).tolist() == [True]


def test_a_transposed_input_gives_a_transposed_result_as_in_pytorch(backend):
    x = mt.zeros(2, 3).t()
    assert (x + 1).stride() == x.exp().stride() == (x * x).stride() == (1, 3)
    assert (x + mt.zeros(3, 2)).stride() == (2, 1)


def test_operations_that_make_no_sense_say_so_with_torchs_class():
    boolean = mt.tensor([True])
    for wrong in (lambda: boolean - boolean, lambda: -boolean, lambda: +boolean, lambda: mt.arange(2) // 0,
                  lambda: mt.arange(2) % 0, lambda: mt.arange(2) ** -1, lambda: mt.ones(2) & 1,
                  lambda: mt.ones(2) + mt.ones(3), lambda: mt.ones(2).div(1, rounding_mode="up")):  # fmt: skip
        with pytest.raises(RuntimeError):
            wrong()
    for wrong in (lambda: mt.ones(2) + "a", lambda: ~mt.ones(2), lambda: mt.ones(2) + None):
        with pytest.raises(TypeError):
            wrong()


def test_equality_with_what_is_no_number_is_pythons():
    assert (mt.ones(2) == None) is False  # noqa: E711
    assert (mt.ones(2) != "a") is True


def test_rounding_takes_decimals():
    assert np.allclose(mt.tensor([1.255, 14.0]).round(decimals=1).numpy(), [1.3, 14.0])
    assert mt.tensor([15.0, 26.0]).round(decimals=-1).tolist() == [20.0, 30.0]


def test_close_and_equal():
    x = mt.tensor([1.0, float("inf"), float("nan")])
    assert mt.isclose(x, x + 1e-7).tolist() == [True, True, False]
    assert mt.allclose(x, x, equal_nan=True)
    assert not mt.equal(x, x)
    assert mt.equal(mt.arange(3), mt.arange(3))
    assert not mt.equal(mt.arange(3), mt.arange(4))
