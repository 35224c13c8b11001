"""One mechanism for every movable figure: a function that draws a frame, and controls that choose its arguments."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

from course.figures.controls import Control, Controls, Value, read_controls
from course.figures.problem import explain, panel

STATIC = "static"
VARIABLE = "MINITORCH_FIGURES"
"""Environment variable; "static" makes figures that carry all their frames (the web site sets it)."""


class Explorer:
    """A movable figure; a notebook shows it when it is the last expression of a cell."""

    def __init__(self, frame: Callable[..., object], controls: Controls, title: str) -> None:
        self.controls = controls
        self.title = title
        self._frame = frame

    def render(self, values: dict[str, Value]) -> str:
        """Return the markup of one frame; an error of the student's function becomes a message in its place."""
        try:
            markup = self._frame(**values)
        except Exception as error:
            return explain(error)
        if not isinstance(markup, str):
            return panel(f"The frame returned {type(markup).__name__}; SVG or HTML text is expected.")
        return markup

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        if os.environ.get(VARIABLE) == STATIC:
            from course.figures.static_page import static_html

            return {"text/html": static_html(self), "text/plain": f"<figure: {self.title}>"}
        from course.figures.live import live_widget  # ipywidgets takes 0.2 s to import and only JupyterLab needs it

        bundle: dict[str, Any] = live_widget(self)._repr_mimebundle_()
        return bundle


def explore(
    frame: Callable[..., str],
    *,
    title: str = "Movable figure",
    start: Mapping[str, Value] | None = None,
    **controls: Control,
) -> Explorer:
    """Return a figure whose frames are `frame(**values)`.

    Args:
        frame: draws one frame as SVG or HTML text; it is called again on every move, so it sees redefinitions.
        title: what the figure shows, for readers who cannot see it.
        start: values that the figure opens with; the first ones where it says nothing.
        controls: for each parameter of `frame` that moves, its few values: numbers (a slider) or labels (a list to
            choose from); or a function that returns them, given the values of earlier controls by name. A control
            with a single value is not shown.

    Raises: FigureError if a control is unknown or empty, or there are too many frames for a page.
    """
    return Explorer(frame, read_controls(frame, controls, start), title)
