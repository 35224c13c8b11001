"""What was saved into the package: saved.json, one record per definition."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from course.workspace.files import write_atomically


@dataclass(frozen=True)
class Extras:
    """What came into a module with a definition: names of helpers and constants, and import statements."""

    helpers: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()


@dataclass(frozen=True)
class Record:
    """One saved definition.

    Attributes:
        exercise: the exercise's number, e.g. "1.1".
        digest: of the definition's source as saved.
        helpers: see `Extras`.
        imports: see `Extras`.
        author: "student" or "reference".
        time: when, UTC, ISO 8601.
    """

    exercise: str
    digest: str
    helpers: tuple[str, ...]
    imports: tuple[str, ...]
    author: str
    time: str

    @property
    def extras(self) -> Extras:
        """What came with the definition."""
        return Extras(self.helpers, self.imports)


def digest(source: str) -> str:
    """Return a short fingerprint of a definition's source."""
    return hashlib.sha256(source.encode()).hexdigest()[:16]


def read(notes: Path) -> dict[str, Record]:
    """Return {definition path: record}; a missing or damaged file, or record, counts as nothing saved."""
    records: dict[str, Record] = {}
    with suppress(OSError, ValueError, AttributeError, TypeError, KeyError):
        stored = json.loads((notes / "saved.json").read_text(encoding="utf-8"))["definitions"]
        for path, fields in stored.items():
            with suppress(TypeError, KeyError):
                lists = {name: tuple(map(str, fields[name])) for name in ("helpers", "imports")}
                records[path] = Record(**{**fields, **lists})
    return records


def write(notes: Path, records: dict[str, Record]) -> None:
    """Write saved.json."""
    data = {"format": 1, "definitions": {path: asdict(record) for path, record in sorted(records.items())}}
    write_atomically(notes / "saved.json", json.dumps(data, indent=1) + "\n")
