"""Every row of every table of cases on the device: values against NumPy, derivatives against those on the CPU."""

import numpy as np
import pytest

import minitorch_ref as mt
from tests.minitorch_ref.cases.case import Case, floats
from tests.minitorch_ref.test_cases import CASES, shown

FACTORIES = ("arange", "as_tensor", "empty", "eye", "full", "linspace", "ones", "tensor", "zeros")
ON_THE_CPU = ("spectra",)
"""Complex numbers and spectra: there are no kernels for them, and the error says so."""


class OnDevice:
    """The framework, with everything made on the device."""

    def __getattr__(self, name):
        found = getattr(mt, name)
        return (lambda *args, **options: found(*args, **{"device": "cuda", **options})) if name in FACTORIES else found


def layouts_of(case):
    """Every layout is tried on the CPU; here the one that no kernel may take for granted, and the plain one."""
    return [layout for layout in case.layouts if layout in ("contiguous", "sliced")] or case.layouts


def of_table(row):
    return row.id.partition("-")[0]


@pytest.mark.parametrize("case", [row for row in CASES if of_table(row) not in ON_THE_CPU and row.values[0].numpy])
def test_values_are_numpys(case: Case):
    for layout in layouts_of(case):
        wanted = case.numpy(*[shown(x, layout) for x in case.inputs])
        wanted = wanted if isinstance(wanted, tuple | list) else (wanted,)
        with mt.no_grad():
            found = case.run(OnDevice(), layout, case.leaves(OnDevice(), layout))
        for result, expected in zip(found, wanted, strict=True):
            assert result.device.type == "cuda"
            assert tuple(result.shape) == np.shape(expected)
            np.testing.assert_allclose(result.cpu().numpy(), expected, rtol=1e-6, atol=1e-7, err_msg=layout)


def gradients(case, framework, layout):
    leaves = case.leaves(framework, layout)
    outputs = floats(case.run(framework, layout, leaves))
    inputs = [x for x in leaves if isinstance(x, mt.Tensor) and x.requires_grad]
    starts = [mt.ones_like(output) for output in outputs]
    return mt.autograd.grad(outputs, inputs, starts, allow_unused=True) if outputs else ()


@pytest.mark.parametrize("case", [row for row in CASES if of_table(row) not in ON_THE_CPU and row.values[0].grad])
def test_derivatives_are_those_of_the_cpu(case: Case):
    layout = layouts_of(case)[-1]
    for found, wanted in zip(gradients(case, OnDevice(), layout), gradients(case, mt, layout), strict=True):
        assert (found is None) == (wanted is None)
        if found is not None:
            assert found.device.type == "cuda"
            np.testing.assert_allclose(found.cpu().numpy(), wanted.numpy(), rtol=1e-6, atol=1e-7)


OF_REAL_NUMBERS = ("angle of real", "fftshift")


@pytest.mark.parametrize(
    "case", [row for row in CASES if of_table(row) in ON_THE_CPU and row.values[0].name not in OF_REAL_NUMBERS]
)
def test_complex_numbers_are_refused_with_a_way_out(case: Case):
    with pytest.raises(RuntimeError, match=r"cpu|CPU"):
        case.run(OnDevice(), "contiguous", case.leaves(OnDevice(), "contiguous"))
