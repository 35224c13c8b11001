"""Devices, and memory shared with other libraries."""

import numpy as np
import pytest

import minitorch_ref as mt


def test_devices_can_be_named():
    assert str(mt.device("cuda:1")) == "cuda:1"
    assert repr(mt.device("cuda", 1)) == "device(type='cuda', index=1)"
    assert mt.device("cpu") == mt.zeros(1).device
    assert len({mt.device("cpu"), mt.device("cpu"), mt.device("cuda")}) == 2
    with pytest.raises(RuntimeError, match="toaster"):
        mt.device("toaster")


def test_without_a_gpu_tensors_are_put_on_the_cpu_only():
    assert mt.ones(2, device="cpu").device.type == "cpu"
    with pytest.raises(RuntimeError, match=r"'cpu' or 'cuda'.*mps"):
        mt.ones(2).to("mps")
    if mt.cuda.is_available():
        pytest.skip("NOT TESTED: there is a GPU here, so its absence cannot be")
    assert mt.rand(2, device=mt.device("cuda" if mt.cuda.is_available() else "cpu")).shape == (2,)
    for wrong in (lambda: mt.ones(2, device="cuda"), lambda: mt.tensor([1], device="cuda:0"), lambda: mt.ones(2).cuda(),
                  lambda: mt.randint(3, (2,), device="cuda"), lambda: mt.nn.Linear(2, 2).to(0)):  # fmt: skip
        with pytest.raises(RuntimeError, match=r"no CUDA GPUs are available.*MINITORCH_CUDA=simulator"):
            wrong()


def test_without_a_gpu_scripts_that_ask_about_it_run_on():
    if mt.cuda.is_available():
        pytest.skip("NOT TESTED: there is a GPU here, so its absence cannot be")
    mt.cuda.manual_seed_all(0)
    mt.cuda.synchronize()
    mt.cuda.empty_cache()
    assert (mt.cuda.device_count(), mt.cuda.memory_allocated(), mt.cuda.memory_stats()) == (0, 0, {})
    assert not mt.cuda.is_initialized()


def test_dlpack_shares_memory_in_both_directions():
    x = mt.arange(6).reshape(2, 3).t()
    seen = np.from_dlpack(x)
    seen[0, 1] = 42
    assert x.tolist() == [[0, 42], [1, 4], [2, 5]]
    array = np.arange(3.0)
    assert mt.from_dlpack(array).data_ptr() == array.ctypes.data
    assert mt.from_dlpack(x).data_ptr() == x.data_ptr()


def test_a_tensor_that_requires_gradients_is_not_handed_over():
    with pytest.raises(RuntimeError, match="detach"):
        np.from_dlpack(mt.ones(2, requires_grad=True))
