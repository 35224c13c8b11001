import re
from pathlib import Path

import pytest

from course.authoring.definition import Reference
from course.authoring.read_lesson import read_lesson
from course.site.edition import site_notebook

ROOT = Path(__file__).parents[2]
SAMPLE = Path(__file__).with_name("sample") / "01_sample"


@pytest.fixture(scope="module")
def cells() -> list:
    return site_notebook(read_lesson(SAMPLE), Reference(ROOT / "minitorch_ref")).cells


def test_the_first_cell_is_hidden_and_opens_the_lesson(cells):
    assert cells[0].metadata["tags"] == ["remove-cell"]
    assert "open_lesson(globals(), ['shapes'])" in cells[0].source


def test_an_exercise_is_its_stub_and_is_not_run(cells):
    exercise = next(cell for cell in cells if "{code-block}" in cell.source)
    assert exercise.cell_type == "markdown"
    assert "def contiguous_strides(shape" in exercise.source
    assert exercise.source.rstrip("`\n").endswith("# your code here\n    raise NotImplementedError")


def test_there_is_no_check_and_no_rubric(cells):
    text = "\n".join(cell.source for cell in cells)
    assert not re.search(r"\bcheck\(|hidden_check", text)
    assert "Why is the stride of the last axis 1?" in text
    assert "RUBRIC-ONLY" not in text


def test_a_session_in_pytorch_is_marked_as_one(cells):
    assert any("```pycon\n>>> import torch" in cell.source for cell in cells)


def test_every_cell_knows_its_place_in_the_source(cells):
    lines = (SAMPLE / "lesson.md").read_text(encoding="utf-8").splitlines()
    for cell in cells[1:]:
        line = lines[cell.metadata["minitorch"]["line"] - 1]
        assert line.startswith("```{") or line == cell.source.splitlines()[0]


def test_the_same_lesson_gives_the_same_notebook(cells):
    assert site_notebook(read_lesson(SAMPLE), Reference(ROOT / "minitorch_ref")).cells == cells
