"""nbgrader itself makes the notebook that we commit, out of the instructor's."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from course.authoring.carve import BEGIN_SOLUTION, END_SOLUTION
from course.authoring.student_notebook import TEXT_STUB
from course.nbgrader_bridge.course_folder import environment, make_course_folder

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.nbgrader


def nbgrader(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "nbgrader", *arguments]
    return subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True, check=False)


def test_generate_assignment_makes_the_students_notebook(sample, tmp_path: Path) -> None:
    sample.build()
    folder = make_course_folder(tmp_path / "nbgrader", sample.root / "build" / "instructor")
    done = nbgrader(folder, "generate_assignment", "01_numbers")
    assert done.returncode == 0, done.stderr
    released = nbformat.read(folder / "release" / "01_numbers" / "01_numbers.ipynb", as_version=4)
    ours = nbformat.read(sample.root / "notebooks" / "01_numbers.ipynb", as_version=4)
    assert released.cells == ours.cells
    assert released.metadata == ours.metadata


def test_points_and_kinds_of_cells_reach_the_gradebook(sample, tmp_path: Path) -> None:
    sample.build()
    folder = make_course_folder(tmp_path / "nbgrader", sample.root / "build" / "instructor")
    nbgrader(folder, "generate_assignment", "01_numbers")
    code = (
        "from nbgrader.api import Gradebook\n"
        "with Gradebook('sqlite:///gradebook.db') as book:\n"
        "    cells = book.find_notebook('01_numbers', '01_numbers').grade_cells\n"
        "    print(sorted((c.name, c.max_score, c.cell_type) for c in cells))\n"
    )
    command = [sys.executable, "-c", code]
    shown = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == str(
        [
            ("answer-1-A", 2.0, "markdown"),
            ("check-1-1", 2.0, "code"),
            ("check-1-2", 2.0, "code"),
            ("hidden-1-1", 2.0, "code"),
            ("hidden-1-2", 1.0, "code"),
        ]
    )


def test_the_committed_notebooks_of_the_course_are_what_nbgrader_releases(tmp_path: Path) -> None:
    instructor = instructors_notebooks()
    folder = make_course_folder(tmp_path / "nbgrader", instructor)
    shutil.rmtree(folder / "release", ignore_errors=True)
    done = nbgrader(folder, "generate_assignment", "--assignment=*")
    assert done.returncode == 0, done.stderr
    for committed in sorted((ROOT / "notebooks").glob("*.ipynb")):
        released = nbformat.read(folder / "release" / committed.stem / committed.name, as_version=4)
        assert released.cells == nbformat.read(committed, as_version=4).cells


def instructors_notebooks() -> Path:
    from course.authoring.build import build

    build(ROOT, committed=False)
    return ROOT / "build" / "instructor"


def finished(lesson: str) -> str:
    """A student's notebook in which every exercise holds the model answer and every question an answer."""
    answers = json.loads((instructors_notebooks() / lesson / f"{lesson}.ipynb").read_text())
    sources = {cell["id"]: cell["source"] for cell in answers["cells"]}
    notebook = json.loads((ROOT / "notebooks" / f"{lesson}.ipynb").read_text())
    for cell in notebook["cells"]:
        if cell["id"].startswith("exercise-"):
            lines = sources[cell["id"]]
            cell["source"] = [line for line in lines if BEGIN_SOLUTION not in line and END_SOLUTION not in line]
        elif cell["source"] == [TEXT_STUB]:
            cell["source"] = ["Because."]
    return json.dumps(notebook)


@pytest.mark.parametrize("lesson", ["01_tensors", "02_broadcasting"])
def test_validate_passes_a_finished_notebook(lesson: str, tmp_path: Path) -> None:
    (tmp_path / "mine.ipynb").write_text(finished(lesson))
    assert "Success! Your notebook passes all the tests." in nbgrader(tmp_path, "validate", "mine.ipynb").stdout


def test_validate_names_the_exercises_of_an_empty_notebook(tmp_path: Path) -> None:
    instructors_notebooks()
    shutil.copyfile(ROOT / "notebooks" / "01_tensors.ipynb", tmp_path / "mine.ipynb")
    shown = nbgrader(tmp_path, "validate", "mine.ipynb").stdout
    assert 'check("1.1")' in shown
    assert "not written yet" in shown
    assert "Traceback" not in shown
