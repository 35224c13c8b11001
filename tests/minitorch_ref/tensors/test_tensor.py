"""What a tensor says of itself, and how it leaves for Python."""

import copy
import math
import pickle

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref.storage import Storage


def test_a_tensor_knows_its_storage_and_layout():
    x = mt.arange(12).view(3, 4)[1:, ::2]
    assert (x.shape, x.stride(), x.storage_offset()) == ((2, 2), (4, 2), 4)
    assert (x.size(), x.size(-1), x.stride(0)) == ((2, 2), 2, 4)
    assert (x.dim(), x.ndim, x.numel(), x.nelement()) == (2, 2, 4, 4)
    assert (x.element_size(), x.itemsize, x.nbytes) == (8, 8, 32)
    assert x.data_ptr() == x.storage().data_ptr() + 32
    assert not x.is_contiguous()
    assert str(x.device) == "cpu"
    assert repr(x.shape) == "torch.Size([2, 2])"
    assert x.shape.numel() == 4


def test_the_storage_is_a_flat_buffer_that_can_be_read_and_written():
    x = mt.arange(4).view(2, 2).t()
    storage = x.storage()
    assert (len(storage), storage.size(), storage.nbytes(), storage.element_size()) == (4, 4, 32, 8)
    assert storage.tolist() == list(storage) == [0, 1, 2, 3]
    storage[1] = 7
    assert x.tolist() == [[0, 2], [7, 3]]
    assert storage[1] == 7
    assert repr(storage).endswith("[torch.storage.TypedStorage(dtype=torch.int64, device=cpu) of size 4]")
    raw = x.untyped_storage()
    assert (len(raw), raw.nbytes(), raw.size(), raw[0], raw.tolist()[8]) == (32, 32, 32, 0, 7)
    assert raw.data_ptr() == storage.data_ptr()


def test_a_storage_is_flat_or_refused():
    with pytest.raises(RuntimeError, match="flat"):
        Storage(np.zeros((2, 2)))


def test_python_numbers_come_out():
    assert mt.tensor(3).item() == 3
    assert isinstance(mt.tensor(3.5).item(), float)
    assert mt.tensor([[1, 2]]).tolist() == [[1, 2]]
    assert mt.tensor(True).tolist() is True
    assert int(mt.tensor([2.7])) == 2
    assert float(mt.tensor(2)) == 2.0
    assert [10, 20][mt.tensor(1)] == 20
    assert f"{mt.tensor(math.pi):.2f}" == "3.14"
    assert 2 in mt.arange(3)


def test_a_tensor_is_a_sequence_of_views():
    x = mt.arange(4).view(2, 2)
    assert len(x) == 2
    first, second = x
    second.zero_()
    assert x.tolist() == [[0, 1], [0, 0]]
    assert first.tolist() == [0, 1]


def test_truth_is_that_of_the_only_element():
    assert mt.tensor([1.5])
    assert not mt.tensor(0)
    with pytest.raises(RuntimeError, match="ambiguous"):
        bool(mt.ones(2))


def test_what_a_scalar_and_a_large_tensor_cannot_do():
    for wrong in (lambda: len(mt.tensor(1)), lambda: list(mt.tensor(1)), lambda: [0][mt.tensor(0.0)]):
        with pytest.raises(TypeError):
            wrong()
    with pytest.raises(RuntimeError, match="one element"):
        mt.ones(2).item()


def test_a_tensor_is_hashed_by_identity():
    x, y = mt.ones(2), mt.ones(2)
    assert len({x, y, x}) == 2


def test_copies_and_pickles_keep_the_elements():
    x = mt.arange(4).view(2, 2).t()
    assert copy.copy(x).storage() is x.storage()
    assert copy.deepcopy(x).storage() is not x.storage()
    restored = pickle.loads(pickle.dumps(x))
    assert restored.tolist() == x.tolist()
    assert pickle.loads(pickle.dumps(mt.float32)) is mt.float32


def test_elements_convert():
    x = mt.tensor([0.0, 1.5, -2.5])
    assert x.long().tolist() == [0, 1, -2]
    assert x.bool().tolist() == [False, True, True]
    kinds = {"double": mt.float64, "half": mt.float16, "int": mt.int32, "short": mt.int16, "char": mt.int8}
    for name, dtype in kinds.items():
        assert getattr(x, name)().dtype is dtype
    assert x.to(mt.float32) is x.float() is x.cpu() is x.to("cpu") is x
    assert x.to(mt.float32, copy=True) is not x
    assert x.to(mt.arange(2)).dtype is x.type_as(mt.arange(2)).dtype is mt.int64
    with pytest.raises(TypeError):
        x.to(3.5)
    with pytest.raises(RuntimeError, match="cuda"):
        x.to("cuda")


def test_others_like_it():
    x = mt.arange(2, dtype=mt.int32)
    for made in (x.new_zeros(3), x.new_ones(3), x.new_full((3,), 7), x.new_empty(3), x.new_tensor([1.5, 2, 3])):
        assert made.dtype is mt.int32
        assert made.shape == (3,)
