"""A long short-term memory over a whole sequence, and its gradients.

The sequences of a batch have nothing to do with one another. A thread takes an equal share of them through all of time
and alone writes what belongs to them, so threads wait for each other only at the very end, not after every step. The
state of its sequences and the weights stay in its cache meanwhile.

The gradient of the weights is one product of large matrices over all of time, and left to BLAS.
"""

import numpy as np

from minitorch_ref import threads
from minitorch_ref.backends.numba_cpu.jit import Array, helper, integer, kernel, prange
from minitorch_ref.backends.numba_cpu.memory import copy_memory
from minitorch_ref.backends.numba_cpu.operands import are_same_floats, flat, size_of
from minitorch_ref.backends.numba_cpu.register_tile import ROWS, VECTOR_BYTES, add_products, multiples, round_up
from minitorch_ref.backends.numba_cpu.scalars import sigmoid, tanh
from minitorch_ref.storage import Strided

__all__ = ["lstm", "lstm_backward"]

ACCEPTS = dict.fromkeys(["lstm", "lstm_backward"], are_same_floats)
Sizes = tuple[int, ...]


def wide_rows(matrix: Array) -> tuple[Array, int]:
    """Return a matrix with zeros behind each row, up to whole vectors, and the length of a row."""
    lanes = VECTOR_BYTES // matrix.itemsize
    width = (-(-matrix.shape[1] // lanes) | 1) * lanes
    wide = np.zeros((matrix.shape[0], width), matrix.dtype)
    wide[:, : matrix.shape[1]] = matrix
    return wide.reshape(-1), width


def shares(batch: int) -> int:
    """Return how many sequences a thread takes: a multiple of the rows of a tile."""
    each = -(-batch // threads.get_num_threads())
    return -(-each // ROWS) * ROWS


def lstm(
    out: Strided, cells: Strided, gates: Strided, projected: Strided, h: Strided, c: Strided, weight: Strided,
    bias: Strided | None,
) -> None:  # fmt: skip
    """Write what the memory says and remembers at each time, and its gates."""
    length, batch, hidden = out.layout.shape
    columns, width = wide_rows(weight.array().T)
    start = np.zeros(4 * hidden, columns.dtype) if bias is None else flat(bias)
    operands = [flat(x) for x in (out, cells, gates, projected, h, c)]
    forward[size_of(gates) * hidden // 8](*operands, columns, start, (length, batch, hidden, width, shares(batch)))


def lstm_backward(
    grad_projected: Strided, grad_h: Strided, grad_c: Strided, grad_out: Strided, grad_last: Strided, gates: Strided,
    cells: Strided, c: Strided, weight: Strided,
) -> None:  # fmt: skip
    """Write the gradients of the projected inputs and of the state before."""
    length, batch, hidden = grad_out.layout.shape
    rows, width = wide_rows(weight.array())
    everything = (grad_projected, grad_h, grad_c, grad_out, grad_last, gates, cells, c)
    sizes = length, batch, hidden, width, shares(batch)
    backward[size_of(gates) * hidden // 8](*[flat(x) for x in everything], rows, sizes)


# ---- one sequence at one time ----


@helper
def add(out: Array, x: Array, y: Array) -> None:
    """Write x + y."""
    for j in range(out.size):
        out[j] = x[j] + y[j]


@helper
def add_to(out: Array, x: Array) -> None:
    """Add x."""
    for j in range(out.size):
        out[j] += x[j]


@helper
def sigmoids(x: Array) -> None:
    """Write sigmoid(x) in place."""
    for j in range(x.size):
        x[j] = sigmoid(x[j])


@helper
def tanhs(x: Array) -> None:
    """Write tanh(x) in place."""
    for j in range(x.size):
        x[j] = tanh(x[j])


@helper
def remember(cell: Array, before: Array, i: Array, f: Array, g: Array) -> None:
    """Forget some of what was there before, and add some of the candidate."""
    for j in range(cell.size):
        cell[j] = f[j] * before[j] + i[j] * g[j]


@helper
def say(out: Array, cell: Array, o: Array) -> None:
    """Let some of the memory out."""
    for j in range(out.size):
        out[j] = o[j] * tanh(cell[j])


@helper
def say_backward(grad_o: Array, grad_cell: Array, grad: Array, cell: Array, o: Array) -> None:
    """Write the gradient of the output gate, and add that of the memory."""
    one = cell.dtype.type(1)
    for j in range(grad.size):
        said = tanh(cell[j])
        grad_o[j] = grad[j] * said * o[j] * (one - o[j])
        grad_cell[j] += grad[j] * o[j] * (one - said * said)


@helper
def sigmoid_backward(grad: Array, grad_cell: Array, other: Array, gate: Array) -> None:
    """Write the gradient of a gate that the memory was multiplied by: of i with g, of f with what was before."""
    one = gate.dtype.type(1)
    for j in range(grad.size):
        grad[j] = grad_cell[j] * other[j] * gate[j] * (one - gate[j])


@helper
def tanh_backward(grad: Array, grad_cell: Array, i: Array, g: Array) -> None:
    """Write the gradient of the candidate."""
    one = g.dtype.type(1)
    for j in range(grad.size):
        grad[j] = grad_cell[j] * i[j] * (one - g[j] * g[j])


@helper
def multiply(out: Array, x: Array) -> None:
    """Multiply by x."""
    for j in range(out.size):
        out[j] *= x[j]


@kernel
def forward(
    out: Array, cells: Array, gates: Array, projected: Array, h: Array, c: Array, columns: Array, bias: Array,
    sizes: Sizes,
) -> None:  # fmt: skip
    """A thread takes its sequences through all of time; `columns` is the weight, transposed."""
    length, batch, hidden, width, share = sizes
    four = 4 * hidden
    for part in prange((batch + share - 1) // share):
        first = integer(part) * share
        rows = min(share, batch - first)
        state, totals = np.zeros(share * hidden, out.dtype), np.zeros(share * width, out.dtype)
        copy_memory(state, 0, h, first * hidden, rows * hidden)
        begins, steps, places = multiples(round_up(rows, ROWS), hidden), multiples(hidden, 1), multiples(hidden, width)
        for time in range(length):
            at = time * batch + first
            for r in range(rows):
                source = projected[(at + r) * four : (at + r + 1) * four]
                add(totals[r * width : r * width + four], source, bias)
            add_products(totals, 0, width, four, state, 0, begins, steps, columns, 0, places, hidden, False)
            for r in range(rows):
                z = totals[r * width : r * width + four]
                i, f, g, o = z[:hidden], z[hidden : 2 * hidden], z[2 * hidden : 3 * hidden], z[3 * hidden :]
                sigmoids(z[: 2 * hidden])
                tanhs(g)
                sigmoids(o)
                copy_memory(gates, (at + r) * four, totals, r * width, four)
                here = (at + r) * hidden
                cell = cells[here : here + hidden]
                if time == 0:
                    remember(cell, c[(first + r) * hidden : (first + r + 1) * hidden], i, f, g)
                else:
                    remember(cell, cells[here - batch * hidden : here - batch * hidden + hidden], i, f, g)
                say(out[here : here + hidden], cell, o)
            copy_memory(state, 0, out, at * hidden, rows * hidden)


@kernel
def backward(
    grad_projected: Array, grad_h: Array, grad_c: Array, grad_out: Array, grad_last: Array, gates: Array,
    cells: Array, c: Array, weight: Array, sizes: Sizes,
) -> None:  # fmt: skip
    """A thread takes its sequences back through all of time."""
    length, batch, hidden, width, share = sizes
    four = 4 * hidden
    for part in prange((batch + share - 1) // share):
        first = integer(part) * share
        rows = min(share, batch - first)
        grads, slopes = np.zeros(share * width, weight.dtype), np.zeros(share * four, weight.dtype)
        memory = grad_c[first * hidden : (first + rows) * hidden]
        copy_memory(grad_c, first * hidden, grad_last, first * hidden, rows * hidden)
        begins, steps, places = multiples(round_up(rows, ROWS), four), multiples(four, 1), multiples(four, width)
        for time in range(length - 1, -1, -1):
            at = time * batch + first
            for r in range(rows):
                here, grad = (at + r) * hidden, grads[r * width : r * width + hidden]
                add_to(grad, grad_out[here : here + hidden])
                z, slope = gates[(at + r) * four : (at + r + 1) * four], slopes[r * four : (r + 1) * four]
                i, f, g, o = z[:hidden], z[hidden : 2 * hidden], z[2 * hidden : 3 * hidden], z[3 * hidden :]
                grad_cell = memory[r * hidden : (r + 1) * hidden]
                say_backward(slope[3 * hidden :], grad_cell, grad, cells[here : here + hidden], o)
                sigmoid_backward(slope[:hidden], grad_cell, g, i)
                if time == 0:
                    before = c[(first + r) * hidden : (first + r + 1) * hidden]
                else:
                    before = cells[here - batch * hidden : here - batch * hidden + hidden]
                sigmoid_backward(slope[hidden : 2 * hidden], grad_cell, before, f)
                tanh_backward(slope[2 * hidden : 3 * hidden], grad_cell, i, g)
                multiply(grad_cell, f)
            copy_memory(grad_projected, at * four, slopes, 0, rows * four)
            add_products(grads, 0, width, hidden, slopes, 0, begins, steps, weight, 0, places, four, True)
        for r in range(rows):
            copy_memory(grad_h, (first + r) * hidden, grads, r * width, hidden)
