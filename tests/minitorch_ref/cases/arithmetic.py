"""Arithmetic, comparisons that have no derivative, and their broadcasting."""

import numpy as np

from tests.minitorch_ref.cases.case import Case, booleans, integers, normal, positive

CASES = [
    Case("add", lambda m, x, y: m.add(x, y), normal(2, 3), normal(3, seed=1), numpy=np.add),
    Case("add alpha", lambda m, x, y: m.add(x, y, alpha=2.5), normal(2, 3), normal(2, 1),
         numpy=lambda x, y: x + 2.5 * y),
    Case("add number", lambda m, x: 2 + x + 1.5, normal(2, 3), numpy=lambda x: x + 3.5),
    Case("add scalar tensor", lambda m, x, y: x + y, normal(2, 3), normal(), numpy=np.add),
    Case("add nothing", lambda m, x, y: x + y, normal(0, 3), normal(3), numpy=np.add),
    Case("add integers", lambda m, x, y: x + y, normal(2, 3), integers(5, 3), numpy=np.add),
    Case("sub", lambda m, x, y: m.sub(x, y), normal(2, 1, 3), normal(4, 1), numpy=np.subtract),
    Case("rsub", lambda m, x: 3 - x, normal(2, 3), numpy=lambda x: 3 - x),
    Case("mul", lambda m, x, y: m.mul(x, y), normal(2, 3), normal(3, seed=1), numpy=np.multiply),
    Case("mul itself", lambda m, x: x * x * x, normal(2, 3), numpy=lambda x: x**3),
    Case("mul booleans", lambda m, x, y: x * y, normal(2, 3), booleans(2, 3), numpy=np.multiply),
    Case("mul scalars", lambda m, x, y: x * y, normal(), normal(seed=1), numpy=np.multiply),
    Case("div", lambda m, x, y: m.div(x, y), normal(2, 3), positive(3), numpy=np.divide),
    Case("div by number", lambda m, x: x / 4, normal(2, 3), numpy=lambda x: x / 4),
    Case("number by", lambda m, x: 4 / x, positive(2, 3), numpy=lambda x: 4 / x),
    Case("div trunc", lambda m, x, y: m.div(x, y, rounding_mode="trunc"), normal(2, 3), positive(3),
         numpy=lambda x, y: np.trunc(x / y)),
    Case("remainder", lambda m, x, y: m.remainder(x, y), normal(2, 3), positive(3), numpy=np.remainder),
    Case("fmod", lambda m, x, y: m.fmod(x, y), normal(2, 3), positive(3), numpy=np.fmod),
    Case("pow", lambda m, x, y: m.pow(x, y), positive(2, 3), normal(3), numpy=np.power),
    Case("square", lambda m, x: x**2, normal(2, 3), numpy=np.square),
    Case("cube at 0", lambda m, x: x**3, np.array([-1.0, 0.0, 2.0]), numpy=lambda x: x**3),
    Case("pow 0", lambda m, x: x**0, np.array([-1.0, 0.0, 2.0]), numpy=lambda x: x**0),
    Case("pow 1", lambda m, x: x**1, normal(3), numpy=lambda x: x),
    Case("pow -0.5", lambda m, x: x**-0.5, positive(2, 3), numpy=lambda x: x**-0.5),
    Case("power of 2", lambda m, x: 2**x, normal(2, 3), numpy=lambda x: 2**x),
    Case("neg", lambda m, x: -x, normal(2, 3), numpy=np.negative),
    Case("maximum", lambda m, x, y: m.maximum(x, y), normal(2, 3), normal(2, 3, seed=1), numpy=np.maximum),
    Case("minimum", lambda m, x, y: m.minimum(x, y), normal(2, 3), normal(3, seed=1), numpy=np.minimum),
    Case("maximum of equals", lambda m, x, y: m.maximum(x, y.detach()), np.array([1.0, 2.0, 3.0]),
         np.array([1.0, 3.0, 2.0]), layouts=("contiguous",), grad=False, numpy=np.maximum),
    Case("comparison", lambda m, x, y: (x < y, x == y, x >= y), normal(2, 3), normal(3), grad=False,
         numpy=lambda x, y: (x < y, x == y, x >= y)),
    Case("polynomial", lambda m, x, y: (x * y + x) / (y * y + 1) - x, normal(2, 3), normal(2, 3, seed=1),
         numpy=lambda x, y: (x * y + x) / (y * y + 1) - x),
]  # fmt: skip
