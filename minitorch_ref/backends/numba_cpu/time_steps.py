"""What kernels of recurrent networks have in common: how the work is shared out, and the weights in memory.

The sequences of a batch have nothing to do with one another. A thread takes an equal share of them through all of time
and alone writes what belongs to them, so threads wait for each other only at the very end, not after every step. The
state of its sequences and the weights stay in its cache meanwhile.

The gradients of the weights are products of large matrices over all of time, and left to `matmul.py` or BLAS.
"""

import numpy as np

from minitorch_ref import threads
from minitorch_ref.backends.numba_cpu.jit import Array, helper
from minitorch_ref.backends.numba_cpu.operands import flat
from minitorch_ref.backends.numba_cpu.register_tile import ROWS, VECTOR_BYTES, round_up
from minitorch_ref.backends.numba_cpu.scalars import sigmoid, tanh
from minitorch_ref.backends.numba_cpu.square import copy_columns
from minitorch_ref.storage import Strided

__all__ = [
    "accumulate",
    "line_starts",
    "open_gates",
    "open_tanh",
    "shares",
    "start_of_gates",
    "wide",
    "wide_columns",
    "wide_rows",
]


def shares(batch: int) -> int:
    """Return how many sequences a thread takes: a multiple of the rows of a tile."""
    each = -(-batch // threads.get_num_threads())
    return -(-each // ROWS) * ROWS


def wide(count: int, itemsize: int) -> int:
    """Return how long the rows of a matrix in memory should be: whole vectors, and an odd number of them.

    Rows whose distance is a power of two share few places of the first-level cache.
    """
    lanes = VECTOR_BYTES // itemsize
    return (-(-count // lanes) | 1) * lanes


def wide_rows(matrix: Array) -> tuple[Array, int]:
    """Return a matrix with zeros behind each row, as a vector, and the length of a row."""
    width = wide(matrix.shape[1], matrix.itemsize)
    result = np.zeros((matrix.shape[0], width), matrix.dtype)
    result[:, : matrix.shape[1]] = matrix
    return result.reshape(-1), width


def start_of_gates(size: int, weight: Array, *biases: Strided | None) -> Array:
    """Return the sum of the biases that are there, (size,)."""
    total = np.zeros(size, weight.dtype)
    for bias in biases:
        if bias is not None:
            total += flat(bias)
    return total


# ---- inside of kernels ----


@helper
def wide_columns(weight: Array, rows: int, columns: int, width: int) -> Array:
    """Return a matrix (rows, columns) turned around, with zeros behind each row, as a vector."""
    turned = np.zeros(columns * width, weight.dtype)
    copy_columns(turned, 0, width, weight, 0, columns, columns, rows)
    return turned


@helper
def line_starts(rows: int, length: int) -> Array:
    """Return where rows of a matrix begin, for a whole number of tiles: the last row stands in for those behind it."""
    lines = np.arange(round_up(rows, ROWS))
    starts: Array = np.minimum(lines, rows - 1) * length
    return starts


@helper
def open_gates(gate: Array, total: Array, start: Array) -> None:
    """Write sigmoid(gate + total + start) to a gate."""
    for j in range(gate.size):
        gate[j] = sigmoid(gate[j] + total[j] + start[j])


@helper
def open_tanh(gate: Array, total: Array, start: Array) -> None:
    """Write tanh(gate + total + start) to a candidate."""
    for j in range(gate.size):
        gate[j] = tanh(gate[j] + total[j] + start[j])


@helper
def accumulate(out: Array, x: Array) -> None:
    """Add x."""
    for j in range(out.size):
        out[j] += x[j]
