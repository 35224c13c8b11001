"""The control group, on machines that let us make one."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.sandbox import Job, Limits, Probe, Sandbox
from autograder.sandbox.control_group import join_control_group
from autograder.sandbox.layers import CONTROL_GROUP, LIMITS
from course.probes import Observation

pytestmark = pytest.mark.sandbox

BOUNDS = Limits(memory=32 << 20, disk=4 << 20, processes=8, wall=20.0)
FILL = "def fill(mt):\n    return len(b'x' * (600 << 20))\n"
"""Far more than the bound and a copy of the warm process together."""
THREADS = """
def threads(mt):
    import threading

    stop = threading.Event()
    for _ in range(100):
        threading.Thread(target=stop.wait, daemon=True).start()
"""
SMALL = "def small(mt):\n    return 1\n"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    (tmp_path / "minitorch").mkdir()
    (tmp_path / "minitorch" / "__init__.py").touch()
    return tmp_path


@pytest.fixture(autouse=True)
def _needs_control_groups(package: Path) -> None:
    with Sandbox(package) as box:
        if CONTROL_GROUP in box.missing:
            pytest.skip(f"NOT TESTED: no control group can be made here: {box.missing[CONTROL_GROUP]}")


def groups_of(pid: int) -> str:
    return Path(f"/proc/{pid}/cgroup").read_text()


def in_a_child(action: Callable[[], bool]) -> bool:
    """What `action` returns in a process of its own, since a group is joined by whole processes."""
    pid = os.fork()
    if pid == 0:
        os._exit(not action())
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


def alone(package: Path, source: str, name: str) -> Observation:
    """What a probe brings back where nothing but the control group bounds memory and threads."""
    with Sandbox(package, BOUNDS, level="none", without=[LIMITS]) as box:
        found = box.run(Job((), (Probe(name, source), Probe("small", SMALL))))
    assert found["small"]["status"] == "returned"  # the next probe has its memory again
    return found[name]


def test_memory_is_bounded_by_the_group_alone(package: Path) -> None:
    assert alone(package, FILL, "fill")["message"] == "the process was ended by SIGKILL"


def test_threads_are_bounded_by_the_group_alone(package: Path) -> None:
    assert "can't start new thread" in alone(package, THREADS, "threads")["message"]


def test_a_worker_leaves_no_group_behind() -> None:
    def come_and_go() -> bool:
        before = groups_of(os.getpid())
        group = join_control_group(BOUNDS)
        joined = groups_of(os.getpid()) != before and all(folder.is_dir() for folder in group.folders)
        group.leave()
        return joined and groups_of(os.getpid()) == before and not any(folder.exists() for folder in group.folders)

    assert in_a_child(come_and_go)


def test_the_group_of_a_killed_worker_is_removed_by_the_next(package: Path) -> None:
    def survive() -> bool:
        with Sandbox(package, BOUNDS) as box:
            killed = box.pid or 0
            assert f"minitorch-{killed}" in groups_of(killed)
            os.kill(killed, signal.SIGKILL)
            box.run(Job((), (Probe("small", SMALL),)))  # the sandbox starts another one
            parents = [folder.parent for folder in join_control_group(BOUNDS).folders]
        return not any((parent / f"minitorch-{killed}").exists() for parent in parents)

    assert in_a_child(survive)


def test_where_no_group_can_be_made_the_reason_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.sandbox.control_group._own_groups", dict)
    with pytest.raises(OSError, match="no control groups are mounted"):
        join_control_group(BOUNDS)


def test_leaving_it_out_changes_no_level(package: Path) -> None:
    with Sandbox(package) as box, Sandbox(package, without=[CONTROL_GROUP]) as without:
        assert without.level == box.level
        assert without.described == box.described
        assert CONTROL_GROUP in without.missing
