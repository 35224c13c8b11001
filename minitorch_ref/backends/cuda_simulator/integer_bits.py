"""Instructions on the bits of an integer; a Python int counts as 64 bits wide, as in Numba."""

from typing import Any

__all__ = ["brev", "clz", "ffs", "popc"]


def _width(value: Any) -> int:
    return int(getattr(value, "nbytes", 8)) * 8


def _bits(value: Any) -> str:
    width = _width(value)
    return format(int(value) & ((1 << width) - 1), f"0{width}b")


def popc(value: Any) -> int:
    """Return how many bits are set."""
    return _bits(value).count("1")


def clz(value: Any) -> int:
    """Return how many zeros stand before the highest set bit; the width if none is set."""
    bits = _bits(value)
    return len(bits) - len(bits.lstrip("0"))


def ffs(value: Any) -> int:
    """Return the place of the lowest set bit, from 1; 0 if none is set."""
    return _bits(value)[::-1].find("1") + 1


def brev(value: Any) -> Any:
    """Return the bits in reverse order, in the type of the value."""
    reversed_bits = int(_bits(value)[::-1], 2)
    return value.dtype.type(reversed_bits) if hasattr(value, "dtype") else reversed_bits
