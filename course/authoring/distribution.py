"""`course kit`: what students install. The tools without the author's part, and the kit, as one folder and one zip."""

from __future__ import annotations

import json
import shutil
import tomllib
import zipfile
from pathlib import Path
from typing import Any

from course.authoring.answers import model_answers
from course.authoring.build import build, lesson_names
from course.authoring.leaks import leaks_in_folder, secrets_of
from course.cli import AUTHORS_ONLY
from course.errors import KitError, LessonError
from course.paths import PACKAGE

NAME = "minitorch-course"
LEFT_OUT = ("authoring", "site", "nbgrader_bridge", "_kit")
AUTHORS_DEPENDENCIES = ("jupytext", "markdown-it-py", "mdit-py-plugins", "pyyaml")
ZIP_DATE = (2026, 1, 1, 0, 0, 0)

README = """# MiniTorch Course, the student's part

```bash
python -m venv .venv
.venv/bin/pip install .
.venv/bin/course start
```

`course start` makes your folder `workspace/` and opens JupyterLab on it. `course --help` lists the other commands.
"""

PYPROJECT = """[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = {name}
version = {version}
description = {description}
readme = "README.md"
requires-python = {python}
license = "MIT"
license-files = ["LICENSE"]
dependencies = {dependencies}

[project.scripts]
course = "course.cli:main"

[tool.setuptools.packages.find]
include = ["course", "course.*"]
exclude = ["course._kit*"]

[tool.setuptools.package-data]
"course" = ["**/*"]
"""


def make_distribution(root: Path, out: Path, answers_through: int | None = None) -> tuple[Path, Path]:
    """Write the student's distribution.

    Args:
        root: the repository.
        out: the folder to write into; gets minitorch-course/ and minitorch-course.zip.
        answers_through: number of the last lesson whose model answers go along, so that `course catch-up` works.

    Returns: the folder and the zip.

    Raises: LessonError if a lesson cannot be built, or if the distribution would give something away.
    """
    done = build(root, committed=False).lessons
    given = [name for name in lesson_names(root) if answers_through is not None and int(name[:2]) <= answers_through]
    if answers_through is not None and not given:
        raise KitError(f"--answers-through {answers_through}: there is no lesson up to that number")
    folder = out / NAME
    shutil.rmtree(folder, ignore_errors=True)
    _copy_tools(folder / "course")
    shutil.copytree(root / "build" / "kit", folder / "course" / "_kit", ignore=shutil.ignore_patterns("__pycache__"))
    _write_project(root, folder)
    secrets = [secret for parts in done for secret in secrets_of(parts)]
    leaks = [f"{where}: gives away the {what}: {reason}" for where, what, reason in leaks_in_folder(folder, secrets)]
    if leaks:
        shutil.rmtree(folder)
        raise LessonError("\n".join(leaks))
    for name in given:
        _write(folder / "course" / "_kit" / "answers" / f"{name}.json", _json(model_answers(root, name)))
    return folder, _zip(folder)


def _copy_tools(target: Path) -> None:
    def left_out(directory: str, names: list[str]) -> list[str]:
        where = Path(directory)
        if where == PACKAGE:
            return [name for name in names if name in LEFT_OUT or name == "__pycache__"]
        authors = [f"{name}.py" for name in AUTHORS_ONLY] if where == PACKAGE / "commands" else []
        return [name for name in names if name == "__pycache__" or name in authors]

    shutil.copytree(PACKAGE, target, ignore=left_out)


def _write_project(root: Path, folder: Path) -> None:
    project: dict[str, Any] = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [line for line in project["dependencies"] if not line.startswith(AUTHORS_DEPENDENCIES)]
    values = {
        "name": NAME,
        "version": project["version"],
        "description": project["description"],
        "python": project["requires-python"],
        "dependencies": wanted,
    }
    text = PYPROJECT.format(**{key: json.dumps(value, indent=4) for key, value in values.items()})
    _write(folder / "pyproject.toml", text)
    _write(folder / "README.md", README)
    if (root / "LICENSE").is_file():
        shutil.copyfile(root / "LICENSE", folder / "LICENSE")


def _zip(folder: Path) -> Path:
    """Pack a folder; the same content gives the same bytes."""
    archive = folder.with_suffix(".zip")
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as stream:
        for file in sorted(file for file in folder.rglob("*") if file.is_file()):
            entry = zipfile.ZipInfo(f"{folder.name}/{file.relative_to(folder).as_posix()}", ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            stream.writestr(entry, file.read_bytes())
    return archive


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def _json(data: object) -> str:
    return json.dumps(data, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
