"""x[...] and x[...] = value, against NumPy."""

import numpy as np
import pytest

import minitorch_ref as mt

CUBE = np.arange(24).reshape(2, 3, 4)
MASK = np.array([[True, False, True], [False, True, False]])
BASIC = [0, -1, (1, 2), (1, 2, 3), slice(1), (slice(None), slice(None, None, 2)), (..., 1), (0, ..., slice(1, 3)), None,
         (slice(None), None, 1), ..., (), (slice(5, 9),), (..., None), (slice(2, 1), 0), np.int64(1)]  # fmt: skip
ADVANCED = [[0, 1, 1], ([0, 1], [2, 0]), (slice(None), [2, -1]), ([[0], [1]], [0, 2]), (slice(None), [0, 1], [1, 3]),
            MASK, (MASK, [0, 1, 3]), (0, [True, False, True]), (slice(None), slice(None), np.array([1, 3])),
            (slice(None, 1), [2]), (None, [1, 0]), (..., [0, 0]), np.zeros((0,), int),
            np.zeros((2, 3), bool)]  # fmt: skip


def as_tensors(key):
    """The same key with tensors for arrays."""
    parts = key if isinstance(key, tuple) else (key,)
    made = tuple(mt.tensor(part) if isinstance(part, np.ndarray) else part for part in parts)
    return made if isinstance(key, tuple) else made[0]


@pytest.mark.parametrize("key", BASIC, ids=str)
def test_integers_slices_and_none_give_views(key, arrange):
    x = arrange(CUBE)
    assert np.array_equal(x[key].numpy(), x.numpy()[key])
    assert x[key].storage() is x.storage()


@pytest.mark.parametrize("key", ADVANCED, ids=str)
def test_lists_and_tensors_gather_a_copy(key, backend, arrange):
    x = arrange(CUBE)
    for form in (key, as_tensors(key)):
        assert np.array_equal(x[form].numpy(), x.numpy()[key])
        assert x[form].storage() is not x.storage()


@pytest.mark.parametrize("key", BASIC + ADVANCED, ids=str)
def test_assignment_writes_where_reading_reads(key, backend):
    x, wanted = mt.tensor(CUBE), CUBE.copy()
    x[key] = -7
    wanted[key] = -7
    assert np.array_equal(x.numpy(), wanted)


@pytest.mark.parametrize("key", [1, (slice(None), 1), ([0, 1], [2, 0]), MASK, (..., [3, 1])], ids=str)
def test_assigned_tensors_are_broadcast_and_converted(key, backend):
    x, wanted = mt.tensor(CUBE), CUBE.copy()
    values = np.arange(wanted[key].shape[-1]) + 0.5
    x[as_tensors(key)] = mt.tensor(values).unsqueeze(0).unsqueeze(0).unsqueeze(0)[0, 0]
    wanted[key] = values.astype(int)
    assert np.array_equal(x.numpy(), wanted)


def test_an_integer_before_an_array_selects_first_as_in_pytorch():
    assert mt.tensor(CUBE)[0, :, mt.tensor([1, 3])].shape == (3, 2)


def test_a_scalar_integer_tensor_is_an_integer():
    x = mt.tensor(CUBE)
    assert x[mt.tensor(1)].storage() is x.storage()


def test_a_masked_write_keeps_the_others(backend):
    x = mt.tensor([1.0, -2.0, 3.0])
    x[x < 0] = 0
    assert x.tolist() == [1, 0, 3]


def test_indices_that_do_not_fit_raise_torchs_classes():
    x = mt.tensor(CUBE)
    for wrong in (5, (0, 3), (0, 0, 0, 0), [7], mt.tensor([0, -3]), 1.0, mt.tensor([0.5]), np.ones(5, bool), [0.5], {}):
        with pytest.raises(IndexError):
            x[wrong]
    for wrong in ("a", slice(0, 1.5)):
        with pytest.raises(TypeError):
            x[wrong]
    with pytest.raises(ValueError, match="greater than zero"):
        x[::-1]
    with pytest.raises(RuntimeError):
        x[0] = mt.zeros(5)
    with pytest.raises((RuntimeError, IndexError)):
        x[[0, 1], [0, 1, 2]]
    with pytest.raises(RuntimeError):
        mt.zeros(1).expand(3)[:] = 1
