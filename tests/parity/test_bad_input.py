"""PyTorch raises the same built-in errors for what cannot be."""

import pytest

from tests.minitorch_ref.tensors.test_bad_input import TOO_LARGE, WRONG_DEVICES, WRONG_TYPES

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.parity

ELSEWHERE = {"not usable"}
"""What PyTorch can do."""
CASES = {
    f"{name} {key}": (error, wrong)
    for name, table in (("device", WRONG_DEVICES), ("type", WRONG_TYPES))
    for key, (error, _, wrong) in table.items()
    if key not in ELSEWHERE
}


@pytest.mark.parametrize(("error", "wrong"), CASES.values(), ids=CASES)
def test_wrong_devices_and_types_raise_the_same_kind_of_error(error, wrong):
    with pytest.raises(error):
        wrong(torch)


@pytest.mark.parametrize("wrong", TOO_LARGE.values(), ids=TOO_LARGE)
def test_memory_that_is_not_there_is_a_runtime_error(wrong):
    with pytest.raises(RuntimeError):
        wrong(torch)
