"""Saving a definition keeps the module readable, owns what came along, and cannot be spoilt halfway."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.errors import WorkspaceError
from course.kit import Kit
from course.probes.definitions import DefinitionError, find_definition
from course.workspace import create, find, save, store
from course.workspace.files import locked, write_atomically
from course.workspace.ledger import Extras
from course.workspace.splice import splice
from course.workspace.store import NotWrittenError, restore_stub
from course.workspace.stub import is_stub

MODULE = textwrap.dedent(
    '''\
    """A module."""

    from __future__ import annotations

    import math

    LIMIT = 3


    def first(x):
        """First."""
        raise NotImplementedError


    @staticmethod
    def second(x):
        return math.inf


    def other(x):
        return first(x)
    '''
)


def put(text, cell, old=Extras(), name="first"):  # noqa: B008 - immutable
    return splice(text, find_definition(cell, name), old, "minitorch/module.py")


def test_a_definition_takes_the_place_of_its_namesake_and_nothing_else_moves():
    made = put(MODULE, "def first(x):\n    return x + 1")
    assert made.text == MODULE.replace('    """First."""\n    raise NotImplementedError', "    return x + 1")
    assert made.extras == Extras()


def test_a_form_feed_in_a_comment_does_not_move_what_comes_after_it():
    odd = "def first(x):\n    # one \x0c page, one \u2028 line\n    return x + 1"
    made = put(put(MODULE, odd).text, "def second(x):\n    return x", name="second")
    assert "# one \x0c page, one \u2028 line\n    return x + 1\n" in made.text
    assert [node.name for node in ast.parse(made.text).body if isinstance(node, ast.FunctionDef)] == [
        "first",
        "second",
        "other",
    ]


def test_decorators_belong_to_the_definition():
    made = put(MODULE, "def second(x):\n    return 2", name="second")
    assert "@staticmethod" not in made.text


def test_imports_go_below_the_imports_and_helpers_above_the_definition():
    made = put(MODULE, "import os, sys\ndef _h(x):\n    return os.sep, sys.path\n\ndef first(x):\n    return _h(x)")
    assert "import math\nimport os\nimport sys\n" in made.text
    assert made.text.index("def _h") < made.text.index("def first")
    assert made.extras == Extras(("_h",), ("import os", "import sys"))


def test_an_import_or_helper_that_is_there_already_is_neither_repeated_nor_owned():
    made = put(MODULE, "import math\nLIMIT = 3\ndef first(x):\n    return math.e + LIMIT")
    assert made.text.count("import math") == made.text.count("LIMIT = 3") == 1
    assert made.extras == Extras()


def test_imports_of_the_module_itself_and_of_the_future_are_left_out():
    cell = "from __future__ import annotations\nfrom minitorch.module import other\ndef first(x):\n    return other(x)"
    assert "minitorch" not in put(MODULE, cell).text


@pytest.mark.parametrize(
    "cell",
    [
        "LIMIT = 4\ndef first(x):\n    return LIMIT",
        "def other(x):\n    return 1\n\ndef first(x):\n    return other(x)",
        "import cmath as math\ndef first(x):\n    return math.e",
    ],
)
def test_a_name_that_means_something_else_in_the_module_is_refused(cell):
    with pytest.raises(DefinitionError, match="already means something else"):
        put(MODULE, cell)


def test_helpers_of_the_version_before_go_unless_something_else_uses_them():
    one = put(MODULE, "def _a(x):\n    return _b(x)\n\ndef _b(x):\n    return x\n\ndef first(x):\n    return _a(x)")
    gone = put(one.text, "def first(x):\n    return x", one.extras)
    assert "_a" not in gone.text
    assert "_b" not in gone.text
    assert gone.extras == Extras()
    used = one.text.replace("return first(x)", "return _a(x)")
    kept = put(used, "def first(x):\n    return x", one.extras)
    assert "def _a" in kept.text
    assert "def _b" in kept.text
    assert set(kept.extras.helpers) == {"_a", "_b"}


def test_putting_a_definition_in_and_taking_it_out_again_leaves_the_text_as_it_was():
    cell = "import os\nimport sys as s\nK = 1\n\ndef _h(x):\n    return os.sep, s.path, K\n\n"
    cell += "def first(x):\n    return _h(x)"
    made = put(MODULE, cell)
    stub = find_definition(MODULE, "first")
    assert splice(made.text, stub, made.extras, "minitorch/module.py").text == MODULE
    assert put(made.text, cell, made.extras) == made


def test_a_module_that_is_not_python_is_named_with_its_line():
    with pytest.raises(WorkspaceError, match=r"minitorch/module\.py line 1"):
        put("def broken(:\n", "def first(x):\n    return x")


NAMES = st.lists(st.sampled_from("abcdef"), min_size=0, max_size=4, unique=True)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["first", "other"]), NAMES, NAMES), max_size=6))
def test_any_sequence_of_saves_leaves_a_module_in_which_every_name_stands_once(saves):
    text, extras = MODULE, {"first": Extras(), "other": Extras()}
    for name, helpers, modules in saves:
        lines = [f"import {m}_module" for m in modules]
        lines += [f"def {name}_{h}(x):\n    return x" for h in helpers]
        uses = " + ".join([f"{name}_{h}(x)" for h in helpers] + [f"{m}_module.x" for m in modules] + ["x"])
        made = put(text, "\n".join([*lines, f"def {name}(x):\n    return {uses}"]), extras[name], name)
        text, extras[name] = made.text, made.extras
        defined = [node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
        imported = [a.name for node in ast.parse(text).body if isinstance(node, ast.Import) for a in node.names]
        assert len(set(defined)) == len(defined)
        assert len(set(imported)) == len(imported)
        assert {f"{name}_{h}" for h in helpers} <= set(defined)
        assert {f"{m}_module" for m in modules} <= set(imported)


def test_comments_docstrings_and_the_errors_text_do_not_make_a_stub_an_answer():
    stub = 'class A:\n    """Doc."""\n    size = 3\n    def f(self):\n        raise NotImplementedError'
    assert is_stub(stub.replace("NotImplementedError", 'NotImplementedError("x")  # hm'), "A", stub)
    assert is_stub("def f(x):\n    # your code here\n    raise NotImplementedError", "f")
    assert not is_stub("def f(x):\n    if x:\n        raise NotImplementedError\n    return 1", "f")
    assert not is_stub(stub.replace("size = 3", "size = 4\n    def g(self):\n        return 1"), "A", stub)


@pytest.fixture
def volume(toy_kit):
    return toy_kit.lesson(1).exercise("volume")


def definition(body):
    return find_definition(f"def volume(shape):\n    return {body}", "volume")


def test_a_crash_before_the_file_is_written_leaves_the_last_version(toy_workspace, volume, monkeypatch):
    save(toy_workspace, volume, definition("1"))
    before = toy_workspace.text_of(volume.path)

    def crash(*arguments):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(store, "write_source", crash)
        cell = "def _h():\n    return 2\n\ndef volume(shape):\n    return _h()"
        with pytest.raises(KeyboardInterrupt):
            save(toy_workspace, volume, find_definition(cell, "volume"))
    assert toy_workspace.text_of(volume.path) == before
    save(toy_workspace, volume, find_definition(cell.replace("2", "3"), "volume"))
    assert "return 3" in toy_workspace.text_of(volume.path)


def test_a_failed_replacement_leaves_neither_half_a_file_nor_a_temporary_one(tmp_path, monkeypatch):
    file = tmp_path / "module.py"
    file.write_text("old")

    def fail(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="No space"):
        write_atomically(file, "new")
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


def test_many_writers_at_once_lose_nothing(toy_workspace, toy_kit):
    code = (
        "import sys; from pathlib import Path; from course.kit import locate; from course.workspace import find, save\n"
        "from course.probes.definitions import find_definition as d\n"
        "name = sys.argv[1]; e = locate().lesson(sys.argv[2]).exercise(name); space = find()\n"
        "for n in range(15): save(space, e, d(f'def {e.name}({sys.argv[3]}):\\n    return {n}', e.name))"
    )
    writers = [("volume", "1", "shape"), ("strides", "1", "shape"), ("halve", "2", "x, times=1")]
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda w: subprocess.run([sys.executable, "-c", code, *w], check=True), writers))
    text = (toy_workspace.package / "shapes.py").read_text()
    assert text.count("    return 14") == 3
    records = json.loads((toy_workspace.notes / "saved.json").read_text())["definitions"]
    assert set(records) == {"shapes.volume", "shapes.strides", "shapes.halve"}


def test_a_lock_that_another_process_holds_is_waited_for_and_then_named(tmp_path):
    with (
        locked(tmp_path / "lock"),
        pytest.raises(WorkspaceError, match="another notebook or command"),
        locked(tmp_path / "lock", seconds=0.05),
    ):
        pass


def test_a_read_only_folder_is_said_to_be_one(toy_workspace, volume, as_nobody):
    before = toy_workspace.text_of(volume.path)
    with as_nobody(), pytest.raises(NotWrittenError, match=r"minitorch/shapes\.py cannot be written"):
        save(toy_workspace, volume, definition("1"))
    assert toy_workspace.text_of(volume.path) == before


@pytest.mark.parametrize("content", ["", "{", "[]", '{"definitions": {"shapes.volume": {"helpers": 3}}}'])
def test_a_damaged_saved_json_counts_as_empty(toy_workspace, volume, content):
    (toy_workspace.notes / "saved.json").write_text(content)
    assert save(toy_workspace, volume, definition("1")).changed


def test_an_answer_is_backed_up_and_the_empty_exercise_is_not(toy_workspace, volume, toys):
    save(toy_workspace, volume, definition("1"))
    assert not (toy_workspace.notes / "backups").exists()
    save(toy_workspace, volume, definition("1"))
    assert not (toy_workspace.notes / "backups").exists()
    restore_stub(toy_workspace, volume, find_definition(toys.STUBS["shapes.volume"], "volume"))
    (backup,) = (toy_workspace.notes / "backups" / "shapes.volume").iterdir()
    assert backup.read_text() == "def volume(shape):\n    return 1\n"


def test_an_answer_typed_into_the_file_by_hand_is_backed_up_too(toy_workspace, volume, toys):
    file = toy_workspace.file_of(volume.path)
    file.write_text(file.read_text().replace(toys.carved()["shapes.volume"], "def volume(shape):\n    return 7"))
    assert save(toy_workspace, volume, definition("1")).replaced


def test_making_a_workspace_again_keeps_what_is_there_and_restores_what_is_gone(toy_workspace, toy_kit, volume):
    save(toy_workspace, volume, definition("1"))
    (toy_workspace.package / "errors.py").unlink()
    create(toy_workspace.folder, toy_kit)
    assert "return 1" in toy_workspace.text_of(volume.path)
    assert (toy_workspace.package / "errors.py").is_file()
    assert find(toy_workspace.package / "nn") == toy_workspace


def test_a_new_release_renews_the_package_around_the_students_definitions(toy_workspace, toy_kit, volume, toys):
    cell = "import os\nK = 1\n\ndef _h():\n    return K, os.sep\n\ndef volume(shape):\n    return _h()"
    save(toy_workspace, volume, find_definition(cell, "volume"))
    before = toy_workspace.text_of(volume.path)
    for path, old, new in [("minitorch/shapes.py", "elements", "numbers"), ("kit.json", "0" * 12, "1" * 12)]:
        file = toy_kit.folder / path
        file.write_text(file.read_text().replace(old, new))
    (toy_kit.folder / "minitorch" / "new.py").write_text("x = 1\n")
    create(toy_workspace.folder, Kit(toy_kit.folder))
    assert toy_workspace.text_of(volume.path) == before.replace("elements", "numbers")
    assert (toy_workspace.package / "new.py").is_file()
    (backup,) = (toy_workspace.notes / "backups" / "files" / "shapes.py").iterdir()
    assert backup.read_text() == before
    restore_stub(toy_workspace, volume, find_definition(toys.carved()["shapes.volume"], "volume"))
    assert "_h" not in toy_workspace.text_of(volume.path)


def test_a_new_notebook_never_overwrites_one_that_was_worked_in(toy_workspace, toy_kit):
    worked = toy_workspace.folder / "01_toys.ipynb"
    worked.write_text("my work")
    for name in ("01_toys", "02_classes"):
        (toy_kit.notebooks / f"{name}.ipynb").write_text("second edition")
    for _ in range(2):
        create(toy_workspace.folder, toy_kit)
        assert worked.read_text() == "my work"
        assert (toy_workspace.folder / "01_toys.new.ipynb").read_text() == "second edition"
        assert (toy_workspace.folder / "02_classes.ipynb").read_text() == "second edition"
        assert not (toy_workspace.folder / "02_classes.new.ipynb").exists()
