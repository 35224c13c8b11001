import re
import shutil
from pathlib import Path

import pytest

SAMPLE = Path(__file__).with_name("sample")


def sample_with(tmp_path: Path, old: str, new: str) -> Path:
    shutil.copytree(SAMPLE, tmp_path / "lessons")
    lesson = tmp_path / "lessons" / "01_sample" / "lesson.md"
    text = lesson.read_text(encoding="utf-8")
    assert old in text
    lesson.write_text(text.replace(old, new), encoding="utf-8")
    return tmp_path / "lessons"


@pytest.mark.slow
def test_a_cell_that_fails_stops_the_build_and_is_named(course_site, tmp_path):
    lessons = sample_with(tmp_path, "contiguous_strides((2, 3, 4))", "contiguous_strides((2, -3))")
    built = course_site(lessons, tmp_path / "site")
    lines = (lessons / "01_sample" / "lesson.md").read_text(encoding="utf-8").splitlines()
    line = lines.index("contiguous_strides((2, -3))")
    assert built.returncode == 1
    assert f"lessons/01_sample/lesson.md:{line} (cell " in built.stderr
    assert "ShapeError" in built.stderr
    assert "Traceback (most recent call last)" not in built.stderr.partition("ShapeError")[0][:200]


@pytest.mark.slow
def test_a_broken_link_stops_the_build(course_site, tmp_path):
    built = course_site(sample_with(tmp_path, "A plot:", "A [plot](nowhere.md):"), tmp_path / "site")
    assert built.returncode == 1
    assert "nowhere.md" in built.stderr


def test_a_folder_with_other_files_is_not_overwritten(course_site, tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    built = course_site(SAMPLE, tmp_path)
    assert built.returncode == 1
    assert "holds other files; give --output a new or an empty folder" in built.stderr
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_no_page_names_an_address_that_it_would_load(site):
    loading = re.compile(r"""<(?:script|img|iframe|link)\b[^>]*\b(?:src|href)=["'](?:https?:)?//""")
    for page in site.rglob("*.html"):
        assert not loading.search(page.read_text(encoding="utf-8")), page
    for sheet in site.rglob("*.css"):
        assert not re.search(r"(@import|url\()\s*['\"]?(https?:)?//", sheet.read_text(encoding="utf-8")), sheet


def test_no_page_shows_a_rubric(site):
    for page in site.rglob("*.html"):
        assert "RUBRIC-ONLY" not in page.read_text(encoding="utf-8")
    assert not list(site.rglob("*.ipynb"))
