"""Random tensors, drawn from one generator that `manual_seed` starts again.

The numbers are NumPy's, so a seed gives the same numbers on every machine, but not those of PyTorch.
"""

from typing import TYPE_CHECKING

import numpy as np

from minitorch_ref import dtypes
from minitorch_ref.dtypes import DType
from minitorch_ref.errors import UnsupportedError
from minitorch_ref.functions.sizes import Sizes, as_sizes
from minitorch_ref.tensors.factories import leaf, of_array

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["Generator", "manual_seed", "rand", "rand_like", "randint", "randn", "randn_like", "randperm"]


class Generator:
    """A source of random numbers of its own; pass it as `generator=`."""

    def __init__(self, seed: int | None = None) -> None:
        self.numpy = np.random.default_rng(seed)

    def manual_seed(self, seed: int) -> "Generator":
        """Start again from a seed."""
        self.numpy = np.random.default_rng(seed & 0xFFFF_FFFF_FFFF_FFFF)
        return self


default = Generator()


def manual_seed(seed: int) -> Generator:
    """Start the common generator again from a seed."""
    return default.manual_seed(seed)


def rand(
    *size: Sizes, generator: Generator | None = None, dtype: DType | None = None, requires_grad: bool = False
) -> "Tensor":
    """Return numbers drawn uniformly from [0, 1)."""
    dtype = floating("rand", dtype)
    exact = np.float64 if dtype is dtypes.float64 else np.float32
    drawn = (generator or default).numpy.random(as_sizes(size), dtype=exact)
    return leaf(of_array(np.minimum(drawn, np.nextafter(1, 0, dtype=exact)).astype(dtype.numpy)), requires_grad)


def randn(
    *size: Sizes, generator: Generator | None = None, dtype: DType | None = None, requires_grad: bool = False
) -> "Tensor":
    """Return numbers drawn from the normal distribution with mean 0 and standard deviation 1."""
    dtype = floating("randn", dtype)
    exact = np.float64 if dtype is dtypes.float64 else np.float32
    drawn = (generator or default).numpy.standard_normal(as_sizes(size), dtype=exact)
    return leaf(of_array(np.asarray(drawn).astype(dtype.numpy)), requires_grad)


def floating(name: str, dtype: DType | None) -> DType:
    """Return a floating element type, by default float32."""
    if dtype is not None and not dtype.is_floating_point:
        raise UnsupportedError(f"{name}: makes floating-point numbers, got {dtype}; use randint")
    return dtype or dtypes.float32


def randint(
    low: int,
    high: "int | Sizes | None" = None,
    size: Sizes | None = None,
    *,
    generator: Generator | None = None,
    dtype: DType | None = None,
) -> "Tensor":
    """Return integers drawn uniformly from [low, high); `randint(high, size)` starts at 0."""
    if size is None and high is not None:
        low, high, size = 0, low, high
    if not isinstance(high, int) or size is None or low >= high:
        raise UnsupportedError(f"randint: takes (low, high, size) with low < high, got {low}, {high}, {size}")
    drawn = (generator or default).numpy.integers(low, high, as_sizes((size,)))
    return of_array(np.asarray(drawn).astype((dtype or dtypes.int64).numpy))


def randperm(n: int, *, generator: Generator | None = None, dtype: DType | None = None) -> "Tensor":
    """Return the integers from 0 to n - 1 in random order."""
    drawn = (generator or default).numpy.permutation(n)
    return of_array(drawn.astype((dtype or dtypes.int64).numpy))


def rand_like(input: "Tensor", *, dtype: DType | None = None, requires_grad: bool = False) -> "Tensor":
    """Return uniform random numbers in the shape, and by default the type, of another tensor."""
    return leaf(rand(input.shape, dtype=dtype or input.dtype), requires_grad)


def randn_like(input: "Tensor", *, dtype: DType | None = None, requires_grad: bool = False) -> "Tensor":
    """Return normal random numbers in the shape, and by default the type, of another tensor."""
    return leaf(randn(input.shape, dtype=dtype or input.dtype), requires_grad)
