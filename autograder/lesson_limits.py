"""A lesson's own limits: an optional limits.toml beside its lesson.md.

    wall = 20            # for example: seconds that one check may take
    memory = 2048        # MiB

Names are those of `Limits`; memory, file_size, disk and output are in MiB. What is not named keeps its default.
"""

from __future__ import annotations

import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

from autograder.errors import AutograderError
from autograder.sandbox.limits import MEBIBYTE, Limits
from course.errors import did_you_mean

FILE = "limits.toml"
IN_MEBIBYTES = frozenset(["memory", "file_size", "disk", "output"])


def lesson_limits(folder: Path) -> dict[str, Any]:
    """Return the limits that a lesson sets, as arguments of `Limits`; none if it has no such file.

    Raises: AutograderError naming the file and what is wrong in it.
    """
    file = folder / FILE
    if not file.is_file():
        return {}
    try:
        said = tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise AutograderError(f"{file}: cannot be read ({error})") from error
    known = [field.name for field in fields(Limits)]
    for name, value in said.items():
        if name not in known:
            raise AutograderError(f"{file}: there is no limit {name!r}{did_you_mean(name, known)}")
        if isinstance(value, bool) or not isinstance(value, (int, float)) or value <= 0:
            raise AutograderError(f"{file}: {name} must be a positive number, got {value!r}")
    return {name: int(value * MEBIBYTE) if name in IN_MEBIBYTES else value for name, value in said.items()}
