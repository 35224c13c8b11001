"""GPUs: whether there is one, its streams, its memory, its random numbers. The names are those of torch.cuda.

`MINITORCH_CUDA=simulator` in the environment, set before the program starts, puts a simulated GPU in the place of a
real one: everything runs, slowly, on the CPU. Nothing here loads Numba before a GPU is asked for.
"""

from importlib import import_module
from typing import Any

from minitorch_ref.errors import OutOfMemoryError
from minitorch_ref.storage import Device, Place, on
from minitorch_ref.tensors import random

__all__ = [
    "Event",  # noqa: F822  found by __getattr__
    "OutOfMemoryError",
    "Stream",  # noqa: F822
    "current_device",
    "current_stream",
    "device_count",
    "empty_cache",
    "get_device_capability",
    "get_device_name",
    "get_device_properties",
    "get_rng_state",
    "init",
    "initial_seed",
    "is_available",
    "is_initialized",
    "manual_seed",
    "manual_seed_all",
    "max_memory_allocated",
    "max_memory_reserved",
    "mem_get_info",
    "memory_allocated",
    "memory_reserved",
    "memory_stats",
    "memory_summary",
    "reset_peak_memory_stats",
    "set_device",
    "set_rng_state",
    "stream",
    "synchronize",
]


def part(name: str) -> Any:
    """Return a module of the backend; the students' package may come without it."""
    return import_module(f"{__package__}.backends.numba_cuda.{name}")


def __getattr__(name: str) -> Any:
    """Find Stream and Event, which need the device."""
    if name in ("Event", "Stream", "StreamContext"):
        on("cuda")
        return getattr(part("streams"), name)
    raise AttributeError(f"module 'cuda' has no attribute {name!r}")


# ---- the device ----


def is_available() -> bool:
    """Return whether tensors can be put on a GPU, or on a simulated one."""
    try:
        return bool(part("devices").is_available())
    except ModuleNotFoundError:
        return False


def device_count() -> int:
    """Return how many GPUs there are to put tensors on."""
    return int(is_available())


def init() -> None:
    """Make the device ready now, not when it is first used."""
    on("cuda")


def is_initialized() -> bool:
    """Return whether the device has been used."""
    return is_available() and bool(part("devices").connect.cache_info().currsize)


def current_device() -> int:
    """Return the number of the device on which "cuda" puts tensors."""
    return int(on("cuda").index or 0)


def set_device(device: Place) -> None:
    """Choose the device on which "cuda" puts tensors; there is one, 0."""
    on(Device(device) if device is not None else "cuda")


def get_device_properties(device: Place = None) -> Any:
    """Return name, major and minor compute capability, total_memory in bytes and multi_processor_count."""
    on("cuda" if device is None else device)
    return part("devices").properties()


def get_device_name(device: Place = None) -> str:
    """Return what the device is called."""
    return str(get_device_properties(device).name)


def get_device_capability(device: Place = None) -> tuple[int, int]:
    """Return the compute capability, (major, minor)."""
    properties = get_device_properties(device)
    return properties.major, properties.minor


# ---- streams ----


def synchronize(device: Place = None) -> None:
    """Wait until everything launched has run; where there is no GPU, do nothing."""
    if is_initialized():
        part("streams").synchronize()


def current_stream(device: Place = None) -> Any:
    """Return the stream on which kernels are launched now."""
    on("cuda")
    return part("streams").current_stream()


def stream(stream: Any) -> Any:
    """Launch on a stream until the end of a `with` statement; None changes nothing."""
    on("cuda")
    return part("streams").stream(stream)


# ---- memory ----


def allocator() -> Any:
    """Return the allocator of the device, or None while it has not been used."""
    return part("allocator").allocator if is_initialized() else None


def memory_allocated(device: Place = None) -> int:
    """Return the bytes that tensors hold, each rounded up to the size of its block."""
    return int(allocator().allocated) if is_initialized() else 0


def max_memory_allocated(device: Place = None) -> int:
    """Return the most that `memory_allocated` has been since `reset_peak_memory_stats`."""
    return int(allocator().most_allocated) if is_initialized() else 0


def memory_reserved(device: Place = None) -> int:
    """Return the bytes taken from the driver, in use or kept for reuse."""
    return int(allocator().reserved) if is_initialized() else 0


def max_memory_reserved(device: Place = None) -> int:
    """Return the most that `memory_reserved` has been since `reset_peak_memory_stats`."""
    return int(allocator().most_reserved) if is_initialized() else 0


def reset_peak_memory_stats(device: Place = None) -> None:
    """Let the largest amounts start from the present ones."""
    if is_initialized():
        allocator().reset_peak()


def memory_stats(device: Place = None) -> dict[str, int]:
    """Return what the allocator has counted, under PyTorch's names."""
    if not is_initialized():
        return {}
    counted = allocator()
    return {
        "allocated_bytes.all.current": counted.allocated,
        "allocated_bytes.all.peak": counted.most_allocated,
        "allocation.all.allocated": counted.requests,
        "num_device_alloc": counted.from_driver,
        "reserved_bytes.all.current": counted.reserved,
        "reserved_bytes.all.peak": counted.most_reserved,
    }


def memory_summary(device: Place = None) -> str:
    """Return `memory_stats` as a text."""
    return "\n".join(f"{name:>30} {number:>15,}" for name, number in memory_stats().items())


def mem_get_info(device: Place = None) -> tuple[int, int]:
    """Return the free and the whole memory of the device in bytes."""
    on("cuda")
    free, total = part("memory").memory_info()
    return free, total


def empty_cache() -> None:
    """Return the blocks that are kept for reuse to the driver."""
    if is_initialized():
        allocator().empty()


# ---- random numbers ----


def manual_seed(seed: int) -> None:
    """Start the random numbers of the current GPU again from a seed; without a GPU, do nothing."""
    manual_seed_all(seed)


def manual_seed_all(seed: int) -> None:
    """Start the random numbers of every GPU again from a seed."""
    for generator in random.of_devices.values():
        generator.manual_seed(seed)
    if is_available():
        random.common(on("cuda")).manual_seed(seed)


def initial_seed() -> int:
    """Return the seed from which the device's random numbers started."""
    return random.common(on("cuda")).initial_seed()


def get_rng_state(device: Place = "cuda") -> Any:
    """Return where the device's random numbers are, as bytes, uint8."""
    return random.common(on(device)).get_state()


def set_rng_state(new_state: Any, device: Place = "cuda") -> None:
    """Let the device's random numbers go on from where they were when `get_rng_state` was called."""
    random.common(on(device)).set_state(new_state)
