"""Random numbers inside of kernels: xoroshiro128+, one generator per thread, the numbers of `numba.cuda.random`.

David Blackman and Sebastiano Vigna, "Scrambled linear pseudorandom number generators", 2018; seeded by SplitMix64. The
generators of a grid are one sequence, each 2**64 steps behind the one before. Their functions are called by kernels and
take the array of all states and the index of the thread's own.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from minitorch_ref.backends.cuda_simulator.memory import DeviceArray, to_device

__all__ = [
    "create_xoroshiro128p_states",
    "init_xoroshiro128p_states",
    "xoroshiro128p_dtype",
    "xoroshiro128p_next",
    "xoroshiro128p_normal_float32",
    "xoroshiro128p_normal_float64",
    "xoroshiro128p_uniform_float32",
    "xoroshiro128p_uniform_float64",
]

xoroshiro128p_dtype = np.dtype([("s0", np.uint64), ("s1", np.uint64)], align=True)
_64_BITS = 2**64 - 1
_JUMP = 0xBEAC0467EBA5FACB | 0xD86B048B86AA9922 << 64
State = tuple[int, int]


def _split_mix(seed: int) -> State:
    z = (seed + 0x9E3779B97F4A7C15) & _64_BITS
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & _64_BITS
    z = (z ^ z >> 27) * 0x94D049BB133111EB & _64_BITS
    return z ^ z >> 31, z ^ z >> 31


def _rotated(x: int, by: int) -> int:
    return (x << by | x >> 64 - by) & _64_BITS


def _stepped(state: State) -> State:
    s0, s1 = state[0], state[1] ^ state[0]
    return _rotated(s0, 55) ^ s1 ^ s1 << 14 & _64_BITS, _rotated(s1, 36)


def _jumped(state: State) -> State:
    """Return the state 2**64 steps later: a sum, in bits, of some of the next 128 states."""
    s0 = s1 = 0
    for bit in range(128):
        if _JUMP >> bit & 1:
            s0, s1 = s0 ^ state[0], s1 ^ state[1]
        state = _stepped(state)
    return s0, s1


def create_xoroshiro128p_states(n: int, seed: int, subsequence_start: int = 0, stream: object = 0) -> DeviceArray:
    """Return n generators on the device, the first of them `subsequence_start` * 2**64 steps after the seed."""
    state = _split_mix(seed & _64_BITS)
    for _ in range(subsequence_start):
        state = _jumped(state)
    states: NDArray[Any] = np.empty(n, xoroshiro128p_dtype)
    for number in range(n):
        states[number] = state
        state = _jumped(state)
    return to_device(states)


def init_xoroshiro128p_states(states: DeviceArray, seed: int, subsequence_start: int = 0, stream: object = 0) -> None:
    """Seed generators that exist."""
    states.copy_to_device(create_xoroshiro128p_states(len(states), seed, subsequence_start))


def xoroshiro128p_next(states: Any, index: int) -> np.uint64:
    """Return 64 random bits and advance the generator."""
    s0, s1 = (int(part) for part in states[index])
    states[index] = _stepped((s0, s1))
    return np.uint64((s0 + s1) & _64_BITS)


def xoroshiro128p_uniform_float64(states: Any, index: int) -> np.float64:
    """Return a number from [0, 1), every multiple of 2**-53 as likely as any other."""
    return np.float64(int(xoroshiro128p_next(states, index)) >> 11) * 2.0**-53


def xoroshiro128p_uniform_float32(states: Any, index: int) -> np.float32:
    """Return the float64 number rounded to float32."""
    return np.float32(xoroshiro128p_uniform_float64(states, index))


def xoroshiro128p_normal_float32(states: Any, index: int) -> np.float32:
    """Return a normally distributed number (Box-Muller), from two steps."""
    radius = np.sqrt(np.float32(-2) * np.log(xoroshiro128p_uniform_float32(states, index)))
    return np.float32(radius * np.cos(np.float32(2 * np.pi) * xoroshiro128p_uniform_float32(states, index)))


def xoroshiro128p_normal_float64(states: Any, index: int) -> np.float64:
    """Return a normally distributed number from two float32 steps, as Numba does."""
    radius = np.sqrt(-2.0 * np.log(np.float64(xoroshiro128p_uniform_float32(states, index))))
    return np.float64(radius * np.cos(2 * np.pi * np.float64(xoroshiro128p_uniform_float32(states, index))))
