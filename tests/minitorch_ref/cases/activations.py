"""Activations."""

import numpy as np

from tests.minitorch_ref.cases.case import Case, normal, unit


def log1p_exp(x):
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def erf(x):
    from scipy.special import erf

    return erf(x)


def named(name, numpy, *settings, gradgrad=True, **keywords):
    """Return a row for a function of `nn.functional`."""
    return Case(f"{name}{settings or ''}{keywords or ''}",
                lambda m, x: getattr(m.nn.functional, name)(x, *settings, **keywords), 3 * normal(3, 4), numpy=numpy,
                gradgrad=gradgrad)  # fmt: skip


CASES = [
    named("relu", lambda x: np.maximum(x, 0)),
    named("relu6", lambda x: np.clip(x, 0, 6)),
    named("threshold", lambda x: np.where(x > 0.5, x, -2), 0.5, -2.0),
    named("hardtanh", lambda x: np.clip(x, -2, 1), -2.0, 1.0),
    named("hardsigmoid", lambda x: np.clip(x + 3, 0, 6) / 6, gradgrad=False),  # torch has none
    named("hardswish", lambda x: x * np.clip(x + 3, 0, 6) / 6),
    named("leaky_relu", lambda x: np.where(x > 0, x, 0.2 * x), 0.2),
    named("elu", lambda x: np.where(x > 0, x, 1.5 * np.expm1(np.minimum(x, 0))), 1.5),
    named("celu", lambda x: np.where(x > 0, x, 1.5 * np.expm1(np.minimum(x, 0) / 1.5)), 1.5),
    named("selu", None),
    named("softplus", lambda x: log1p_exp(2 * x) / 2, 2.0),
    named("softplus", lambda x: np.where(x > 1, x, log1p_exp(x)), threshold=1.0),
    named("logsigmoid", lambda x: -log1p_exp(-x)),
    named("silu", lambda x: x / (1 + np.exp(-x))),
    named("mish", lambda x: x * np.tanh(log1p_exp(x))),
    named("gelu", lambda x: x * (1 + erf(x / np.sqrt(2))) / 2),
    named("gelu", lambda x: x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3))) / 2,
          approximate="tanh"),
    named("softsign", lambda x: x / (1 + np.abs(x))),
    named("tanhshrink", lambda x: x - np.tanh(x)),
    named("softshrink", lambda x: np.sign(x) * np.maximum(np.abs(x) - 0.7, 0), 0.7),
    named("hardshrink", lambda x: np.where(np.abs(x) > 0.7, x, 0), 0.7),
    named("glu", lambda x: x[:, :2] / (1 + np.exp(-x[:, 2:])), 1),
    named("rrelu", lambda x: np.where(x > 0, x, 0.3 * x), 0.2, 0.4),
    Case("prelu", lambda m, x, w: m.nn.functional.prelu(x, w), normal(2, 3, 2), unit(3), layouts=("contiguous",),
         numpy=lambda x, w: np.where(x > 0, x, x * w[:, None])),
    *[
        Case(f"{name} at its corner", lambda m, x, name=name: getattr(m.nn.functional, name)(x),
             np.array([-3.0, -1.0, -0.5, 0.0, 0.5, 1.0, 3.0, 6.0]), layouts=("contiguous",), gradgrad=False)
        for name in ("logsigmoid", "softplus", "gelu", "silu", "mish", "softsign")
    ],
    Case("far from 0", lambda m, x: (m.nn.functional.logsigmoid(x), m.nn.functional.softplus(x)),
         np.array([-800.0, -100.0, 100.0, 800.0]), layouts=("contiguous",), grad=False,
         numpy=lambda x: (-log1p_exp(-x), log1p_exp(x))),
]  # fmt: skip
