"""What a GPU accepts as a launch and as arguments; what errors say; streams, events, the device."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from minitorch_ref.backends.cuda_simulator import cuda
from minitorch_ref.errors import CudaError


@cuda.jit
def fill(out, value):
    i = cuda.grid(1)
    if i < out.size:
        out[i] = value


@pytest.mark.parametrize(
    ("grid", "block", "words"),
    [
        (1, 1025, "1 to 1024 along x, got 1025"),
        (1, (32, 33), "1024 threads, got 32 x 33 x 1 = 1056"),
        (1, (1, 1, 65), "1 to 64 along z"),
        (0, 32, "1 to 2147483647 along x, got 0"),
        ((1, 70000), 32, "1 to 65535 along y"),
        (1, 0, "got 0"),
        ((1, 1, 1, 1), 32, "one to three"),
        (1.5, 32, "an int or a tuple"),
    ],
)
def test_a_launch_that_a_gpu_would_refuse_is_refused(grid, block, words: str) -> None:
    with pytest.raises(CudaError, match=f"fill: .*{words}"):
        fill[grid, block](np.zeros(1), 1)


def test_too_much_dynamic_shared_memory_is_refused() -> None:
    with pytest.raises(CudaError, match="49152 bytes of shared memory, got 49153"):
        fill[1, 1, 0, 49153](np.zeros(1), 1)


def test_the_largest_block_runs() -> None:
    out = np.zeros(1030)
    fill[2, (32, 32)](out, 1)
    assert out.sum() == 64  # grid(1) counts along x alone


def test_a_launch_needs_grid_and_block() -> None:
    with pytest.raises(CudaError, match="grid, block"):
        fill[1]
    with pytest.raises(CudaError, match=r"takes 2 arguments \(out, value\), got 1"):
        fill[1, 1](np.zeros(1))


def test_forall_launches_enough_threads() -> None:
    out = np.zeros(1000)
    fill.forall(1000)(out, 3)
    assert (out == 3).all()
    fill.forall(1000, tpb=7)(out, 4)
    assert (out == 4).all()


def test_arguments_are_arrays_numbers_and_tuples_of_them() -> None:
    @cuda.jit
    def kernel(out, pair, scale, nothing):
        if nothing is None:
            out[0] = (pair[0][0] + pair[1]) * scale

    out = np.zeros(1)
    kernel[1, 1](out, (np.array([2.0]), 3), 1.5, None)
    assert out[0] == 7.5
    with pytest.raises(CudaError, match=r"pair.* must be an array, a number or a tuple of them, got list"):
        kernel[1, 1](out, [1, 2], 1.5, None)


def test_a_number_has_the_type_that_numba_gives_it() -> None:
    seen = []
    note = seen.append

    @cuda.jit
    def kernel(a, b, c):
        note((type(a), type(b), type(c)))

    kernel[1, 1](1.5, 2, np.float32(3))
    assert seen == [(np.float64, int, np.float32)]


def test_an_error_in_a_kernel_names_kernel_block_thread_and_line() -> None:
    @cuda.jit(device=True)
    def deep(x, i):
        return x[i + 1]

    @cuda.jit
    def kernel(x):
        i = cuda.grid(1)
        x[i] = deep(x, i)

    with pytest.raises(CudaError) as caught:
        kernel[(2, 1), (2, 2)](np.zeros(4))
    message = str(caught.value)
    assert message.startswith("kernel: block (1, 0, 0), thread (1, 0, 0), at test_launches.py:")
    assert "`return x[i + 1]`: IndexError: index 4 is out of bounds" in message
    assert isinstance(caught.value.__cause__, IndexError)


def test_an_error_after_a_barrier_names_its_thread_too_and_the_next_launch_works() -> None:
    @cuda.jit
    def kernel(x):
        cuda.syncthreads()
        x[cuda.threadIdx.x + 6] = 1

    with pytest.raises(CudaError, match=r"block \(0, 0, 0\), thread \(2, 0, 0\)"):
        kernel[1, 4](np.zeros(8))
    out = np.zeros(3)
    fill[1, 4](out, 2)
    assert out.tolist() == [2, 2, 2]


def test_a_kernel_returns_nothing() -> None:
    @cuda.jit
    def kernel():
        return 1

    with pytest.raises(CudaError, match="returns nothing"):
        kernel[1, 1]()


def test_a_kernel_cannot_launch_a_kernel() -> None:
    @cuda.jit
    def outer(x):
        fill[1, 1](x, 1)

    with pytest.raises(CudaError, match=r"`fill\[1, 1\]\(x, 1\)`"):
        outer[1, 1](np.zeros(1))


def test_launches_of_several_python_threads_do_not_meet() -> None:
    @cuda.jit
    def kernel(out):
        shared = cuda.shared.array(32, np.int64)
        shared[cuda.threadIdx.x] = cuda.grid(1)
        cuda.syncthreads()
        out[cuda.grid(1)] = shared[31 - cuda.threadIdx.x]

    results = [np.zeros(128, np.int64) for _ in range(4)]
    threads = [threading.Thread(target=kernel[4, 32], args=(out,)) for out in results]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected = np.arange(128).reshape(4, 32)[:, ::-1].reshape(-1)
    for out in results:
        np.testing.assert_array_equal(out, expected)


def test_events_measure_time() -> None:
    stream = cuda.stream()
    start, end = cuda.event(timing=True), cuda.event(timing=True)
    out = cuda.device_array(64, np.float32)
    with stream.auto_synchronize():
        start.record(stream)
        fill[2, 32, stream](out, 1)
        end.record(stream)
    end.synchronize()
    assert end.query()
    assert stream.query()
    assert 0 < cuda.event_elapsed_time(start, end) == start.elapsed_time(end) < 60_000


def test_an_event_that_was_not_recorded_has_no_time() -> None:
    start, end = cuda.event(), cuda.event(timing=False)
    start.record()
    with pytest.raises(CudaError, match="recorded"):
        start.elapsed_time(cuda.event())
    end.record()
    with pytest.raises(CudaError, match="timing=True"):
        start.elapsed_time(end)


def test_the_device_tells_its_limits() -> None:
    device = cuda.get_current_device()
    assert (device.WARP_SIZE, device.MAX_THREADS_PER_BLOCK, device.MAX_SHARED_MEMORY_PER_BLOCK) == (32, 1024, 49152)
    assert cuda.list_devices() == [device]
    assert cuda.is_available()
    cuda.select_device(0)
    with pytest.raises(CudaError, match="device 0 only"):
        cuda.select_device(1)
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = cuda.no_such_name


def test_a_device_function_is_found_through_its_module() -> None:
    from types import ModuleType

    library = ModuleType("library")
    library.double = cuda.jit(device=True)(lambda x: 2.0 * x)

    @cuda.jit
    def kernel(out):
        out[0] = library.double(out[0])

    out = np.ones(1)
    kernel[1, 1](out)
    assert out[0] == 2


def test_arithmetic_overflows_in_silence() -> None:
    @cuda.jit
    def kernel(small, large):
        small[0] = small[0] + small[1]
        large[0] = large[0] * large[0]

    small, large = np.array([100, 100], np.int8), np.array([1e30], np.float32)
    kernel[1, 1](small, large)
    assert small[0] == -56
    assert large[0] == np.inf
