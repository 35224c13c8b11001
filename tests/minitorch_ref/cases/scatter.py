"""Writing to, and reading from, elements that indices choose."""

import numpy as np

from tests.minitorch_ref.cases.case import Case, booleans, integers, normal

ROW = ("contiguous", "sliced")


def scattered(operate):
    """Return the NumPy function that applies operate(array, place, value) one element after another along axis 1."""

    def scatter(x, index, src):
        out = x.copy()
        for i, j in np.ndindex(*index.shape):
            out[i, index[i, j]] = operate(out[i, index[i, j]], src[i, j])
        return out

    return scatter


def index_add(x, index, source):
    out = x.copy()
    np.add.at(out, (slice(None), index), 2.5 * source)
    return out


def index_copy(x, index, source):
    out = x.copy()
    out[:, index] = source
    return out


def index_put(x, rows, columns, values):
    out = x.copy()
    np.add.at(out, (rows, columns), values)
    return out


def masked_scatter(x, mask, source):
    out = x.copy()
    out[mask] = source.reshape(-1)[: mask.sum()]
    return out


CASES = [
    Case("gather", lambda m, x, i: m.gather(x, 1, i), normal(3, 4), integers(4, 3, 5),
         numpy=lambda x, i: np.take_along_axis(x, i, 1)),
    Case("gather 0", lambda m, x, i: m.gather(x, 0, i), normal(3, 4), integers(3, 2, 4),
         numpy=lambda x, i: np.take_along_axis(x, i, 0)),
    Case("gather part", lambda m, x, i: m.gather(x, -1, i), normal(3, 4), integers(4, 2, 1),
         numpy=lambda x, i: np.take_along_axis(x[:2], i, 1)),
    Case("gather nothing", lambda m, x, i: m.gather(x, 1, i), normal(3, 4), integers(4, 3, 0),
         numpy=lambda x, i: np.zeros((3, 0))),
    Case("gather scalar", lambda m, x, i: m.gather(x, 0, i), normal(), integers(1), numpy=lambda x, i: x),
    Case("index_select", lambda m, x, i: m.index_select(x, 1, i), normal(3, 4), integers(4, 6),
         numpy=lambda x, i: x[:, i]),
    Case("masked_select", lambda m, x, b: m.masked_select(x, b), normal(3, 4), booleans(3, 4),
         numpy=lambda x, b: x[b]),
    Case("masked_fill", lambda m, x, b: m.masked_fill(x, b, 1.5), normal(3, 4), booleans(4),
         numpy=lambda x, b: np.where(b, 1.5, x)),
    Case("scatter", lambda m, x, i, s: m.scatter(x, 1, i, s), normal(2, 4), np.array([[2, 0, 1], [3, 1, 0]]),
         normal(2, 3), numpy=scattered(lambda old, new: new)),
    Case("scatter number", lambda m, x, i: m.scatter(x, 1, i, 7.0), normal(2, 4), np.array([[2, 0], [3, 1]]),
         numpy=lambda x, i: scattered(lambda old, new: new)(x, i, np.full(i.shape, 7.0))),
    Case("scatter from larger", lambda m, x, i, s: m.scatter(x, 1, i, s), normal(2, 4), np.array([[2, 0]]),
         normal(2, 3), grad=False, numpy=scattered(lambda old, new: new)),
    Case("scatter_add", lambda m, x, i, s: m.scatter_add(x, 1, i, s), normal(2, 3), integers(3, 2, 5), normal(2, 5),
         numpy=scattered(lambda old, new: old + new)),
    Case("scatter_add nothing", lambda m, x, i, s: m.scatter_add(x, 1, i, s), normal(2, 3), integers(3, 2, 0),
         normal(2, 5), grad=False, numpy=lambda x, i, s: x),
    Case("scatter_reduce sum", lambda m, x, i, s: m.scatter_reduce(x, 1, i, s, "sum"), normal(2, 3),
         integers(3, 2, 5), normal(2, 5), numpy=scattered(lambda old, new: old + new)),
    Case("scatter_reduce prod", lambda m, x, i, s: m.scatter_reduce(x, 1, i, s, "prod"), normal(2, 3),
         integers(3, 2, 5), normal(2, 5), numpy=scattered(lambda old, new: old * new)),
    Case("scatter_reduce prod with 0", lambda m, x, i, s: m.scatter_reduce(x, 1, i, s, "prod"), normal(2, 3),
         integers(3, 2, 5), np.array([[0.0, 1, 2, 3, 0], [1, 0, 2, 2, 3]]), gradgrad=False,
         numpy=scattered(lambda old, new: old * new)),
    Case("scatter_reduce amax", lambda m, x, i, s: m.scatter_reduce(x, 1, i, s, "amax"), normal(2, 3),
         integers(3, 2, 5), normal(2, 5), numpy=scattered(max)),
    Case("scatter_reduce amin", lambda m, x, i, s: m.scatter_reduce(x, 1, i, s, "amin", include_self=False),
         normal(2, 3), integers(3, 2, 5), normal(2, 5), layouts=ROW),
    Case("scatter_reduce mean", lambda m, x, i, s: m.scatter_reduce(x, 1, i, s, "mean"), normal(2, 3),
         integers(3, 2, 5), normal(2, 5), layouts=ROW),
    Case("scatter_reduce mean alone", lambda m, x, i, s: m.scatter_reduce(x, 1, i, s, "mean", include_self=False),
         normal(2, 3), integers(3, 2, 5), normal(2, 5), layouts=ROW),
    Case("index_add", lambda m, x, i, s: m.index_add(x, 1, i, s, alpha=2.5), normal(2, 4), integers(4, 3),
         normal(2, 3), numpy=index_add),
    Case("index_copy", lambda m, x, i, s: m.index_copy(x, 1, i, s), normal(2, 4), np.array([3, 0, 1]), normal(2, 3),
         layouts=ROW, numpy=index_copy),
    Case("index_fill", lambda m, x, i: m.index_fill(x, 1, i, 2.0), normal(2, 4), integers(4, 3), layouts=ROW,
         numpy=lambda x, i: index_copy(x, i, 2.0)),
    Case("index_put", lambda m, x, i, j, v: m.index_put(x, (i, j), v, accumulate=True), normal(2, 4),
         integers(2, 5), integers(4, 5), normal(5), numpy=index_put),
    Case("index_put broadcast", lambda m, x, i, v: m.index_put(x, (i,), v), normal(3, 4), np.array([2, 0]), normal(4),
         layouts=ROW),
    Case("masked_scatter", lambda m, x, b, s: m.masked_scatter(x, b, s), normal(3, 4), booleans(3, 4), normal(2, 6),
         numpy=masked_scatter),
    Case("scatter in place", lambda m, x, i, s: (x * 1).scatter_(1, i, s), normal(2, 4),
         np.array([[2, 0, 1], [3, 1, 0]]), normal(2, 3), layouts=ROW, numpy=scattered(lambda old, new: new)),
    Case("scatter_add in place", lambda m, x, i, s: (x * 1).scatter_add_(1, i, s), normal(2, 4), integers(4, 2, 3),
         normal(2, 3), layouts=ROW, numpy=scattered(lambda old, new: old + new)),
    Case("index_add in place", lambda m, x, i, s: (x * 1).index_add_(1, i, s), normal(2, 4), integers(4, 3),
         normal(2, 3), layouts=ROW),
    Case("index_fill in place", lambda m, x, i: (x * 1).index_fill_(1, i, 2.0), normal(2, 4), integers(4, 3),
         layouts=ROW),
    Case("index_copy in place", lambda m, x, i, s: (x * 1).index_copy_(1, i, s), normal(2, 4), np.array([3, 0, 1]),
         normal(2, 3), layouts=ROW),
    Case("index_put in place", lambda m, x, i, v: (x * 1).index_put_((i,), v, accumulate=True), normal(3, 4),
         np.array([2, 2]), normal(2, 4), layouts=ROW),
]  # fmt: skip
