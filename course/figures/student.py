"""Calls the student's shape functions for a figure and refuses, in words, what cannot be drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from course.figures.problem import FigureError


class Layout(NamedTuple):
    """What a figure needs to know of the student's Layout; strides and offset count elements."""

    shape: tuple[int, ...]
    strides: tuple[int, ...]
    offset: int


class StudentShapes:
    """The student's module `shapes`, looked up anew at every call so that a redefinition is seen."""

    def __init__(self, shapes: Any) -> None:
        self._shapes = shapes

    def function(self, name: str) -> Callable[..., Any]:
        """Return the student's present function of that name."""
        function: Callable[..., Any] = getattr(self._shapes, name)
        return function

    def contiguous(self, shape: Sequence[int]) -> Layout:
        """Return the layout of a new row-major tensor."""
        strides = _sizes("contiguous_strides", self.function("contiguous_strides")(tuple(shape)))
        return self.checked("contiguous_strides", self._theirs(Layout(tuple(shape), strides, 0)))

    def layout(self, name: str, layout: Layout, *arguments: Any) -> Layout:
        """Return what the student's `name(layout, *arguments)` makes of a layout."""
        return self.checked(name, self.function(name)(self._theirs(layout), *arguments))

    def shape(self, name: str, *arguments: Any) -> tuple[int, ...]:
        """Return a shape computed by the student's `name`."""
        return _sizes(name, self.function(name)(*arguments))

    def position(self, index: Sequence[int], layout: Layout) -> int:
        """Return the position in storage of an element."""
        position = self.function("index_to_position")(tuple(index), self._theirs(layout))
        if not _is_int(position):
            raise FigureError(f"index_to_position returned {position!r}; one whole number is expected.")
        return int(position)

    def truth(self, name: str, layout: Layout) -> Any:
        """Return what the student's `name(layout)` says, unchecked."""
        return self.function(name)(self._theirs(layout))

    def checked(self, name: str, made: Any) -> Layout:
        """Return `made` as plain numbers, or say what is wrong with it."""
        if not (isinstance(made, tuple) and len(made) == 3):
            raise FigureError(f"{name} returned {made!r}; a Layout(shape, strides, offset) is expected.")
        shape, strides = _sizes(name, made[0]), _sizes(name, made[1])
        if len(shape) != len(strides):
            raise FigureError(f"{name} gave {len(strides)} strides {strides} to the {len(shape)} axes of {shape}.")
        if not _is_int(made[2]):
            raise FigureError(f"{name} returned the offset {made[2]!r}; one whole number is expected.")
        return Layout(shape, strides, int(made[2]))

    def _theirs(self, layout: Layout) -> Any:
        return self._shapes.Layout(*layout)


def _is_int(value: Any) -> bool:
    return hasattr(value, "__index__") and not isinstance(value, bool)


def _sizes(name: str, made: Any) -> tuple[int, ...]:
    if not isinstance(made, tuple) or not all(_is_int(size) for size in made):
        raise FigureError(f"{name} returned {made!r}; a tuple of whole numbers is expected.")
    return tuple(int(size) for size in made)
