"""What is sent to a worker, as one zip archive: the sandbox, the probes' runner, and the package without answers."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import autograder
import course

_PARTS = {
    "autograder": ("__init__.py", "errors.py", "sandbox/*.py"),
    "course": ("__init__.py", "errors.py", "probes/*.py"),
}


def packed(package_dir: Path) -> bytes:
    """Return the archive. The same content gives the same bytes.

    Args:
        package_dir: the folder that holds the carved package `minitorch/`.
    """
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, file in sorted({**dict(_runner()), **dict(_package(package_dir))}.items()):
            archive.writestr(zipfile.ZipInfo(name), file.read_bytes())
    return memory.getvalue()


def _runner() -> Iterator[tuple[str, Path]]:
    for package in (autograder, course):
        home = Path(package.__path__[0])
        for pattern in _PARTS[package.__name__]:
            for file in home.glob(pattern):
                yield f"runner/{package.__name__}/{file.relative_to(home).as_posix()}", file


def _package(package_dir: Path) -> Iterator[tuple[str, Path]]:
    for file in (package_dir / "minitorch").rglob("*.py"):
        yield f"package/{file.relative_to(package_dir).as_posix()}", file
