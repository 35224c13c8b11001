"""A control group of the worker's own: the kernel counts the memory of a job as a whole, private file systems included.

The warm process moves into it once, and what it forks is born there. It is the second bound: address space is limited
for each process as well (`limits.py`). Who may make groups differs: root may where the tree is mounted writable, an
ordinary user may below a slice that systemd has handed over. Elsewhere the other limits stand alone.

Source: Linux kernel documentation, admin-guide/cgroup-v2.rst and admin-guide/cgroup-v1/memory.rst and pids.rst.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.sandbox.limits import Limits, resident_bytes

_PREFIX = "minitorch-"
_OWN_PROCESSES = 3
"""The warm process, the first process of a job's namespaces, and the locked one."""


@dataclass(frozen=True)
class ControlGroup:
    """Where this process has moved: one folder in version 2 of the kernel's interface, one for each limit in version 1.

    Attributes:
        folders: of the group.
        homes: of the groups in which the process was before.
    """

    folders: tuple[Path, ...]
    homes: tuple[Path, ...]

    def leave(self) -> None:
        """Move back and remove the group; a group that cannot be removed is empty, and removed by a later worker."""
        for folder, home in zip(self.folders, self.homes, strict=True):
            with contextlib.suppress(OSError):
                _move_to(home)
                folder.rmdir()


def join_control_group(limits: Limits) -> ControlGroup:
    """Make a group bounded by `limits` and move this process into it.

    The bound is what a job may take, what its two private file systems hold, and a copy of this process.

    Raises: OSError if this machine lets us make none; nothing is left behind then.
    """
    memory = limits.memory + 2 * limits.disk + resident_bytes()
    threads = limits.processes + _OWN_PROCESSES
    failure: OSError = FileNotFoundError("no control groups are mounted")
    for homes, parents, version in _places():
        try:
            return _make(homes, parents, _bounds(version, memory, threads))
        except OSError as error:
            failure = error
    raise failure


def _bounds(version: int, memory: int, threads: int) -> list[dict[str, int]]:
    """Return what to write into each folder of a group; the names of the kernel's files, which differ by version."""
    if version == 2:
        return [{"memory.max": memory, "pids.max": threads}]
    return [{"memory.limit_in_bytes": memory}, {"pids.max": threads}]


def _places() -> Iterator[tuple[list[Path], list[Path], int]]:
    """Yield (groups of this process, groups to make the new one in, version), the best first."""
    own = _own_groups()
    if "" in own:
        home = own[""]
        yield [home], [home], 2  # where nobody else is in the way: the root of the tree
        if not home.is_mount():
            yield [home], [home.parent], 2  # beside us, as in a user's slice
    if "memory" in own and "pids" in own:
        homes = [own["memory"], own["pids"]]
        yield homes, homes, 1


def _own_groups() -> dict[str, Path]:
    """Return {controller: folder of this process's group}; the controller of version 2, which has them all, is ""."""
    groups: dict[str, str] = {}
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        groups |= dict.fromkeys(controllers.split(","), path)
    found: dict[str, Path] = {}
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        mount, _, kind = line.partition(" - ")
        root, point = mount.split()[3:5]
        for controller in groups.keys() & _controllers_of(kind):
            inside = os.path.relpath(groups[controller], root)
            found[controller] = Path(point) if inside.startswith("..") else Path(point, inside)
    return found


def _controllers_of(kind: str) -> set[str]:
    """Return the controllers of a mount, from the end of its line in `mountinfo`: its type, its source, its options."""
    system, _, options = kind.split(" ", 2)
    if system == "cgroup2":
        return {""}
    return set(options.split(",")) if system == "cgroup" else set()


def _make(homes: list[Path], parents: list[Path], bounds: list[dict[str, int]]) -> ControlGroup:
    folders = tuple(parent / f"{_PREFIX}{os.getpid()}" for parent in parents)
    group = ControlGroup(folders, tuple(homes))
    try:
        for home, parent, folder, values in zip(homes, parents, folders, bounds, strict=True):
            _remove_abandoned(parent)
            if parent == home and len(folders) == 1:
                with contextlib.suppress(OSError):
                    _write(parent / "cgroup.subtree_control", "+memory +pids")
            folder.mkdir(exist_ok=True)
            for file, value in values.items():
                _write(folder / file, str(value))
        for folder in folders:
            _move_to(folder)
    except OSError:
        group.leave()
        raise
    return group


def _move_to(folder: Path) -> None:
    _write(folder / "cgroup.procs", "0")  # 0 is whoever writes it


def _write(file: Path, content: str) -> None:
    """Write to a file of the kernel's; one that it has not made is an error, and not a new file."""
    descriptor = os.open(file, os.O_WRONLY)
    try:
        os.write(descriptor, content.encode("ascii"))
    finally:
        os.close(descriptor)


def _remove_abandoned(parent: Path) -> None:
    """Remove the groups of workers that were killed."""
    for folder in parent.glob(f"{_PREFIX}*"):
        if not Path("/proc", folder.name.removeprefix(_PREFIX)).exists():
            with contextlib.suppress(OSError):
                folder.rmdir()
