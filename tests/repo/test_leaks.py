"""Nothing a student receives holds a model answer or a hidden check: the committed notebooks and the whole kit."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.authoring.build import build
from course.authoring.leaks import leaks_in_folder, secrets_of
from course.authoring.secrets import Secret

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def secrets(course_kit: object) -> list[Secret]:
    return [secret for parts in build(ROOT, committed=False).lessons for secret in secrets_of(parts)]


@pytest.mark.parametrize("folder", ["notebooks", "build/kit"])
def test_no_secret_is_in_what_students_receive(folder: str, secrets: list[Secret]) -> None:
    found = [f"{where}: {what}: {reason}" for where, what, reason in leaks_in_folder(ROOT / folder, secrets)]
    assert not found, "\n".join(found)


def test_every_secret_would_be_recognised_in_its_own_source(secrets: list[Secret]) -> None:
    """The scanner is scanned: what it looks for is in the instructor's files, so it must find it there."""
    files = [*(ROOT / "lessons").glob("*/hidden_checks.py"), *(ROOT / "lessons").glob("*/other_answers.py")]
    files += (ROOT / "minitorch_ref").rglob("*.py")
    texts = [file.read_text(encoding="utf-8") for file in files]
    missed = [secret.what for secret in secrets if not any(secret.found_in(text, code=True) for text in texts)]
    assert not missed, "\n".join(missed)
