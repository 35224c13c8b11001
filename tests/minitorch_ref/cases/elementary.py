"""Functions of one number: exponentials, trigonometry, rounding."""

import numpy as np

from tests.minitorch_ref.cases.case import Case, normal, positive, unit

ANYWHERE = {
    "exp": np.exp, "exp2": np.exp2, "expm1": np.expm1, "sin": np.sin, "cos": np.cos, "atan": np.arctan,
    "sinh": np.sinh, "cosh": np.cosh, "tanh": np.tanh, "sigmoid": lambda x: 1 / (1 + np.exp(-x)), "abs": np.abs,
    "sign": np.sign, "floor": np.floor, "ceil": np.ceil, "trunc": np.trunc, "round": np.round,
    "relu": lambda x: np.maximum(x, 0), "square": np.square,
}  # fmt: skip
POSITIVE = {"log": np.log, "log1p": np.log1p, "log2": np.log2, "log10": np.log10, "sqrt": np.sqrt,
            "rsqrt": lambda x: x**-0.5, "reciprocal": np.reciprocal}  # fmt: skip
SMALL = {"asin": np.arcsin, "acos": np.arccos, "tan": np.tan}


def row(name, function, *inputs):
    return Case(name, lambda m, *x: getattr(m, name)(*x), *inputs, numpy=function)


CASES = [
    *(row(name, function, normal(2, 3)) for name, function in ANYWHERE.items()),
    *(row(name, function, positive(2, 3)) for name, function in POSITIVE.items()),
    *(row(name, function, unit(2, 3)) for name, function in SMALL.items()),
    row("atan2", np.arctan2, normal(2, 3), normal(3, seed=1)),
    Case("exp of a scalar", lambda m, x: m.exp(x), normal(), numpy=np.exp),
    Case("tanh of nothing", lambda m, x: m.tanh(x), normal(0, 2), numpy=np.tanh),
    Case("abs at 0", lambda m, x: (m.abs(x), m.relu(x), m.sign(x)), np.zeros(2), layouts=("contiguous",),
         grad=False),
    Case("chain", lambda m, x: m.log(m.exp(m.sin(x)) + 1).sqrt(), normal(3, 2),
         numpy=lambda x: np.sqrt(np.log(np.exp(np.sin(x)) + 1))),
]  # fmt: skip
