"""A long short-term memory over a whole sequence, and its gradients.

Each thread takes an equal share of the sequences through all of time and alone writes their outputs, memories and gates
or their gradients (`time_steps.py` says why), so no two write to one place. In a step it multiplies the states of its
sequences with the weights tile by tile, and then opens the gates of one sequence after the other.
"""

import numpy as np

from minitorch_ref.backends.numba_cpu.jit import Array, helper, integer, kernel, prange
from minitorch_ref.backends.numba_cpu.memory import copy_memory
from minitorch_ref.backends.numba_cpu.operands import are_same_floats, flat, size_of
from minitorch_ref.backends.numba_cpu.register_tile import add_products, multiples
from minitorch_ref.backends.numba_cpu.scalars import tanh
from minitorch_ref.backends.numba_cpu.time_steps import (
    accumulate,
    line_starts,
    open_gates,
    open_tanh,
    shares,
    start_of_gates,
    wide,
    wide_columns,
    wide_rows,
)
from minitorch_ref.storage import Strided

__all__ = ["lstm", "lstm_backward"]

ACCEPTS = dict.fromkeys(["lstm", "lstm_backward"], are_same_floats)
Sizes = tuple[int, ...]


def lstm(
    out: Strided, cells: Strided, gates: Strided, h: Strided, c: Strided, weight: Strided, b_ih: Strided | None,
    b_hh: Strided | None,
) -> None:  # fmt: skip
    """Write what the memory says and remembers at each time, and its gates over the projected inputs."""
    length, batch, hidden = out.layout.shape
    rows = flat(weight)
    start = start_of_gates(4 * hidden, rows, b_ih, b_hh)
    sizes = length, batch, hidden, wide(4 * hidden, rows.itemsize), shares(batch)
    forward[size_of(gates) * hidden // 8](*[flat(x) for x in (out, cells, gates, h, c)], rows, start, sizes)


def lstm_backward(
    slopes: Strided, grad_h: Strided, grad_c: Strided, grad_out: Strided, grad_last: Strided, gates: Strided,
    cells: Strided, c: Strided, weight: Strided,
) -> None:  # fmt: skip
    """Write the gradients of the projected inputs and of the state before."""
    length, batch, hidden = grad_out.layout.shape
    rows, width = wide_rows(weight.array())
    everything = (slopes, grad_h, grad_c, grad_out, grad_last, gates, cells, c)
    sizes = length, batch, hidden, width, shares(batch)
    backward[size_of(gates) * hidden // 8](*[flat(x) for x in everything], rows, sizes)


# ---- one sequence at one time ----


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
def say_backward(slope_o: Array, grad_cell: Array, grad: Array, cell: Array, o: Array) -> None:
    """Write the slope of the output gate, and add the gradient of the memory."""
    one = cell.dtype.type(1)
    for j in range(grad.size):
        said = tanh(cell[j])
        slope_o[j] = grad[j] * said * o[j] * (one - o[j])
        grad_cell[j] += grad[j] * o[j] * (one - said * said)


@helper
def gate_backward(slope: Array, grad_cell: Array, other: Array, gate: Array) -> None:
    """Write the slope of a gate that the memory was multiplied by: of i with g, of f with what was before."""
    one = gate.dtype.type(1)
    for j in range(gate.size):
        slope[j] = grad_cell[j] * other[j] * gate[j] * (one - gate[j])


@helper
def candidate_backward(slope: Array, grad_cell: Array, i: Array, g: Array) -> None:
    """Write the slope of the candidate."""
    one = g.dtype.type(1)
    for j in range(g.size):
        slope[j] = grad_cell[j] * i[j] * (one - g[j] * g[j])


@helper
def multiply(out: Array, x: Array) -> None:
    """Multiply by x."""
    for j in range(out.size):
        out[j] *= x[j]


@kernel
def forward(
    out: Array, cells: Array, gates: Array, h: Array, c: Array, weight: Array, start: Array, sizes: Sizes
) -> None:
    """A thread takes its sequences through all of time."""
    length, batch, hidden, width, share = sizes
    four = 4 * hidden
    columns = wide_columns(weight, four, hidden, width)
    for part in prange((batch + share - 1) // share):
        first = integer(part) * share
        rows = min(share, batch - first)
        totals = np.empty(share * width, out.dtype)
        begins, steps, places = line_starts(rows, hidden), multiples(hidden, 1), multiples(hidden, width)
        for time in range(length):
            at = (time * batch + first) * hidden
            state, memory, before = (h, c, first * hidden) if time == 0 else (out, cells, at - batch * hidden)
            add_products(totals, 0, width, four, state, before, begins, steps, columns, 0, places, hidden, True)
            for r in range(rows):
                here, there = at + r * hidden, before + r * hidden
                z, total = gates[here * 4 : (here + hidden) * 4], totals[r * width : r * width + four]
                i, f, g, o = z[:hidden], z[hidden : 2 * hidden], z[2 * hidden : 3 * hidden], z[3 * hidden :]
                open_gates(z[: 2 * hidden], total, start)
                open_tanh(g, total[2 * hidden :], start[2 * hidden :])
                open_gates(o, total[3 * hidden :], start[3 * hidden :])
                cell = cells[here : here + hidden]
                remember(cell, memory[there : there + hidden], i, f, g)
                say(out[here : here + hidden], cell, o)


@kernel
def backward(
    slopes: Array, grad_h: Array, grad_c: Array, grad_out: Array, grad_last: Array, gates: Array, cells: Array,
    c: Array, weight: Array, sizes: Sizes,
) -> None:  # fmt: skip
    """A thread takes its sequences back through all of time."""
    length, batch, hidden, width, share = sizes
    four = 4 * hidden
    for part in prange((batch + share - 1) // share):
        first = integer(part) * share
        rows = min(share, batch - first)
        grads = np.zeros(share * width, weight.dtype)
        copy_memory(grad_c, first * hidden, grad_last, first * hidden, rows * hidden)
        begins, steps, places = line_starts(rows, four), multiples(four, 1), multiples(four, width)
        for time in range(length - 1, -1, -1):
            at = (time * batch + first) * hidden
            memory, before = (c, first * hidden) if time == 0 else (cells, at - batch * hidden)
            for r in range(rows):
                here, there = at + r * hidden, before + r * hidden
                grad, grad_cell = grads[r * width : r * width + hidden], grad_c[(first + r) * hidden :][:hidden]
                accumulate(grad, grad_out[here : here + hidden])
                z, slope = gates[here * 4 : (here + hidden) * 4], slopes[here * 4 : (here + hidden) * 4]
                i, f, g, o = z[:hidden], z[hidden : 2 * hidden], z[2 * hidden : 3 * hidden], z[3 * hidden :]
                say_backward(slope[3 * hidden :], grad_cell, grad, cells[here : here + hidden], o)
                gate_backward(slope[:hidden], grad_cell, g, i)
                gate_backward(slope[hidden : 2 * hidden], grad_cell, memory[there : there + hidden], f)
                candidate_backward(slope[2 * hidden : 3 * hidden], grad_cell, i, g)
                multiply(grad_cell, f)
            add_products(grads, 0, width, hidden, slopes, at * 4, begins, steps, weight, 0, places, four, True)
        for r in range(rows):
            copy_memory(grad_h, (first + r) * hidden, grads, r * width, hidden)
