"""Finding a kit and reading it, with a way out of everything that can be wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from course import kit as kits
from course.errors import KitError
from course.kit import Kit, LessonBundle


def test_the_kit_named_in_the_environment_comes_first(toy_kit: Kit) -> None:
    assert kits.locate() == toy_kit


def test_a_missing_kit_names_the_command_that_makes_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_KIT", str(tmp_path))
    with pytest.raises(KitError, match="course build"):
        kits.locate()


def test_a_lesson_answers_to_name_slug_and_number(toy_kit: Kit) -> None:
    name = toy_kit.lessons[0]
    number, _, slug = name.partition("_")
    for wanted in (name, slug, number, int(number), str(int(number))):
        assert toy_kit.lesson(wanted).name == name


def test_an_unknown_lesson_suggests_the_nearest(toy_kit: Kit) -> None:
    with pytest.raises(KitError, match=f'did you mean "{toy_kit.lessons[0]}"'):
        toy_kit.lesson(toy_kit.lessons[0] + "s")


def test_an_unknown_exercise_suggests_the_nearest(toy_kit: Kit) -> None:
    lesson = toy_kit.lesson(1)
    first = lesson.exercises[0]
    assert lesson.exercise(first.id) == lesson.exercise(first.path) == lesson.exercise(first.name) == first
    with pytest.raises(KitError, match="did you mean"):
        lesson.exercise(first.name + "s")


def test_a_bundle_survives_json(toy_kit: Kit) -> None:
    bundle = toy_kit.lesson(1)
    assert LessonBundle.from_json(json.loads(json.dumps(bundle.to_json()))) == bundle


@pytest.mark.parametrize("text", ["", "[]", '{"format": 99, "version": "", "lessons": []}'])
def test_a_damaged_kit_says_so(tmp_path: Path, text: str) -> None:
    (tmp_path / "kit.json").write_text(text)
    with pytest.raises(KitError, match=r"make the kit again|get both anew"):
        Kit(tmp_path).lesson(1)
