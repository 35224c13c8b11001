"""Every backend, and tensors that lie in memory in every way a view can lie."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import minitorch_ref as mt

Arrange = Callable[[Any], mt.Tensor]


@pytest.fixture(params=["auto", "numpy", "numba", "python"])
def backend(request: pytest.FixtureRequest) -> Iterator[str]:
    with mt.use_backend(request.param):
        yield request.param


def contiguous(array: np.ndarray) -> mt.Tensor:
    return mt.tensor(array)


def transposed(array: np.ndarray) -> mt.Tensor:
    return mt.tensor(array.T.copy()).permute(tuple(reversed(range(array.ndim))))


def sliced(array: np.ndarray) -> mt.Tensor:
    """Every second element of a larger tensor, from its second row and column on."""
    if array.ndim == 0:
        return mt.tensor(np.array([0, array], array.dtype))[1]
    large = np.zeros([2 * size + 1 for size in array.shape], array.dtype)
    part = tuple(slice(1, None, 2) for _ in array.shape)
    large[part] = array
    return mt.from_numpy(large)[part]


def expanded(array: np.ndarray) -> mt.Tensor:
    """The first row, repeated without a copy."""
    if array.ndim == 0 or array.shape[0] == 0:
        return mt.tensor(array)
    return mt.tensor(array[:1]).expand(array.shape)


@pytest.fixture(params=[contiguous, transposed, sliced, expanded], ids=lambda function: function.__name__)
def arrange(request: pytest.FixtureRequest) -> Arrange:
    """A function that makes a tensor of an array (of its first row repeated, for `expanded`)."""
    return request.param


@pytest.fixture
def real_data() -> Callable[[str], Path]:
    """A function that gives the folder of a real data set beside the repository; without it the test is skipped."""
    shared = Path(__file__).resolve().parents[3] / "shared" / "data"

    def folder(name: str) -> Path:
        if not (shared / name).is_dir():
            pytest.skip(f"REAL DATA NOT TESTED: there is no {shared / name}")
        return shared / name

    return folder
