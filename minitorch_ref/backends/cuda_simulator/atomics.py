"""Atomic operations: read, change and write one element while no other thread can come in between.

Here threads only change places where they wait, so any function is atomic. Each returns the old value.
"""

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

__all__ = ["Atomics", "Updatable"]

Index = int | tuple[int, ...]


class Updatable(Protocol):
    """An array that wants to know of atomic updates."""

    def update(self, index: Index, change: Callable[[Any], Any]) -> Any:
        """Replace the element by change(element); return what it was."""


def _update(array: Any, index: Index, change: Callable[[Any], Any]) -> Any:
    if not isinstance(array, np.ndarray):
        return array.update(index, change)
    old = array[index]
    array[index] = change(old)
    return old


def _or_nan(choose: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """NaN wins."""
    return lambda old, value: old if old != old else value if value != value else choose(old, value)


def _or_number(choose: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """NaN loses."""
    return lambda old, value: value if old != old else old if value != value else choose(old, value)


_largest, _smallest = _or_nan(max), _or_nan(min)
_largest_number, _smallest_number = _or_number(max), _or_number(min)


class Atomics:
    """`cuda.atomic`; an index is an int or, for an array of several axes, a tuple."""

    def add(self, array: Any, index: Index, value: Any) -> Any:
        """Add value."""
        return _update(array, index, lambda old: old + value)

    def sub(self, array: Any, index: Index, value: Any) -> Any:
        """Subtract value."""
        return _update(array, index, lambda old: old - value)

    def and_(self, array: Any, index: Index, value: int) -> Any:
        """Keep the bits that value has too."""
        return _update(array, index, lambda old: old & value)

    def or_(self, array: Any, index: Index, value: int) -> Any:
        """Set the bits that value has."""
        return _update(array, index, lambda old: old | value)

    def xor(self, array: Any, index: Index, value: int) -> Any:
        """Flip the bits that value has."""
        return _update(array, index, lambda old: old ^ value)

    def inc(self, array: Any, index: Index, value: int) -> Any:
        """Add 1; after `value` comes 0."""
        return _update(array, index, lambda old: 0 if old >= value else old + 1)

    def dec(self, array: Any, index: Index, value: int) -> Any:
        """Subtract 1; after 0, and from above `value`, comes `value`."""
        return _update(array, index, lambda old: value if old == 0 or old > value else old - 1)

    def exch(self, array: Any, index: Index, value: Any) -> Any:
        """Put value in its place."""
        return _update(array, index, lambda old: value)

    def max(self, array: Any, index: Index, value: Any) -> Any:
        """Keep the larger; NaN wins."""
        return _update(array, index, lambda old: _largest(old, value))

    def min(self, array: Any, index: Index, value: Any) -> Any:
        """Keep the smaller; NaN wins."""
        return _update(array, index, lambda old: _smallest(old, value))

    def nanmax(self, array: Any, index: Index, value: Any) -> Any:
        """Keep the larger; NaN loses."""
        return _update(array, index, lambda old: _largest_number(old, value))

    def nanmin(self, array: Any, index: Index, value: Any) -> Any:
        """Keep the smaller; NaN loses."""
        return _update(array, index, lambda old: _smallest_number(old, value))

    def cas(self, array: Any, index: Index, old: Any, value: Any) -> Any:
        """Put value in its place if the element equals old."""
        return _update(array, index, lambda found: value if found == old else found)

    def compare_and_swap(self, array: Any, old: Any, value: Any) -> Any:
        """Compare and swap the first element."""
        return self.cas(array, 0, old, value)
