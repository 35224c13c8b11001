"""What the benchmarks time is the same work: every case gives the same numbers under both frameworks."""

import numpy as np
import pytest

import minitorch_ref as mt
from benchmarks.cases.case import all_cases, all_growths

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.parity


def results(framework, prepare, *size):
    """Return what the first and the second call return, as arrays: steps go on from where the first left off."""
    work = prepare(framework, *size)
    found = []
    for _ in range(2):
        result = work()
        found += [part.detach().numpy().copy() for part in (result if isinstance(result, tuple) else (result,))]
    return found


def assert_same(case, *size):
    ours, theirs = results(mt, case.prepare, *size), results(torch, case.prepare, *size)
    assert len(ours) == len(theirs)
    for mine, other in zip(ours, theirs, strict=True):
        scale = float(np.abs(other).max())  # sums of many numbers lose what is small beside the largest
        np.testing.assert_allclose(mine, other, rtol=2e-4, atol=2e-5 * max(scale, 1e-3))


@pytest.mark.parametrize("case", all_cases().values(), ids=lambda case: case.name)
def test_a_case_gives_the_same_numbers(case):
    assert_same(case)


@pytest.mark.parametrize("growth", all_growths().values(), ids=lambda growth: growth.name)
def test_a_growth_gives_the_same_numbers(growth):
    assert_same(growth, growth.sizes[0])
