"""Sums, means and their kin."""

import numpy as np

from tests.minitorch_ref.cases.case import Case, normal

ZEROS = {"one zero": np.array([2.0, 0.0, 3.0]), "two zeros": np.array([0.0, 2.0, 0.0, 3.0])}


def row(name, function, *, with_dims=True):
    options = {"all": {}, "dim 0": {"dim": 0}, "dim -1 kept": {"dim": -1, "keepdim": True}}
    options |= {"dims": {"dim": (0, 2)}} if with_dims else {}
    for what, keywords in options.items():
        for_numpy = {{"dim": "axis", "keepdim": "keepdims"}[key]: value for key, value in keywords.items()}
        yield Case(f"{name} {what}", lambda m, x, keywords=keywords: getattr(m, name)(x, **keywords), normal(2, 3, 2),
                   numpy=lambda x, for_numpy=for_numpy: function(x, **for_numpy))  # fmt: skip


CASES = [
    *row("sum", np.sum),
    *row("mean", np.mean),
    *row("prod", np.prod, with_dims=False),
    *row("amax", np.max),
    *row("amin", np.min),
    *(
        case
        for name in ("var", "std")
        for case in row(name, lambda x, name=name, **options: getattr(np, name)(x, ddof=1, **options))
    ),
    Case("sum of a scalar", lambda m, x: m.sum(x), normal(), numpy=np.sum),
    Case("sum of nothing", lambda m, x: m.sum(x, dim=0), normal(0, 2), numpy=lambda x: np.sum(x, 0)),
    Case("var correction", lambda m, x: m.var(x, dim=1, correction=0), normal(2, 4), numpy=lambda x: np.var(x, 1)),
    Case("std of equals", lambda m, x: m.std(x, dim=0), np.ones((3, 2)), gradgrad=False, grad=False),
    Case("max", lambda m, x: m.max(x), normal(2, 3), numpy=np.max),
    Case("max dim", lambda m, x: m.max(x, dim=1), normal(2, 3), numpy=lambda x: (x.max(1), x.argmax(1)),
         layouts=("contiguous", "transposed", "sliced")),
    Case("min dim kept", lambda m, x: m.min(x, dim=0, keepdim=True), normal(2, 3),
         numpy=lambda x: (x.min(0, keepdims=True), x.argmin(0, keepdims=True)),
         layouts=("contiguous", "transposed", "sliced")),
    Case("max pairwise", lambda m, x, y: m.max(x, y), normal(2, 3), normal(3, seed=1), numpy=np.maximum),
    *(Case(f"prod with {name}", lambda m, x: m.prod(x, 0), x, numpy=np.prod) for name, x in ZEROS.items()),
    Case("prod of rows with zeros", lambda m, x: m.prod(x, 1, keepdim=True), np.array([[1.0, 0, 2], [3, 4, 5]]),
         numpy=lambda x: np.prod(x, 1, keepdims=True)),
]  # fmt: skip
