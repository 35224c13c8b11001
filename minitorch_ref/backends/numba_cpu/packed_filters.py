"""Filters in the order in which tiles read them, and the share of a thread: what convolutions have in common."""

import numpy as np

from minitorch_ref import threads
from minitorch_ref.backends.numba_cpu.jit import Array, helper
from minitorch_ref.backends.numba_cpu.register_tile import ROWS, round_up

__all__ = ["packed", "packed_rows", "shares"]


def shares(images: int) -> int:
    """Return among how many threads images are shared out."""
    return max(1, min(images, threads.get_num_threads()))


def packed(filters: Array) -> Array:
    """(groups, rows, terms) -> (groups, rows / ROWS, terms, ROWS), flat for each group; zeros behind the last row."""
    groups, rows, terms = filters.shape
    blocks = -(-rows // ROWS)
    padded = np.zeros((groups, blocks * ROWS, terms), filters.dtype)
    padded[:, :rows] = filters
    return padded.reshape(groups, blocks, ROWS, terms).transpose(0, 1, 3, 2).reshape(groups, blocks * ROWS * terms)


@helper
def packed_rows(count: int, terms: int) -> Array:
    """Return where each row of packed filters begins."""
    r = np.arange(round_up(count, ROWS))
    begins: Array = r // ROWS * (terms * ROWS) + r % ROWS
    return begins
