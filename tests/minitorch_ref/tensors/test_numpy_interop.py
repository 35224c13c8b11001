"""Tensors and NumPy arrays on one memory."""

import numpy as np
import pytest

import minitorch_ref as mt

BASE = np.arange(24, dtype=np.float32).reshape(4, 6)


@pytest.mark.parametrize(
    "view",
    [
        lambda a: a,
        lambda a: a.T,
        lambda a: a[1:, ::2],
        lambda a: a[2],
        lambda a: a[:, 3],
        lambda a: a[:, :0],
        lambda a: a[None, :, None],
        lambda a: np.asarray(a.sum()),
    ],
)
def test_an_array_and_its_tensor_share_memory(view):
    array = view(BASE.copy())
    x = mt.from_numpy(array)
    assert np.array_equal(x.numpy(), array)
    if array.size:
        assert x.data_ptr() == array.__array_interface__["data"][0]
        x.fill_(-1)
        assert (array == -1).all()
        array[...] = 5
        assert (x == 5).all()


def test_views_of_a_tensor_reach_numpy_without_a_copy():
    x = mt.zeros(2, 3)
    x.t()[1:].numpy()[...] = 4
    assert x.tolist() == [[0, 4, 4], [0, 4, 4]]
    assert np.shares_memory(np.asarray(x), x.numpy())
    assert np.asarray(x, dtype=np.int64).dtype == np.int64
    assert not np.shares_memory(np.array(x), x.numpy())


def test_the_array_stays_alive_as_long_as_the_tensor():
    x = mt.from_numpy(np.full((3, 3), 9)[1:, 1:])
    assert x.sum().item() == 36


def test_numpys_functions_take_tensors():
    assert np.exp(mt.zeros(2)).tolist() == [1, 1]
    assert np.float32(2) * mt.ones(2) == pytest.approx(np.array([2, 2]))
    assert isinstance(np.float32(2) * mt.ones(2), mt.Tensor)


def test_arrays_that_no_strides_describe_are_refused():
    with pytest.raises(ValueError, match="copy"):
        mt.from_numpy(np.arange(4)[::-1])
    packed = np.zeros(3, dtype=[("a", np.int8), ("b", np.int32)])
    with pytest.raises(ValueError, match="whole numbers"):
        mt.from_numpy(packed["b"])
    for wrong in (np.array(["a"]), [1, 2], np.zeros(2, np.uint16)):
        with pytest.raises(TypeError):
            mt.from_numpy(wrong)
