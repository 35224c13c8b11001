"""The backend of compiled loops: which file has which kernel, and what is left to NumPy."""

import functools
import importlib
from collections.abc import Callable

from minitorch_ref.backends.interface import Kernel
from minitorch_ref.backends.numba_cpu import elementwise, matmul, reduce
from minitorch_ref.backends.numba_cpu.operands import are_plain
from minitorch_ref.backends.numpy_backend.backend import NumpyBackend
from minitorch_ref.storage import Strided

__all__ = ["LEFT_TO_NUMPY", "MODULES", "NumbaBackend"]

MODULES = {
    "gather": "scatter",
    "scatter_add": "scatter",
    "gru": "gru",
    "gru_backward": "gru",
    "lstm": "lstm",
    "lstm_backward": "lstm",
    "attention": "attention",
    "attention_backward": "attention",
    "embedding_backward": "embedding",
    "embedding": "embedding",
    "window_sum_backward": "pooling",
    "window_sum": "pooling",
    "max_pool_backward": "pooling",
    "max_pool": "pooling",
    "sgd": "optimizers",
    "rmsprop": "optimizers",
    "momentum": "optimizers",
    "adam": "optimizers",
    "convolution": "convolution",
    "convolution_input": "convolution",
    "convolution_weight": "convolution",
    "gelu": "activation",
    "gelu_backward": "activation",
    "gelu_tanh": "activation",
    "gelu_tanh_backward": "activation",
    "relu_backward": "activation",
    "sigmoid_backward": "activation",
    "silu": "activation",
    "silu_backward": "activation",
    "softplus": "activation",
    "softplus_backward": "activation",
    "tanh_backward": "activation",
    "batch_norm": "batch_norm",
    "batch_norm_backward": "batch_norm",
    "cross_entropy": "cross_entropy",
    "cross_entropy_backward": "cross_entropy",
    "dropout": "dropout",
    "log_softmax": "log_softmax",
    "log_softmax_backward": "log_softmax",
    "layer_norm": "layer_norm",
    "layer_norm_backward": "layer_norm",
    "softmax": "softmax",
    "softmax_backward": "softmax",
}
"""The file of each fused kernel; the kernel is the function of that name. It is imported with the first use.

A file may say in a dictionary ACCEPTS, by kernel, which operands the kernel takes if that is not `operands.are_plain`.
"""

LEFT_TO_NUMPY = (
    "accumulate", "arg_reduce", "arg_sort", "fft", "put", "take",
)  # fmt: skip
"""The loops that are NumPy's here as well: nothing would gain from more threads."""


@functools.cache
def loaded(name: str) -> tuple[Kernel, Callable[..., bool]]:
    """Return a fused kernel, and what says whether it takes some operands."""
    module = importlib.import_module(f"{__package__}.{MODULES[name]}")
    return getattr(module, name), getattr(module, "ACCEPTS", {}).get(name, are_plain)


class NumbaBackend(NumpyBackend):
    """Loops compiled for float32 and float64, on all threads where there is much to do; all else is NumPy's."""

    name = "numba"
    small_bytes = 0

    def kernel(self, name: str, *operands: Strided) -> Kernel | None:
        """See Backend.kernel: None for types and layouts that the kernel was not written for."""
        if name not in MODULES:
            return None
        fused, accepts = loaded(name)
        return fused if accepts(*operands) else None

    def copy(self, out: Strided, x: Strided) -> None:
        """See Backend.copy."""
        if not elementwise.copy_elements(out, x):
            super().copy(out, x)

    def map(self, name: str, out: Strided, x: Strided) -> None:
        """See Backend.map."""
        if not elementwise.map_elements(name, out, x):
            super().map(name, out, x)

    def zip(self, name: str, out: Strided, x: Strided, y: Strided) -> None:
        """See Backend.zip."""
        if not elementwise.zip_elements(name, out, x, y):
            super().zip(name, out, x, y)

    def where(self, out: Strided, condition: Strided, x: Strided, y: Strided) -> None:
        """See Backend.where."""
        if not elementwise.select_elements(out, condition, x, y):
            super().where(out, condition, x, y)

    def reduce(self, name: str, out: Strided, x: Strided, dims: tuple[int, ...]) -> None:
        """See Backend.reduce."""
        if not reduce.reduce_elements(name, out, x, dims):
            super().reduce(name, out, x, dims)

    def matmul(self, out: Strided, x: Strided, y: Strided) -> None:
        """See Backend.matmul."""
        if not matmul.multiply(out, x, y):
            super().matmul(out, x, y)
