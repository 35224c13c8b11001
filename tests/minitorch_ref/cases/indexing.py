"""Choosing elements, and writing to chosen ones."""

import numpy as np

from tests.minitorch_ref.cases.case import Case, booleans, integers, normal, positive

MASK = np.array([[True, False, True], [False, False, True]])


def written(key):
    """Return a call that writes to x[key] in a copy and goes on with it."""

    def call(m, x, values):
        y = x * 2
        y[key] = values
        return y * x

    return call


def written_in_numpy(key):
    def call(x, values):
        y = x * 2
        y[key] = values
        return y * x

    return call


def read(name, key, *shape):
    return Case(name, lambda m, x: x[key], normal(*shape), numpy=lambda x: x[key])


def write(name, key, values):
    return Case(f"write {name}", written(key), normal(3, 4), values, numpy=written_in_numpy(key))


CASES = [
    read("row", 1, 3, 4),
    read("element", (1, -1), 3, 4),
    read("slice", slice(1, None, 2), 4, 2),
    read("mixed", (slice(None), None, 1, slice(0, 2)), 2, 3, 3),
    read("ellipsis", (..., 0), 2, 3, 2),
    read("integers", ([0, 2, 0, -1],), 3, 2),
    read("pairs", ([0, 1, 1], [2, 0, 0]), 2, 3),
    read("apart", ([0, 1], slice(None), [1, 1]), 2, 3, 2),
    read("mask", (MASK,), 2, 3),
    Case("index tensor", lambda m, x, i: x[i], normal(4, 2), integers(4, 2, 3), numpy=lambda x, i: x[i],
         layouts=("contiguous", "sliced")),
    write("row", 1, normal(4, seed=3)),
    write("number", (0, 1), normal(seed=3)),
    write("column", (slice(None), 1), normal(3, seed=3)),
    write("steps", slice(None, None, 2), normal(2, 4, seed=3)),
    write("everything", ..., normal(4, seed=3)),
    write("integers", ([0, 2],), normal(2, 4, seed=3)),
    write("pairs", ([0, 1], [3, 3]), normal(2, seed=3)),
    write("broadcast", ([2, 0], slice(1, 3)), normal(2, seed=3)),
    Case("where", lambda m, c, x, y: m.where(c, x, y), booleans(2, 3), normal(2, 3), normal(3, seed=1),
         numpy=np.where),
    Case("where numbers", lambda m, c, x: m.where(c, x, 0.5), booleans(2, 3), normal(2, 1),
         numpy=lambda c, x: np.where(c, x, 0.5)),
    Case("masked_fill", lambda m, x, c: m.masked_fill(x, c, 0.5), normal(2, 3), booleans(3),
         numpy=lambda x, c: np.where(c, 0.5, x)),
    Case("clamp", lambda m, x: m.clamp(x, -0.5, 1), normal(2, 3), numpy=lambda x: np.clip(x, -0.5, 1)),
    Case("clamp below", lambda m, x: m.clamp(x, min=0.1), normal(2, 3), numpy=lambda x: np.maximum(x, 0.1)),
    Case("clamp between tensors", lambda m, x, y, z: m.clamp(x, y, z), normal(2, 3), -positive(3), positive(2, 3),
         numpy=np.clip),
    Case("masked_select", lambda m, x, c: m.masked_select(x, c), normal(2, 3), MASK, numpy=lambda x, c: x[c],
         layouts=("contiguous", "transposed", "sliced")),
    Case("index_select", lambda m, x, i: m.index_select(x, 1, i), normal(2, 3), np.array([2, 0, 2]),
         numpy=lambda x, i: x[:, i], layouts=("contiguous",)),
    Case("gather", lambda m, x, i: m.gather(x, 1, i), normal(2, 3), integers(3, 2, 2),
         numpy=lambda x, i: np.take_along_axis(x, i, 1), layouts=("contiguous", "transposed", "sliced")),
    Case("flip", lambda m, x: m.flip(x, (0, 1)), normal(2, 3), numpy=lambda x: x[::-1, ::-1]),
    Case("tril", lambda m, x: m.tril(x, 1), normal(2, 3, 4), numpy=lambda x: np.tril(x, 1)),
    Case("triu", lambda m, x: m.triu(x, -1), normal(4, 3), numpy=lambda x: np.triu(x, -1)),
]  # fmt: skip
