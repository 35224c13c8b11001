"""Every row of every table in tests/minitorch_ref/cases: values, gradients and gradients of gradients are PyTorch's."""

import importlib
from pathlib import Path

import numpy as np
import pytest

import minitorch_ref as mt
from tests.minitorch_ref.cases.case import Case, differentiable, floats, source

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.parity

FOLDER = Path(__file__).parents[1] / "minitorch_ref" / "cases"
TABLES = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "case")
CASES = [
    pytest.param(case, id=f"{table}-{case.name}")
    for table in TABLES
    for case in importlib.import_module(f"tests.minitorch_ref.cases.{table}").CASES
]


def as_torch(x):
    return torch.from_numpy(np.array(x.detach().numpy()))


def close(found, wanted, case: Case, what: str):
    """Compare two sequences of tensors; where one framework says None, the other may say zeros."""
    assert len(found) == len(wanted), what
    for mine, theirs in zip(found, wanted, strict=True):
        if mine is None or theirs is None:
            assert mine is None or not as_torch(mine).any(), what
            assert theirs is None or not theirs.any(), what
            continue
        torch.testing.assert_close(
            as_torch(mine), theirs.detach(), equal_nan=True, msg=lambda text: f"{what}: {text}", **case.tolerance
        )


def weights(framework, like, seed: int):
    """Return fixed random numbers in the shape and type of each tensor; they require gradients."""
    found = []
    for number, x in enumerate(like):
        drawn = source(tuple(x.shape), seed, number).uniform(0.5, 1.5, tuple(x.shape))
        found.append(framework.tensor(drawn).to(x.dtype).requires_grad_())
    return found


def first_gradients(framework, case: Case, layout: str, dtype):
    """Return the outputs, the leaves with the gradients of the outputs, and the gradients of the leaves."""
    leaves = case.leaves(framework, layout, dtype)
    outputs = case.run(framework, layout, leaves)
    mine = [leaf for leaf, x in zip(leaves, case.inputs, strict=True) if differentiable(x)]
    differentiated = floats(outputs)
    if not case.grad or not differentiated:
        return outputs, [], []
    starts = weights(framework, differentiated, 1)
    found = framework.autograd.grad(differentiated, mine, starts, create_graph=case.gradgrad, allow_unused=True)
    return outputs, mine + starts, list(found)


def second_gradients(framework, variables, gradients):
    live = [gradient for gradient in gradients if gradient is not None and gradient.requires_grad]
    if not live:
        return [None] * len(variables)
    return list(framework.autograd.grad(live, variables, weights(framework, live, 2), allow_unused=True))


@pytest.mark.parametrize("case", CASES)
def test_values_and_gradients_are_pytorchs(case: Case):
    for layout in case.layouts:
        for dtype in (np.float64, np.float32) if case.float32 else (np.float64,):
            what = f"{layout} {np.dtype(dtype).name}"
            found, variables, gradients = first_gradients(mt, case, layout, dtype)
            wanted, their_variables, their_gradients = first_gradients(torch, case, layout, dtype)
            close(found, wanted, case, f"values, {what}")
            close(gradients, their_gradients, case, f"gradients, {what}")
            if case.gradgrad and layout in ("contiguous", "sliced"):
                second = second_gradients(mt, variables, gradients)
                close(second, second_gradients(torch, their_variables, their_gradients), case, f"second, {what}")
