"""What is generated and committed is what the sources make."""

from __future__ import annotations

from pathlib import Path

from course.authoring.build import out_of_date

ROOT = Path(__file__).resolve().parents[2]


def test_every_committed_notebook_is_up_to_date() -> None:
    assert out_of_date(ROOT) == [], "run `course build` and commit notebooks/"
