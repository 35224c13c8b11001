"""Functions of two rows in vectors against NumPy: rows of every length around those of vectors, repeated numbers."""

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref.backends.elementwise import ZIPS as DEFINITIONS
from minitorch_ref.backends.interface import Backend
from minitorch_ref.backends.numba_cpu.elementwise import ZIPS
from minitorch_ref.backends.numba_cpu.zip_rows import INSTRUCTIONS

EDGES = [np.nan, np.inf, -np.inf, 0.0, -0.0, 1e-40]
OPERATIONS = {"add": mt.add, "div": mt.div, "maximum": mt.maximum, "minimum": mt.minimum, "mul": mt.mul, "sub": mt.sub}


@pytest.fixture(autouse=True)
def compiled() -> Backend:
    with mt.use_backend("numba") as backend:
        yield backend


def numbers(shape, seed, dtype):
    array = np.random.default_rng((seed, *shape)).normal(size=shape)
    array.reshape(-1)[::5] = np.resize(EDGES, len(array.reshape(-1)[::5]))
    return array.astype(dtype)


def same(found, x, y, name):
    with np.errstate(all="ignore"):
        wanted = DEFINITIONS[name](x, y)
    np.testing.assert_array_equal(found.numpy(), wanted)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", INSTRUCTIONS)
def test_rows_of_every_length_and_numbers_repeated_along_them(name, dtype):
    for width in (1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 100):
        table = numbers((6, width), 0, dtype)
        for other in (numbers((width,), 1, dtype), numbers((6, 1), 2, dtype), numbers((6, width), 3, dtype)):
            same(OPERATIONS[name](mt.tensor(table), mt.tensor(other)), table, other, name)
            same(OPERATIONS[name](mt.tensor(other), mt.tensor(table)), other, table, name)
        column, row = numbers((6, 1), 4, dtype), numbers((width,), 5, dtype)
        same(OPERATIONS[name](mt.tensor(column), mt.tensor(row)), column, row, name)


@pytest.mark.parametrize("name", ["sub", "div"])
@pytest.mark.parametrize("shapes", [((2, 3, 4, 5), (3, 1, 5)), ((2, 1, 4, 1), (1, 3, 1, 20)), ((3, 40_000), (3, 1))])
def test_more_axes_and_rows_longer_than_a_piece_of_work(name, shapes):
    x, y = (numbers(shape, seed, np.float32) for seed, shape in enumerate(shapes))
    same(OPERATIONS[name](mt.tensor(x), mt.tensor(y)), x, y, name)


def test_nothing_is_written_behind_a_row_that_does_not_fill_a_vector():
    out = mt.zeros(40)
    row = mt.ones(3)
    strided = out[10:13].strided
    row_of_ones = mt.ones(3)
    with mt.use_backend("numba") as backend:
        backend.zip("add", strided, row.strided, row_of_ones.strided)
    assert out.tolist() == [0] * 10 + [2] * 3 + [0] * 27


def test_instructions_are_those_functions_of_two_numbers_that_give_their_own_type():
    assert set(INSTRUCTIONS) == {name for name in ZIPS if name not in ("eq", "ge", "gt", "le", "lt", "ne")}
