"""A small kit made by hand, a student's folder made from it, and an IPython shell to run cells in."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import ModuleType

import pytest

from course import workspace as workspaces
from course.kit import Kit
from course.workspace import Workspace


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).parent / "toy_kit" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def toys() -> ModuleType:
    """The sources of the toy lessons: ANSWERS and STUBS by path."""
    return _load("toy_lessons")


@pytest.fixture
def toy_kit(toys: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kit:
    folder = toys.write_kit(tmp_path / "kit")
    monkeypatch.setenv("COURSE_KIT", str(folder))
    for name in ("NBGRADER_EXECUTION", "JPY_SESSION_NAME"):
        monkeypatch.delenv(name, raising=False)
    return Kit(folder)


@pytest.fixture
def toy_workspace(toy_kit: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    space = workspaces.create(tmp_path / "workspace", toy_kit)
    monkeypatch.chdir(space.folder)
    return space


@pytest.fixture
def own_modules() -> Iterator[None]:
    """Leave sys.path and the loaded `minitorch` as they were."""
    path = list(sys.path)
    kept = {name: module for name, module in sys.modules.items() if name.partition(".")[0] == "minitorch"}
    yield
    sys.path[:] = path
    for name in [name for name in sys.modules if name.partition(".")[0] == "minitorch"]:
        del sys.modules[name]
    sys.modules.update(kept)


class Notebook:
    """Runs cells in a real IPython shell and returns what they show."""

    def __init__(self, shell: object) -> None:
        self.shell = shell

    def run(self, cell: str) -> str:
        from IPython.utils.capture import capture_output

        with capture_output() as shown:
            self.result = self.shell.run_cell(cell, store_history=True)
        return shown.stdout + shown.stderr + "".join(o.data["text/plain"] + "\n" for o in shown.outputs)

    def value(self, expression: str) -> object:
        output = self.run(expression)
        assert self.result.success, output
        return self.result.result

    def open(self, lesson: str) -> str:
        return self.run(f"%load_ext course\n%lesson {lesson}")


@pytest.fixture
def notebook(own_modules: None) -> Iterator[Notebook]:
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    settings = Config()
    settings.HistoryManager.enabled = False
    settings.InteractiveShell.colors = "nocolor"
    hook = sys.displayhook
    shell = InteractiveShell.instance(config=settings)
    try:
        yield Notebook(shell)
    finally:
        shell.run_line_magic("unload_ext", "course")
        shell.restore_sys_module_state()
        InteractiveShell.clear_instance()
        sys.displayhook = hook


@pytest.fixture
def as_nobody(open_tmp_path: Path) -> Callable[[], AbstractContextManager[None]]:
    """A block without root's right to write everywhere."""

    @contextmanager
    def block() -> Iterator[None]:
        root = os.geteuid() == 0
        if root:
            os.seteuid(65534)
        try:
            yield
        finally:
            if root:
                os.seteuid(0)

    return block
