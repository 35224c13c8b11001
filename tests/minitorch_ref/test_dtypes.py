"""Element types and their promotion; the parity tests compare the whole table with PyTorch's."""

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref import dtypes


@pytest.mark.parametrize(
    ("first", "second", "wanted"),
    [
        (mt.bool, mt.uint8, mt.uint8),
        (mt.uint8, mt.int8, mt.int16),
        (mt.int64, mt.float16, mt.float16),
        (mt.float16, mt.float64, mt.float64),
        (mt.int8, mt.int32, mt.int32),
    ],
)
def test_two_types_meet_in_the_smallest_that_holds_both(first, second, wanted):
    assert mt.promote_types(first, second) is mt.promote_types(second, first) is wanted


@pytest.mark.parametrize(
    ("operands", "wanted"),
    [
        ((mt.ones(2, dtype=mt.float16), 2.5), mt.float16),
        ((mt.ones(2, dtype=mt.uint8), 300), mt.uint8),
        ((mt.arange(2), 1.5), mt.float32),
        ((mt.tensor([True]), 2), mt.int64),
        ((mt.ones(2), mt.tensor(1.0, dtype=mt.float64)), mt.float32),
        ((mt.arange(2), mt.tensor(1.0, dtype=mt.float64)), mt.float64),
        ((mt.tensor(1, dtype=mt.int8), 5), mt.int8),
        ((1, 2.5), mt.float32),
    ],
)
def test_tensors_with_axes_decide_before_scalars_and_scalars_before_numbers(operands, wanted):
    assert mt.result_type(*operands) is wanted
    if isinstance(operands[0], mt.Tensor):
        assert (operands[0] + operands[1]).dtype is (operands[1] + operands[0]).dtype is wanted


def test_a_type_names_itself_as_pytorch_does():
    assert repr(mt.float32) == "torch.float32"
    assert mt.float is mt.float32
    assert mt.long is mt.int64
    assert mt.float16.is_floating_point
    assert not mt.bool.is_floating_point
    assert mt.float64.itemsize == 8


def test_types_that_tensors_do_not_have_are_named():
    with pytest.raises(TypeError, match="datetime64"):
        dtypes.from_numpy_dtype(np.dtype("datetime64[s]"))
