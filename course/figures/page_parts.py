"""The style sheet and the script that travel with a figure."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def stylesheet() -> str:
    """Return figure.css."""
    return files("course.figures").joinpath("figure.css").read_text(encoding="utf-8")


@cache
def script() -> str:
    """Return player.js."""
    return files("course.figures").joinpath("player.js").read_text(encoding="utf-8")
