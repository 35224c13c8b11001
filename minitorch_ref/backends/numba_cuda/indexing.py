"""Reading and writing elements that arrays of indices name.

By the rules of indexing, the axes of x that arrays index become axes of the arrays' common shape B, in place of the
first of them, or in front where slices stand between the arrays; so a result has the axes (front, B, back). First the
kernels of `places_kernel` work out, for each element b of B, where in the storage of x its part begins:
places[b] = sum of index[b] * stride over the indexed axes, or -1 if an index is out of range, which is noted (see
`faults`). Then one kernel moves the elements, each thread those of its own numbers:

    take    out[f, b, k] = x[f, places[b], k]         each thread writes places of out of its own
    put     x[f, places[b], k] = values[f, b, k]      where places repeat, the last b must win: the threads first agree,
                                                      by an atomic maximum, on the largest b for each place
    add     x[f, places[b], k] += values[f, b, k]     atomic; the order of the sum is not defined
    extreme likewise with atomic maximum and minimum
    serial  any other combination: each thread owns one (f, k) and goes through all b in order, so nothing is shared
"""

import math
from functools import cache, lru_cache
from typing import Any, NamedTuple

import numpy as np

from minitorch_ref import dtypes, shapes
from minitorch_ref.backends.interface import Key
from minitorch_ref.backends.numba_cuda.api import cuda
from minitorch_ref.backends.numba_cuda.combine import combination
from minitorch_ref.backends.numba_cuda.faults import note_index, notes
from minitorch_ref.backends.numba_cuda.fill import fill
from minitorch_ref.backends.numba_cuda.launch import launch_flat, synchronize
from minitorch_ref.backends.numba_cuda.layouts import merged, position
from minitorch_ref.backends.numba_cuda.operands import array_of, broadcast_strides, room
from minitorch_ref.shapes import Layout
from minitorch_ref.storage import Device, Storage, Strided

__all__ = ["put", "put_kernel", "take", "take_kernel"]

FEW = 4096
"""Up to so many indices of the host are kept on the device."""


@cuda.jit
def places_kernel(places, index, index_at, shape, strides, size, step, notes, first, count):
    """places[b] (+)= index[b] * step; indices below 0 count from the end."""
    for b in range(cuda.grid(1), count, cuda.gridsize(1)):
        i = index[index_at + position(b, shape, strides)]
        before = 0 if first else places[b]
        if i < -size or i >= size:
            note_index(notes, i, size)
            places[b] = -1
        elif before >= 0:
            places[b] = before + (i + size if i < 0 else i) * step


@cuda.jit
def take_kernel(out, x, x_at, places, inside, back, front_shape, front_strides, back_shape, back_strides, count):
    """out[f, b, k] = x[f, places[b], k]; `inside` is the size of B, `back` that of all axes behind it."""
    for i in range(cuda.grid(1), count, cuda.gridsize(1)):
        k, b, f = i % back, i // back % inside, i // back // inside
        if places[b] >= 0:
            out[i] = x[
                x_at + position(f, front_shape, front_strides) + places[b] + position(k, back_shape, back_strides)
            ]


@cuda.jit
def claim_kernel(owners, places, inside, back, front_shape, front_strides, back_shape, back_strides, count):
    """owners[place] = the largest b that writes there; owners begins as -1 everywhere."""
    for i in range(cuda.grid(1), count, cuda.gridsize(1)):
        k, b, f = i % back, i // back % inside, i // back // inside
        if places[b] >= 0:
            place = position(f, front_shape, front_strides) + places[b] + position(k, back_shape, back_strides)
            cuda.atomic.max(owners, place, b)


@cuda.jit
def put_kernel(x, x_at, values, values_at, values_shape, values_strides, owners, places, inside, back, front_shape,
               front_strides, back_shape, back_strides, count):  # fmt: skip
    """x[f, places[b], k] = values[f, b, k] for the b that owns the place."""
    for i in range(cuda.grid(1), count, cuda.gridsize(1)):
        k, b, f = i % back, i // back % inside, i // back // inside
        place = position(f, front_shape, front_strides) + places[b] + position(k, back_shape, back_strides)
        if places[b] >= 0 and owners[place] == b:
            x[x_at + place] = values[values_at + position(i, values_shape, values_strides)]


def atomic_add(x: Any, place: Any, value: Any) -> None:
    cuda.atomic.add(x, place, value)


def atomic_max(x: Any, place: Any, value: Any) -> None:
    cuda.atomic.max(x, place, value)


def atomic_min(x: Any, place: Any, value: Any) -> None:
    cuda.atomic.min(x, place, value)


ATOMIC = {"sum": atomic_add, "amax": atomic_max, "amin": atomic_min}
ATOMIC_TYPES = ("int32", "int64", "float32", "float64")


@cache
def atomic_kernel(name: str) -> Any:
    """Return the kernel that combines atomically: "sum", "amax" or "amin"."""
    combine = cuda.jit(device=True)(ATOMIC[name])

    @cuda.jit
    def kernel(x, x_at, values, values_at, values_shape, values_strides, places, inside, back, front_shape,
               front_strides, back_shape, back_strides, count):  # fmt: skip
        """x[f, places[b], k] is combined with values[f, b, k]."""
        for i in range(cuda.grid(1), count, cuda.gridsize(1)):
            k, b, f = i % back, i // back % inside, i // back // inside
            if places[b] >= 0:
                place = position(f, front_shape, front_strides) + places[b] + position(k, back_shape, back_strides)
                combine(x, x_at + place, values[values_at + position(i, values_shape, values_strides)])

    return kernel


@cache
def serial_kernel(name: str) -> Any:
    """Return the kernel that combines in order, one thread for each (f, k)."""
    combine = combination(name)

    @cuda.jit
    def kernel(x, x_at, values, values_at, values_shape, values_strides, places, inside, back, front_shape,
               front_strides, back_shape, back_strides, count):  # fmt: skip
        """For b = 0, 1, ...: x[f, places[b], k] is combined with values[f, b, k]."""
        for column in range(cuda.grid(1), count // inside, cuda.gridsize(1)):
            k, f = column % back, column // back
            begin = x_at + position(f, front_shape, front_strides) + position(k, back_shape, back_strides)
            for b in range(inside):
                if places[b] >= 0:
                    i = (f * inside + b) * back + k
                    value = values[values_at + position(i, values_shape, values_strides)]
                    x[begin + places[b]] = combine(x[begin + places[b]], value)

    return kernel


class Plan(NamedTuple):
    """How a key cuts the axes of x into (front, B, back)."""

    places: Strided
    inside: tuple[int, ...]
    front: tuple[tuple[int, ...], tuple[int, ...]]
    back: tuple[tuple[int, ...], tuple[int, ...]]
    shape: tuple[int, ...]

    @property
    def numbers(self) -> tuple[Any, ...]:
        """What the kernels get of it."""
        inside, back = math.prod(self.inside), math.prod(self.back[0])
        return array_of(self.places), inside, back, *merged(*self.front), *merged(*self.back), math.prod(self.shape)


def plan_of(x: Strided, key: Key) -> Plan:
    """Work out the places that a key of slices(None) and arrays, on the host or on the device, names."""
    entries: list[Any] = on_device(x, key)
    entries += [None] * (len(x.layout.shape) - len(entries))
    indexed = [axis for axis, entry in enumerate(entries) if entry is not None]
    inside = shapes.broadcast_shapes(*(entries[axis].layout.shape for axis in indexed))
    adjacent = indexed == list(range(indexed[0], indexed[-1] + 1))
    front = range(indexed[0]) if adjacent else range(0)
    back = [axis for axis in range(len(entries)) if axis not in front and axis not in indexed]
    sizes, strides = x.layout.shape, x.layout.strides
    places = places_of(x, [(axis, entries[axis]) for axis in indexed], inside)
    parts = [(tuple(sizes[a] for a in axes), tuple(strides[a] for a in axes)) for axes in (front, back)]
    return Plan(places, inside, parts[0], parts[1], (*parts[0][0], *inside, *parts[1][0]))


def on_device(x: Strided, key: Key) -> list[Any]:
    """Return one entry for each axis: None for a slice, else integers on the device."""
    entries: list[Any] = []
    for entry in key:
        if isinstance(entry, slice):
            entries.append(None)
        elif isinstance(entry, Strided) and entry.storage.dtype is not dtypes.bool_:
            entries.append(entry)
        else:
            array = entry.array() if isinstance(entry, Strided) else np.asarray(entry)
            arrays = np.nonzero(array) if array.dtype == np.bool_ else (array,)
            entries += [uploaded(np.ascontiguousarray(part, np.int64), x.storage.device) for part in arrays]
    return entries


def uploaded(array: Any, device: Device) -> Strided:
    """Return integers of the host as a tensor on the device; a few of them, as of padding, travel only once."""
    storage = kept(array.tobytes(), device) if array.size <= FEW else on_device_now(array, device)
    return Strided(storage, Layout(array.shape, shapes.contiguous_strides(array.shape)))


@lru_cache(maxsize=256)
def kept(numbers: bytes, device: Device) -> Storage:
    """Return a storage with these integers that is there for every stream and for the next who asks."""
    storage = on_device_now(np.frombuffer(numbers, np.int64), device)
    synchronize()
    return storage


def on_device_now(array: Any, device: Device) -> Storage:
    """Copy integers to the device."""
    storage = Storage.empty(array.size, dtypes.int64, device)
    storage.data.write(array.reshape(-1))
    return storage


def places_of(x: Strided, entries: list[tuple[int, Any]], inside: tuple[int, ...]) -> Strided:
    """Return, for each element of B, where in the storage of x, from its offset on, its part begins."""
    places = room(inside, dtypes.int64, x)
    count = math.prod(inside)
    for number, (axis, index) in enumerate(entries):
        shape, strides = merged(inside, broadcast_strides(index.layout, inside))
        launch_flat(places_kernel, count, array_of(places), array_of(index), index.layout.offset, shape, strides,
                    x.layout.shape[axis], x.layout.strides[axis], notes(), number == 0, count)  # fmt: skip
    return places


def take(x: Strided, key: Key) -> Strided:
    """See Backend.take."""
    plan = plan_of(x, key)
    out = room(plan.shape, x.storage.dtype, x)
    numbers = plan.numbers
    launch_flat(take_kernel, numbers[-1], array_of(out), array_of(x), x.layout.offset, *numbers)
    return out


def put(x: Strided, key: Key, values: Strided, name: str | None = None) -> None:
    """See Backend.put."""
    plan = plan_of(x, key)
    numbers = plan.numbers
    count = numbers[-1]
    shape, strides = merged(plan.shape, broadcast_strides(values.layout, plan.shape))
    arguments = (array_of(x), x.layout.offset, array_of(values), values.layout.offset, shape, strides)
    if name is None:
        span = 1 + sum((n - 1) * step for n, step in zip(x.layout.shape, x.layout.strides, strict=True))
        owners = room((max(span, 0),), dtypes.int64, x)
        fill(array_of(owners), 0, max(span, 0), -1)
        launch_flat(claim_kernel, count, array_of(owners), *numbers)
        launch_flat(put_kernel, count, *arguments, array_of(owners), *numbers)
    elif name in ATOMIC and x.storage.dtype.name in ATOMIC_TYPES:
        launch_flat(atomic_kernel(name), count, *arguments, *numbers)
    elif count:
        launch_flat(serial_kernel(name), count // numbers[1], *arguments, *numbers)
