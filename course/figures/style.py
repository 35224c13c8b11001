"""One look for the plots of all lessons: readable on light and on dark pages, colours told apart by everyone."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, cast

from IPython.core.getipython import get_ipython

if TYPE_CHECKING:
    from matplotlib.figure import Figure

OKABE_ITO = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#999999")
_INK = "#010203"
"""Stands for the page's own text colour until the picture is written."""


def settings() -> dict[str, Any]:
    """Return matplotlib's settings for lessons."""
    from matplotlib.rcsetup import cycler  # matplotlib takes 0.3 s to import, and a lesson may plot nothing

    ink = dict.fromkeys(("text.color", "axes.edgecolor", "axes.labelcolor", "xtick.color", "ytick.color"), _INK)
    clear = dict.fromkeys(("figure.facecolor", "axes.facecolor", "savefig.facecolor", "legend.facecolor"), "none")
    return (
        ink
        | clear
        | {
            "axes.prop_cycle": cycler(color=OKABE_ITO),
            "axes.spines.right": False,
            "axes.spines.top": False,
            "figure.figsize": (6.4, 3.6),
            "image.cmap": "gray",
            "image.interpolation": "nearest",
            "legend.frameon": False,
            "svg.hashsalt": "minitorch",
        }
    )


def style() -> None:
    """Give the plots of this notebook the course's look."""
    import matplotlib
    from matplotlib.figure import FigureBase  # not Figure: for it IPython drops every format but its own on first use

    matplotlib.rcParams.update(cast("Any", settings()))
    shell = get_ipython()
    if shell is not None:
        shell.display_formatter.formatters["text/html"].for_type(FigureBase, figure_html)


def figure_html(figure: Figure) -> str:
    """Return a plot as SVG inside the page, with its text in the page's own colour."""
    page = io.StringIO()
    figure.savefig(page, format="svg", bbox_inches="tight", metadata={"Date": None})
    text = page.getvalue()
    svg = text[text.index("<svg") :].replace(_INK, "currentColor")
    return f'<div class="mt-plot">{svg}</div>'
