"""Barriers, votes and the instructions of a warp."""

from __future__ import annotations

import numpy as np
import pytest

from minitorch_ref.backends.cuda_simulator import cuda
from minitorch_ref.errors import CudaError

ALL = 0xFFFFFFFF


def test_a_barrier_makes_what_others_wrote_visible() -> None:
    @cuda.jit
    def reverse(x):
        block = cuda.shared.array(64, np.int64)
        i = cuda.threadIdx.x
        block[i] = x[cuda.grid(1)]
        cuda.syncthreads()
        x[cuda.grid(1)] = block[63 - i]

    x = np.arange(128)
    reverse[2, 64](x)
    assert x.tolist() == [*range(63, -1, -1), *range(127, 63, -1)]


def test_barriers_vote() -> None:
    @cuda.jit
    def votes(out):
        i = cuda.threadIdx.x
        out[i, 0] = cuda.syncthreads_count(i % 3 == 0)
        out[i, 1] = cuda.syncthreads_and(i < 40)
        out[i, 2] = cuda.syncthreads_and(i < 39)
        out[i, 3] = cuda.syncthreads_or(i == 39)
        out[i, 4] = cuda.syncthreads_or(i == 40)

    out = np.zeros((40, 5), np.int64)
    votes[1, 40](out)
    assert np.unique(out, axis=0).tolist() == [[14, 1, 0, 1, 0]]


def divergent_kernels():
    @cuda.jit
    def inside_an_if():
        if cuda.threadIdx.x < 16:
            cuda.syncthreads()

    @cuda.jit
    def after_a_return():
        if cuda.threadIdx.x >= 16:
            return
        cuda.syncthreads()

    @cuda.jit
    def two_different_ones():
        if cuda.threadIdx.x < 16:
            cuda.syncthreads()
        else:
            cuda.syncthreads()

    @cuda.jit
    def more_rounds_for_some():
        for _ in range(cuda.threadIdx.x):
            cuda.syncthreads()

    return [inside_an_if, after_a_return, two_different_ones, more_rounds_for_some]


@pytest.mark.parametrize("kernel", divergent_kernels(), ids=lambda kernel: kernel.__name__)
def test_a_barrier_that_some_threads_miss_is_an_error_that_names_threads_and_line(kernel) -> None:
    with pytest.raises(CudaError, match=r"block \(0, 0, 0\) threads wait for ever: .*test_barriers.py:\d+ `cuda.sync"):
        kernel[2, 32]()


def test_shuffles_move_values_between_lanes() -> None:
    @cuda.jit
    def shuffle(out, x):
        i = cuda.threadIdx.x
        out[0, i] = cuda.shfl_sync(ALL, x[i], 5)
        out[1, i] = cuda.shfl_up_sync(ALL, x[i], 3)
        out[2, i] = cuda.shfl_down_sync(ALL, x[i], 30)
        out[3, i] = cuda.shfl_xor_sync(-1, x[i], 1)

    x = np.arange(100, 132)
    out = np.zeros((4, 32), np.int64)
    shuffle[1, 32](out, x)
    lane = np.arange(32)
    np.testing.assert_array_equal(out[0], 105)
    np.testing.assert_array_equal(out[1], x[np.where(lane >= 3, lane - 3, lane)])
    np.testing.assert_array_equal(out[2], x[np.where(lane + 30 < 32, lane + 30, lane)])
    np.testing.assert_array_equal(out[3], x[lane ^ 1])


def test_a_shuffle_from_a_lane_that_takes_no_part_is_undefined() -> None:
    @cuda.jit
    def shuffle(out):
        value = np.float32(1)
        out[cuda.threadIdx.x] = cuda.shfl_down_sync(ALL, value, 8)

    out = np.zeros(16, np.float32)
    shuffle[1, 16](out)
    np.testing.assert_array_equal(out, [1] * 8 + [np.nan] * 8)


def test_warps_vote_and_match() -> None:
    @cuda.jit
    def vote(out):
        i = cuda.threadIdx.x
        out[i, 0] = cuda.ballot_sync(ALL, i % 2)
        out[i, 1] = cuda.any_sync(ALL, i == 70)
        out[i, 2] = cuda.all_sync(ALL, i < 64)
        out[i, 3] = cuda.eq_sync(ALL, i < 64)
        out[i, 4] = cuda.match_any_sync(ALL, i // 16)
        out[i, 5], out[i, 6] = cuda.match_all_sync(ALL, i // 32)

    out = np.zeros((96, 7), np.int64)
    vote[1, 96](out)
    odd, low, high = 0xAAAAAAAA, 0xFFFF, 0xFFFF0000
    assert out[0].tolist() == [odd, 0, 1, 1, low, ALL, 1]
    assert out[95].tolist() == [odd, 1, 0, 1, high, ALL, 1]


def test_part_of_a_warp_may_meet_while_the_rest_is_elsewhere() -> None:
    @cuda.jit
    def halves(out):
        i = cuda.threadIdx.x
        if i < 16:
            total = i
            for delta in (8, 4, 2, 1):
                total += cuda.shfl_xor_sync(0xFFFF, total, delta)
            out[i] = total
        else:
            out[i] = -1
        cuda.syncthreads()

    out = np.zeros(32, np.int64)
    halves[1, 32](out)
    assert out.tolist() == [120] * 16 + [-1] * 16


def test_activemask_names_the_lanes_that_came_the_same_way() -> None:
    @cuda.jit
    def active(out):
        i = cuda.threadIdx.x
        if i >= 28:
            return
        if i % 4 == 0:
            out[i] = cuda.activemask()
        else:
            out[i] = cuda.activemask()

    out = np.zeros(32, np.int64)
    active[1, 32](out)
    assert out[0] == 0x01111111
    assert out[1] == 0x0EEEEEEE
    assert out[28:].tolist() == [0] * 4


def test_a_thread_must_be_in_the_mask_that_it_names() -> None:
    @cuda.jit
    def kernel():
        cuda.syncwarp(0xFF)

    with pytest.raises(CudaError, match=r"thread \(8, 0, 0\).*lane 8 is not in 0x000000ff"):
        kernel[1, 32]()


def test_lanes_that_wait_for_one_that_never_comes_are_an_error() -> None:
    @cuda.jit
    def kernel():
        if cuda.threadIdx.x == 0:
            cuda.syncwarp()
        cuda.syncthreads()

    with pytest.raises(CudaError, match="wait for ever"):
        kernel[1, 32]()


def test_runs_are_equal_to_the_last_bit_although_threads_race() -> None:
    @cuda.jit
    def racing(out):
        out[0] += cuda.grid(1) * 0.1
        cuda.syncthreads()
        out[0] *= 1.0 + cuda.grid(1)

    results = []
    for _ in range(3):
        out = np.zeros(1)
        racing[2, 8](out)
        results.append(out[0])
    assert len(set(results)) == 1
