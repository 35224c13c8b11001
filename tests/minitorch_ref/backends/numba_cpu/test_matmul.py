"""Compiled matrix products against NumPy's in float64."""

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref.backends import fastest
from minitorch_ref.backends.numba_cpu import matmul

SHAPES = [
    ((1, 1), (1, 1)),
    ((7, 3), (3, 5)),
    ((37, 53), (53, 71)),  # no multiple of a tile in any direction
    ((40, 300), (300, 96)),  # more terms than are taken at once
    ((401, 9), (9, 33)),  # more rows than are taken at once
    ((3, 20, 17), (3, 17, 50)),
    ((3, 20, 17), (17, 50)),
    ((20, 17), (2, 3, 17, 50)),
    ((2, 1, 9, 16), (3, 16, 16)),
    ((1, 4, 9, 16), (5, 1, 16, 48)),
]


def draw(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


def turned(array, dtype):
    """The same matrices, with their columns one after the other in memory."""
    return mt.tensor(np.ascontiguousarray(array.swapaxes(-1, -2)), dtype=dtype).mT


def product(x, y):
    """What the kernel writes; the memory of the result is around other numbers, which must stay."""
    shape = (*np.broadcast_shapes(x.shape[:-2], y.shape[:-2]), x.shape[-2], y.shape[-1])
    size = int(np.prod(shape))
    around = mt.full((size + 64,), 7.0, dtype=x.dtype)
    out = around[32 : 32 + size].view(*shape)
    assert matmul.multiply(out.strided, x.strided, y.strided)
    assert around[:32].tolist() == around[32 + size :].tolist() == [7.0] * 32
    return out.numpy()


@pytest.fixture(params=[1, 2])
def threads(request):
    before = mt.get_num_threads()
    mt.set_num_threads(request.param)
    yield request.param
    mt.set_num_threads(before)


@pytest.mark.parametrize("left", [mt.tensor, turned])
@pytest.mark.parametrize("right", [mt.tensor, turned])
@pytest.mark.parametrize(("x_shape", "y_shape"), SHAPES)
def test_products_are_numpys(x_shape, y_shape, left, right):
    x, y = draw(*x_shape), draw(*y_shape, seed=1)
    for dtype, tolerance in ((mt.float64, 1e-12), (mt.float32, 2e-5)):
        found = product(left(x, dtype=dtype), right(y, dtype=dtype))
        np.testing.assert_allclose(found, x @ y, rtol=tolerance, atol=tolerance * 10)


@pytest.mark.parametrize(("rows", "columns"), [(301, 130), (70, 333), (500, 501)])
def test_all_threads_give_what_one_gives(rows, columns):
    """Threads share the rows of a tall result, and the columns of a wide one."""
    x, y = (mt.tensor(draw(*shape), dtype=mt.float32) for shape in ((rows, 400), (400, columns)))
    before, found = mt.get_num_threads(), []
    try:
        for number in (1, 2):
            mt.set_num_threads(number)
            found.append(product(x, y))
    finally:
        mt.set_num_threads(before)
    np.testing.assert_array_equal(*found)


def test_large_products_are_numpys_on_all_threads(threads):
    x, y = draw(4, 130, 200), draw(4, 200, 170)
    found = product(mt.tensor(x, dtype=mt.float32), turned(y, dtype=mt.float32))
    np.testing.assert_allclose(found, x @ y, rtol=1e-4, atol=1e-4)


def test_slices_of_rows_are_read_where_they_are():
    x, y = draw(30, 40), draw(60, 50)
    found = product(mt.tensor(x)[3:21, 5:29], mt.tensor(y)[7:31, 1:35])
    np.testing.assert_allclose(found, x[3:21, 5:29] @ y[7:31, 1:35], rtol=1e-12, atol=1e-12)


def test_no_number_is_lost_and_none_spreads_beyond_its_row_and_column():
    x, y = np.ones((19, 33)), np.ones((33, 35))
    x[18, 32], y[0, 34], y[1, 3] = np.nan, np.inf, -np.inf
    found = product(mt.tensor(x), mt.tensor(y))
    wanted = np.full((19, 35), 33.0)
    wanted[:, 34], wanted[:, 3], wanted[18] = np.inf, -np.inf, np.nan
    np.testing.assert_array_equal(found, wanted)


@pytest.mark.parametrize(
    ("x", "y"),
    [
        (mt.ones(8, 16)[::2, ::2], mt.ones(8, 4)),
        (mt.ones(4, 0), mt.ones(0, 4)),
        (mt.ones(4, 4, dtype=mt.int64), mt.ones(4, 4, dtype=mt.int64)),
    ],
    ids=["steps in both directions", "empty", "integers"],
)
def test_others_are_left_to_numpy(x, y):
    out = mt.empty(x.shape[0], y.shape[1], dtype=x.dtype)
    assert not matmul.multiply(out.strided, x.strided, y.strided)
    with mt.use_backend("numba"):
        np.testing.assert_array_equal((x @ y).numpy(), x.numpy() @ y.numpy())


@pytest.mark.parametrize("uses_all", [False, True])
def test_by_default_blas_multiplies_unless_it_uses_half_of_the_processor(monkeypatch, uses_all):
    taken = []
    monkeypatch.setattr(fastest, "blas_uses_all", lambda: uses_all)
    monkeypatch.setattr(matmul, "multiply", lambda out, x, y: taken.append(tuple(out.layout.shape)))
    fastest.compiled_backend()
    for size in (16, 128):
        mt.ones(size, size) @ mt.ones(size, size)
    assert taken == ([] if uses_all else [(128, 128)])
