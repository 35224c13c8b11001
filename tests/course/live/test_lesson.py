"""Exercises written in notebook cells become the student's package."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

VOLUME = "import math\ndef volume(shape):\n    return math.prod(shape)"


@pytest.fixture
def lesson(toy_workspace, notebook):
    notebook.open("01_toys")
    return notebook


def shapes_file(workspace):
    return (workspace.package / "shapes.py").read_text()


def test_the_first_cell_puts_package_check_and_names_at_hand(toy_workspace, notebook):
    assert notebook.open("01_toys") == ""
    for name in ("minitorch", "check", "hidden_check", "Layout", "math", "ShapeError", "volume", "describe"):
        assert name in notebook.shell.user_ns, name
    assert notebook.value("minitorch.__file__").startswith(str(toy_workspace.folder))


def test_a_stub_runs_as_it_stands_because_annotations_are_postponed(lesson, toys):
    assert lesson.run(toys.STUBS["shapes.strides"]) == ""
    assert lesson.result.success


def test_a_cell_that_defines_an_exercise_is_saved_and_used_at_once(lesson, toy_workspace):
    assert lesson.run(VOLUME) == "saved minitorch/shapes.py: volume\n"
    assert "return math.prod(shape)" in shapes_file(toy_workspace)
    assert lesson.value("minitorch.shapes.describe((2, 3))") == "6 elements"
    assert lesson.value("volume is minitorch.shapes.volume") is True


def test_a_plain_python_sees_what_was_saved(lesson, toy_workspace):
    lesson.run(VOLUME)
    shown = subprocess.run(
        [sys.executable, "-c", "import minitorch; print(minitorch.shapes.describe((2, 3)))"],
        cwd=toy_workspace.folder,
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout == "6 elements\n"


def test_running_a_cell_again_replaces_its_definition(lesson, toy_workspace):
    lesson.run(VOLUME)
    lesson.run("def volume(shape):\n    return 42")
    assert lesson.value("minitorch.shapes.describe(())") == "42 elements"
    assert shapes_file(toy_workspace).count("def volume") == 1


def test_helpers_and_imports_come_along_and_leave_again(lesson, toy_workspace):
    before = shapes_file(toy_workspace)
    lesson.run(
        "import functools\nimport operator as op\nSTART = 1\n"
        "def _product(x):\n    return functools.reduce(op.mul, x, START)\n\n"
        "def volume(shape):\n    return _product(shape)"
    )
    after = shapes_file(toy_workspace)
    for piece in ("import functools\n", "import operator as op\n", "START = 1\n", "def _product(x):"):
        assert piece in after, piece
    assert lesson.value("minitorch.shapes.volume((2, 3))") == 6
    lesson.run(VOLUME)
    after = shapes_file(toy_workspace)
    for piece in ("functools", "operator", "START", "_product"):
        assert piece not in after, piece
    assert lesson.value("hasattr(minitorch.shapes, '_product')") is False
    assert len(after.splitlines()) < len(before.splitlines())


def test_the_empty_exercise_never_replaces_an_answer(lesson, toys, toy_workspace):
    lesson.run(VOLUME)
    saved = shapes_file(toy_workspace)
    assert "kept minitorch/shapes.py: volume" in lesson.run(toys.STUBS["shapes.volume"])
    assert shapes_file(toy_workspace) == saved
    assert lesson.value("volume((2, 3))") == 6


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("def volume(sizes):\n    return 1", "the signature changed"),
        ("def volume(shape):\n    return np.prod(shape)", "put `import numpy as np` into this cell"),
        ("def volume(shape):\n    return other_cell(shape)", "`other_cell` is defined in another cell only"),
        ("def volume(shape):\n    return nonsense(shape)", "`nonsense` is not defined anywhere"),
        ("def describe(x): return 0\ndef volume(shape):\n    return describe(shape)", "already means something else"),
        ("import numpy as math\ndef volume(shape):\n    return math.prod(shape)", "already means something else"),
    ],
)
def test_what_cannot_stand_in_the_module_is_refused_and_the_last_version_stays(lesson, toy_workspace, cell, message):
    lesson.run(VOLUME)
    saved = shapes_file(toy_workspace)
    lesson.run("import numpy as np\ndef other_cell(x): return 1")
    shown = lesson.run(cell)
    assert "`volume` was not saved" in shown
    assert message in shown
    assert shapes_file(toy_workspace) == saved
    assert lesson.value("minitorch.shapes.volume((2, 3))") == 6


@pytest.mark.parametrize("cell", ["def volume(shape):\n    return (", "def volume(shape):\n    return 1\n\n1 / 0"])
def test_nothing_is_saved_when_the_cell_ends_in_an_error(lesson, toy_workspace, cell):
    lesson.run(VOLUME)
    saved = shapes_file(toy_workspace)
    assert "not saved: volume" in lesson.run(cell)
    assert shapes_file(toy_workspace) == saved
    assert lesson.value("minitorch.shapes.volume((2, 3))") == 6
    assert "was not saved" in str(lesson.value('check("1.1")'))


def test_a_misspelt_exercise_name_is_pointed_out(lesson, toy_workspace):
    saved = shapes_file(toy_workspace)
    assert "did you mean `volume`?" in lesson.run("def volumes(shape):\n    return 1")
    assert shapes_file(toy_workspace) == saved


def test_a_class_exercise_serves_live_objects_and_subclasses(toy_workspace, toys, notebook):
    notebook.open("02_classes")
    notebook.run("old = object.__new__(Scale)\nold.factor = 5\ndouble = object.__new__(DoubleScale)\ndouble.factor = 3")
    assert notebook.run(toys.ANSWERS["nn.layers.Scale"]) == "saved minitorch/nn/layers.py: Scale\n"
    assert notebook.value("old.forward(2), double.forward(2)") == (10, 18)
    assert notebook.value("Scale(4).training and isinstance(old, Scale)") is True
    notebook.run(toys.ANSWERS["nn.layers.Scale"].replace("return x *", "return 100 * x *"))
    assert notebook.value("old.forward(2)") == 1000
    assert notebook.value("DoubleScale(1).forward(1)") == 10000


def test_a_class_without_one_of_its_methods_is_refused(toy_workspace, notebook):
    notebook.open("02_classes")
    shown = notebook.run("class Scale(Module):\n    def __init__(self, factor):\n        self.factor = factor")
    assert "`Scale.forward(self, x)` is missing from the class" in shown


def test_an_exercise_of_another_module_is_called_through_its_module(toy_workspace, toys, notebook):
    notebook.open("02_classes")
    answer = toys.ANSWERS["nn.layers.Scale"].replace("return x *", "return halve(x) *")
    assert "write `shapes.halve(...)`" in notebook.run(toys.ANSWERS["shapes.halve"] + "\n\n" + answer)
    assert "def halve" not in (toy_workspace.package / "nn" / "layers.py").read_text()


def test_two_exercises_in_one_cell_are_both_saved(lesson, toys):
    cell = f"{toys.ANSWERS['shapes.volume']}\n\n{toys.ANSWERS['shapes.strides']}"
    assert sorted(lesson.run(cell).splitlines()) == [
        f"saved minitorch/shapes.py: {name}" for name in ("strides", "volume")
    ]
    assert lesson.value("minitorch.shapes.strides((4, 2, 3))") == (6, 3, 1)


def test_what_another_process_saves_is_used_by_the_next_cell(lesson, toy_workspace):
    lesson.run("kept = minitorch.shapes.fail\nfrom minitorch.shapes import volume as mine")
    file = toy_workspace.package / "shapes.py"
    stub = file.read_text().split("def volume(shape):")[1].split("def describe")[0]
    file.write_text(file.read_text().replace(stub, "\n    return 77\n\n\n"))
    assert lesson.value("minitorch.shapes.describe(()), volume(())") == ("77 elements", 77)
    assert lesson.value("kept is minitorch.shapes.fail") is True


def test_a_file_broken_in_an_editor_is_reported_and_the_old_code_stays(lesson, toy_workspace):
    lesson.run(VOLUME)
    file = toy_workspace.package / "shapes.py"
    text = file.read_text()
    file.write_text(text + "\ndef broken(:\n")
    assert "changed on disk and cannot be used" in lesson.run("1")
    assert "changed on disk" not in lesson.run("1")
    assert lesson.value("minitorch.shapes.volume((2, 3))") == 6
    assert "is not valid Python" in lesson.run(VOLUME)
    file.write_text(text)
    assert lesson.run(VOLUME) == "saved minitorch/shapes.py: volume\n"


def test_tracebacks_show_the_lines_of_the_saved_file(lesson, toy_workspace):
    lesson.run("def _one():\n    return 1\n\n\ndef volume(shape):\n    return _one()")
    lesson.run(
        "try:\n    minitorch.shapes.fail()\n"
        "except Exception as error:\n    where = error.__traceback__.tb_next.tb_lineno"
    )
    lines = shapes_file(toy_workspace).splitlines()
    assert lines[lesson.value("where") - 1].strip() == 'raise ShapeError("on purpose")'


def test_a_read_only_folder_loses_nothing(lesson, toy_workspace, as_nobody):
    lesson.run(VOLUME)
    saved = shapes_file(toy_workspace)
    for folder in (toy_workspace.notes, toy_workspace.package):
        folder.chmod(0o555)
    with as_nobody():
        shown = lesson.run("def volume(shape):\n    return 5")
    for folder in (toy_workspace.notes, toy_workspace.package):
        folder.chmod(0o755)
    assert "cannot be written" in shown
    assert "works in this notebook until its kernel stops" in shown
    assert shapes_file(toy_workspace) == saved
    assert lesson.value("minitorch.shapes.describe(()), volume(())") == ("5 elements", 5)


def test_saved_json_and_backups_tell_what_was_saved_and_overwritten(lesson, toy_workspace):
    lesson.run(VOLUME)
    lesson.run("def volume(shape):\n    return 42")
    record = json.loads((toy_workspace.notes / "saved.json").read_text())["definitions"]["shapes.volume"]
    assert (record["exercise"], record["author"]) == ("1.1", "student")
    (backup,) = (toy_workspace.notes / "backups" / "shapes.volume").iterdir()
    assert "return math.prod(shape)" in backup.read_text()


def test_an_unknown_lesson_suggests_the_nearest(toy_workspace, notebook):
    assert 'did you mean "01_toys"?' in notebook.open("01_toy")
    assert "Traceback" not in notebook.open("01_toy")


def test_a_restarted_kernel_goes_on_with_the_saved_package(lesson, toy_workspace):
    lesson.run(VOLUME)
    code = (
        "from IPython.core.interactiveshell import InteractiveShell as S; from traitlets.config import Config\n"
        "c = Config(); c.HistoryManager.enabled = False; s = S.instance(config=c)\n"
        "s.run_cell('%load_ext course\\n%lesson 01_toys'); s.run_cell('print(describe((2, 3)))')"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout == "6 elements\n"


def test_plots_have_the_courses_look_from_the_first_cell_that_speaks_of_matplotlib(lesson):
    import matplotlib

    with matplotlib.rc_context():
        lesson.run("1 + 1")
        assert matplotlib.rcParams["axes.facecolor"] != "none"
        assert lesson.run("import matplotlib\nlook = matplotlib.rcParams['axes.facecolor']") == ""
        assert lesson.value("look") == "none"
        lesson.run("matplotlib.rcParams['axes.facecolor'] = 'white'  # a reader's own taste")
        assert lesson.value("matplotlib.rcParams['axes.facecolor']") == "white"
