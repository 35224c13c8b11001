"""A small course of its own: a lesson with a function, a class and a written question, and its framework."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from course.authoring.build import Built, build
from course.authoring.definition import Reference

SAMPLE = Path(__file__).parent / "sample"


@dataclass(frozen=True)
class SampleCourse:
    """A copy of the sample course that a test may change."""

    root: Path

    @property
    def reference(self) -> Reference:
        return Reference(self.root / "sample_ref", "sample_ref")

    @property
    def lesson(self) -> Path:
        return self.root / "lessons" / "01_numbers"

    def change(self, name: str, old: str, new: str) -> None:
        """Replace a text that stands exactly once in a file of the lesson."""
        file = self.lesson / name
        text = file.read_text()
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        file.write_text(text.replace(old, new))

    def build(self, **options: object) -> Built:
        return build(self.root, reference=self.reference, **options)


@pytest.fixture
def sample(tmp_path: Path) -> Iterator[SampleCourse]:
    shutil.copytree(SAMPLE, tmp_path / "course", ignore=shutil.ignore_patterns("__pycache__"))
    path = list(sys.path)
    yield SampleCourse(tmp_path / "course")
    sys.path[:] = path
    for name in [name for name in sys.modules if name.partition(".")[0] == "sample_ref"]:
        del sys.modules[name]
