"""What users see of the device: where tensors are, what is refused, memory, streams, random numbers."""

import os
import subprocess
import sys

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref.backends.numba_cuda import allocator as allocators
from minitorch_ref.backends.numba_cuda import devices, philox
from minitorch_ref.backends.numba_cuda.backend import CudaBackend
from minitorch_ref.errors import DeviceError, DimensionError

HARDWARE = devices.is_available() and not devices.simulated()


def cuda(*values, **options):
    return mt.tensor(*values, device="cuda", **options)


def test_tensors_go_there_and_back():
    x = mt.arange(6.0).reshape(2, 3).t()
    there = x.to("cuda")
    assert (there.device, there.is_cuda, there.get_device()) == (mt.device("cuda:0"), True, 0)
    assert there.tolist() == there.cpu().tolist() == x.tolist()
    assert there.cuda() is there.to(0) is there.to(there) is there
    assert x.cpu() is x.to("cpu", non_blocking=True) is x
    assert there.to("cpu", mt.int64).dtype is mt.int64
    assert x.pin_memory() is x
    assert not x.is_pinned()
    assert mt.as_tensor(np.ones(2), device="cuda").device.type == "cuda"
    for made in (
        there.new_zeros(2),
        there.new_tensor([1]),
        mt.zeros_like(there),
        mt.rand_like(there),
        there[0],
        -there,
    ):
        assert made.device.type == "cuda"


def test_gradients_come_back_to_where_the_tensor_was():
    x = mt.ones(2, requires_grad=True)
    (x.to("cuda") * cuda([1.0, 2.0])).sum().backward()
    assert x.grad.device.type == "cpu"
    assert x.grad.tolist() == [1, 2]


def test_a_leaf_keeps_a_gradient_that_nobody_else_sees_and_copies_others(monkeypatch):
    copied = []
    real = CudaBackend.copy
    monkeypatch.setattr(CudaBackend, "copy", lambda self, out, x: copied.append(x) or real(out, x))
    x = mt.ones(2, 3).to("cuda").requires_grad_()
    (x * x).sum().backward()
    assert not copied
    assert x.grad.tolist() == [[2] * 3] * 2
    mine = mt.ones(2, 3, device="cuda")
    y = mt.ones(2, 3).to("cuda").requires_grad_()
    y.backward(mine)
    mine += 1
    assert y.grad.tolist() == [[1] * 3] * 2


def test_a_tensor_prints_and_gives_its_numbers():
    assert repr(cuda([1.0, 2.5])) == "tensor([1.0000, 2.5000], device='cuda:0')"
    assert (cuda(3).item(), float(cuda(0.5)), bool(cuda(True)), cuda([1, 2])[1].item()) == (3, 0.5, True, 2)
    with pytest.raises(TypeError, match=r"can't convert cuda:0 device type tensor to numpy.*Tensor.cpu\(\)"):
        cuda([1]).numpy()


def test_tensors_on_two_devices_do_not_meet():
    for meet in (lambda: cuda([1.0]) + mt.ones(1), lambda: mt.ones(1, 1) @ mt.ones(1, 1, device="cuda"),
                 lambda: mt.cat([mt.ones(1), cuda([1.0])]),
                 lambda: mt.where(cuda([True]), mt.ones(1), 0.0)):  # fmt: skip
        with pytest.raises(RuntimeError, match=r"Expected all tensors to be on the same device.*cuda:0 and cpu"):
            meet()


def test_scalars_of_the_cpu_meet_everyone():
    x = cuda([1.0, 2.0])
    for one in (1, mt.tensor(1.0)):
        assert (x + one).tolist() == (one + x).tolist() == [2, 3]
    assert (x + mt.tensor(1.0, dtype=mt.float64)).dtype is mt.float32
    assert mt.where(x > 1, x, 0.0).tolist() == [0, 2]
    x[0] = 5
    x[1:] = mt.tensor([7.0])
    assert x.tolist() == [5, 7]


def test_a_device_that_is_not_there_is_refused():
    with pytest.raises(DeviceError, match="invalid device ordinal"):
        mt.zeros(1, device="cuda:7")
    with pytest.raises(RuntimeError, match=r"no kernels for torch.bfloat16"):
        mt.zeros(1, device="cuda", dtype=mt.bfloat16)


def test_a_wrong_index_is_reported_when_the_host_looks():
    x = cuda([1.0, 2.0])
    x[cuda([5])]
    with pytest.raises(DimensionError, match="index 5, out of range for an axis of size 2"):
        mt.cuda.synchronize()
    assert x[cuda([-1, 0])].tolist() == [2, 1]


def test_the_last_of_several_values_for_one_place_stays():
    x = mt.zeros(3, device="cuda")
    x[cuda([1, 1, 0, 1])] = cuda([1.0, 2.0, 3.0, 4.0])
    assert x.tolist() == [3, 4, 0]
    x.index_add_(0, cuda([0, 0, 2]), cuda([1.0, 1.0, 9.0]))
    assert x.tolist() == [5, 4, 9]


@pytest.mark.parametrize(("n", "k", "m"), [(1, 1, 1), (17, 33, 5), (64, 8, 65), (70, 33, 64)])
def test_products_of_any_size_are_numpys(n: int, k: int, m: int):
    x, y = mt.randn(n, k), mt.randn(m, k)
    found = x.to("cuda") @ y.to("cuda").t()
    np.testing.assert_allclose(found.cpu().numpy(), x.numpy() @ y.numpy().T, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("size", [1, 2, 31, 600])
@pytest.mark.parametrize("descending", [False, True])
def test_long_lines_are_sorted_with_nan_last_and_equals_in_order(size: int, descending: bool):
    values = np.random.default_rng(size).integers(0, 20, (2, size)).astype(np.float32)
    values[:, :: max(size // 3, 1)] = np.nan
    wanted = mt.tensor(values).sort(1, descending=descending)
    found = cuda(values).sort(1, descending=descending)
    assert found.indices.tolist() == wanted.indices.tolist()


@pytest.mark.parametrize("shape", [(5000,), (3, 700), (260, 33), (1, 600, 1)])
def test_large_reductions_in_several_parts_are_numpys(shape):
    x = np.random.default_rng(0).standard_normal(shape)
    there = cuda(x)
    np.testing.assert_allclose(there.sum().item(), x.sum())
    np.testing.assert_allclose(there.amax(0).cpu().numpy(), x.max(0))
    np.testing.assert_allclose(there.sum(-1).cpu().numpy(), x.sum(-1), atol=1e-12)
    np.testing.assert_allclose(there.cumsum(0).cpu().numpy(), x.cumsum(0), atol=1e-10)
    assert there.argmin().item() == x.argmin()


# ---- memory ----


def test_freed_memory_is_kept_and_given_out_again():
    mt.cuda.empty_cache()
    base = mt.cuda.memory_allocated()
    x = mt.zeros(1000, device="cuda")
    assert mt.cuda.memory_allocated() == base + 4096
    address = x.data_ptr()
    del x
    assert mt.cuda.memory_allocated() == base
    assert mt.cuda.memory_reserved() >= base + 4096
    from_driver = mt.cuda.memory_stats()["num_device_alloc"]
    again = mt.ones(1000, device="cuda")
    assert again.data_ptr() == address
    assert mt.cuda.memory_stats()["num_device_alloc"] == from_driver
    del again
    mt.cuda.empty_cache()
    assert mt.cuda.memory_reserved() == mt.cuda.memory_allocated()
    mt.cuda.reset_peak_memory_stats()
    assert mt.cuda.max_memory_allocated() == mt.cuda.memory_allocated()


def test_used_up_memory_is_an_error_of_its_own(monkeypatch):
    real, asked = allocators.cuda.device_array, []

    def nothing_left(*args):
        asked.append(args)
        raise MemoryError("out of memory")

    monkeypatch.setattr(allocators.cuda, "device_array", nothing_left)
    with pytest.raises(mt.cuda.OutOfMemoryError, match=r"CUDA out of memory. Tried to allocate"):
        mt.empty(3_000_000, device="cuda")
    assert len(asked) == 2  # once more after the kept blocks were given back
    monkeypatch.setattr(allocators.cuda, "device_array", real)
    assert mt.zeros(2, device="cuda").tolist() == [0, 0]


# ---- streams ----


def test_work_goes_to_the_chosen_stream_and_events_measure_it():
    side, start, end = mt.cuda.Stream(), mt.cuda.Event(enable_timing=True), mt.cuda.Event(enable_timing=True)
    outside = mt.cuda.current_stream()
    x = mt.ones(4, device="cuda")
    side.wait_stream(outside)
    with mt.cuda.stream(side):
        assert mt.cuda.current_stream() == side != outside
        start.record()
        y = x * 3
        end.record()
    assert mt.cuda.current_stream() == outside
    side.synchronize()
    end.synchronize()
    assert start.elapsed_time(end) >= 0
    assert y.tolist() == [3] * 4


def test_the_device_describes_itself():
    properties = mt.cuda.get_device_properties()
    assert mt.cuda.get_device_name() == properties.name != ""
    assert mt.cuda.get_device_capability() >= (5, 0)
    assert 0 < mt.cuda.mem_get_info()[0] <= properties.total_memory
    assert (mt.cuda.is_available(), mt.cuda.device_count(), mt.cuda.current_device()) == (True, 1, 0)


# ---- random numbers ----


def reference_philox(counter, key):
    """Philox 4x32-10 as the paper writes it, in Python's whole numbers."""
    c, k = list(counter), list(key)
    for _ in range(10):
        first, second = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(second >> 32) ^ c[1] ^ k[0], second & philox.LOW, (first >> 32) ^ c[3] ^ k[1], first & philox.LOW]
        k = [(k[0] + 0x9E3779B9) & philox.LOW, (k[1] + 0xBB67AE85) & philox.LOW]
    return c


def test_the_reference_gives_the_papers_numbers():
    """The known answers of Random123, the authors' own library: counter and key 0, and all bits 1."""
    assert reference_philox([0] * 4, [0] * 2) == [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]
    assert reference_philox([philox.LOW] * 4, [philox.LOW] * 2) == [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD]


def test_random_numbers_are_philoxs():
    seed = 0xDEADBEEF12345678
    mt.cuda.manual_seed(seed)
    mt.rand(1, device="cuda")
    drawn = mt.rand(10, device="cuda").tolist()
    wanted = [
        word for group in range(3) for word in reference_philox([group, 0, 1, 0], [seed & philox.LOW, seed >> 32])
    ]
    assert drawn == [(word >> 8) * 2.0**-24 for word in wanted[:10]]


def test_a_seed_gives_the_same_numbers_again():
    def draw():
        options = {"device": "cuda"}
        return [mt.rand(5, **options), mt.randn(5, **options), mt.randint(0, 9, (5,), **options),
                mt.randperm(6, **options), mt.nn.functional.dropout(mt.ones(8, **options))]  # fmt: skip

    mt.manual_seed(3)
    first = [x.tolist() for x in draw()]
    state = mt.cuda.get_rng_state()
    later = mt.rand(3, device="cuda").tolist()
    mt.manual_seed(3)
    assert [x.tolist() for x in draw()] == first
    assert [x.tolist() for x in draw()] != first
    mt.cuda.set_rng_state(state)
    assert mt.rand(3, device="cuda").tolist() == later
    own = mt.Generator("cuda").manual_seed(5)
    assert (
        mt.rand(3, generator=own, device="cuda").tolist()
        == mt.rand(3, generator=mt.Generator("cuda").manual_seed(5), device="cuda").tolist()
    )
    with pytest.raises(RuntimeError, match="'cuda' device type for generator but found 'cpu'"):
        mt.rand(3, generator=mt.Generator(), device="cuda")


def test_random_numbers_have_their_distribution():
    mt.manual_seed(0)
    uniform, normal = mt.rand(2000, device="cuda").cpu().numpy(), mt.randn(2000, device="cuda").cpu().numpy()
    assert 0 <= uniform.min() < 0.01
    assert 0.99 < uniform.max() < 1
    assert abs(uniform.mean() - 0.5) < 0.03
    assert abs(normal.mean()) < 0.08
    assert abs(normal.std() - 1) < 0.06
    dice = mt.randint(1, 7, (1200,), device="cuda").bincount().tolist()
    assert len(dice) == 7
    assert min(dice[1:]) > 150
    assert sorted(mt.randperm(50, device="cuda").tolist()) == list(range(50))
    kept = mt.full((1000,), 0.3, device="cuda").bernoulli().mean().item()
    assert abs(kept - 0.3) < 0.06


# ---- other processes ----


def run(code: str, **environment: str) -> str:
    env = {key: value for key, value in os.environ.items() if key != "MINITORCH_CUDA"} | environment
    return subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True, timeout=120
    ).stdout


def test_numba_is_not_loaded_before_a_gpu_is_asked_for():
    ask = "import sys, minitorch_ref as mt; mt.zeros(2) + 1; mt.cuda.synchronize(); print('numba' in sys.modules)"
    assert run(ask) == "False\n"


def test_numba_does_not_warn_of_launches_for_small_tensors():
    code = """
import minitorch_ref.backends.numba_cuda.api
from numba.cuda import dispatcher
print(dispatcher.config.CUDA_LOW_OCCUPANCY_WARNINGS)
"""
    assert run(code) == "0\n"


@pytest.mark.skipif(HARDWARE, reason="there is a GPU")
def test_without_a_gpu_there_is_none_and_asking_for_it_is_refused():
    code = """
import minitorch_ref as mt
print(mt.cuda.is_available(), mt.cuda.device_count())
for ask in (lambda: mt.zeros(1, device="cuda"), lambda: mt.ones(1).cuda(), lambda: mt.nn.Linear(1, 1).to("cuda")):
    try:
        ask()
    except RuntimeError as error:
        print("no CUDA GPUs are available" in str(error) and "MINITORCH_CUDA=simulator" in str(error))
"""
    assert run(code).split() == ["False", "0", "True", "True", "True"]
