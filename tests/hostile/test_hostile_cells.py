"""Every hostile cell earns what it may, harms nobody, sees nothing, and ends."""

import contextlib
import json
import os
import runpy
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.sandbox import Job, Limits, Sandbox, SandboxError
from course.probes import Observation, plain

pytestmark = pytest.mark.sandbox

CELLS = sorted((Path(__file__).parent / "cells").glob("*.py"))
NAMESPACES = ("private files", "own processes", "no network", "own shared memory")
LIMITS = Limits(memory=256 << 20, wall=1.0, cpu=5, disk=8 << 20, file_size=8 << 20)
SECRET = "SECRET-OF-SOMEBODY-ELSE"

HEADER = "def contiguous_strides(shape):"
HONEST = HEADER + "\n    return tuple(math.prod(shape[axis + 1 :]) for axis in range(len(shape)))"
STUB = HEADER + '\n    """Strides of a row-major tensor."""\n    raise NotImplementedError\n'
VISIBLE = {
    "of_a_matrix": ("def of_a_matrix(mt):\n    return mt.shapes.contiguous_strides((2, 3))\n", (3, 1)),
    "of_a_scalar": (
        "def of_a_scalar(mt):\n    s = mt.shapes.contiguous_strides\n    return [s(()), s((4,)), s((5, 6, 7))]\n",
        [(), (1,), (42, 7, 1)],
    ),
}
HIDDEN = {
    "of_a_stack": ("def of_a_stack(mt):\n    return mt.shapes.contiguous_strides((7, 5, 3, 2))\n", (30, 6, 2, 1)),
    "with_a_zero": ("def with_a_zero(mt):\n    return mt.shapes.contiguous_strides((3, 0, 2))\n", (0, 2, 1)),
}
LEFT_OVER = """
def left_over(mt):
    import os

    walks = [walk for place in ("/tmp", "/dev/shm") for walk in os.walk(place)]
    return [name for folder, _, names in walks for name in names if not folder.startswith(os.path.dirname(mt.__file__))]
"""
ENDLESS = {"endless_loop", "endless_sleep", "endless_definition", "clock_turned", "liar_exception"}
FULL_MARKS = len(VISIBLE) + len(HIDDEN)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("package")
    (folder / "minitorch").mkdir()
    (folder / "minitorch" / "__init__.py").write_text("from minitorch import shapes as shapes\n")
    (folder / "minitorch" / "shapes.py").write_text("import math\n\n\n" + STUB)
    return folder


@pytest.fixture(scope="module", params=[(), NAMESPACES], ids=["full", "reduced"])
def box(request: pytest.FixtureRequest, package: Path) -> Iterator[Sandbox]:
    with pytest.MonkeyPatch.context() as patch, contextlib.ExitStack() as stack:
        patch.setenv("GRADER_KEY", SECRET)
        try:
            sandbox = stack.enter_context(Sandbox(package, LIMITS, without=request.param))
        except SandboxError as error:
            pytest.skip(str(error))
        if not request.param and sandbox.level != "full":
            pytest.skip(f"this machine has no {', '.join(sandbox.missing)}")
        yield sandbox


@pytest.fixture
def outside(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that everybody may read and write: only the sandbox protects it."""
    base = tmp_path_factory.getbasetemp()
    for folder in (tmp_path, base, base.parent):
        folder.chmod(0o777)
    for name in ("gradebook.db", "other.ipynb"):
        (tmp_path / name).write_text(SECRET)
        (tmp_path / name).chmod(0o666)
    return tmp_path


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def observe_all(box: Sandbox, cell: str) -> dict[str, Observation]:
    """Visible and hidden probes as separate jobs, as the grader does it."""
    observations: dict[str, Observation] = {}
    for probes in (VISIBLE, HIDDEN):
        triples = [(name, source, 0) for name, (source, _) in probes.items()]
        observations |= box.run(Job((("shapes.contiguous_strides", cell),), tuple(triples)))  # type: ignore[arg-type]
    return observations


def points(observations: dict[str, Observation]) -> int:
    return sum(
        observations[name].get("status") == "returned" and observations[name]["value"] == plain.encode(expected)
        for name, (_, expected) in (VISIBLE | HIDDEN).items()
    )


def state_of(folder: Path) -> list[tuple[str, bytes, int, int]]:
    return [(p.name, p.read_bytes(), p.stat().st_mode, p.stat().st_mtime_ns) for p in sorted(folder.iterdir())]


def processes_under(pid: int | None) -> list[int]:
    found = []
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            parent = int(Path(f"/proc/{entry}/stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        found += [int(entry)] if parent == pid else []
    return found


@pytest.mark.parametrize("path", CELLS, ids=lambda path: path.stem)
def test_a_hostile_cell_earns_what_it_may_and_harms_nobody(
    path: Path, box: Sandbox, outside: Path, listener: socket.socket
) -> None:
    if box.level != "full" and path.stem in ENDLESS:
        pytest.skip("takes seconds, and the time is kept outside of the layers")
    case = runpy.run_path(str(path))
    before = state_of(outside)
    victim = (
        "# OTHER-STUDENT "
        + SECRET
        + "\nimport math\n"
        + HONEST.replace("    return", "    'OTHER-STUDENT'\n    return")
    )
    assert points(observe_all(box, victim)) == FULL_MARKS

    cell = case["CELL"].replace("__DEFINITION__", HONEST).replace("__HEADER__", HEADER)
    cell = cell.replace("__OUTSIDE__", str(outside)).replace("__PORT__", str(listener.getsockname()[1]))
    began = time.monotonic()
    observations = observe_all(box, cell)
    seconds = time.monotonic() - began

    earned = points(observations)
    assert earned == (FULL_MARKS if case["MAY_EARN"] == "all" else 0), observations
    assert seconds < (FULL_MARKS + 2) * (LIMITS.wall + 1)
    text = json.dumps(observations, ensure_ascii=False)
    text.encode("utf-8")
    for foreign in (SECRET, "OTHER-STUDENT", "root:x:", "FOUND", "\x1b"):
        assert foreign not in text
    assert state_of(outside) == before
    with pytest.raises(BlockingIOError):
        listener.accept()
    assert processes_under(box.pid) == []
    after = observe_all(box, "import math\n" + HONEST)
    assert points(after) == FULL_MARKS
    left_over = box.run(Job((), (("left_over", LEFT_OVER, 0),)))["left_over"]  # type: ignore[arg-type]
    assert left_over.get("value") == [], left_over


def test_every_cell_says_what_it_tries_and_what_it_may_earn() -> None:
    cases = {path.stem: runpy.run_path(str(path)) for path in CELLS}
    assert len({case["TRIES"] for case in cases.values()}) == len(cases) >= 60
    for name, case in cases.items():
        assert case["MAY_EARN"] in ("all", "nothing"), name
        assert "__DEFINITION__" in case["CELL"] or "__HEADER__" in case["CELL"], name
