"""What every NVIDIA GPU of today allows a launch to ask for, and what a launch asks for."""

from collections.abc import Sequence
from math import prod
from typing import NamedTuple

from minitorch_ref.errors import CudaError

__all__ = ["MAX_SHARED_BYTES", "WARP_SIZE", "Dim3", "LaunchShape", "launch_shape"]

WARP_SIZE = 32
MAX_THREADS = 1024
MAX_BLOCK = (1024, 1024, 64)
MAX_GRID = (2**31 - 1, 65535, 65535)
MAX_SHARED_BYTES = 48 * 1024
"""Shared memory of one block in bytes: what a kernel gets without asking the driver for more."""


class Dim3(NamedTuple):
    """A place or a size in a grid or a block."""

    x: int
    y: int = 1
    z: int = 1


class LaunchShape(NamedTuple):
    """How many blocks of how many threads, and the bytes of dynamic shared memory that each block gets."""

    grid: Dim3
    block: Dim3
    dynamic_bytes: int


def launch_shape(kernel: str, grid: int | Sequence[int], block: int | Sequence[int], dynamic: int = 0) -> LaunchShape:
    """Return the shape of a launch.

    Args:
        kernel: the name of the kernel, for messages.
        grid: how many blocks along x, y, z; an int means x.
        block: how many threads along x, y, z.
        dynamic: bytes of dynamic shared memory.
    Raises: CudaError if a GPU would refuse the launch.
    """
    blocks, threads = _dim3(kernel, "grid", grid), _dim3(kernel, "block", block)
    _check_sides(kernel, "grid", blocks, MAX_GRID)
    _check_sides(kernel, "block", threads, MAX_BLOCK)
    if prod(threads) > MAX_THREADS:
        raise CudaError(
            f"{kernel}: a block may have {MAX_THREADS} threads, got {threads.x} x {threads.y} x {threads.z} = "
            f"{prod(threads)} (CUDA_ERROR_INVALID_VALUE); launch more blocks of fewer threads"
        )
    if not 0 <= dynamic <= MAX_SHARED_BYTES:
        raise CudaError(
            f"{kernel}: a block may have {MAX_SHARED_BYTES} bytes of shared memory, got {dynamic} bytes of dynamic "
            "shared memory (CUDA_ERROR_INVALID_VALUE); use a smaller tile"
        )
    return LaunchShape(blocks, threads, int(dynamic))


def _dim3(kernel: str, what: str, size: int | Sequence[int]) -> Dim3:
    try:
        sizes = [int(side) for side in size] if isinstance(size, Sequence) else [size.__index__()]
    except (TypeError, AttributeError):
        raise CudaError(f"{kernel}: the {what} is an int or a tuple of one to three ints, got {size!r}") from None
    if not 1 <= len(sizes) <= 3:
        raise CudaError(f"{kernel}: the {what} has one to three sizes, got {size!r}")
    return Dim3(*sizes)


def _check_sides(kernel: str, what: str, size: Dim3, most: tuple[int, int, int]) -> None:
    for axis, side, limit in zip("xyz", size, most, strict=True):
        if not 1 <= side <= limit:
            raise CudaError(
                f"{kernel}: the {what} may have 1 to {limit} along {axis}, got {side} (CUDA_ERROR_INVALID_VALUE)"
            )
