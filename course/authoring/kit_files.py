"""Write what a build makes: only what changed, each file at once, so that nobody reads half a file."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from course.authoring.carve import carve_package
from course.authoring.definition import Reference
from course.authoring.lesson import Exercise
from course.authoring.notebook_cells import to_text
from course.authoring.parts import Parts
from course.kit import FORMAT

KIT = "build/kit"


class Output:
    """Writes below the repository and remembers what changed."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.changed: list[str] = []

    def write(self, name: str, content: str | bytes) -> None:
        """Write one file, named from the root, if its content is new."""
        file = self.root / name
        data = content.encode() if isinstance(content, str) else content
        if file.is_file() and file.read_bytes() == data:
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=".new-")
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        os.chmod(temporary, 0o644)
        os.replace(temporary, file)
        self.changed.append(name)

    def write_all(self, files: Iterable[tuple[str, str]]) -> None:
        """Write several files."""
        for name, text in files:
            self.write(name, text)

    def remove_others(self, folder: str, wanted: set[str]) -> None:
        """Remove the files below `folder` that are not wanted, named from it."""
        base = self.root / folder
        for file in sorted(base.rglob("*")):
            name = file.relative_to(base).as_posix()
            if file.is_file() and name not in wanted and "__pycache__" not in file.parts:
                file.unlink()
                self.changed.append(f"{folder}/{name} (removed)")


def carve_for_students(output: Output, reference: Reference, exercises: Iterable[Exercise]) -> None:
    """Bring build/kit/minitorch up to date: every exercise of the course is left to write."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "minitorch"
        carve_package(reference, fresh, exercises)
        files = {file.relative_to(fresh).as_posix(): file for file in fresh.rglob("*") if file.is_file()}
        for name, file in sorted(files.items()):
            output.write(f"{KIT}/minitorch/{name}", file.read_bytes())
        output.remove_others(f"{KIT}/minitorch", set(files))


def kit_files(
    root: Path, done: Iterable[Parts], reference: Reference, *, keep_others: bool
) -> Iterator[tuple[str, str]]:
    """Yield name and text of the kit's own files: lessons, notebooks, kit.json.

    Args:
        root: the repository.
        done: the lessons just built.
        reference: the framework.
        keep_others: keep lessons of an earlier build that were not built now.
    """
    texts = {f"lessons/{parts.lesson.name}.json": _json(parts.bundle.to_json()) for parts in done}
    texts |= {f"notebooks/{parts.lesson.name}.ipynb": to_text(parts.student) for parts in done}
    earlier = (root / KIT / "lessons").glob("*.json")
    names = {parts.lesson.name for parts in done} | ({file.stem for file in earlier} if keep_others else set())
    for name, text in texts.items():
        yield f"{KIT}/{name}", text
    version = _version(root / KIT, texts)
    yield f"{KIT}/kit.json", _json({"format": FORMAT, "version": version, "lessons": sorted(names)})


def _version(kit: Path, texts: dict[str, str]) -> str:
    digest = hashlib.sha256()
    for name, text in sorted(texts.items()):
        digest.update(f"{name}\0{text}\0".encode())
    for file in sorted((kit / "minitorch").rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            digest.update(file.relative_to(kit).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]


def _json(data: object) -> str:
    return json.dumps(data, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
