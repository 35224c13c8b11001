"""Compiled loops over elements against NumPy and SciPy in extended precision, in every layout."""

import numpy as np
import pytest
from scipy import special

import minitorch_ref as mt
from minitorch_ref.backends import elementwise as definitions
from minitorch_ref.backends.numba_cpu import elementwise
from minitorch_ref.backends.numba_cpu.elementwise import MAPS, ZIPS

EXACT = {"abs", "neg", "positive", "relu"}
EDGES = [np.nan, np.inf, -np.inf, 0.0, -0.0, 1e-40, -1e-40, 1.0, -1.0, 1e30, -1e30]


@pytest.fixture(autouse=True)
def compiled():
    with mt.use_backend("numba"):
        yield


def precisely(name, x):
    """The function in extended precision; SciPy's erf is good to the last bit of float64."""
    wide = x.astype(np.longdouble)
    if name == "erf":
        return special.erf(x.astype(np.float64)).astype(np.longdouble)
    if name == "sigmoid":
        return 1 / (1 + np.exp(-wide))
    return definitions.MAPS[name](wide)


def numbers(dtype):
    highest = 95 if dtype == np.float32 else 715
    small = np.logspace(-44, 20, 20_001)
    parts = np.linspace(-highest, highest, 50_001), np.linspace(-6, 6, 50_001), small, -small, EDGES
    return np.concatenate(parts).astype(dtype)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", MAPS)
def test_a_map_is_within_some_units_in_the_last_place(name, dtype):
    x = numbers(dtype)
    found, tensor = mt.empty(x.size, dtype=mt.tensor(x).dtype), mt.tensor(x)
    assert elementwise.map_elements(name, found.strided, tensor.strided)
    with np.errstate(all="ignore"):
        wanted = precisely(name, x)
        rounded = wanted.astype(dtype)
        units = np.abs(found.numpy().astype(np.longdouble) - wanted) / np.spacing(np.abs(rounded)).astype(np.longdouble)
    np.testing.assert_array_equal(np.isnan(found.numpy()), np.isnan(rounded))
    np.testing.assert_array_equal(found.numpy()[np.isinf(rounded)], rounded[np.isinf(rounded)])
    seen = ~np.isnan(rounded) & ((name != "relu") | (x != 0))  # of 0.0 and -0.0 the larger one may be either
    np.testing.assert_array_equal(np.signbit(found.numpy())[seen], np.signbit(rounded)[seen])
    assert np.max(units[np.isfinite(units)]) <= (0 if name in EXACT else 3.01)


@pytest.mark.parametrize("name", ZIPS)
def test_a_zip_is_numpys_to_the_bit(name):
    dtype = np.float32  # the tables of cases run in float64
    x, y = (part.reshape(-1).astype(dtype) for part in np.meshgrid(EDGES, EDGES))
    with np.errstate(all="ignore"):
        wanted = definitions.ZIPS[name](x, y)
    found = mt.empty(x.size, dtype=mt.tensor(wanted).dtype)
    assert elementwise.zip_elements(name, found.strided, mt.tensor(x).strided, mt.tensor(y).strided)
    np.testing.assert_array_equal(found.numpy(), wanted)
    if wanted.dtype == dtype and name not in ("maximum", "minimum"):  # of 0.0 and -0.0 NumPy takes either
        seen = ~np.isnan(wanted)
        np.testing.assert_array_equal(np.signbit(found.numpy())[seen], np.signbit(wanted)[seen])


PAIRS = [
    ((7, 5), (7, 5)), ((7, 5), (5,)), ((7, 5), (7, 1)), ((7, 1), (5,)), ((7, 5), ()), ((), (7, 5)), ((), ()),
    ((1,), (3,)),
    ((2, 3, 4, 5), (1, 3, 1, 1)), ((2, 3, 4, 5), (3, 1, 5)), ((2, 1, 4, 1), (3, 1, 5)), ((2, 3, 4, 5, 2), (3, 1, 1, 1)),
    ((0, 3), (3,)), ((300, 400), (300, 400)), ((300, 400), (400,)), ((300, 1), (1, 400)), ((3, 100, 200), (100, 1)),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right"), PAIRS)
def test_broadcast_operands_in_every_layout(left, right, arrange):
    draw = np.random.default_rng(1)
    a, b = draw.normal(size=left), draw.normal(size=right).astype(np.float64)
    x, y = arrange(a), arrange(b)
    np.testing.assert_array_equal((x - y).numpy(), x.numpy() - y.numpy())
    np.testing.assert_array_equal((x.float() * y.float()).numpy(), x.float().numpy() * y.float().numpy())


@pytest.mark.parametrize("shape", [(5, 7), (300, 400), (4, 70, 90), (2, 3, 4, 5, 6), (1, 64), (17, 65)])
def test_transposed_operands(shape):
    array = np.random.default_rng(2).normal(size=shape).astype(np.float32)
    x = mt.tensor(array)
    for first in range(len(shape)):
        for second in range(first):
            turned, wanted = x.transpose(first, second), np.swapaxes(array, first, second)
            np.testing.assert_array_equal(turned.contiguous().numpy(), wanted)
            other = mt.tensor(wanted[::-1].copy())
            np.testing.assert_array_equal((turned + other).numpy(), wanted + wanted[::-1])
            np.testing.assert_array_equal((other - turned).numpy(), wanted[::-1] - wanted)


@pytest.mark.parametrize("shape", [(5, 7), (300, 400)])
@pytest.mark.parametrize("value", [0.0, -np.inf, np.nan])
def test_where_chooses_rows_and_numbers(shape, value):
    draw = np.random.default_rng(3)
    condition, x = draw.random(shape) < 0.5, draw.normal(size=shape).astype(np.float32)
    test, tensor = mt.tensor(condition), mt.tensor(x)
    scalar = mt.tensor(np.float32(value))
    np.testing.assert_array_equal(mt.where(test, tensor, scalar).numpy(), np.where(condition, x, np.float32(value)))
    np.testing.assert_array_equal(mt.where(test, scalar, tensor).numpy(), np.where(condition, np.float32(value), x))
    np.testing.assert_array_equal(mt.where(test, scalar, -scalar).numpy(), np.where(condition, scalar, -scalar))
    np.testing.assert_array_equal(mt.where(test, tensor, -tensor).numpy(), np.where(condition, x, -x))
    np.testing.assert_array_equal(mt.where(test, tensor, tensor[:1]).numpy(), np.where(condition, x, x[:1]))
    np.testing.assert_array_equal(mt.where(test[:, :1], tensor, -tensor).numpy(), np.where(condition[:, :1], x, -x))


def test_memory_that_may_not_be_written_is_read():
    array = np.arange(6, dtype=np.float32)
    array.flags.writeable = False
    assert mt.exp(mt.tensor(array)).numpy() == pytest.approx(np.exp(array))


def test_kernels_kept_by_several_programs_do_not_meet_under_one_name(tmp_path):
    """Each function is compiled in a process of its own; one more loads them all."""
    import os
    import subprocess
    import sys

    code = (
        "import sys, numpy as np, minitorch_ref as mt\nmt.use_backend('numba')\n"
        "x = mt.tensor(np.linspace(-1, 1, 9))\n"
        "for name in sys.argv[1:]: print(name, *getattr(mt, name)(x).tolist())\n"
    )
    names = ["tanh", "relu", "exp", "abs"]
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}

    def run(*arguments):
        command = [sys.executable, "-c", code, *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True, env=environment, timeout=120).stdout

    assert "".join(run(name) for name in names) == run(*names)
