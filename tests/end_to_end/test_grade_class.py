"""A class, graded from files to gradebook: fair points, nothing lost, nobody harmed."""

import json
import os
import re
import runpy
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.demo.people import Material, filled
from autograder.library import load_lessons
from autograder.pipeline import Request, grade_class
from autograder.sandbox.limits import Limits

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.sandbox, pytest.mark.nbgrader]

HOSTILE = sorted((ROOT / "tests/hostile/cells").glob("*.py"))
QUICK = Limits(wall=1.5, memory=512 << 20)


@pytest.fixture(scope="module")
def material():
    return Material(ROOT, load_lessons(ROOT))


@pytest.fixture(scope="module")
def tensors(material):
    return material.lessons[0]


@pytest.fixture(scope="module")
def model(material, tensors):
    return material.model[tensors.name]


@pytest.fixture(scope="session")
def empty_gradebook(tmp_path_factory):
    """A gradebook without anything in it; making one takes nbgrader two seconds."""
    from autograder.gradebook.settings import open_gradebook, settings_of

    folder = tmp_path_factory.mktemp("course")
    open_gradebook(settings_of(folder)).close()
    return folder / "gradebook.db"


@pytest.fixture
def course(tmp_path, empty_gradebook):
    """A course directory with an empty gradebook."""
    (tmp_path / "course").mkdir()
    shutil.copy(empty_gradebook, tmp_path / "course/gradebook.db")
    return tmp_path / "course"


@pytest.fixture
def hand_in(tmp_path, tensors):
    """Put a notebook with these answers to lesson 01 into the class's folder, which is returned."""

    def put(student, answers, change=lambda notebook: None):
        notebook = filled(tensors, answers)
        change(notebook)
        file = tmp_path / "class" / student / f"{tensors.name}.ipynb"
        file.parent.mkdir(parents=True)
        file.write_text(json.dumps(notebook), encoding="utf-8")
        return tmp_path / "class"

    return put


def graded(folder, course, **options):
    options = {"limits": QUICK, "lesson": "1", **options}
    return {row.student: row for row in grade_class(Request(folder, course, **options)).rows}


def grades(course):
    """All grades, in an order and form that do not depend on the database's random ids."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        return sorted(
            (s.student.id, g.name, g.auto_score, g.needs_manual_grade)
            for assignment in book.assignments
            for s in assignment.submissions
            for n in s.notebooks
            for g in n.grades
        )


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


def test_a_changed_signature_is_refused_with_both_signatures(course, hand_in, model):
    renamed = model["1.1"].replace("(shape: Sequence[int])", "(sizes: Sequence[int])").replace("shape", "sizes")
    assert "contiguous_strides(sizes" in renamed
    row = graded(hand_in("ada", {**model, "1.1": renamed}), course)["ada"]
    assert points(row)["1.1"] == 0
    assert any("the signature changed" in note for note in row.result.exercises[0].notes)


@pytest.mark.slow
@pytest.mark.parametrize("cells", [HOSTILE[place::6] for place in range(6)], ids=range(6))
def test_hostile_cells_earn_what_they_may_and_harm_nobody(course, hand_in, tensors, model, cells, tmp_path):
    exercise = tensors.exercises[-1]
    head = re.search(r"^def .*?:$", exercise.stub, re.MULTILINE | re.DOTALL)[0]
    folder = hand_in("honest", model)
    hand_in("only-raises", {**model, exercise.id: f"{head}\n    raise RuntimeError('nothing found')"})
    for file in cells:
        source = runpy.run_path(str(file))["CELL"].replace("__DEFINITION__", model[exercise.id])
        source = source.replace("__HEADER__", head).replace("__OUTSIDE__", str(course)).replace("__PORT__", "8888")
        hand_in(file.stem, {**model, exercise.id: source})
    rows = graded(folder, course)
    full = {e.id: e.points for e in tensors.exercises}
    nothing = points(rows["only-raises"])[exercise.id]  # an honest cell that refuses every input earns this much
    assert nothing <= 1
    for file in cells:
        may = {"all": exercise.points, "nothing": nothing}[runpy.run_path(str(file))["MAY_EARN"]]
        assert points(rows[file.stem])[exercise.id] <= may, file.stem
    assert points(rows["honest"]) == full


KILL = """
import os, signal, sys
from pathlib import Path

def kill_at(module, name, call, after):
    owner = __import__(module, fromlist=["x"])
    *path, last = name.split(".")
    for part in path:
        owner = getattr(owner, part)
    original, count = getattr(owner, last), [0]
    def replacement(*args, **kwargs):
        count[0] += 1
        if count[0] == call and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = original(*args, **kwargs)
        if count[0] == call:
            os.kill(os.getpid(), signal.SIGKILL)
        return result
    setattr(owner, last, replacement)

folder, course, module, name, call, after = sys.argv[1:]
if module:
    kill_at(module, name, int(call), after == "after")
from autograder.pipeline import Request, grade_class
from autograder.sandbox.limits import Limits
grade_class(Request(Path(folder), Path(course), lesson="1", limits=Limits(wall=1.5), workers=2))
"""
POINTS = [
    ("autograder.journal", "Journal.receive", 1, "after"),
    ("autograder.workers", "Outcome", 2, "after"),
    ("autograder.journal", "Journal.graded", 2, "before"),
    ("autograder.journal", "Journal.graded", 2, "after"),
    ("autograder.journal", "Journal.graded", 4, "after"),
    ("autograder.gradebook.structure", "SaveCells.preprocess", 1, "before"),
    ("autograder.gradebook.structure", "SaveCells.preprocess", 1, "after"),
    ("os", "replace", 2, "before"),
    ("autograder.gradebook.record", "_Transaction.run", 1, "before"),
    ("autograder.gradebook.record", "_Transaction._grades", 1, "after"),
    ("autograder.gradebook.record", "_Transaction.run", 1, "after"),
    ("autograder.journal", "Journal.recorded", 1, "before"),
    ("autograder.journal", "Journal.recorded", 1, "after"),
]


def run_killed(folder, course, module="", name="", call=0, after=""):
    arguments = [str(folder), str(course), module, name, str(call), after]
    done = subprocess.run(
        [sys.executable, "-c", KILL, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.returncode


@pytest.fixture
def small_class(hand_in, material, tensors, model):
    """Four students: all right, half done, some wrong, unreadable."""
    folder = hand_in("model", model)
    hand_in("half", dict(list(model.items())[:4]))
    hand_in("wrong", material.wrong(tensors, 0, {"1.1", "1.5"}))
    (folder / "empty.ipynb").write_bytes(b"")
    return folder


@pytest.fixture(scope="module")
def undisturbed():
    """The grades of the small class when nothing goes wrong; found once."""
    return []


def with_known_secret(course):
    """Random inputs are the same for every course directory with the same secret."""
    from autograder.course_folder import journal_file
    from autograder.journal import Journal

    with Journal(journal_file(course)) as journal:
        journal._run("INSERT INTO settings VALUES ('secret', ?)", ("5e" * 32,))
    return course


@pytest.mark.slow
@pytest.mark.parametrize("point", POINTS, ids=lambda p: f"{p[3]}-{p[1]}-{p[2]}")
def test_after_kill_9_the_second_start_grades_every_submission_exactly_once(
    point, course, small_class, undisturbed, empty_gradebook
):
    from autograder.course_folder import journal_file
    from autograder.journal import Journal

    with_known_secret(course)
    if not undisturbed:
        other = course.parent / "undisturbed"
        with_known_secret(other)
        shutil.copy(empty_gradebook, other / "gradebook.db")
        graded(small_class, other)
        undisturbed.extend(grades(other))
    assert run_killed(small_class, course, *point) == -signal.SIGKILL
    with Journal(journal_file(course)) as journal:
        done = {key for key, times in journal.times_graded().items() if times}
    assert run_killed(small_class, course) == 0
    with Journal(journal_file(course)) as journal:
        times = journal.times_graded()
    assert (set(times.values()), len(times)) == ({1}, 4)
    assert done <= times.keys()
    assert grades(course) == undisturbed
    assert sorted(p.name for p in (course / "feedback").iterdir()) == ["empty", "half", "model", "wrong"]


@pytest.mark.slow
def test_stock_nbgrader_gives_honest_submissions_the_same_points(tmp_path, material, tensors, model):
    from autograder.gradebook.exchange import Exchange
    from course.authoring.build import build
    from course.nbgrader_bridge.course_folder import environment

    build(ROOT)
    stock, ours = tmp_path / "stock", tmp_path / "ours"
    honest = {
        "model": model,
        "other": material.other(tensors),
        "stubs": {},
        "half": dict(list(model.items())[:4]),
        "wrong-odd": material.wrong(tensors, 0, {"1.1", "1.3", "1.5", "1.7"}),
        "wrong-even": material.wrong(tensors, 2, {"1.2", "1.4", "1.6", "1.8"}),
    }
    Exchange(stock, tmp_path / "exchange").release(tensors)
    for student, answers in honest.items():
        place = stock / "submitted" / student / tensors.name
        place.mkdir(parents=True)
        (place / f"{tensors.name}.ipynb").write_text(json.dumps(filled(tensors, answers)), encoding="utf-8")
    shutil.copytree(stock / "submitted", ours / "submitted")
    graded(ours, ours)
    command = [sys.executable, "-m", "nbgrader", "autograde", tensors.name]
    done = subprocess.run(command, cwd=stock, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    code_only = [[row for row in grades(place) if "answer" not in row[1]] for place in (stock, ours)]
    assert code_only[0] == code_only[1]
    assert [row for row in grades(stock) if "answer" in row[1]] == [row for row in grades(ours) if "answer" in row[1]]


@pytest.mark.slow
def test_the_demonstration_class_gets_exactly_what_it_must(tmp_path):
    command = [sys.executable, "-m", "autograder", "demo", str(tmp_path / "demo")]
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert re.search(r"(\d+) of \1 grades are what they must be", done.stdout)
    assert len(set(re.findall(r"^(\S+) +0\d_", done.stdout, re.MULTILINE))) >= 40
    assert len(set(re.findall(r"^(hostile-\S+) ", done.stdout, re.MULTILINE))) >= 12
