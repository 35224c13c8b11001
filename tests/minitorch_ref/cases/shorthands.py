"""Operations made of a few others, and the inverse hyperbolic functions."""

import numpy as np

from tests.minitorch_ref.cases.case import Case, integers, normal, positive, unit

PLAIN = ("contiguous", "sliced")
CASES = [
    Case("addmm", lambda m, x, y, z: m.addmm(x, y, z, beta=0.5, alpha=2), normal(2), normal(3, 2), normal(2, 2),
         layouts=PLAIN, numpy=lambda x, y, z: 0.5 * x + 2 * (y @ z)),
    Case("addmv", lambda m, x, y, z: m.addmv(x, y, z), normal(3), normal(3, 2), normal(2), layouts=PLAIN,
         numpy=lambda x, y, z: x + y @ z),
    Case("baddbmm", lambda m, x, y, z: m.baddbmm(x, y, z), normal(1, 2, 2), normal(2, 2, 3), normal(2, 3, 2),
         layouts=PLAIN, numpy=lambda x, y, z: x + y @ z),
    Case("diag of vector", lambda m, x: m.diag(x, 1), normal(3), numpy=lambda x: np.diag(x, 1)),
    Case("diag of matrix", lambda m, x: m.diag(x, -1), normal(3, 2), numpy=lambda x: np.diag(x, -1)),
    Case("diag_embed", lambda m, x: m.diag_embed(x, -1), normal(2, 3), layouts=PLAIN,
         numpy=lambda x: np.stack([np.diag(row, -1) for row in x])),
    Case("trace", lambda m, x: m.trace(x), normal(3, 2), numpy=np.trace),
    Case("take", lambda m, x, i: m.take(x, i), normal(3, 2), integers(6, 2, 2), layouts=PLAIN,
         numpy=lambda x, i: x.reshape(-1)[i]),
    Case("take_along_dim", lambda m, x, i: m.take_along_dim(x, i, 1), normal(3, 4), integers(4, 1, 2), layouts=PLAIN,
         numpy=lambda x, i: np.take_along_axis(x, np.broadcast_to(i, (3, 2)), 1)),
    Case("tensor_split", lambda m, x: m.tensor_split(x, 3), normal(5, 2), layouts=PLAIN,
         numpy=lambda x: np.array_split(x, 3)),
    Case("tensor_split at", lambda m, x: m.tensor_split(x, (1, 4), 1), normal(2, 5), layouts=PLAIN,
         numpy=lambda x: np.split(x, (1, 4), 1)),
    Case("clamp_min", lambda m, x: m.clamp_min(x, 0.1), normal(3, 4), layouts=PLAIN,
         numpy=lambda x: np.maximum(x, 0.1)),
    Case("clamp_max", lambda m, x: m.clamp_max(x, 0.1), normal(3, 4), layouts=PLAIN,
         numpy=lambda x: np.minimum(x, 0.1)),
    Case("nan_to_num", lambda m, x: m.nan_to_num(x, 1, 2, 3), np.array([np.nan, np.inf, -np.inf, 5.0]), grad=False,
         layouts=PLAIN, numpy=lambda x: np.nan_to_num(x, nan=1, posinf=2, neginf=3)),
    Case("nansum", lambda m, x: m.nansum(x, 0), np.array([[np.nan, 1.0], [2.0, 3.0]]), grad=False, layouts=PLAIN,
         numpy=lambda x: np.nansum(x, 0)),
    Case("var_mean", lambda m, x: m.var_mean(x, 1), normal(3, 4), layouts=PLAIN,
         numpy=lambda x: (x.var(1, ddof=1), x.mean(1))),
    Case("std_mean", lambda m, x: m.std_mean(x, 1, correction=0, keepdim=True), normal(3, 4), layouts=PLAIN,
         numpy=lambda x: (x.std(1, keepdims=True), x.mean(1, keepdims=True))),
    Case("frac", lambda m, x: m.frac(x), normal(3, 4), layouts=PLAIN, numpy=lambda x: x - np.trunc(x)),
    Case("hypot", lambda m, x, y: m.hypot(x, y), normal(3), normal(2, 1), layouts=PLAIN, numpy=np.hypot),
    Case("logit", lambda m, x: m.logit(x / 4), positive(2, 3), layouts=PLAIN, numpy=lambda x: np.log(x / (4 - x))),
    Case("deg2rad", lambda m, x: m.deg2rad(x), normal(3), layouts=PLAIN, numpy=np.deg2rad),
    Case("rad2deg", lambda m, x: m.rad2deg(x), normal(3), layouts=PLAIN, numpy=np.rad2deg),
    Case("asinh", lambda m, x: m.asinh(x), normal(2, 3), numpy=np.arcsinh),
    Case("acosh", lambda m, x: m.acosh(x + 1), positive(2, 3), numpy=lambda x: np.arccosh(x + 1)),
    Case("atanh", lambda m, x: m.atanh(x), unit(2, 3), numpy=np.arctanh),
]  # fmt: skip
