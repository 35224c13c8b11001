"""A class, graded from files to gradebook: fair points, nothing lost, nobody harmed."""

import json
import os
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.demo.people import filled
from autograder.errors import AutograderError
from autograder.pipeline import Request, grade_class
from autograder.sandbox.limits import Limits
from tests.end_to_end.books import grades

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.sandbox, pytest.mark.nbgrader]

HOSTILE = sorted((ROOT / "tests/hostile/cells").glob("*.py"))
QUICK = Limits(wall=1.5, memory=512 << 20)


def graded(folder, course, **options):
    options = {"limits": QUICK, "lesson": "1", **options}
    return {row.student: row for row in grade_class(Request(folder, course, **options)).rows}


def points(row):
    return {exercise.id: exercise.earned() for exercise in row.result.exercises}


def test_honest_half_done_empty_and_bad_submissions_get_what_they_are_due(course, hand_in, material, tensors, model):
    full = {exercise.id: exercise.points for exercise in tensors.exercises}
    folder = hand_in("model", model)
    hand_in("other", material.other(tensors))
    hand_in("empty-stubs", {})
    hand_in("half", dict(list(model.items())[:4]))
    hand_in("older", model, lambda notebook: notebook["metadata"]["minitorch"].update(release="0" * 12))
    hand_in("foreign", {}, lambda notebook: notebook.update(cells=notebook["cells"][:1], metadata={}))
    (folder / "nothing.ipynb").write_bytes(b"")
    (folder / "climber.zip").write_bytes(b"PK not a zip")
    rows = graded(folder, course)
    assert points(rows["model"]) == points(rows["other"]) == points(rows["older"]) == full
    assert set(points(rows["empty-stubs"]).values()) == {0}
    assert points(rows["half"]) == {id_: full[id_] if n < 4 else 0 for n, id_ in enumerate(full)}
    assert "earlier release" in rows["older"].result.notes[0]
    problems = {student: rows[student].result.problem for student in ("foreign", "nothing", "climber")}
    assert [
        word
        for word, said in zip(("not the notebook", "empty", "zip"), problems.values(), strict=True)
        if word not in said
    ] == []
    for student in rows:
        page = course / "feedback" / student / tensors.name / f"{tensors.name}.html"
        assert "<h1>" in page.read_text(encoding="utf-8")
        assert (course / "autograded" / student / tensors.name / f"{tensors.name}.ipynb").is_file()
    assert {student for student, *_ in grades(course)} == set(rows)


def test_a_second_run_grades_nothing_again_and_a_changed_notebook_only(course, hand_in, tensors, model):
    folder = hand_in("ada", model)
    hand_in("bob", {})
    graded(folder, course)
    before = grades(course)
    again = grade_class(Request(folder, course, lesson="1", limits=QUICK))
    assert (again.graded, [row.earlier for row in again.rows]) == (0, [True, True])
    assert grades(course) == before
    (folder / "bob" / f"{tensors.name}.ipynb").write_text(json.dumps(filled(tensors, model)), encoding="utf-8")
    third = grade_class(Request(folder, course, lesson="1", limits=QUICK))
    assert (third.graded, [row.earlier for row in third.rows]) == (1, [True, False])
    assert [row[2] for row in grades(course) if row[0] == "bob"] == [
        row[2] for row in grades(course) if row[0] == "ada"
    ]


def test_a_gradebook_that_was_lost_is_filled_again_without_grading(course, hand_in, model, empty_gradebook):
    folder = hand_in("ada", model)
    graded(folder, course)
    before = grades(course)
    shutil.copy(empty_gradebook, course / "gradebook.db")
    report = grade_class(Request(folder, course, lesson="1", limits=QUICK))
    assert (report.graded, grades(course)) == (0, before)


def test_a_place_that_cannot_be_written_is_an_error_with_a_way_out_and_loses_nothing(course, hand_in, model):
    folder = hand_in("ada", model)
    (course / "feedback").write_text("in the way")
    with pytest.raises(AutograderError, match="Nothing is lost"):
        graded(folder, course)
    (course / "feedback").unlink()
    report = grade_class(Request(folder, course, lesson="1", limits=QUICK))
    assert (report.graded, {row[0] for row in grades(course)}) == (0, {"ada"})
    assert len(list((course / "feedback/ada").rglob("*.html"))) == 1


def test_a_changed_signature_is_refused_with_both_signatures(course, hand_in, model):
    renamed = model["1.1"].replace("(shape: Sequence[int])", "(sizes: Sequence[int])").replace("shape", "sizes")
    assert "contiguous_strides(sizes" in renamed
    row = graded(hand_in("ada", {**model, "1.1": renamed}), course)["ada"]
    assert points(row)["1.1"] == 0
    assert any("the signature changed" in note for note in row.result.exercises[0].notes)


TELLING = (
    "liar",
    "forged",
    "result",
    "replaced",
    "huge",
    "many",
    "nested",
    "array",
    "text",
    "source",
    "exits",
    "patched",
)


@pytest.mark.slow
def test_hostile_cells_earn_what_they_may_in_a_whole_class(course, hand_in, tensors, model):
    """Those that aim at judge, journal and feedback; tests/hostile runs all of them, and the demonstration the rest."""
    cells = [file for file in HOSTILE if any(word in file.stem for word in TELLING)]
    assert len(cells) >= 25
    exercise = tensors.exercises[-1]
    head = re.search(r"^def .*?:$", exercise.stub, re.MULTILINE | re.DOTALL)[0]
    folder = hand_in("honest", model)
    hand_in("only-raises", {**model, exercise.id: f"{head}\n    raise RuntimeError('nothing found')"})
    for file in cells:
        source = runpy.run_path(str(file))["CELL"].replace("__DEFINITION__", model[exercise.id])
        source = source.replace("__HEADER__", head).replace("__OUTSIDE__", str(course)).replace("__PORT__", "8888")
        hand_in(file.stem, {**model, exercise.id: source})
    rows = graded(folder, course)
    nothing = points(rows["only-raises"])[exercise.id]  # an honest cell that refuses every input earns this much
    assert nothing <= 1
    for file in cells:
        may = {"all": exercise.points, "nothing": nothing}[runpy.run_path(str(file))["MAY_EARN"]]
        assert points(rows[file.stem])[exercise.id] <= may, file.stem
    assert points(rows["honest"]) == {e.id: e.points for e in tensors.exercises}


@pytest.fixture(scope="module")
def instructors_notebooks():
    """The notebooks that stock nbgrader releases and grades."""
    from course.authoring.build import build

    build(ROOT)


@pytest.mark.slow
@pytest.mark.parametrize("number", [1, 2])
def test_stock_nbgrader_gives_honest_submissions_the_same_points(tmp_path, material, number, instructors_notebooks):
    from autograder.gradebook.exchange import Exchange
    from course.nbgrader_bridge.course_folder import environment

    lesson = material.lessons[number - 1]
    model, ids = material.model[lesson.name], [exercise.id for exercise in lesson.exercises]
    stock, ours = tmp_path / "stock", tmp_path / "ours"
    honest = {
        "other": material.other(lesson),
        "wrong-odd": material.wrong(lesson, number - 1, set(ids[::2])),
        "wrong-even": material.wrong(lesson, 2, set(ids[1::2])),
        "half": dict(list(model.items())[:4]),
    }
    if number == 2:  # nbgrader runs its whole notebook, with loops over images
        honest = {student: honest[student] for student in ("wrong-odd", "other")}
    Exchange(stock, tmp_path / "exchange").release(lesson)
    for student, answers in honest.items():
        place = stock / "submitted" / student / lesson.name
        place.mkdir(parents=True)
        (place / f"{lesson.name}.ipynb").write_text(json.dumps(filled(lesson, answers)), encoding="utf-8")
    shutil.copytree(stock / "submitted", ours / "submitted")
    graded(ours, ours, lesson=lesson.name)
    command = [sys.executable, "-m", "nbgrader", "autograde", lesson.name]
    done = subprocess.run(command, cwd=stock, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert len(grades(ours)) == len(honest) * (2 * len(ids) + len(lesson.written))
    assert grades(stock) == grades(ours)


@pytest.mark.slow
def test_the_demonstration_class_gets_exactly_what_it_must(tmp_path):
    command = [sys.executable, "-m", "autograder", "demo", str(tmp_path / "demo")]
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert re.search(r"(\d+) of \1 grades are what they must be", done.stdout)
    assert len(set(re.findall(r"^(\S+) +0\d_", done.stdout, re.MULTILINE))) >= 40
    assert len(set(re.findall(r"^(hostile-\S+) ", done.stdout, re.MULTILINE))) >= 12
