"""Every row of every table in `cases/`: values against NumPy on every backend, derivatives against differences."""

import importlib
from pathlib import Path

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref.autograd import gradcheck, gradgradcheck
from tests.minitorch_ref.cases.case import Case, floats, stored

TABLES = sorted(path.stem for path in (Path(__file__).parent / "cases").glob("*.py") if path.stem != "case")
CASES = [
    pytest.param(case, id=f"{table}-{case.name}")
    for table in TABLES
    for case in importlib.import_module(f"tests.minitorch_ref.cases.{table}").CASES
]


def shown(x, layout):
    """Return the array that a tensor of this layout shows."""
    if not isinstance(x, np.ndarray) or layout != "expanded" or not x.ndim or not x.shape[0]:
        return x
    return np.broadcast_to(stored(x, layout), x.shape)


@pytest.mark.parametrize("backend_name", ["numpy", "python"])
@pytest.mark.parametrize("case", [row for row in CASES if row.values[0].numpy])
def test_values_are_numpys(case: Case, backend_name: str):
    for layout in case.layouts:
        wanted = case.numpy(*[shown(x, layout) for x in case.inputs])
        wanted = wanted if isinstance(wanted, tuple | list) else (wanted,)
        with mt.use_backend(backend_name), mt.no_grad():
            found = case.run(mt, layout, case.leaves(mt, layout))
        for result, expected in zip(found, wanted, strict=True):
            assert tuple(result.shape) == np.shape(expected)
            np.testing.assert_allclose(result.numpy(), expected, rtol=1e-6, atol=1e-7, err_msg=layout)


@pytest.mark.parametrize("case", [row for row in CASES if row.values[0].grad])
def test_derivatives_are_those_of_finite_differences(case: Case):
    for layout in case.layouts:
        leaves = case.leaves(mt, layout)
        assert gradcheck(lambda *x, layout=layout: floats(case.run(mt, layout, list(x))), leaves, fast_mode=True)


@pytest.mark.parametrize("case", [row for row in CASES if row.values[0].gradgrad])
def test_second_derivatives_are_those_of_finite_differences(case: Case):
    layout = "sliced" if "sliced" in case.layouts else case.layouts[0]
    leaves = case.leaves(mt, layout)
    assert gradgradcheck(lambda *x: floats(case.run(mt, layout, list(x))), leaves, fast_mode=True)
