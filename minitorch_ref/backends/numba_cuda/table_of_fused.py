"""The fused kernels with the types of a launch of each; see `table`."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from minitorch_ref.backends.numba_cuda import (
    activation,
    attention,
    attention_backward,
    batch_norm,
    batch_norm_backward,
    convolution,
    cross_entropy,
    dropout,
    embedding,
    layer_norm,
    optimizers,
    pooling,
    softmax,
)

__all__ = ["AXES", "Entry", "entries", "entry"]

AXES = "UniTuple(int64, 2)"
PLACE = f"int64, {AXES}"
LINE = f"int64, {AXES}, int64"
MATRIX = f"int64, {AXES}, int64, int64"


class Entry(NamedTuple):
    """A kernel, what it is called, and the types of its arguments."""

    name: str
    kernel: Any
    signature: str


def entry(name: str, kernel: Any, *types: str) -> Entry:
    """Return an entry for a kernel whose arguments have these types."""
    return Entry(name, kernel, f"void({', '.join(types)})")


def entries() -> Iterator[Entry]:
    """List the kernels that compute several loops in one pass, for float32 and float64."""
    for name in ("float32", "float64"):
        dtype: np.dtype[Any] = np.dtype(name)
        yield from of_elements(name, dtype)
        yield from of_lines(name, dtype)
        yield from of_channels(name, dtype)
        yield from of_images(name, dtype)
        yield from of_heads(name, dtype)


def of_elements(name: str, dtype: np.dtype[Any]) -> Iterator[Entry]:
    """List activations, dropout, steps of optimizers and embedding."""
    array = f"{name}[::1]"
    for function, operands in activation.NAMES.items():
        yield entry(f"activation_kernel {function} {name}", activation.activation_kernel(function, dtype),
                    *(array,) * (operands + 1), AXES, *(PLACE,) * (operands + 1), "int64")  # fmt: skip
    yield entry(f"dropout_kernel {name}", dropout.dropout_kernel(dtype), array, array, "float32[::1]", "int64", AXES,
                PLACE, "int64", "float32", name)  # fmt: skip
    for kernel, operands, numbers in (
        (optimizers.adam_kernel, 4, 10), (optimizers.momentum_kernel, 3, 7), (optimizers.sgd_kernel, 2, 3),
        (optimizers.rmsprop_kernel, 3, 6),
    ):  # fmt: skip
        yield entry(f"{kernel.py_func.__name__} {name}", kernel, *(array,) * operands, *("int64",) * operands,
                    *(name,) * numbers, "int64")  # fmt: skip
    yield entry(f"embedding_kernel {name}", embedding.embedding_kernel, array, array, "int64[::1]", *("int64",) * 6,
                "int64[::1]", "int64")  # fmt: skip
    yield entry(f"embedding_backward_kernel {name}", embedding.embedding_backward_kernel, array, array, "int64[::1]",
                *("int64",) * 6)  # fmt: skip


def of_lines(name: str, dtype: np.dtype[Any]) -> Iterator[Entry]:
    """List softmax, layer norm and cross-entropy."""
    array, vector, labels = f"{name}[::1]", f"{name}[::1], int64, int64", "int64[::1]"
    for logarithm in (False, True):
        kernel = softmax.softmax_kernel(dtype, logarithm)
        yield entry(f"softmax_kernel {logarithm} {name}", kernel, array, array, AXES, LINE, LINE, "int64")
    for kernel in (softmax.softmax_backward_kernel, softmax.log_softmax_backward_kernel):
        yield entry(f"{kernel.__name__} {name}", kernel(dtype), *(array,) * 3, AXES, *(LINE,) * 3, "int64")
    yield entry(f"layer_norm_kernel {name}", layer_norm.layer_norm_kernel(dtype), *(array,) * 4, vector, vector,
                "int64", "int64", name)  # fmt: skip
    yield entry(f"layer_norm_backward_kernel {name}", layer_norm.layer_norm_backward_kernel(dtype), *(array,) * 5,
                vector, *("int64",) * 3)  # fmt: skip
    yield entry(f"layer_norm_parameters_kernel {name}", layer_norm.layer_norm_parameters_kernel(dtype), *(array,) * 5,
                *("int64",) * 4)  # fmt: skip
    yield entry(f"add_parts_kernel {name}", layer_norm.add_parts_kernel, *(array,) * 3, "int64", "int64")
    yield entry(f"cross_entropy_kernel {name}", cross_entropy.cross_entropy_kernel(dtype), *(array,) * 3, labels,
                *("int64",) * 4, labels)  # fmt: skip
    yield entry(f"total_loss_kernel {name}", cross_entropy.total_loss_kernel(dtype), array, labels, array, labels,
                *("int64",) * 4, "boolean")  # fmt: skip
    yield entry(f"class_count_kernel {name}", cross_entropy.class_count_kernel(), labels, labels, *("int64",) * 3)
    yield entry(f"cross_entropy_backward_kernel {name}", cross_entropy.cross_entropy_backward_kernel(dtype), array,
                array, labels, array, array, labels, *("int64",) * 6, "boolean", "int64")  # fmt: skip


def of_channels(name: str, dtype: np.dtype[Any]) -> Iterator[Entry]:
    """List batch norm."""
    array, vector, numbers = f"{name}[::1]", f"{name}[::1], int64, int64", ("int64",) * 5
    yield entry(f"batch_norm_moments_kernel {name}", batch_norm.batch_norm_moments_kernel(dtype), array, array,
                "int64", *numbers)  # fmt: skip
    yield entry(f"merge_moments_kernel {name}", batch_norm.merge_moments_kernel, *(array,) * 3, *("int64",) * 4)
    yield entry(f"batch_norm_kernel {name}", batch_norm.batch_norm_kernel(dtype), *(array,) * 4, vector, vector,
                "int64", *numbers, name)  # fmt: skip
    yield entry(f"batch_norm_parameters_kernel {name}", batch_norm_backward.batch_norm_parameters_kernel(dtype),
                *(array,) * 5, "int64", "int64", *numbers, name)  # fmt: skip
    yield entry(f"batch_norm_backward_kernel {name}", batch_norm_backward.batch_norm_backward_kernel(dtype),
                *(array,) * 7, vector, "int64", "int64", *numbers, name, "boolean")  # fmt: skip


def of_images(name: str, dtype: np.dtype[Any]) -> Iterator[Entry]:
    """List convolution and pooling."""
    array, geometry, windows = f"{name}[::1]", "UniTuple(int64, 14)", "UniTuple(int64, 12)"
    yield entry(f"convolution_kernel {name}", convolution.convolution_kernel(dtype), *(array,) * 4, *("int64",) * 5,
                geometry, "int64")  # fmt: skip
    for kernel in (convolution.convolution_input_kernel, convolution.convolution_weight_kernel):
        yield entry(f"{kernel.__name__} {name}", kernel(dtype), *(array,) * 3, *("int64",) * 3, geometry, "int64")
    yield entry(f"max_pool_kernel {name}", pooling.max_pool_kernel, array, "int64[::1]", array, "int64", windows,
                "int64")  # fmt: skip
    yield entry(f"max_pool_backward_kernel {name}", pooling.max_pool_backward_kernel, array, array, "int64[::1]",
                *("int64",) * 5)  # fmt: skip
    for kernel in (pooling.window_sum_kernel, pooling.window_sum_backward_kernel):
        yield entry(f"{kernel.__name__} {name}", kernel(dtype), array, array, "int64", windows, "int64")


def of_heads(name: str, dtype: np.dtype[Any]) -> Iterator[Entry]:
    """List attention, for heads of two sizes."""
    array = f"{name}[::1]"
    inputs = f"{array}, {array}, {array}, {AXES}, {MATRIX}, {MATRIX}, {MATRIX}, int64, int64, {name}, boolean"
    for size in (16, 64):
        yield entry(f"attention_kernel {size} {name}", attention.attention_kernel(dtype, size, size), array, array,
                    inputs)  # fmt: skip
        yield entry(f"attention_queries_kernel {size} {name}",
                    attention_backward.attention_queries_kernel(dtype, size, size), *(array,) * 3, "int64", array,
                    array, inputs)  # fmt: skip
        yield entry(f"attention_keys_kernel {size} {name}", attention_backward.attention_keys_kernel(dtype, size, size),
                    *(array,) * 4, "int64", array, inputs)  # fmt: skip
