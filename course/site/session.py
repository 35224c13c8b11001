"""What the hidden first cell of a lesson does on the site, where the whole framework stands in for the student's."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from typing import Any

from course.figures.style import style
from course.live.session import NOT_AT_HAND


def open_lesson(namespace: dict[str, Any], modules: Iterable[str]) -> None:
    """Put at hand what `%lesson` does: `minitorch` and the names of the modules that the exercises live in."""
    namespace["minitorch"] = importlib.import_module("minitorch")
    for name in modules:
        module = importlib.import_module(f"minitorch.{name}")
        for key, value in vars(module).items():
            if not key.startswith("__") and key not in NOT_AT_HAND:
                namespace.setdefault(key, value)
    style()
