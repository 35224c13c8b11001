"""A figure in JupyterLab: ipywidgets controls, and one HTML widget that the kernel fills anew on every move."""

from __future__ import annotations

import io
import time
import weakref
from contextlib import redirect_stdout
from typing import Any

import ipywidgets
from IPython.core.getipython import get_ipython

from course.figures.controls import Value, is_number, label
from course.figures.explore import Explorer
from course.figures.page_parts import stylesheet
from course.time_limit import TimeLimitReachedError, time_limit

_SLOW = 0.15
"""Seconds; a frame slower than this is not redrawn after every cell of the notebook, only when it is moved."""

_LIMIT = 2.0
"""Seconds; then a function is taken to hold a loop that never ends."""

_TOO_SLOW = (
    f'<div class="mt-message"><p>Your functions did not come back within {_LIMIT:g} seconds; does a loop never end? '
    "Once that is mended, move a control to draw the figure again.</p></div>"
)

_PAGE = '<div class="mt-figure"><style>{style}</style><div class="mt-frame">{markup}</div></div>'

_CLOSE_LABEL = {"description_width": "auto"}
_LIST = {"width": "auto", "max_width": "20rem", "margin": "2px 1rem 2px 2px"}
"""Layout of a list of labels."""

_shown: weakref.WeakSet[LiveFigure] = weakref.WeakSet()


class LiveFigure:
    """The widgets of one figure and the way they depend on each other."""

    def __init__(self, explorer: Explorer) -> None:
        self._explorer = explorer
        self._seconds = 0.0
        self._fitting = False
        self._controls = self._make_controls()
        self._output = ipywidgets.HTML()
        row = ipywidgets.Box(list(self._controls.values()), layout={"flex_flow": "row wrap"})
        self.widget = ipywidgets.VBox([row, self._output])
        self.widget.figure = self  # lives as long as what it draws into
        self.draw()

    def _make_controls(self) -> dict[str, Any]:
        chosen: dict[str, Value] = {}
        made = {}
        opening = self._explorer.controls.opening()
        for name in self._explorer.controls.names:
            values = self._explorer.controls.choices(name, chosen)
            slides = is_number(values)
            kind = ipywidgets.SelectionSlider if slides else ipywidgets.Dropdown
            look = {"style": _CLOSE_LABEL, "layout": _slider(label(name)) if slides else _LIST}
            made[name] = kind(options=_options(values), value=opening[name], description=label(name), **look)
            made[name].layout.display = _display(values)
            made[name].observe(self._moved, names="value")
            chosen[name] = made[name].value
        return made

    def _moved(self, _: object) -> None:
        if self._fitting:  # our own change of a later control's options
            return
        self._fitting = True
        try:
            self._fit()
        finally:
            self._fitting = False
        self.draw()

    def _fit(self) -> None:
        """Give every control the values that the controls before it leave, staying as near as possible."""
        chosen: dict[str, Value] = {}
        for name, control in self._controls.items():
            values = self._explorer.controls.choices(name, chosen)
            if [value for _, value in control.options] != values:
                place = min(control.index or 0, len(values) - 1)
                control.options = _options(values)
                control.index = place
                control.layout.display = _display(values)
            chosen[name] = control.value

    def draw(self) -> None:
        """Compute the frame of the present values."""
        values = {name: control.value for name, control in self._controls.items()}
        start = time.perf_counter()
        try:
            with time_limit(_LIMIT), redirect_stdout(io.StringIO()):  # what a function prints would join some cell
                markup = self._explorer.render(values)
        except TimeLimitReachedError:
            markup = _TOO_SLOW
        self._seconds = time.perf_counter() - start
        self._output.value = _PAGE.format(style=stylesheet(), markup=markup)

    def refresh(self) -> None:
        """Compute the frame again because a cell may have redefined what it shows."""
        if self._seconds < _SLOW:
            self.draw()


def _slider(words: str) -> dict[str, str]:
    """Return the layout of a slider, which holds its label, too: the longer the label, the wider."""
    return {"width": f"{max(13.0, 10 + 0.5 * len(words)):g}rem"}


def live_widget(explorer: Explorer) -> Any:
    """Return the widget that shows `explorer`; it follows redefinitions after every cell that runs."""
    figure = LiveFigure(explorer)
    shell = get_ipython()
    if shell is not None:
        if _refresh_all not in shell.events.callbacks["post_run_cell"]:
            shell.events.register("post_run_cell", _refresh_all)
        _shown.add(figure)
    return figure.widget


def _refresh_all(*_: object) -> None:
    for figure in list(_shown):
        figure.refresh()


def _options(values: list[Value]) -> list[tuple[str, Value]]:
    return [(str(value), value) for value in values]


def _display(values: list[Value]) -> str:
    return "none" if len(values) == 1 else ""
