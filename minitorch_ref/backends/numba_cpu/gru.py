"""Gated recurrent units over a whole sequence, and their gradients.

Each thread takes an equal share of the sequences through all of time and alone writes their outputs and gates or their
gradients (`time_steps.py` says why), so no two write to one place. In a step it multiplies the states of its sequences
with the weights tile by tile, and then opens the gates of one sequence after the other.

The reset gate multiplies what the candidate hears of the state, W_hn h + b_hn. So this is kept beside the gates, and
its gradient is another than that of the projected input: there are two kinds of slopes.
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
    shares,
    start_of_gates,
    wide,
    wide_columns,
    wide_rows,
)
from minitorch_ref.storage import Strided

__all__ = ["gru", "gru_backward"]

ACCEPTS = dict.fromkeys(["gru", "gru_backward"], are_same_floats)
Sizes = tuple[int, ...]


def gru(
    out: Strided, gates: Strided, heard: Strided, h: Strided, weight: Strided, b_ih: Strided | None,
    b_hh: Strided | None,
) -> None:  # fmt: skip
    """Write the states, the gates over the projected inputs, and what the candidates hear."""
    length, batch, hidden = out.layout.shape
    rows = flat(weight)
    starts = [start_of_gates(3 * hidden, rows, bias) for bias in (b_ih, b_hh)]
    starts[0][: 2 * hidden] += starts[1][: 2 * hidden]
    sizes = length, batch, hidden, wide(3 * hidden, rows.itemsize), shares(batch)
    work = size_of(gates) * hidden // 8
    forward[work](*[flat(x) for x in (out, gates, heard, h)], rows, *starts, sizes)


def gru_backward(
    slopes_x: Strided, slopes_h: Strided, grad_h: Strided, grad_out: Strided, gates: Strided, heard: Strided,
    out: Strided, h: Strided, weight: Strided,
) -> None:  # fmt: skip
    """Write the gradients of the projected inputs, of the products with the states, and of the state before."""
    length, batch, hidden = grad_out.layout.shape
    rows, width = wide_rows(weight.array())
    everything = (slopes_x, slopes_h, grad_h, grad_out, gates, heard, out, h)
    sizes = length, batch, hidden, width, shares(batch)
    backward[size_of(gates) * hidden // 8](*[flat(x) for x in everything], rows, sizes)


# ---- one sequence at one time ----


@helper
def hear(heard: Array, total: Array, start: Array) -> None:
    """Write what the candidate hears of the state."""
    for j in range(heard.size):
        heard[j] = total[j] + start[j]


@helper
def propose(n: Array, start: Array, r: Array, heard: Array) -> None:
    """Write the candidate in the place of its projected input."""
    for j in range(n.size):
        n[j] = tanh(n[j] + start[j] + r[j] * heard[j])


@helper
def update(out: Array, before: Array, z: Array, n: Array) -> None:
    """Write the state: between the candidate and what was there before."""
    for j in range(out.size):
        out[j] = n[j] + z[j] * (before[j] - n[j])


@helper
def update_backward(slope_z: Array, slope_n: Array, grad: Array, before: Array, z: Array, n: Array) -> None:
    """Write the slopes of the update gate and the candidate, and leave of the gradient what goes past them."""
    one = z.dtype.type(1)
    for j in range(grad.size):
        slope_z[j] = grad[j] * (before[j] - n[j]) * z[j] * (one - z[j])
        slope_n[j] = grad[j] * (one - z[j]) * (one - n[j] * n[j])
        grad[j] *= z[j]


@helper
def reset_backward(slope_r: Array, slope_heard: Array, slope_n: Array, r: Array, heard: Array) -> None:
    """Write the slopes of the reset gate and of what it multiplied."""
    one = r.dtype.type(1)
    for j in range(r.size):
        slope_heard[j] = slope_n[j] * r[j]
        slope_r[j] = slope_n[j] * heard[j] * r[j] * (one - r[j])


@kernel
def forward(
    out: Array, gates: Array, heard: Array, h: Array, weight: Array, start_x: Array, start_h: Array, sizes: Sizes
) -> None:
    """A thread takes its sequences through all of time."""
    length, batch, hidden, width, share = sizes
    two, three = 2 * hidden, 3 * hidden
    columns = wide_columns(weight, three, hidden, width)
    for part in prange((batch + share - 1) // share):
        first = integer(part) * share
        rows = min(share, batch - first)
        totals = np.empty(share * width, out.dtype)
        begins, steps, places = line_starts(rows, hidden), multiples(hidden, 1), multiples(hidden, width)
        for time in range(length):
            at = (time * batch + first) * hidden
            state, before = (h, first * hidden) if time == 0 else (out, at - batch * hidden)
            add_products(totals, 0, width, three, state, before, begins, steps, columns, 0, places, hidden, True)
            for row in range(rows):
                here, there = at + row * hidden, before + row * hidden
                gate, total = gates[here * 3 : (here + hidden) * 3], totals[row * width : row * width + three]
                r, z, n, sound = gate[:hidden], gate[hidden:two], gate[two:], heard[here : here + hidden]
                open_gates(gate[:two], total, start_x)
                hear(sound, total[two:], start_h[two:])
                propose(n, start_x[two:], r, sound)
                update(out[here : here + hidden], state[there : there + hidden], z, n)


@kernel
def backward(
    slopes_x: Array, slopes_h: Array, grad_h: Array, grad_out: Array, gates: Array, heard: Array, out: Array,
    h: Array, weight: Array, sizes: Sizes,
) -> None:  # fmt: skip
    """A thread takes its sequences back through all of time."""
    length, batch, hidden, width, share = sizes
    two, three = 2 * hidden, 3 * hidden
    for part in prange((batch + share - 1) // share):
        first = integer(part) * share
        rows = min(share, batch - first)
        grads = np.zeros(share * width, weight.dtype)
        begins, steps, places = line_starts(rows, three), multiples(three, 1), multiples(three, width)
        for time in range(length - 1, -1, -1):
            at = (time * batch + first) * hidden
            state, before = (h, first * hidden) if time == 0 else (out, at - batch * hidden)
            for row in range(rows):
                here, there = at + row * hidden, before + row * hidden
                grad = grads[row * width : row * width + hidden]
                accumulate(grad, grad_out[here : here + hidden])
                gate, sound = gates[here * 3 : (here + hidden) * 3], heard[here : here + hidden]
                r, z, n = gate[:hidden], gate[hidden:two], gate[two:]
                slope, slope_h = slopes_x[here * 3 : (here + hidden) * 3], slopes_h[here * 3 : (here + hidden) * 3]
                update_backward(slope[hidden:two], slope[two:], grad, state[there : there + hidden], z, n)
                reset_backward(slope[:hidden], slope_h[two:], slope[two:], r, sound)
                copy_memory(slope_h, 0, slope, 0, two)
            add_products(grads, 0, width, hidden, slopes_h, at * 3, begins, steps, weight, 0, places, three, False)
        for row in range(rows):
            copy_memory(grad_h, (first + row) * hidden, grads, row * width, hidden)
