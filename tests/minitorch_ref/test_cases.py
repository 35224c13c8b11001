"""Every row of every table in `cases/`: values against NumPy on every backend, derivatives against differences.

Derivatives are taken on two backends: on the default one, where these small tensors compose every operation, and on
Numba's, where fused kernels take over as many as they can.
"""

import gc
import importlib
import weakref
from pathlib import Path

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref.autograd import Function, function, gradcheck, gradgradcheck
from minitorch_ref.autograd.listing import topological_order
from minitorch_ref.functions.conversion import Move
from minitorch_ref.functions.dropout import Dropout
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


@pytest.mark.parametrize("backend_name", ["auto", "numpy", "numba", "python"])
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


@pytest.mark.parametrize("backend_name", ["auto", "numba"])
@pytest.mark.parametrize("case", [row for row in CASES if row.values[0].grad])
def test_derivatives_are_those_of_finite_differences(case: Case, backend_name: str):
    for layout in case.layouts:
        with mt.use_backend(backend_name):
            leaves = case.leaves(mt, layout)
            assert gradcheck(lambda *x, layout=layout: floats(case.run(mt, layout, list(x))), leaves, fast_mode=True)


@pytest.mark.parametrize("backend_name", ["auto", "numba"])
@pytest.mark.parametrize("case", [row for row in CASES if row.values[0].gradgrad])
def test_second_derivatives_are_those_of_finite_differences(case: Case, backend_name: str):
    layout = "sliced" if "sliced" in case.layouts else case.layouts[0]
    with mt.use_backend(backend_name):
        leaves = case.leaves(mt, layout)
        assert gradgradcheck(lambda *x: floats(case.run(mt, layout, list(x))), leaves, fast_mode=True)


def differentiate(case: Case, watch=lambda node: None):
    """Differentiate a case, twice where it can be, and show every node to a function."""
    leaves = case.leaves(mt, case.layouts[0])
    outputs = floats(case.run(mt, case.layouts[0], leaves))
    inputs = [leaf for leaf in leaves if isinstance(leaf, mt.Tensor) and leaf.requires_grad]
    if not outputs:
        return
    starts = [mt.ones_like(output, requires_grad=case.gradgrad) for output in outputs]
    found = mt.autograd.grad(outputs, inputs, starts, create_graph=case.gradgrad, allow_unused=True)
    roots = [x.grad_fn for x in (*outputs, *found) if x is not None and x.grad_fn is not None]
    for node in topological_order(roots):
        watch(node)


@pytest.mark.parametrize("case", [row for row in CASES if row.values[0].grad])
def test_no_graph_outlives_its_tensors(case: Case):
    """An operation that keeps its own output on ctx, not by save_for_backward, would make a cycle."""
    nodes = []
    gc.disable()
    try:
        differentiate(case, lambda node: nodes.append(weakref.ref(node)))
        assert [node() for node in nodes if node() is not None] == []
    finally:
        gc.enable()


def all_operations(kind=Function):
    for operation in kind.__subclasses__():
        if operation.__module__.startswith("minitorch_ref.functions"):
            yield operation
            yield from all_operations(operation)


def test_every_operation_with_a_derivative_has_a_case(monkeypatch):
    seen = set()
    record = function.record
    monkeypatch.setattr(function, "record", lambda operation, *rest: seen.add(operation) or record(operation, *rest))
    for row in CASES:
        if row.values[0].grad:
            for backend_name in ("numpy", "numba"):  # an operation may stand for a kernel that one of them has not
                with mt.use_backend(backend_name):
                    differentiate(row.values[0])
    seen.add(Move)  # needs another device: tests/minitorch_ref/backends/numba_cuda
    seen.add(Dropout)  # for float32 only, too coarse for differences: tests/minitorch_ref/backends/numba_cpu
    wanted = {operation for operation in all_operations() if operation.backward is not Function.backward}
    assert sorted(operation.__name__ for operation in wanted - seen) == []
