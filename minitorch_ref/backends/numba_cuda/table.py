"""Every kernel with the types of a launch of it: what is compiled ahead of time to see that a GPU could run it."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from minitorch_ref.backends.numba_cuda import (
    extremes,
    fill,
    indexing,
    maps,
    matmul,
    philox,
    pointwise,
    reduction,
    scan,
    sorting,
    table_of_fused,
    zips,
)
from minitorch_ref.backends.numba_cuda.table_of_fused import AXES, Entry, entry

__all__ = ["entries"]

TYPES = {"f": "float32", "i": "int32", "b": "boolean"}
NUMPY: dict[str, np.dtype[Any]] = {
    "float32": np.dtype(np.float32),
    "float64": np.dtype(np.float64),
    "int64": np.dtype(np.int64),
}
PLACES = f"int64[::1], int64, int64, {AXES}, {AXES}, {AXES}, {AXES}, int64"
MATRIX = f"int64, {AXES}, int64, int64"
LINE = f"int64[::1], float32[::1], int64, {AXES}, {AXES}, int64, int64, int64, boolean"


def entries() -> Iterator[Entry]:
    """List every kernel, for the types that training uses most; pointwise functions for one type of each kind."""
    yield from pointwise_entries()
    yield from along_axes()
    yield from by_index()
    yield from table_of_fused.entries()
    for name in NUMPY:
        dtype = NUMPY[name]
        shapes = ("int64",) * 4
        operands = (f"{name}[::1]",) * 3 + shapes + (AXES,) + (MATRIX,) * 3
        yield entry(f"tiled_kernel {name}", matmul.tiled_kernel(dtype), *operands)
        for side in (64, 128) if dtype.kind == "f" else ():
            yield entry(f"blocked_kernel {name} {side}", matmul.blocked_kernel(dtype, side), *operands)
        yield entry(f"fill_kernel {name}", fill.fill_kernel, f"{name}[::1]", "int64", "int64", name)
        yield entry(f"count_up_kernel {name}", fill.count_up_kernel, f"{name}[::1]", "int64", "int64", "int64")
        if dtype.kind == "f":
            yield entry(f"uniform_kernel {name}", philox.uniform_kernel(dtype), f"{name}[::1]", *("int64",) * 3)
            yield entry(f"normal_kernel {name}", philox.normal_kernel(dtype), f"{name}[::1]", *("int64",) * 3)
    yield entry("bits_kernel", philox.bits_kernel, "int64[::1]", *("int64",) * 5)


def pointwise_entries() -> Iterator[Entry]:
    """List the kernels of `pointwise`."""
    place = f"int64, {AXES}"
    for kind, name in TYPES.items():
        array = f"{name}[::1]"
        yield entry(f"copy_kernel {name}", pointwise.copy_kernel, array, array, AXES, place, place, "int64")
        yield entry(f"where_kernel {name}", pointwise.where_kernel, array, "boolean[::1]", array, array, AXES,
                    *(place,) * 4, "int64")  # fmt: skip
        for function in maps.TABLES[kind]:
            kernel = pointwise.map_kernel(function, kind)
            yield entry(f"map_kernel {function} {name}", kernel, array, array, AXES, place, place, "int64")
        for function in zips.TABLES[kind]:
            kernel = pointwise.zip_kernel(function, kind)
            yield entry(f"zip_kernel {function} {name}", kernel, *(array,) * 3, AXES, *(place,) * 3, "int64")
    yield entry("copy_to_boolean_kernel", pointwise.copy_to_boolean_kernel, "boolean[::1]", "float32[::1]", AXES, place,
                place, "int64")  # fmt: skip
    yield entry("copy_kernel to integers", pointwise.copy_kernel, "int64[::1]", "float32[::1]", AXES, place, place,
                "int64")  # fmt: skip


def along_axes() -> Iterator[Entry]:
    """List the kernels that combine, search or sort elements along axes."""
    for name, dtype in NUMPY.items():
        array, counted = f"{name}[::1]", ("int64", name)
        for function in ("sum", "prod", "amax", "amin") if name == "float32" else ("sum", "amax"):
            yield entry(f"row_kernel {function} {name}", reduction.row_kernel(function, dtype, dtype), array, array,
                        "int64", *(AXES,) * 4, *counted)  # fmt: skip
            yield entry(f"column_kernel {function} {name}", reduction.column_kernel(function, dtype, dtype), array,
                        array, "int64", AXES, AXES, "int64", AXES, AXES, *counted)  # fmt: skip
            yield entry(f"scan_kernel {function} {name}", scan.scan_kernel(function, dtype), array, array, AXES,
                        *(f"int64, {AXES}, int64",) * 2, *counted)  # fmt: skip
        for function in ("argmax", "argmin"):
            yield entry(f"arg_kernel {function} {name}", extremes.arg_kernel(function, dtype), "int64[::1]", array,
                        *(f"int64, {AXES}",) * 2, AXES, "int64", "int64")  # fmt: skip
    for function in ("all", "any"):
        kernel = reduction.row_kernel(function, NUMPY["float32"], np.dtype(np.bool_))
        yield entry(f"row_kernel {function}", kernel, "boolean[::1]", "float32[::1]", "int64", *(AXES,) * 4, "int64",
                    "int64")  # fmt: skip
    yield entry("start_kernel", sorting.start_kernel, "int64[::1]", "int64", "int64")
    yield entry("sort_line_kernel", sorting.sort_line_kernel, LINE)
    yield entry("sort_step_kernel", sorting.sort_step_kernel, LINE, *("int64",) * 3)


def by_index() -> Iterator[Entry]:
    """List the kernels of `indexing`."""
    yield entry("places_kernel", indexing.places_kernel, "int64[::1]", "int64[::1]", "int64", AXES, AXES, "int64",
                "int64", "int64[::1]", "boolean", "int64")  # fmt: skip
    yield entry("claim_kernel", indexing.claim_kernel, "int64[::1]", PLACES)
    for name in NUMPY:
        array = f"{name}[::1]"
        values = f"{array}, int64, {array}, int64, {AXES}, {AXES}"
        yield entry(f"take_kernel {name}", indexing.take_kernel, array, array, "int64", PLACES)
        yield entry(f"put_kernel {name}", indexing.put_kernel, values, "int64[::1]", PLACES)
        for function in indexing.ATOMIC:
            yield entry(f"atomic_kernel {function} {name}", indexing.atomic_kernel(function), values, PLACES)
        yield entry(f"serial_kernel prod {name}", indexing.serial_kernel("prod"), values, PLACES)
