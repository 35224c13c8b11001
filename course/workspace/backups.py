"""Every overwritten version of a definition, as a Python file that can be read and brought back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from course.workspace.files import write_atomically


def keep(notes: Path, path: str, source: str) -> Path:
    """Store `source`, the version of `path` that is about to be replaced; the same text only once in a row."""
    latest = newest(notes, path)
    if latest is not None and latest.read_text(encoding="utf-8") == source:
        return latest
    folder = notes / "backups" / path
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.py"
    write_atomically(file, source)
    return file


def newest(notes: Path, path: str) -> Path | None:
    """Return the file of the last version of definition `path` that was replaced, if any."""
    return max((notes / "backups" / path).glob("*.py"), default=None)
