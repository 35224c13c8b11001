"""Repeating, rolling, turning, padding, encoding; products with named axes."""

import numpy as np

from tests.minitorch_ref.cases.case import Case, integers, normal

PLAIN = ("contiguous", "sliced")


def padded(m):
    return m.nn.functional.pad


def spelled(equation):
    """Return the NumPy function of an equation."""
    return lambda *x: np.einsum(equation, *x)


def einsum(equation, *inputs):
    call = lambda m, *x: m.einsum(equation, *x)  # noqa: E731
    return Case(f"einsum {equation}", call, *inputs, numpy=spelled(equation), layouts=PLAIN)


CASES = [
    Case("tile", lambda m, x: m.tile(x, (2,)), normal(2, 3), numpy=lambda x: np.tile(x, 2)),
    Case("tile more", lambda m, x: x.tile(2, 1, 3), normal(2, 3), layouts=PLAIN, numpy=lambda x: np.tile(x, (2, 1, 3))),
    Case("repeat", lambda m, x: x.repeat(2, 1, 3), normal(2, 3), layouts=PLAIN, numpy=lambda x: np.tile(x, (2, 1, 3))),
    Case("repeat_interleave", lambda m, x: m.repeat_interleave(x, 2, dim=1), normal(2, 3),
         numpy=lambda x: np.repeat(x, 2, 1)),
    Case("repeat_interleave each", lambda m, x, n: m.repeat_interleave(x, n, dim=0), normal(3, 2), np.array([2, 0, 1]),
         layouts=PLAIN, numpy=lambda x, n: np.repeat(x, n, 0)),
    Case("repeat_interleave flat", lambda m, x: x.repeat_interleave(2), normal(2, 3), numpy=lambda x: np.repeat(x, 2)),
    Case("roll", lambda m, x: m.roll(x, (1, -2), (0, 1)), normal(2, 3), numpy=lambda x: np.roll(x, (1, -2), (0, 1))),
    Case("roll flat", lambda m, x: m.roll(x, 4), normal(2, 3), numpy=lambda x: np.roll(x, 4)),
    Case("flip", lambda m, x: m.flip(x, (0, 1)), normal(2, 3), numpy=np.flip),
    Case("fliplr", lambda m, x: m.fliplr(x), normal(2, 3), numpy=np.fliplr),
    Case("flipud", lambda m, x: m.flipud(x), normal(2, 3), numpy=np.flipud),
    Case("rot90", lambda m, x: (m.rot90(x), m.rot90(x, 2), m.rot90(x, -1, (0, 1))), normal(2, 3), layouts=PLAIN,
         numpy=lambda x: (np.rot90(x), np.rot90(x, 2), np.rot90(x, -1))),
    Case("meshgrid", lambda m, x, y: m.meshgrid(x, y, indexing="ij"), normal(2), normal(3), layouts=PLAIN,
         numpy=lambda x, y: np.meshgrid(x, y, indexing="ij")),
    Case("meshgrid xy", lambda m, x, y, z: m.meshgrid(x, y, z, indexing="xy"), normal(2), normal(3), normal(1),
         layouts=PLAIN, numpy=lambda x, y, z: np.meshgrid(x, y, z, indexing="xy")),
    Case("broadcast_tensors", lambda m, x, y: m.broadcast_tensors(x, y), normal(2, 1), normal(3),
         numpy=lambda x, y: np.broadcast_arrays(x, y)),
    Case("tril", lambda m, x: m.tril(x, 1), normal(3, 4), numpy=lambda x: np.tril(x, 1)),
    Case("triu", lambda m, x: m.triu(x, -1), normal(2, 3, 4), numpy=lambda x: np.triu(x, -1)),
    Case("pad", lambda m, x: padded(m)(x, (1, 2, 0, 3)), normal(2, 3), numpy=lambda x: np.pad(x, ((0, 3), (1, 2)))),
    Case("pad value", lambda m, x: padded(m)(x, (1, 1), value=2.5), normal(2, 3),
         numpy=lambda x: np.pad(x, ((0, 0), (1, 1)), constant_values=2.5)),
    Case("pad cuts", lambda m, x: padded(m)(x, (-1, 2)), normal(2, 3),
         numpy=lambda x: np.pad(x[:, 1:], ((0, 0), (0, 2)))),
    Case("pad reflect", lambda m, x: padded(m)(x, (2, 1), mode="reflect"), normal(2, 3),
         numpy=lambda x: np.pad(x, ((0, 0), (2, 1)), mode="reflect")),
    Case("pad reflect images", lambda m, x: padded(m)(x, (1, 2, 2, 0), mode="reflect"), normal(1, 1, 3, 3),
         layouts=PLAIN, numpy=lambda x: np.pad(x, ((0, 0), (0, 0), (2, 0), (1, 2)), mode="reflect")),
    Case("pad replicate", lambda m, x: padded(m)(x, (2, 3), mode="replicate"), normal(2, 3),
         numpy=lambda x: np.pad(x, ((0, 0), (2, 3)), mode="edge")),
    Case("pad circular", lambda m, x: padded(m)(x, (2, 3), mode="circular"), normal(2, 3),
         numpy=lambda x: np.pad(x, ((0, 0), (2, 3)), mode="wrap")),
    Case("one_hot", lambda m, x: m.nn.functional.one_hot(x), integers(4, 2, 3), grad=False, layouts=PLAIN,
         numpy=lambda x: np.eye(int(x.max()) + 1, dtype=np.int64)[x]),
    Case("one_hot of 6", lambda m, x: m.nn.functional.one_hot(x, 6), integers(4, 3), grad=False,
         numpy=lambda x: np.eye(6, dtype=np.int64)[x]),
    einsum("ij,jk->ik", normal(2, 3), normal(3, 4)),
    einsum("ij,jk", normal(2, 3), normal(3, 4)),
    einsum("bij,bjk->bik", normal(2, 2, 3), normal(2, 3, 2)),
    einsum("bhqd,bhkd->bhqk", normal(1, 2, 2, 3), normal(1, 2, 3, 3)),
    einsum("i,j->ij", normal(2), normal(3)),
    einsum("i,i->", normal(3), normal(3, seed=1)),
    einsum("ii->i", normal(3, 3)),
    einsum("ii", normal(3, 3)),
    einsum("ij->ji", normal(2, 3)),
    einsum("ij->", normal(2, 3)),
    einsum("ij,jk,kl->il", normal(2, 3), normal(3, 2), normal(2, 3)),
    einsum("...ij,...j->...i", normal(2, 2, 3), normal(3)),
    einsum("ij,ij->ij", normal(2, 3), normal(1, 3)),
    einsum("ba,cd->ad", normal(2, 3), normal(2, 2)),
]  # fmt: skip
