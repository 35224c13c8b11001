"""How parameters start. Each function fills a tensor in place, without recording, and returns it."""

import math
from typing import TYPE_CHECKING

import numpy as np

from minitorch_ref.autograd.modes import no_grad
from minitorch_ref.errors import ArgumentError
from minitorch_ref.tensors import factories, random

if TYPE_CHECKING:
    from minitorch_ref.tensors.random import Generator
    from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "calculate_gain",
    "constant_",
    "dirac_",
    "eye_",
    "kaiming_normal_",
    "kaiming_uniform_",
    "normal_",
    "ones_",
    "orthogonal_",
    "sparse_",
    "trunc_normal_",
    "uniform_",
    "xavier_normal_",
    "xavier_uniform_",
    "zeros_",
]


def filled(tensor: "Tensor", values: "Tensor") -> "Tensor":
    """Copy the values into the tensor without recording."""
    with no_grad():
        return tensor.copy_(values)


def constant_(tensor: "Tensor", val: float) -> "Tensor":
    """Fill with one number."""
    with no_grad():
        return tensor.fill_(val)


def zeros_(tensor: "Tensor") -> "Tensor":
    """Fill with 0."""
    return constant_(tensor, 0.0)


def ones_(tensor: "Tensor") -> "Tensor":
    """Fill with 1."""
    return constant_(tensor, 1.0)


def uniform_(tensor: "Tensor", a: float = 0.0, b: float = 1.0, generator: "Generator | None" = None) -> "Tensor":
    """Fill with numbers drawn uniformly from [a, b)."""
    return filled(
        tensor, random.rand(tensor.shape, generator=generator, dtype=tensor.dtype, device=tensor.device) * (b - a) + a
    )


def normal_(tensor: "Tensor", mean: float = 0.0, std: float = 1.0, generator: "Generator | None" = None) -> "Tensor":
    """Fill with numbers drawn from the normal distribution with this mean and standard deviation."""
    return filled(
        tensor, random.randn(tensor.shape, generator=generator, dtype=tensor.dtype, device=tensor.device) * std + mean
    )


def trunc_normal_(
    tensor: "Tensor",
    mean: float = 0.0,
    std: float = 1.0,
    a: float = -2.0,
    b: float = 2.0,
    generator: "Generator | None" = None,
) -> "Tensor":
    """Fill with numbers drawn from the normal distribution; those outside [a, b] are drawn again."""
    if not a < b:
        raise ArgumentError(f"trunc_normal_: the bounds must be in order, got [{a}, {b}]")
    source = (generator or random.default).numpy
    drawn = source.normal(mean, std, tuple(tensor.shape))
    outside = (drawn < a) | (drawn > b)
    for _ in range(1000):
        if not outside.any():
            break
        drawn[outside] = source.normal(mean, std, int(outside.sum()))
        outside = (drawn < a) | (drawn > b)
    return filled(tensor, factories.tensor(np.clip(drawn, a, b), dtype=tensor.dtype))


def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """Return the factor by which a nonlinearity asks for larger weights, so that signals keep their size.

    Args:
        nonlinearity: "linear", "sigmoid", "tanh", "relu", "leaky_relu", "selu", or the name of a convolution.
        param: the negative slope of "leaky_relu", by default 0.01.

    Raises: ArgumentError if there is no such nonlinearity.
    """
    slope = 0.01 if param is None else param
    linear = ("linear", "sigmoid", "conv1d", "conv2d", "conv3d", *(f"conv_transpose{n}d" for n in (1, 2, 3)))
    gains = {
        **dict.fromkeys(linear, 1.0),
        "tanh": 5 / 3,
        "relu": math.sqrt(2),
        "leaky_relu": math.sqrt(2 / (1 + slope**2)),
        "selu": 3 / 4,
    }
    if nonlinearity not in gains:
        raise ArgumentError(
            f"calculate_gain: there is no nonlinearity {nonlinearity!r}; choose from {', '.join(gains)}"
        )
    return gains[nonlinearity]


def fans(tensor: "Tensor") -> tuple[int, int]:
    """Return how many inputs one output of a weight (out, in, ...) sees, and how many outputs one input reaches."""
    if tensor.dim() < 2:
        raise ArgumentError(f"init: fan in and fan out need at least 2 axes, got shape {tuple(tensor.shape)}")
    window = math.prod(tensor.shape[2:])
    return tensor.shape[1] * window, tensor.shape[0] * window


def fan(tensor: "Tensor", mode: str) -> int:
    """Return the fan that `mode` names."""
    if mode not in ("fan_in", "fan_out"):
        raise ArgumentError(f"init: mode must be fan_in or fan_out, got {mode!r}")
    return fans(tensor)[0 if mode == "fan_in" else 1]


def xavier_uniform_(tensor: "Tensor", gain: float = 1.0, generator: "Generator | None" = None) -> "Tensor":
    """Fill from U(-a, a), a = gain * sqrt(6 / (fan_in + fan_out)); Glorot and Bengio, 2010."""
    bound = gain * math.sqrt(6 / sum(fans(tensor)))
    return uniform_(tensor, -bound, bound, generator)


def xavier_normal_(tensor: "Tensor", gain: float = 1.0, generator: "Generator | None" = None) -> "Tensor":
    """Fill from N(0, s^2), s = gain * sqrt(2 / (fan_in + fan_out)); Glorot and Bengio, 2010."""
    return normal_(tensor, 0.0, gain * math.sqrt(2 / sum(fans(tensor))), generator)


def kaiming_uniform_(
    tensor: "Tensor",
    a: float = 0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: "Generator | None" = None,
) -> "Tensor":
    """Fill a weight from a uniform distribution around 0 with standard deviation gain / sqrt(fan); He et al., 2015.

    It is filled in place and without recording, and returned; one without elements comes back as it is.

    Args:
        tensor: (out, in, ...), at least 2 axes: each output is a sum over all axes but the first, of fan-in terms; each
            input takes part in a sum over all axes but the second, of fan-out terms.
        a: the negative slope of "leaky_relu".
        mode: "fan_in" keeps the size of signals forward, "fan_out" that of gradients backward.
        nonlinearity: what follows; its gain is `calculate_gain(nonlinearity, a)`.
        generator: where the numbers come from.

    Raises: ArgumentError (a ValueError) if the tensor has fewer than 2 axes or there is no such mode.
    """
    if tensor.numel() == 0:
        return tensor
    bound = calculate_gain(nonlinearity, a) * math.sqrt(3 / fan(tensor, mode))
    return uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(
    tensor: "Tensor",
    a: float = 0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: "Generator | None" = None,
) -> "Tensor":
    """Fill from N(0, s^2), s = gain / sqrt(fan); He et al., 2015. The arguments are those of `kaiming_uniform_`."""
    std = calculate_gain(nonlinearity, a) / math.sqrt(fan(tensor, mode)) if tensor.numel() else 0.0
    return normal_(tensor, 0.0, std, generator)


def orthogonal_(tensor: "Tensor", gain: float = 1, generator: "Generator | None" = None) -> "Tensor":
    """Fill a matrix, or a tensor seen as (first axis, rest), with orthonormal rows or columns; Saxe et al., 2013."""
    if tensor.dim() < 2:
        raise ArgumentError(f"orthogonal_: takes at least 2 axes, got shape {tuple(tensor.shape)}")
    rows, columns = tensor.shape[0], math.prod(tensor.shape[1:])
    drawn = (generator or random.default).numpy.standard_normal((max(rows, columns), min(rows, columns)))
    q, r = np.linalg.qr(drawn)
    q = q * np.sign(np.diag(r))
    values = np.ascontiguousarray(q.T if rows < columns else q).reshape(tensor.shape)
    return filled(tensor, factories.tensor(gain * values, dtype=tensor.dtype))


def eye_(tensor: "Tensor") -> "Tensor":
    """Fill a matrix with 1 on the diagonal and 0 elsewhere."""
    if tensor.dim() != 2:
        raise ArgumentError(f"eye_: takes a matrix, got shape {tuple(tensor.shape)}")
    return filled(tensor, factories.eye(*tensor.shape, dtype=tensor.dtype))


def dirac_(tensor: "Tensor", groups: int = 1) -> "Tensor":
    """Fill the weight of a convolution so that each output channel repeats an input channel, while there are some."""
    if not 3 <= tensor.dim() <= 5 or tensor.shape[0] % groups:
        raise ArgumentError(f"dirac_: takes the weight of a convolution in {groups} groups, got {tuple(tensor.shape)}")
    values = np.zeros(tensor.shape)
    per_group = tensor.shape[0] // groups
    middle = tuple(size // 2 for size in tensor.shape[2:])
    for group in range(groups):
        for channel in range(min(per_group, tensor.shape[1])):
            values[(group * per_group + channel, channel, *middle)] = 1
    return filled(tensor, factories.tensor(values, dtype=tensor.dtype))


def sparse_(tensor: "Tensor", sparsity: float, std: float = 0.01, generator: "Generator | None" = None) -> "Tensor":
    """Fill a matrix from N(0, std^2) and set this fraction of every column to 0; Martens, 2010."""
    if tensor.dim() != 2:
        raise ArgumentError(f"sparse_: takes a matrix, got shape {tuple(tensor.shape)}")
    source = (generator or random.default).numpy
    values = source.normal(0, std, tuple(tensor.shape))
    for column in range(tensor.shape[1]):
        values[source.permutation(tensor.shape[0])[: math.ceil(sparsity * tensor.shape[0])], column] = 0
    return filled(tensor, factories.tensor(values, dtype=tensor.dtype))
