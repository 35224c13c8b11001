"""The whole way of a lesson: notebooks, carved package, kit."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import time

import nbformat
import pytest

from course.authoring.build import out_of_date
from course.errors import LessonError
from course.kit import Kit


def cells_of(root, name: str) -> dict[str, str]:
    notebook = nbformat.read(root / name, as_version=4)
    nbformat.validate(notebook)
    return {cell.id: cell.source for cell in notebook.cells}


def test_the_students_notebook_holds_stubs_and_checks(sample) -> None:
    sample.build()
    cells = cells_of(sample.root, "notebooks/01_numbers.ipynb")
    assert list(cells.values())[:2] == [
        "# Lesson 1: Numbers\n\n*How far may a number go?*",
        "%load_ext course\n%lesson 01_numbers",
    ]
    assert cells["exercise-1-1"].endswith("    # your code here\n    raise NotImplementedError")
    assert cells["exercise-1-2"].count("raise NotImplementedError") == 3
    assert cells["check-1-1"] == 'check("1.1")'
    assert cells["hidden-1-1"] == "# The hidden checks of exercise 1.1 run when your notebook is graded."
    assert cells["answer-1-A"] == "Write your answer here."


def test_the_instructors_notebook_holds_answers_rubrics_and_hidden_checks(sample) -> None:
    sample.build()
    cells = cells_of(sample.root, "build/instructor/01_numbers/01_numbers.ipynb")
    assert "    ### BEGIN SOLUTION\n    # the secret of clipping\n    if value < low:" in cells["exercise-1-1"]
    assert '### BEGIN HIDDEN TESTS\nhidden_check("1.1")\n### END HIDDEN TESTS' in cells["hidden-1-1"]
    assert "Two points for an example" in cells["answer-1-A"]


def test_notebook_text_is_written_as_jupyter_writes_it(sample) -> None:
    sample.build()
    for name in ("notebooks/01_numbers.ipynb", "build/instructor/01_numbers/01_numbers.ipynb"):
        text = (sample.root / name).read_text()
        assert text == nbformat.writes(nbformat.reads(text, as_version=4)) + "\n"


def test_a_second_build_changes_nothing_and_runs_no_proof(sample) -> None:
    first = sample.build()
    start = time.perf_counter()
    second = sample.build()
    assert first.changed
    assert not second.changed
    assert second.notes == first.notes
    assert time.perf_counter() - start < 2


def test_the_release_changes_with_what_is_graded_only(sample) -> None:
    def release() -> str:
        sample.build()
        return Kit(sample.root / "build" / "kit").lesson(1).release

    first = release()
    sample.change("lesson.md", "Numbers may go far.", "Numbers may go very far.")
    assert release() == first
    sample.change("lesson.md", "{written} 1.A\n:points: 2", "{written} 1.A\n:points: 3")
    assert release() != first


def test_the_carved_package_imports_and_says_what_is_to_be_written(sample) -> None:
    sample.build()
    code = "import minitorch, minitorch.inner.numbers as n; print(n.LIMIT); minitorch.clipped(3)"
    env = {**os.environ, "PYTHONPATH": str(sample.root / "build" / "kit")}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, check=False)
    assert done.stdout == "100\n"
    assert "NotImplementedError: lesson 1, exercise 1.1: inner.numbers.clipped is yours to write" in done.stderr


def test_only_exercise_bodies_differ_between_package_and_framework(sample) -> None:
    sample.build()

    def shape(text: str) -> list[str]:
        tree = ast.parse(text)
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name in ("clipped", "__init__", "add", "doubled"):
                node.body = node.body[:1] if ast.get_docstring(node) else []
        return ast.unparse(tree).splitlines()

    carved = (sample.root / "build/kit/minitorch/inner/numbers.py").read_text()
    reference = (sample.root / "sample_ref/inner/numbers.py").read_text().replace("sample_ref", "minitorch")
    assert shape(carved)[:8] == shape(reference)[:8]
    assert "def untouched" in carved
    assert "secret" not in carved
    assert "last word" not in carved
    assert "adding comes first" not in carved


def test_the_kit_knows_exercises_checks_and_mistakes(sample) -> None:
    sample.build()
    kit = Kit(sample.root / "build" / "kit")
    exercise = kit.lesson("numbers").exercise("clipped")
    assert exercise.points == 4
    assert [known.check.name for known in exercise.checks] == ["clips_on_both_sides", "clips_random_numbers"]
    assert exercise.checks[0].expected["value"] == [0, 4, 10]
    assert "You never looked at the upper limit." in [known.says for known in exercise.wrong]
    assert "hidden" not in json.dumps([c.to_json() for c in exercise.checks]).replace('"hidden": false', "")


def test_a_mistake_only_hidden_checks_see_is_no_diagnosis_of_the_kit(sample) -> None:
    built = sample.build()
    exercise = Kit(sample.root / "build" / "kit").lesson(1).exercise("1.2")
    assert "You did not call the base class." not in [known.says for known in exercise.wrong]
    assert any("ForgetsItsBase" in note for note in built.notes)


def test_a_notebook_out_of_date_is_named(sample) -> None:
    sample.build()
    assert out_of_date(sample.root, reference=sample.reference) == []
    sample.change("lesson.md", "Numbers may go far.", "Numbers may go on.")
    (sample.root / "notebooks" / "09_gone.ipynb").write_text("{}")
    assert out_of_date(sample.root, reference=sample.reference) == [
        "notebooks/09_gone.ipynb belongs to no lesson",
        "notebooks/01_numbers.ipynb is out of date",
    ]
    (sample.root / "notebooks" / "01_numbers.ipynb").unlink()
    assert "notebooks/01_numbers.ipynb is missing" in out_of_date(sample.root, reference=sample.reference)


def test_an_unknown_lesson_suggests_the_nearest(sample) -> None:
    with pytest.raises(LessonError, match='did you mean "01_numbers"'):
        sample.build(lessons=["01_number"])


def test_a_refused_lesson_writes_nothing(sample) -> None:
    sample.change("lesson.md", ":points: 4", ":points: 5")
    with pytest.raises(LessonError):
        sample.build()
    assert not (sample.root / "notebooks").exists()
    assert not (sample.root / "build" / "kit").exists()
