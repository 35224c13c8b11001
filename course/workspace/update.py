"""Bring a workspace up to a new release of the course without touching what the student wrote."""

from __future__ import annotations

import hashlib
import json
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from course.errors import WorkspaceError
from course.probes.definitions import Definition, DefinitionError
from course.workspace import backups, ledger
from course.workspace.files import write_atomically, write_source
from course.workspace.folder import Workspace
from course.workspace.ledger import Extras
from course.workspace.splice import splice
from course.workspace.store import current
from course.workspace.stub import is_stub

if TYPE_CHECKING:
    from course.kit import Kit


def update(workspace: Workspace, kit: Kit) -> None:
    """Give a workspace the kit's package and notebooks.

    A file of the package becomes the kit's, with every definition of the student's in its place; the text it had is in
    the backups. A notebook that was worked in stays, and the new one comes beside it as NAME.new.ipynb.
    """
    note = _read_note(workspace)
    if note.get("kit") != kit.version:
        written = _written(workspace, kit)
        for file in sorted(kit.package.rglob("*.py")):
            _renew(workspace, file.relative_to(kit.package), file.read_text(encoding="utf-8"), written)
    known = note.get("notebooks")
    notebooks = {file.name: _digest(file) for file in sorted(kit.notebooks.glob("*.ipynb"))}
    for name, digest in notebooks.items():
        _place(
            kit.notebooks / name, workspace.folder / name, digest, known.get(name) if isinstance(known, dict) else None
        )
    fresh = {"format": 1, "kit": kit.version, "notebooks": notebooks}
    if fresh != note:
        write_atomically(workspace.notes / "workspace.json", json.dumps(fresh, indent=1) + "\n")


def _written(workspace: Workspace, kit: Kit) -> dict[str, list[Definition]]:
    """{module file: definitions that are not empty}; files that are not valid Python hold none."""
    records = ledger.read(workspace.notes)
    written: dict[str, list[Definition]] = {}
    for exercise in (e for lesson in kit.lessons for e in kit.lesson(lesson).exercises):
        with suppress(WorkspaceError):
            definition = current(workspace, exercise, records)
            if definition is not None and not is_stub(definition.source, exercise.name, exercise.stub):
                file = workspace.file_of(exercise.path).relative_to(workspace.package)
                written.setdefault(file.as_posix(), []).append(definition)
    return written


def _renew(workspace: Workspace, file: Path, text: str, written: dict[str, list[Definition]]) -> None:
    target = workspace.package / file
    for definition in written.get(file.as_posix(), []):
        with suppress(DefinitionError):  # a helper whose name the new release took: the answer is in the backup
            text = splice(text, definition, Extras(), f"minitorch/{file.as_posix()}", workspace.folder).text
    before = target.read_bytes() if target.exists() else None
    if before is not None and before != text.encode():
        backups.keep(workspace.notes, f"files/{file.as_posix()}", before.decode("utf-8", "replace"))
    if before != text.encode():
        target.parent.mkdir(parents=True, exist_ok=True)
        write_source(target, text)


def _place(source: Path, target: Path, digest: str, known: str | None) -> None:
    if not target.exists() or (known not in (None, digest) and _digest(target) == known):
        shutil.copyfile(source, target)
    elif known not in (None, digest):
        shutil.copyfile(source, target.with_suffix(".new.ipynb"))


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:16]


def _read_note(workspace: Workspace) -> dict[str, Any]:
    with suppress(OSError, ValueError):
        note = json.loads((workspace.notes / "workspace.json").read_text(encoding="utf-8"))
        return note if isinstance(note, dict) else {}
    return {}
