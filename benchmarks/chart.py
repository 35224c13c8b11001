"""The table and the curves as pictures that can be read on a light and on a dark page."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.table import Row

__all__ = ["draw_growths", "draw_ratios"]

INK = "#80868f"  # in the middle, so that it stands out from white and from black
COLOURS = ("#1f8fd6", "#e0782a", "#3a9d5d", "#a769c9")


def figure(width: float, height: float, **options: Any) -> tuple[Any, Any]:
    """Return a figure and its axes, with a transparent ground and lines in the colour of the text."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "benchmarks"  # the same figures give the same file
    mpl.rcParams["svg.fonttype"] = "none"  # letters stay letters: a tenth of the size
    from matplotlib import pyplot

    colours = ("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color")
    with pyplot.rc_context({**dict.fromkeys(colours, INK), "font.size": 9}):
        return pyplot.subplots(figsize=(width, height), layout="constrained", **options)


def draw_ratios(rows: Sequence[Row], peer: str, file: Path) -> None:
    """Draw every ratio on a logarithmic axis, and its target; to the left of 1 is faster than the peer."""
    ratios = [row for row in rows if row.value is not None and not row.unit]
    names = list(dict.fromkeys(row.name for row in ratios))
    picture, axes = figure(8, 1 + 0.17 * len(names))
    for colour, threads in zip(COLOURS, sorted({row.threads for row in ratios}), strict=False):
        mine = [row for row in ratios if row.threads == threads]
        places = [names.index(row.name) for row in mine]
        label = f"{threads} thread{'s' if threads > 1 else ''}"
        axes.plot([row.value for row in mine], places, "o", color=colour, markersize=5, label=label)
    targets = {row.name: row.target for row in ratios}
    axes.plot([targets[name] for name in names], range(len(names)), "|", color=INK, markersize=9, label="target")
    axes.axvline(1, color=INK, linewidth=0.8)
    axes.set(xscale="log", yticks=range(len(names)), yticklabels=names, ylim=(len(names) - 0.4, -0.6))
    axes.set_xlabel(f"our time / {peer}'s")
    axes.grid(axis="y", color=INK, alpha=0.2)
    axes.legend(frameon=False, labelcolor=INK, loc="lower right", bbox_to_anchor=(1, 1), ncols=3)
    save(picture, file)


def draw_growths(curves: Mapping[str, Mapping[str, Any]], file: Path) -> None:
    """Draw time against size, both logarithmic, for each kind of work, with the exponent that was fitted."""
    picture, grid = figure(8, 6, nrows=2, ncols=2, squeeze=False)
    for axes, (name, curve) in zip(grid.flat, curves.items(), strict=False):
        for colour, side in zip(COLOURS, ("ours", "peer"), strict=False):
            label = f"{curve['names'][side]}: exponent {curve['exponents'][side]:.2f}"
            axes.loglog(curve["sizes"], curve[side], "o-", color=colour, markersize=4, label=label)
        axes.set(xlabel="n", ylabel="seconds")
        axes.set_title(name, fontsize=9)
        axes.grid(color=INK, alpha=0.2)
        axes.legend(frameon=False, labelcolor=INK)
    save(picture, file)


def save(picture: Any, file: Path) -> None:
    """Write a picture, without the date that would make every file differ."""
    from matplotlib import pyplot

    picture.savefig(file, transparent=True, metadata={"Date": None})
    pyplot.close(picture)
