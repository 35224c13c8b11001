"""Memory of the simulated GPU: on the device, shared, local; copies, views, what is undefined, what is too much."""

from __future__ import annotations

import gc

import numpy as np
import pytest

from minitorch_ref.backends.cuda_simulator import cuda
from minitorch_ref.errors import CudaError


def test_the_device_has_memory_of_its_own() -> None:
    host = np.arange(4.0)
    device = cuda.to_device(host)
    host[0] = 7
    assert device.copy_to_host().tolist() == [0, 1, 2, 3]
    device[1] = 5
    assert host.tolist() == [7, 1, 2, 3]


def test_copies_go_both_ways_into_arrays_that_are_there() -> None:
    device = cuda.device_array((2, 3), np.int32)
    device.copy_to_device(np.arange(6, dtype=np.int32).reshape(2, 3))
    host = np.zeros((2, 3), np.int32)
    assert device.copy_to_host(host) is host
    np.testing.assert_array_equal(host, [[0, 1, 2], [3, 4, 5]])
    other = cuda.device_array_like(device)
    other.copy_to_device(device)
    np.testing.assert_array_equal(np.asarray(other), host)


def test_a_copy_needs_one_shape_and_one_type() -> None:
    device = cuda.device_array(3, np.float32)
    with pytest.raises(CudaError, match=r"\(3,\) float32 on the device and \(3,\) float64"):
        device.copy_to_device(np.zeros(3))
    with pytest.raises(CudaError, match="one shape"):
        device.copy_to_host(np.zeros(4, np.float32))


def test_views_share_memory() -> None:
    device = cuda.to_device(np.zeros((2, 6), np.float32))
    device.reshape(3, 4)[2, 3] = 1
    device.ravel()[0] = 2
    device[0, 2:4] = np.array([3, 4], np.float32)
    device.T[5, 0] = 5
    device.view(np.int32)[1, 0] = 1
    host = device.copy_to_host()
    assert host[0].tolist() == [2, 0, 3, 4, 0, 5]
    assert host[1, 5] == 1
    assert host.view(np.int32)[1, 0] == 1


def test_a_view_that_would_have_to_copy_is_refused() -> None:
    with pytest.raises(CudaError, match=r"reshape.*copy it first"):
        cuda.to_device(np.zeros((2, 6))).T.reshape(12)


def test_host_arrays_with_gaps_do_not_travel() -> None:
    gaps = np.zeros((4, 4))[:, ::2]
    with pytest.raises(ValueError, match="ascontiguousarray"):
        cuda.to_device(gaps)

    @cuda.jit
    def kernel(x):
        x[0, 0] = 1

    with pytest.raises(CudaError, match="ascontiguousarray"):
        kernel[1, 1](gaps)


@pytest.mark.parametrize("order", ["C", "F"])
def test_arrays_keep_their_order(order: str) -> None:
    host = np.asarray(np.arange(6.0).reshape(2, 3), order=order)
    device = cuda.to_device(host)
    assert device.strides == host.strides
    assert cuda.device_array_like(device).strides == host.strides
    np.testing.assert_array_equal(device.copy_to_host(), host)


def test_new_memory_is_undefined() -> None:
    @cuda.jit
    def kernel(floats, integers):
        shared, local = cuda.shared.array(1, np.float64), cuda.local.array(1, np.int16)
        floats[0] = shared[0]
        integers[0] = local[0]

    floats, integers = cuda.device_array(2, np.float32), cuda.device_array(2, np.int32)
    assert np.isnan(floats.copy_to_host()).all()
    assert (integers.copy_to_host() == np.array(0xAAAAAAAA, np.uint32).view(np.int32)).all()
    kernel[1, 1](floats, integers)
    assert np.isnan(floats[0])
    assert integers[0] == np.array(0xAAAA, np.uint16).view(np.int16)


def test_memory_is_counted_and_given_back() -> None:
    gc.collect()
    free, total = cuda.current_context().get_memory_info()
    assert 0 < free <= total
    array = cuda.device_array((256, 1024), np.float32)
    view = array[:2]
    assert cuda.current_context().get_memory_info().free == free - 2**20
    del array
    gc.collect()
    assert cuda.current_context().get_memory_info().free == free - 2**20
    del view
    gc.collect()
    assert cuda.current_context().get_memory_info().free == free


def test_a_launch_keeps_no_memory_alive() -> None:
    @cuda.jit
    def kernel(x):
        cuda.syncthreads()
        x[cuda.grid(1)] = 1

    gc.collect()
    gc.disable()
    try:
        free = cuda.current_context().get_memory_info().free
        kernel[1, 8](cuda.device_array(8, np.float32))
        assert cuda.current_context().get_memory_info().free == free
    finally:
        gc.enable()


def test_more_than_there_is_is_out_of_memory() -> None:
    with pytest.raises(CudaError, match="CUDA_ERROR_OUT_OF_MEMORY"):
        cuda.device_array(2**40, np.float64)


def test_two_shared_arrays_on_one_line_are_two_arrays() -> None:
    @cuda.jit
    def kernel(out):
        a, b = cuda.shared.array(2, np.int32), cuda.shared.array(2, np.int32)
        a[0], b[0] = 1, 2
        out[0], out[1] = a[0], b[0]

    out = np.zeros(2, np.int32)
    kernel[1, 1](out)
    assert out.tolist() == [1, 2]


def test_two_functions_of_one_factory_have_shared_arrays_of_their_own() -> None:
    def keeper():
        @cuda.jit(device=True)
        def keep(value):
            memory = cuda.shared.array(1, np.int32)
            memory[0] = value
            return memory

        return keep

    first, second = keeper(), keeper()

    @cuda.jit
    def kernel(out):
        a, b = first(1), second(2)
        out[0], out[1] = a[0], b[0]

    out = np.zeros(2, np.int32)
    kernel[1, 1](out)
    assert out.tolist() == [1, 2]


def test_a_shared_array_in_a_loop_is_one_array_and_each_block_has_its_own() -> None:
    @cuda.jit
    def kernel(out):
        for step in range(3):
            memory = cuda.shared.array(1, np.float32)
            if step == 0:
                out[cuda.blockIdx.x, 0] = memory[0]
                memory[0] = 5
        out[cuda.blockIdx.x, 1] = memory[0]

    out = np.zeros((2, 2), np.float32)
    kernel[2, 1](out)
    np.testing.assert_array_equal(out, [[np.nan, 5], [np.nan, 5]])


def test_dynamic_shared_memory_has_the_size_of_the_launch() -> None:
    @cuda.jit
    def kernel(out):
        memory = cuda.shared.array(0, np.float32)
        out[0] = memory.size

    out = np.zeros(1, np.int64)
    kernel[1, 1, 0, 40](out)
    assert out[0] == 10


def test_static_shared_memory_is_limited() -> None:
    def kernel_of(rows):
        @cuda.jit
        def kernel(out):
            first = cuda.shared.array((rows, 128), np.float32)
            second = cuda.shared.array((32, 128), np.float32)
            first[0, 0] = second[0, 0] = 1
            out[0] = 1

        return kernel

    kernel_of(64)[1, 1](np.zeros(1))
    with pytest.raises(CudaError, match=r"may take 49152 bytes, these take 49664 .*second = cuda.shared.array"):
        kernel_of(65)[1, 1](np.zeros(1))


def test_shapes_of_arrays_in_kernels_are_ints() -> None:
    @cuda.jit
    def kernel():
        cuda.local.array(2.0, np.float32)

    with pytest.raises(CudaError, match=r"local\.array: the shape is an int"):
        kernel[1, 1]()


def test_types_of_numba_are_understood_by_name() -> None:
    numba = pytest.importorskip("numba")

    @cuda.jit
    def kernel(out):
        memory = cuda.shared.array(1, numba.int16)
        out[0] = memory.itemsize

    out = np.zeros(1)
    kernel[1, 1](out)
    assert out[0] == 2
