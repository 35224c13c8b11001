"""Drawing from distributions that tensors describe, and filling tensors that exist with random numbers."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from minitorch_ref import dtypes
from minitorch_ref.errors import UnsupportedError
from minitorch_ref.functions import inplace
from minitorch_ref.functions.sizes import Sizes
from minitorch_ref.storage import cpu
from minitorch_ref.tensors.factories import of_array
from minitorch_ref.tensors.random import Generator, default, rand, randint, randn

if TYPE_CHECKING:
    from typing import Any

    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["bernoulli", "bernoulli_", "exponential_", "multinomial", "normal", "normal_", "random_", "uniform_"]


def bernoulli(input: "Tensor", p: float | None = None, *, generator: Generator | None = None) -> "Tensor":
    """Return 1 with the probability that each element says (or p), else 0, in the type of the input.

    Raises: UnsupportedError (a RuntimeError) if a probability is not in [0, 1] or not floating point.
    """
    if input.device is not cpu:
        wanted = input.detach() if p is None else p
        return (rand(input.shape, generator=generator, device=input.device) < wanted).to(input.dtype)
    chances = input.detach().numpy() if p is None else np.full(input.shape, p)
    if p is None and not input.dtype.is_floating_point:
        raise UnsupportedError(f"bernoulli: probabilities must be floating-point numbers, got {input.dtype}")
    if not ((chances >= 0) & (chances <= 1)).all():
        raise UnsupportedError("bernoulli: every probability must be between 0 and 1")
    drawn = (generator or default).numpy.random(input.shape) < chances.astype(np.float64)
    return of_array(np.asarray(drawn).astype(input.dtype.numpy))


def multinomial(
    input: "Tensor", num_samples: int, replacement: bool = False, *, generator: Generator | None = None
) -> "Tensor":
    """Return indices drawn with probabilities proportional to weights.

    Args:
        input: weights, (categories,) or (rows, categories), from 0 up; they need not add up to 1.
        num_samples: how many indices are drawn, for each row.
        replacement: whether an index can be drawn twice.
        generator: the source of random numbers.

    Returns: int64, (num_samples,) or (rows, num_samples).

    Raises: UnsupportedError (a RuntimeError) if weights are negative, infinite or NaN or all 0, or too few.
    """
    if input.dim() not in (1, 2) or not input.dtype.is_floating_point:
        raise UnsupportedError(f"multinomial: takes floats with 1 or 2 axes, got {input.dtype}, {tuple(input.shape)}")
    if input.device is not cpu:  # the numbers are drawn on the CPU: one copy each way
        return multinomial(input.detach().cpu(), num_samples, replacement).to(input.device)
    weights = input.detach().numpy().astype(np.float64)
    weights = weights if weights.ndim == 2 else weights[None]
    if not (np.isfinite(weights) & (weights >= 0)).all():
        raise UnsupportedError("multinomial: weights must not be negative, infinite or NaN")
    if num_samples < 1 or (num_samples > weights.shape[1] and not replacement):
        raise UnsupportedError(f"multinomial: cannot draw {num_samples} of {weights.shape[1]} categories, each once")
    if not weights.any(1).all():
        raise UnsupportedError("multinomial: the weights of a row must not all be 0")
    drawn = np.stack([draw(row, num_samples, replacement, (generator or default).numpy) for row in weights])
    return of_array(drawn if input.dim() == 2 else drawn[0])


def draw(weights: "NDArray[Any]", count: int, replacement: bool, numbers: "np.random.Generator") -> NDArray[np.int64]:
    """Draw from one row: where uniform numbers fall on the running sum, or the first of exponential waiting times."""
    if replacement:
        total = np.cumsum(weights)
        places = np.searchsorted(total, numbers.random(count) * total[-1], side="right")
        return np.asarray(np.minimum(places, len(weights) - 1))
    with np.errstate(all="ignore"):
        return np.argsort(numbers.exponential(size=len(weights)) / weights, kind="stable")[:count]


def normal(
    mean: "Tensor | float" = 0.0,
    std: "Tensor | float" = 1.0,
    size: Sizes | None = None,
    *,
    generator: Generator | None = None,
) -> "Tensor":
    """Return numbers drawn from normal distributions with these means and standard deviations.

    With two numbers, `size` says how many; tensors are broadcast.
    """
    if isinstance(mean, int | float) and isinstance(std, int | float):
        if size is None:
            raise UnsupportedError("normal: two numbers need a size")
        return randn(size, generator=generator) * std + mean
    shape = (mean * 0 + std).shape if not isinstance(mean, int | float) else (std * 0 + mean).shape  # type: ignore[union-attr]
    of = mean if not isinstance(mean, int | float) else std
    return randn(shape, generator=generator, dtype=of.dtype, device=of.device) * std + mean  # type: ignore[union-attr]


# ---- in place ----


def uniform_(input: "Tensor", from_: float = 0.0, to: float = 1.0, *, generator: Generator | None = None) -> "Tensor":
    """Fill with numbers drawn uniformly from [from_, to)."""
    exact = dtypes.float64 if input.dtype is dtypes.float64 else dtypes.float32
    return inplace.copy_(
        input, rand(input.shape, generator=generator, dtype=exact, device=input.device) * (to - from_) + from_
    )


def normal_(input: "Tensor", mean: float = 0.0, std: float = 1.0, *, generator: Generator | None = None) -> "Tensor":
    """Fill with numbers drawn from the normal distribution."""
    if std < 0:
        raise UnsupportedError(f"normal_: the standard deviation must not be negative, got {std}")
    exact = dtypes.float64 if input.dtype is dtypes.float64 else dtypes.float32
    return inplace.copy_(input, randn(input.shape, generator=generator, dtype=exact, device=input.device) * std + mean)


def bernoulli_(input: "Tensor", p: "Tensor | float" = 0.5, *, generator: Generator | None = None) -> "Tensor":
    """Fill with 1, with probability p, and 0."""
    if isinstance(p, int | float):
        return inplace.copy_(input, bernoulli(input.detach(), p, generator=generator))
    return inplace.copy_(input, bernoulli(p.expand(input.shape), generator=generator))


def random_(input: "Tensor", from_: int = 0, to: int | None = None, *, generator: Generator | None = None) -> "Tensor":
    """Fill with integers drawn uniformly from [from_, to), or, with one bound, from [0, from_)."""
    if to is None:
        widest = 2**24 if input.dtype is dtypes.float32 else np.iinfo(np.int32).max
        from_, to = 0, from_ or (widest if input.dtype.itemsize >= 4 else 2**7)
    return inplace.copy_(input, randint(from_, to, input.shape, generator=generator, device=input.device))


def exponential_(input: "Tensor", lambd: float = 1.0, *, generator: Generator | None = None) -> "Tensor":
    """Fill with numbers drawn from the exponential distribution with mean 1 / lambd."""
    if input.device is not cpu:
        uniform = rand(input.shape, generator=generator, dtype=input.dtype, device=input.device)
        return inplace.copy_(input, -(1 - uniform).log() / lambd)
    drawn = (generator or default).numpy.exponential(1 / lambd, input.shape)
    return inplace.copy_(input, of_array(np.asarray(drawn)))
