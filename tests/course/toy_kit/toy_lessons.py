"""Two toy lessons written by hand: functions that use one another, an error, a class with super(), two modules."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

ERRORS = '''"""Errors."""


class ShapeError(RuntimeError):
    """A shape is wrong."""
'''

SHAPES = '''"""Shapes."""

from __future__ import annotations

import math
from typing import NamedTuple

from minitorch.errors import ShapeError


class Layout(NamedTuple):
    """A layout."""

    shape: tuple[int, ...]
    strides: tuple[int, ...]


{volume}


def describe(shape):
    """Say how many elements there are."""
    return f"{{volume(shape)}} elements"


{strides}


def fail():
    """Raise, to look at the traceback."""
    raise ShapeError("on purpose")


{halve}
'''

LAYERS = '''"""Layers."""

from __future__ import annotations

from minitorch import shapes


class Module:
    """The base of every layer."""

    def __init__(self):
        """Be in training mode."""
        self.training = True


{Scale}


class DoubleScale(Scale):
    """A subclass of an exercise."""

    def forward(self, x):
        """Scale twice."""
        return super().forward(super().forward(x))
'''

STUBS = {
    "shapes.volume": '''def volume(shape):
    """Return the number of elements.

    Raises: ShapeError if a size is negative.
    """
    # your code here
    raise NotImplementedError''',
    "shapes.strides": '''def strides(shape: Sequence[int]) -> tuple[int, ...]:
    """Return the row-major strides."""
    # your code here
    raise NotImplementedError''',
    "shapes.halve": '''def halve(x, times=1):
    """Return x halved `times` times."""
    # your code here
    raise NotImplementedError''',
    "nn.layers.Scale": '''class Scale(Module):
    """Multiplies by a factor."""

    def __init__(self, factor):
        """Keep the factor."""
        # your code here
        raise NotImplementedError

    def forward(self, x):
        """Return x times the factor."""
        # your code here
        raise NotImplementedError''',
}

ANSWERS = {
    "shapes.volume": '''def volume(shape):
    """Return the number of elements.

    Raises: ShapeError if a size is negative.
    """
    if any(size < 0 for size in shape):
        raise ShapeError(f"volume: sizes cannot be negative, got {shape}")
    return math.prod(shape)''',
    "shapes.strides": '''def strides(shape: Sequence[int]) -> tuple[int, ...]:
    """Return the row-major strides."""
    return tuple(volume(shape[axis + 1 :]) for axis in range(len(shape)))''',
    "shapes.halve": '''def halve(x, times=1):
    """Return x halved `times` times."""
    return x / 2**times''',
    "nn.layers.Scale": '''class Scale(Module):
    """Multiplies by a factor."""

    def __init__(self, factor):
        """Keep the factor."""
        super().__init__()
        self.factor = factor

    def forward(self, x):
        """Return x times the factor."""
        return x * self.factor''',
}

WRONG_VOLUME = '''def volume(shape):
    """Return the number of elements."""
    return sum(shape)'''


def carved() -> dict[str, str]:
    """The empty exercises as the package has them: the error says whose they are."""
    numbers = {"shapes.volume": "1.1", "shapes.strides": "1.2", "nn.layers.Scale": "2.1", "shapes.halve": "2.2"}
    message = "lesson {}, exercise {}: {} is yours to write"
    return {
        path: re.sub(r"# your code here\n +", "", source).replace(
            "NotImplementedError", f'NotImplementedError("{message.format(n[0], n, path)}")'
        )
        for path, source in STUBS.items()
        for n in [numbers[path]]
    }


def write_package(folder: Path, definitions: dict[str, str]) -> None:
    """Write the toy package with these definitions."""
    named = {path.rpartition(".")[2]: source for path, source in definitions.items()}
    (folder / "nn").mkdir(parents=True)
    (folder / "__init__.py").write_text(
        '"""The toy framework."""\n\nfrom minitorch import shapes\nfrom minitorch.nn import layers\n'
    )
    (folder / "errors.py").write_text(ERRORS)
    (folder / "shapes.py").write_text(SHAPES.format(**named))
    (folder / "nn" / "__init__.py").write_text('"""Layers."""\n')
    (folder / "nn" / "layers.py").write_text(LAYERS.format(**named))


def write_kit(folder: Path) -> Path:
    """Write the kit and return its folder."""
    write_package(folder / "minitorch", carved())
    for part in ("notebooks", "lessons", "answers"):
        (folder / part).mkdir()
    lessons = {"01_toys": FIRST, "02_classes": SECOND}
    for name, exercises in lessons.items():
        number = int(name[:2])
        head = {"lesson": name, "number": number, "title": name[3:].title(), "question": "Why?", "release": "0" * 12}
        _write(folder / "lessons" / f"{name}.json", {**head, "exercises": exercises, "written": []})
        _write(folder / "answers" / f"{name}.json", {e["path"]: ANSWERS[e["path"]] for e in exercises})
        notebook = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        _write(folder / "notebooks" / f"{name}.ipynb", notebook)
    _write(folder / "kit.json", {"format": 1, "version": "0" * 12, "lessons": list(lessons)})
    return folder


def _write(file: Path, data: Any) -> None:
    file.write_text(json.dumps(data))


def _check(exercise: str, name: str, call: str, value: Any, points: float) -> dict[str, Any]:
    return {
        "exercise": exercise,
        "name": name,
        "sentence": f"{name.replace('_', ' ')}.",
        "points": points,
        "hidden": False,
        "tolerance": 1e-6,
        "source": f"def {name}(mt):\n    return mt.{call}",
        "called": f"return minitorch.{call}",
        "judge_name": "",
        "judge_source": "",
        "random": False,
        "seed": 0,
        "expected": _returned(value),
    }


def _returned(value: Any) -> dict[str, Any]:
    return {"status": "returned", "value": value, "output": ""}


def _exercise(number: str, path: str, checks: list[dict[str, Any]], wrong: list[dict[str, Any]]) -> dict[str, Any]:
    points = sum(check["points"] for check in checks)
    title = f"About {path.rpartition('.')[2]}"
    return {
        "id": number,
        "path": path,
        "title": title,
        "points": points,
        "stub": STUBS[path],
        "checks": checks,
        "wrong": wrong,
    }


FIRST = [
    _exercise(
        "1.1",
        "shapes.volume",
        [
            _check("1.1", "counts_a_matrix", "shapes.volume((2, 3))", 6, 1),
            _check("1.1", "counts_a_scalar", "shapes.volume(())", 1, 1.5),
        ],
        [
            {
                "says": "You added the sizes; the number of elements is their product.",
                "observations": {"counts_a_matrix": _returned(5), "counts_a_scalar": _returned(0)},
            }
        ],
    ),
    _exercise(
        "1.2",
        "shapes.strides",
        [_check("1.2", "steps_of_a_matrix", "shapes.strides((2, 3))", {"tuple": [3, 1]}, 2)],
        [],
    ),
]
SECOND = [
    _exercise("2.1", "nn.layers.Scale", [_check("2.1", "scales", "nn.layers.Scale(3).forward(2)", 6, 1)], []),
    _exercise("2.2", "shapes.halve", [_check("2.2", "halves", "shapes.halve(8, 2)", 2.0, 1)], []),
]
