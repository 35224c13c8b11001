import math

import numpy as np
import pytest

import minitorch_ref as mt


@pytest.mark.parametrize(
    ("data", "dtype"),
    [
        (3, mt.int64),
        (2.5, mt.float32),
        (True, mt.bool),
        ([1, 2.5], mt.float32),
        ([True, 2], mt.int64),
        ([], mt.float32),
        (range(3), mt.int64),
        ((1, 2), mt.int64),
        (np.float64(2), mt.float64),
        (np.arange(3, dtype=np.int16), mt.int16),
        ([mt.tensor(1), mt.tensor(2)], mt.int64),
    ],
)
def test_data_suggest_an_element_type(data, dtype):
    assert mt.tensor(data).dtype is dtype


def test_a_tensor_is_made_of_a_copy():
    array = np.arange(3)
    x, y = mt.tensor(array), mt.as_tensor(array)
    z = mt.tensor(y)
    array[0] = 7
    assert (x.tolist(), y.tolist(), z.tolist()) == ([0, 1, 2], [7, 1, 2], [0, 1, 2])
    assert mt.as_tensor(y) is y
    assert mt.as_tensor(array, dtype=mt.float32).dtype is mt.float32
    assert mt.as_tensor(array[::-1]).tolist() == [2, 1, 7]


def test_data_that_are_no_tensor_are_refused():
    with pytest.raises(ValueError, match="same length"):
        mt.tensor([[1, 2], [3]])
    for wrong in ("a", ["a"], None, object()):
        with pytest.raises(TypeError):
            mt.tensor(wrong)
    with pytest.raises(RuntimeError):
        mt.tensor(2**80)
    with pytest.raises(TypeError):
        mt.tensor(np.zeros(2, "datetime64[s]"))


@pytest.mark.parametrize("size", [(2, 3), ((2, 3),), ([2, 3],), (0,), ()])
def test_filled_tensors_take_sizes_one_by_one_or_as_one(size):
    shape = tuple(size[0]) if size and not isinstance(size[0], int) else size
    for make, value in ((mt.zeros, 0), (mt.ones, 1)):
        x = make(*size)
        assert (x.shape, x.dtype) == (shape, mt.float32)
        assert (x == value).all()
    assert mt.empty(*size).shape == shape


def test_filled_like_another():
    x = mt.arange(6, dtype=mt.int32).view(2, 3).t()
    for made in (mt.zeros_like(x), mt.ones_like(x), mt.full_like(x, 7), mt.empty_like(x)):
        assert (made.shape, made.dtype, made.stride()) == (x.shape, x.dtype, x.stride())
    assert mt.zeros_like(x, dtype=mt.float64).dtype is mt.float64
    assert mt.full((2,), 7).dtype is mt.int64
    assert mt.full((2,), True).tolist() == [True, True]


@pytest.mark.parametrize("arguments", [(5,), (1, 4), (0, 1, 0.1), (5, 0, -1), (0.5, 3), (0,), (3, 3), (1, 2, 0.3)])
def test_counting_is_numpys(arguments):
    assert np.allclose(mt.arange(*arguments).numpy(), np.arange(*arguments))
    whole = all(isinstance(number, int) for number in arguments)
    assert mt.arange(*arguments).dtype is (mt.int64 if whole else mt.float32)


def test_equal_distances_and_the_identity():
    assert np.allclose(mt.linspace(-1, 2, 7).numpy(), np.linspace(-1, 2, 7))
    assert mt.linspace(0, 1, 1).tolist() == [0]
    assert np.array_equal(mt.eye(2, 3).numpy(), np.eye(2, 3))


def test_impossible_sizes_are_refused():
    for wrong in (
        lambda: mt.zeros(-1),
        lambda: mt.arange(1, 0),
        lambda: mt.arange(0, 1, 0),
        lambda: mt.linspace(0, 1, -1),
    ):
        with pytest.raises(RuntimeError):
            wrong()
    with pytest.raises(TypeError):
        mt.zeros(2.0)


def test_random_numbers_follow_the_seed():
    mt.manual_seed(3)
    first = [
        mt.rand(3),
        mt.randn(3),
        mt.randint(9, (3,)),
        mt.randperm(3),
        mt.rand_like(mt.ones(2)),
        mt.randn_like(mt.ones(2)),
    ]
    mt.manual_seed(3)
    second = [
        mt.rand(3),
        mt.randn(3),
        mt.randint(9, (3,)),
        mt.randperm(3),
        mt.rand_like(mt.ones(2)),
        mt.randn_like(mt.ones(2)),
    ]
    assert all(mt.equal(x, y) for x, y in zip(first, second, strict=True))


def test_a_generator_of_its_own_does_not_disturb_the_common_one():
    mt.manual_seed(0)
    wanted = mt.rand(4)
    mt.manual_seed(0)
    mt.randn(5, generator=mt.Generator().manual_seed(1))
    assert mt.equal(mt.rand(4), wanted)


def test_random_numbers_have_the_distribution_they_should():
    mt.manual_seed(0)
    uniform, normal, whole = mt.rand(10_000), mt.randn(10_000), mt.randint(-2, 3, (10_000,))
    assert 0 <= uniform.min().item() <= uniform.max().item() < 1
    assert math.isclose(uniform.mean().item(), 0.5, abs_tol=0.02)
    assert math.isclose(normal.std().item(), 1, abs_tol=0.03)
    assert math.isclose(normal.mean().item(), 0, abs_tol=0.03)
    assert set(whole.tolist()) == {-2, -1, 0, 1, 2}
    assert sorted(mt.randperm(9).tolist()) == list(range(9))
    assert mt.rand(2, dtype=mt.float64).dtype is mt.float64


def test_impossible_random_numbers_are_refused():
    for wrong in (lambda: mt.rand(2, dtype=mt.int64), lambda: mt.randint(3, 3, (2,)), lambda: mt.randint(5)):
        with pytest.raises(RuntimeError):
            wrong()
