"""Random numbers: Philox 4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011).

A cipher of ten rounds turns a counter, (number of the group of four, number of the call), and a key, the seed, into
four random 32-bit numbers. There is no state to hand from one number to the next, so thread i makes group i, writes
the elements 4 i to 4 i + 3, and shares nothing with the others. The same seed gives the same numbers on every
device and for every size of block.
"""

import math
from functools import cache
from typing import Any

import numpy as np

from minitorch_ref.backends.numba_cuda.api import cuda
from minitorch_ref.backends.numba_cuda.launch import launch_flat

__all__ = ["bits_kernel", "integers", "normal", "normal_kernel", "philox", "uniform", "uniform_kernel"]

MULTIPLIERS = (0xD2511F53, 0xCD9E8D57)
ADDED_TO_KEY = (0x9E3779B9, 0xBB67AE85)
LOW = 0xFFFFFFFF
ROUNDS = 10


@cuda.jit(device=True)
def philox(group: Any, call: Any, seed: Any) -> Any:
    """Return four random numbers in [0, 2^32) of a 64-bit counter, the number of the call, and a 64-bit seed."""
    c0, c1, c2, c3 = group & LOW, (group >> 32) & LOW, call & LOW, (call >> 32) & LOW
    k0, k1 = seed & LOW, (seed >> 32) & LOW
    for _ in range(ROUNDS):
        # the products have up to 64 bits, more than a signed number holds: multiply the halves of one factor apart
        high0, low0 = wide_product(MULTIPLIERS[0], c0)
        high1, low1 = wide_product(MULTIPLIERS[1], c2)
        c0, c1, c2, c3 = high1 ^ c1 ^ k0, low1, high0 ^ c3 ^ k1, low0
        k0, k1 = (k0 + ADDED_TO_KEY[0]) & LOW, (k1 + ADDED_TO_KEY[1]) & LOW
    return c0, c1, c2, c3


@cuda.jit(device=True)
def wide_product(a: Any, b: Any) -> Any:
    """Return the high and the low 32 bits of the product of two numbers of 32 bits."""
    below = a * (b & 0xFFFF)
    above = a * (b >> 16) + (below >> 16)
    return above >> 16, ((above & 0xFFFF) << 16) | (below & 0xFFFF)


@cuda.jit(device=True)
def pick(four: Any, number: Any) -> Any:
    """Return one of four numbers."""
    return four[0] if number == 0 else four[1] if number == 1 else four[2] if number == 2 else four[3]


@cuda.jit
def bits_kernel(out, seed, call, low, width, count):
    """out[i] = low + a random number in [0, width): the high part of width * random."""
    for group in range(cuda.grid(1), (count + 3) // 4, cuda.gridsize(1)):
        four = philox(group, call, seed)
        for number in range(min(4, count - 4 * group)):
            out[4 * group + number] = low + (pick(four, number) * width >> 32)


@cache
def uniform_kernel(dtype: np.dtype[Any]) -> Any:
    """Return the kernel for numbers in [0, 1), all multiples of 2^-24."""
    kind = dtype.type

    @cuda.jit
    def kernel(out, seed, call, count):
        """out[i] = a random number in [0, 1)."""
        for group in range(cuda.grid(1), (count + 3) // 4, cuda.gridsize(1)):
            four = philox(group, call, seed)
            for number in range(min(4, count - 4 * group)):
                out[4 * group + number] = kind((pick(four, number) >> 8) * 5.9604644775390625e-08)

    return kernel


@cache
def normal_kernel(dtype: np.dtype[Any]) -> Any:
    """Return the kernel for normal numbers, two from each pair of uniform ones (Box and Muller, 1958)."""
    kind = dtype.type

    @cuda.jit
    def kernel(out, seed, call, count):
        """out[i] = a normal number of mean 0 and variance 1."""
        for group in range(cuda.grid(1), (count + 3) // 4, cuda.gridsize(1)):
            four = philox(group, call, seed)
            for number in range(min(4, count - 4 * group)):
                first, second = pick(four, number // 2 * 2), pick(four, number // 2 * 2 + 1)
                radius = math.sqrt(-2.0 * math.log((first + 1) * 2.3283064365386963e-10))
                angle = second * 1.4629180792671596e-09
                out[4 * group + number] = kind(radius * (math.sin(angle) if number % 2 else math.cos(angle)))

    return kernel


def uniform(out: Any, count: int, seed: int, call: int) -> None:
    """Fill the first `count` elements of a device array with numbers in [0, 1)."""
    launch_flat(uniform_kernel(out.dtype), (count + 3) // 4, out, signed(seed), call, count)


def normal(out: Any, count: int, seed: int, call: int) -> None:
    """Fill the first `count` elements of a device array with normal numbers."""
    launch_flat(normal_kernel(out.dtype), (count + 3) // 4, out, signed(seed), call, count)


def integers(out: Any, count: int, seed: int, call: int, low: int, high: int) -> None:
    """Fill the first `count` elements of a device array with integers in [low, high), at most 2^31 apart."""
    launch_flat(bits_kernel, (count + 3) // 4, out, signed(seed), call, low, high - low, count)


def signed(seed: int) -> int:
    """Return 64 bits as the signed number that they are too."""
    return seed - (1 << 64) if seed >= 1 << 63 else seed
