"""Matrix products in all their shapes."""

import numpy as np

from tests.minitorch_ref.cases.case import Case, normal

SHAPES = [
    ((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 2)), ((2, 3), (3, 4)), ((2, 2, 3), (3,)), ((3,), (2, 3, 2)),
    ((2, 2, 3), (2, 3, 2)), ((2, 1, 2, 3), (2, 3, 2)), ((2, 2, 3), (3, 2)), ((2, 3), (2, 3, 1)), ((2, 0), (0, 3)),
    ((0, 3), (3, 2)), ((0, 2, 3), (3, 2)),
]  # fmt: skip

CASES = [
    *(
        Case(f"matmul {x} {y}", lambda m, x, y: m.matmul(x, y), normal(*x), normal(*y, seed=1), numpy=np.matmul)
        for x, y in SHAPES
    ),
    Case("mm", lambda m, x, y: m.mm(x, y), normal(2, 3), normal(3, 2, seed=1), numpy=np.matmul),
    Case("bmm", lambda m, x, y: m.bmm(x, y), normal(2, 2, 3), normal(2, 3, 1, seed=1), numpy=np.matmul),
    Case("mv", lambda m, x, y: m.mv(x, y), normal(2, 3), normal(3, seed=1), numpy=np.matmul),
    Case("dot", lambda m, x, y: m.dot(x, y), normal(3), normal(3, seed=1), numpy=np.dot),
    Case("outer", lambda m, x, y: m.outer(x, y), normal(2), normal(3, seed=1), numpy=np.outer),
    Case("square of a matrix", lambda m, x: x @ x, normal(3, 3), numpy=lambda x: x @ x),
    Case("gram matrix", lambda m, x: x.T @ x, normal(3, 2), numpy=lambda x: x.T @ x),
]
