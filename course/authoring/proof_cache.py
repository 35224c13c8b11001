"""Remember the proofs of a lesson for as long as nothing that they depend on changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from course.authoring.carve import package_files
from course.authoring.parts import Evidence, Parts
from course.authoring.proofs import prove
from course.checks.diagnose import Pattern
from course.paths import PACKAGE

DEPENDENCIES = ("authoring", "checks", "probes")


def proven(parts: Parts) -> Evidence:
    """Return the evidence of a lesson, from the cache if it still holds, else by running every proof."""
    if parts.cache is None:
        return prove(parts)
    file = parts.cache / f"{parts.folder.name}.json"
    key = key_of(parts)
    known = _read(file)
    if known.get("key") == key:
        return _from_json(known)
    evidence = prove(parts)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"key": key, **_to_json(evidence)}), encoding="utf-8")
    return evidence


def key_of(parts: Parts, *more: str) -> str:
    """Return a digest of all that the proofs of a lesson depend on, and of more files of its folder."""
    digest = hashlib.sha256()
    others = [parts.folder / name for name in more if (parts.folder / name).is_file()]
    for file in (*_dependencies(parts), *others):
        digest.update(f"{file.name}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _dependencies(parts: Parts) -> Iterator[Path]:
    yield from sorted(file for file in parts.folder.iterdir() if file.suffix in (".py", ".md"))
    yield from package_files(parts.reference)
    for folder in DEPENDENCIES:
        yield from sorted((PACKAGE / folder).rglob("*.py"))


def _read(file: Path) -> dict[str, Any]:
    try:
        known = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _to_json(evidence: Evidence) -> dict[str, Any]:
    patterns = {
        exercise: [{"says": known.says, "observations": dict(known.observations)} for known in found]
        for exercise, found in evidence.patterns.items()
    }
    return {"expected": evidence.expected, "patterns": patterns, "notes": list(evidence.notes)}


def _from_json(data: dict[str, Any]) -> Evidence:
    patterns = {
        exercise: tuple(Pattern(known["says"], known["observations"]) for known in found)
        for exercise, found in data["patterns"].items()
    }
    return Evidence(data["expected"], patterns, tuple(data["notes"]))
