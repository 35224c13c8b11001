"""The finite sets a figure moves through: checked once, listed for a grid, fitted to what was chosen before."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from course.errors import did_you_mean
from course.figures.problem import FigureError

Value = int | float | str
Choices = Sequence[Value]
Control = Choices | Callable[..., Choices]

MAX_FRAMES = 600


@dataclass(frozen=True)
class Controls:
    """Named controls in order. A control that is a function gets the values of the controls before it by name."""

    sets: Mapping[str, Control]
    start: Mapping[str, Value] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """The names, in the order of the page."""
        return list(self.sets)

    def choices(self, name: str, chosen: Mapping[str, Value]) -> list[Value]:
        """Return the values `name` can take when the controls before it have the values `chosen`."""
        control = self.sets[name]
        if callable(control):
            wanted = inspect.signature(control).parameters
            control = control(**{key: value for key, value in chosen.items() if key in wanted})
        values = list(control)
        if not values:
            raise FigureError(f'explore: the control "{name}" has nothing to choose from at {dict(chosen)}')
        for value in values:
            if not isinstance(value, int | float | str):
                raise FigureError(f'explore: "{name}" holds {value!r}; a control holds numbers or labels')
        return values

    def opening(self) -> dict[str, Value]:
        """Return the values a figure opens with: those of `start` where it has them, the first ones elsewhere."""
        chosen: dict[str, Value] = {}
        for name in self.names:
            values = self.choices(name, chosen)
            value = self.start.get(name, values[0])
            if value not in values:
                raise FigureError(f'explore: start has {name}={value!r}, but "{name}" can be {values}')
            chosen[name] = value
        return chosen

    def grid(self) -> Iterator[dict[str, Value]]:
        """Yield every combination of values, the last control moving fastest."""
        yield from self._combinations(0, {})

    def _combinations(self, depth: int, chosen: dict[str, Value]) -> Iterator[dict[str, Value]]:
        if depth == len(self.sets):
            yield dict(chosen)
            return
        name = self.names[depth]
        for value in self.choices(name, chosen):
            yield from self._combinations(depth + 1, {**chosen, name: value})


def read_controls(
    frame: Callable[..., str], sets: Mapping[str, Control], start: Mapping[str, Value] | None = None
) -> Controls:
    """Return the controls of `frame`.

    Raises: FigureError if a name is no parameter of `frame`, a set is empty, `start` is no choice, or there are more
        than MAX_FRAMES frames (a web page holds them all).
    """
    parameters = inspect.signature(frame).parameters
    takes_any = any(p.kind is p.VAR_KEYWORD for p in parameters.values())
    for name in [*sets, *(start or {})]:
        if name not in parameters and not takes_any:
            raise FigureError(f'explore: the frame has no parameter "{name}"{did_you_mean(name, parameters)}')
    controls = Controls(dict(sets), dict(start or {}))
    controls.opening()
    for count, _ in enumerate(controls.grid(), start=1):
        if count > MAX_FRAMES:
            raise FigureError(
                f"explore: the controls {controls.names} make more than {MAX_FRAMES} frames; give them fewer values"
            )
    return controls


def is_number(values: Sequence[Any]) -> bool:
    """Whether a control is drawn as a slider: only numbers, no labels."""
    return all(isinstance(value, int | float) for value in values)


def label(name: str) -> str:
    """Return the words written beside a control."""
    return name.replace("_", " ")
