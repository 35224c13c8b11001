"""Order and running totals."""

import numpy as np

from tests.minitorch_ref.cases.case import Case, integers, normal

BOTH = ("contiguous", "transposed", "sliced")


def sort(x, axis=-1):
    return np.sort(x, axis, kind="stable"), np.argsort(x, axis, kind="stable")


def descending(x):
    order = np.argsort(-x, -1, kind="stable")
    return np.take_along_axis(x, order, -1), order


def logcumsumexp(x):
    return np.logaddexp.accumulate(x, 1)


WITH_ZEROS = np.array([[1.5, 0.0, 2.0, -1.0], [0.0, 2.0, 0.0, 3.0]])

CASES = [
    Case("sort", lambda m, x: m.sort(x), normal(3, 5), numpy=sort),
    Case("sort axis 0", lambda m, x: m.sort(x, 0), normal(5, 3), layouts=BOTH, numpy=lambda x: sort(x, 0)),
    Case("sort descending", lambda m, x: m.sort(x, descending=True, stable=True), normal(3, 5), numpy=descending),
    Case("sort equals", lambda m, x: m.sort(x, stable=True), integers(3, 2, 7), grad=False, numpy=sort),
    Case("sort equals down", lambda m, x: m.sort(x, descending=True, stable=True), integers(3, 2, 7), grad=False,
         numpy=descending),
    Case("sort not numbers", lambda m, x: m.sort(x), np.array([2.0, np.nan, -1.0, np.inf]), grad=False,
         layouts=("contiguous",), numpy=sort),
    Case("sort scalar", lambda m, x: m.sort(x), normal(), numpy=lambda x: (x, np.array(0))),
    Case("sort nothing", lambda m, x: m.sort(x), normal(2, 0), numpy=sort),
    Case("argsort", lambda m, x: m.argsort(x, 0, descending=True), normal(4, 3), grad=False, layouts=BOTH),
    Case("msort", lambda m, x: m.msort(x), normal(4, 3), layouts=BOTH, numpy=lambda x: np.sort(x, 0)),
    Case("topk", lambda m, x: m.topk(x, 2), normal(3, 5), numpy=lambda x: [part[:, :2] for part in descending(x)]),
    Case("topk smallest", lambda m, x: m.topk(x, 2, dim=1, largest=False), normal(3, 5),
         numpy=lambda x: [part[:, :2] for part in sort(x)]),
    Case("kthvalue", lambda m, x: m.kthvalue(x, 2, 1), normal(3, 5), numpy=lambda x: [p[:, 1] for p in sort(x)]),
    Case("kthvalue keepdim", lambda m, x: m.kthvalue(x, 5, 1, True), normal(3, 5)),
    Case("median", lambda m, x: m.median(x), normal(2, 3), layouts=BOTH, numpy=lambda x: np.sort(x.reshape(-1))[2]),
    Case("median along", lambda m, x: m.median(x, 1), normal(3, 4), numpy=lambda x: [p[:, 1] for p in sort(x)]),
    Case("median not a number", lambda m, x: m.median(x, 1), np.array([[1.0, np.nan, 2.0], [1.0, 3.0, 2.0]]),
         grad=False, layouts=BOTH),
    Case("max along", lambda m, x: m.max(x, 1), normal(3, 4), numpy=lambda x: (x.max(1), x.argmax(1))),
    Case("min along", lambda m, x: m.min(x, 1, True), normal(3, 4),
         numpy=lambda x: (x.min(1, keepdims=True), x.argmin(1, keepdims=True))),
    Case("unique", lambda m, x: m.unique(x, return_inverse=True, return_counts=True), integers(4, 3, 5), grad=False,
         numpy=lambda x: np.unique(x, return_inverse=True, return_counts=True)),
    Case("bincount", lambda m, x: m.bincount(x, minlength=6), integers(4, 9), grad=False,
         numpy=lambda x: np.bincount(x, minlength=6)),
    Case("cumsum", lambda m, x: m.cumsum(x, 1), normal(3, 4), numpy=lambda x: np.cumsum(x, 1)),
    Case("cumsum axis 0", lambda m, x: m.cumsum(x, 0), normal(3, 2, 2), numpy=lambda x: np.cumsum(x, 0)),
    Case("cumsum integers", lambda m, x: m.cumsum(x, 1), integers(4, 3, 4), grad=False,
         numpy=lambda x: np.cumsum(x, 1)),
    Case("cumsum scalar", lambda m, x: m.cumsum(x, 0), normal(), numpy=lambda x: x),
    Case("cumsum nothing", lambda m, x: m.cumsum(x, 1), normal(2, 0), numpy=lambda x: x),
    Case("cumprod", lambda m, x: m.cumprod(x, 1), normal(3, 4), numpy=lambda x: np.cumprod(x, 1)),
    Case("cumprod with 0", lambda m, x: m.cumprod(x, 1), WITH_ZEROS, numpy=lambda x: np.cumprod(x, 1)),
    Case("cummax", lambda m, x: m.cummax(x, 1), normal(3, 5),
         numpy=lambda x: (np.maximum.accumulate(x, 1), running_argmax(x))),
    Case("cummin", lambda m, x: m.cummin(x, 1), normal(3, 5),
         numpy=lambda x: (np.minimum.accumulate(x, 1), running_argmax(-x))),
    Case("cummax equals", lambda m, x: m.cummax(x, 0), integers(3, 6), grad=False, layouts=BOTH),
    Case("logcumsumexp", lambda m, x: m.logcumsumexp(x, 1), normal(3, 4), numpy=logcumsumexp),
]  # fmt: skip


def running_argmax(x):
    return np.array([[int(np.argmax(row[: k + 1])) for k in range(len(row))] for row in x])
