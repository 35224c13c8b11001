"""Every operation out of three loops: map, zip and reduce."""

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np

from minitorch_ref import shapes
from minitorch_ref.backends.elementwise import ARG_BETTER, INITIAL, MAPS, REDUCTIONS, ZIPS
from minitorch_ref.backends.interface import Kernel, Key
from minitorch_ref.backends.python_loops import lines, loops
from minitorch_ref.dtypes import FLOATING, INTEGER
from minitorch_ref.shapes import Layout
from minitorch_ref.storage import Storage, Strided

__all__ = ["PythonBackend"]


class PythonBackend:
    """One element at a time, in the order of the loops; far too slow for real work, easy to follow."""

    name = "python"
    small_bytes = 0

    def kernel(self, name: str, *operands: Strided) -> Kernel | None:
        """See Backend.kernel: there is none, every operation is composed of the loops."""
        return None

    def copy(self, out: Strided, x: Strided) -> None:
        """See Backend.copy."""
        layout = shapes.expand_layout(x.layout, out.layout.shape)
        convert: Callable[[Any], Any] = out.storage.dtype.numpy.type
        if x.storage.dtype.is_complex and out.storage.dtype.category in (INTEGER, FLOATING):
            convert = lambda value: out.storage.dtype.numpy.type(value.real)  # noqa: E731
        with np.errstate(all="ignore"):
            loops.map_loop(convert, out.storage.data, out.layout, x.storage.data, layout)

    def map(self, name: str, out: Strided, x: Strided) -> None:
        """See Backend.map."""
        with np.errstate(all="ignore"):
            loops.map_loop(MAPS[name], out.storage.data, out.layout, x.storage.data, x.layout)

    def zip(self, name: str, out: Strided, x: Strided, y: Strided) -> None:
        """See Backend.zip."""
        with np.errstate(all="ignore"):
            zip_strided(ZIPS[name], out, x, y)

    def where(self, out: Strided, condition: Strided, x: Strided, y: Strided) -> None:
        """See Backend.where."""
        pairs, pairs_layout = contiguous_list(out.layout.shape)
        loops.zip_loop(lambda a, b: (b, a), pairs, pairs_layout, x.storage.data, x.layout, y.storage.data, y.layout)
        loops.zip_loop(
            lambda chosen, pair: pair[int(bool(chosen))],
            out.storage.data,
            out.layout,
            condition.storage.data,
            condition.layout,
            pairs,
            pairs_layout,
        )

    def reduce(self, name: str, out: Strided, x: Strided, dims: tuple[int, ...]) -> None:
        """See Backend.reduce."""
        function = REDUCTIONS[name]
        dtype = x.storage.data.dtype
        initial = dtype.type(INITIAL[name](dtype))
        with np.errstate(all="ignore"):
            for dim in dims[:-1]:
                smaller = empty_strided(reduced(x.layout.shape, dim), x)
                loops.reduce_loop(
                    function, initial, smaller.storage.data, smaller.layout, x.storage.data, x.layout, dim
                )
                x = smaller
            if not dims:
                self.copy(out, x)
                return
            loops.reduce_loop(function, initial, out.storage.data, out.layout, x.storage.data, x.layout, dims[-1])

    def arg_reduce(self, name: str, out: Strided, x: Strided, dim: int) -> None:
        """See Backend.arg_reduce."""
        better = ARG_BETTER[name]
        size, ndim = x.layout.shape[dim], len(x.layout.shape)
        index_layout = Layout(reduced((1,) * ndim, dim, size), reduced((0,) * ndim, dim, 1))
        pairs, pairs_layout = contiguous_list(x.layout.shape)
        best, best_layout = contiguous_list(out.layout.shape)
        make_pair = lambda value, i: (value, i)  # noqa: E731
        choose = lambda old, new: new if old is None or better(new[0], old[0]) else old  # noqa: E731
        loops.zip_loop(make_pair, pairs, pairs_layout, x.storage.data, x.layout, list(range(size)), index_layout)
        loops.reduce_loop(choose, None, best, best_layout, pairs, pairs_layout, dim)
        loops.map_loop(lambda pair: pair[1], out.storage.data, out.layout, best, best_layout)

    def matmul(self, out: Strided, x: Strided, y: Strided) -> None:
        """See Backend.matmul: (..., n, k, 1) * (..., 1, k, m), summed over k."""
        *batch, rows, columns = out.layout.shape
        inner = x.layout.shape[-1]
        products = empty_strided((*batch, rows, inner, columns), out)
        x_layout = insert_axis(x.layout, len(x.layout.shape))
        y_layout = insert_axis(y.layout, len(y.layout.shape) - 2)
        out_layout = insert_axis(out.layout, len(out.layout.shape) - 1)
        self.zip("mul", products, Strided(x.storage, x_layout), Strided(y.storage, y_layout))
        self.reduce("sum", Strided(out.storage, out_layout), products, (len(batch) + 1,))

    def take(self, x: Strided, key: Key) -> Strided:
        """See Backend.take."""
        positions, layout = positions_at(x, key)
        out = empty_strided(layout.shape, x)
        loops.map_loop(x.storage.data.__getitem__, out.storage.data, layout, positions, layout)
        return out

    def put(self, x: Strided, key: Key, values: Strided, name: str | None = None) -> None:
        """See Backend.put."""
        positions, layout = positions_at(x, key)
        ignored, ignored_layout = contiguous_list(layout.shape)
        data = x.storage.data
        combine: Callable[[Any, Any], Any] = (lambda old, new: new) if name is None else REDUCTIONS[name]
        write = lambda position, value: data.__setitem__(position, combine(data[position], value))  # noqa: E731
        loops.zip_loop(write, ignored, ignored_layout, positions, layout, values.storage.data, values.layout)

    def accumulate(self, name: str, out: Strided, x: Strided, dim: int) -> None:
        """See Backend.accumulate."""
        with np.errstate(all="ignore"):
            lines.line_loop(lambda line: itertools.accumulate(line, REDUCTIONS[name]), out, x, dim)

    def arg_sort(self, out: Strided, x: Strided, dim: int, descending: bool) -> None:
        """See Backend.arg_sort."""
        lines.line_loop(lambda line: lines.order_of(line, descending), out, x, dim)

    def fft(self, name: str, out: Strided, x: Strided, dim: int) -> None:
        """See Backend.fft."""
        transform = getattr(lines, name)
        size = out.layout.shape[dim]
        lines.line_loop(lambda line: transform(line, size), out, x, dim)


def zip_strided(function: Any, out: Strided, x: Strided, y: Strided) -> None:
    """Run zip_loop on three tensors' storages."""
    loops.zip_loop(function, out.storage.data, out.layout, x.storage.data, x.layout, y.storage.data, y.layout)


def reduced(sizes: tuple[int, ...], dim: int, size: int = 1) -> tuple[int, ...]:
    """Return the sizes with another one at `dim`."""
    return (*sizes[:dim], size, *sizes[dim + 1 :])


def insert_axis(layout: Layout, dim: int) -> Layout:
    """Return the layout with a new axis of size 1 in front of axis `dim`."""
    shape, strides = layout.shape, layout.strides
    return Layout((*shape[:dim], 1, *shape[dim:]), (*strides[:dim], 0, *strides[dim:]), layout.offset)


def contiguous_list(shape: tuple[int, ...]) -> tuple[list[Any], Layout]:
    """Return a buffer for any Python objects and its row-major layout."""
    layout = Layout(shape, shapes.contiguous_strides(shape))
    return [None] * int(np.prod(shape, dtype=int)), layout


def empty_strided(shape: tuple[int, ...], like: Strided) -> Strided:
    """Return a new row-major buffer with elements of the same type."""
    size = int(np.prod(shape, dtype=int))
    return Strided(Storage.empty(size, like.storage.dtype), Layout(shape, shapes.contiguous_strides(shape)))


def positions_at(x: Strided, key: Key) -> tuple[list[int], Layout]:
    """Return where in its storage x keeps each element of x[key], as a row-major buffer."""
    shape = x.layout.shape
    grid = np.empty(shape, dtype=np.int64)
    for index in np.ndindex(*shape):
        grid[index] = shapes.index_to_position(index, x.layout)
    chosen = np.asarray(grid[key])
    return chosen.reshape(-1).tolist(), Layout(chosen.shape, shapes.contiguous_strides(chosen.shape))
