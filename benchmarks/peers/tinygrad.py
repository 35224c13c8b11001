"""tinygrad, a lazy framework that compiles what it is asked for.

    pip install tinygrad==0.14.0
    DEV=CPU python -m benchmarks --against tinygrad

needs `clang`. Nothing is computed before it is asked for; of `ready` work the second call is recorded, to be repeated.
"""

from collections.abc import Callable
from contextlib import nullcontext
from importlib.metadata import version
from types import SimpleNamespace
from typing import Any

import numpy as np
from tinygrad import Device, Tensor, TinyJit
from tinygrad import nn as layers
from tinygrad.nn import optim
from tinygrad.nn.state import get_state_dict

__all__ = ["exp", "from_numpy", "nn", "no_grad", "optim", "ready", "relu", "softmax", "tanh"]

__version__ = version("tinygrad")

latest: list[Tensor] = []
"""The last loss: computed with the step of the optimizer, so that it is still that of the old weights."""

layers.TRAINING.value = 1  # its optimizers refuse to step otherwise
Tensor.t = Tensor.transpose
Tensor.amax = Tensor.max
Tensor.dim = lambda self: self.ndim
Tensor.copy_ = lambda self, values: self.assign(values).realize()
Tensor.requires_grad_ = lambda self: self  # every tensor that backward reaches gets a gradient
Tensor.backward = lambda self, walk=Tensor.backward: latest.__setitem__(slice(None), [walk(self)])
optim.Optimizer.step = lambda self: Tensor.realize(*latest, *self.schedule_step())
exp, relu, tanh, softmax = Tensor.exp, Tensor.relu, Tensor.tanh, Tensor.softmax
no_grad = nullcontext


def from_numpy(array: np.ndarray) -> Tensor:
    """Return a tensor in memory of its own."""
    return Tensor(array).realize()


def ready(work: Callable[[], Any]) -> Callable[[], Any]:
    """Return work that records what it computes and then does only that, and that ends when its result is there."""

    @TinyJit
    def recorded() -> tuple[Tensor, ...]:
        result = work()
        parts = result if isinstance(result, tuple) else (result,)
        Tensor.realize(*parts)
        return parts

    def run() -> tuple[Tensor, ...]:
        parts: tuple[Tensor, ...] = recorded()
        Device[Device.DEFAULT].synchronize()
        return parts

    return run


def conv2d(x: Tensor, weight: Tensor, bias: Tensor | None = None, stride: int = 1, padding: int = 0) -> Tensor:
    """Convolve images."""
    return x.conv2d(weight, bias, stride=stride, padding=padding)


def embedding(text: Tensor, table: Tensor) -> Tensor:
    """Look up rows."""
    return table[text]


class Module:
    """What has parameters."""

    def named_parameters(self) -> Any:
        """Return pairs of a name and a tensor."""
        return get_state_dict(self).items()

    def parameters(self) -> Any:
        """Return the tensors."""
        return get_state_dict(self).values()


class Sequential(Module):
    """One after the other."""

    def __init__(self, *parts: Any) -> None:
        self.parts = parts

    def __call__(self, x: Tensor) -> Tensor:
        return x.sequential(list(self.parts))


class LayerNorm(layers.LayerNorm, Module):
    """Of the last axis."""


nn = SimpleNamespace(
    Sequential=Sequential,
    LayerNorm=LayerNorm,
    Linear=layers.Linear,
    Conv2d=layers.Conv2d,
    ReLU=lambda: Tensor.relu,
    Flatten=lambda: lambda x: x.flatten(1),
    MaxPool2d=lambda size: lambda x: x.max_pool2d((size, size)),
    functional=SimpleNamespace(
        gelu=lambda x: x.gelu("none"),
        conv2d=conv2d,
        embedding=embedding,
        max_pool2d=lambda x, size: x.max_pool2d((size, size)),
        cross_entropy=Tensor.sparse_categorical_crossentropy,
        scaled_dot_product_attention=Tensor.scaled_dot_product_attention,
    ),
)
