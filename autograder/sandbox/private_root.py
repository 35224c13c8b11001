"""A file tree of one's own: an empty root with read-only views of what Python needs and nothing else."""

from __future__ import annotations

import os

from autograder.sandbox import kernel
from autograder.sandbox.view import DEVICES, WRITABLE, View

_READ_ONLY, _NOSUID, _NODEV, _NOEXEC, _REMOUNT, _NOATIME, _NODIRATIME = 1, 2, 4, 8, 32, 1024, 2048
_BIND, _RECURSIVE, _PRIVATE, _RELATIME = 4096, 16384, 1 << 18, 1 << 21
_KEEP = {
    os.ST_NOSUID: _NOSUID,
    os.ST_NODEV: _NODEV,
    os.ST_NOEXEC: _NOEXEC,
    os.ST_NOATIME: _NOATIME,
    os.ST_NODIRATIME: _NODIRATIME,
    os.ST_RELATIME: _RELATIME,
}
_DETACH = 2
_BUILD_SITES = ("/sys", "/mnt", "/srv")


def enter_private_root(view: View, disk: int, own_processes: bool) -> None:
    """Make a root that shows only `view`, an empty /tmp and an empty /dev/shm, and move into it for good.

    Args:
        view: what to show.
        disk: bytes that /tmp and /dev/shm may each hold.
        own_processes: this process is in a PID namespace of its own, so that a fresh /proc shows nobody else.
    Raises: OSError; the process must then end.
    """
    kernel.mount(None, "/", None, _RECURSIVE | _PRIVATE)
    root = next(path for path in _BUILD_SITES if os.path.isdir(path))
    _empty(root, "size=1m,mode=755")
    for path in WRITABLE:
        os.makedirs(root + path, exist_ok=True)
        _empty(root + path, f"size={disk},nr_inodes=4096,mode=1777")
    for path in view.trees:
        _show(path, root)
    hidden = [root + path for path in view.hidden if os.path.isdir(root + path)]
    for path in hidden:
        _empty(path, "size=1m,mode=755")
    for path in (*view.packages, *DEVICES):
        _show(path, root)
    for path in hidden:
        kernel.mount(None, path, None, _REMOUNT | _READ_ONLY | _NOSUID | _NODEV)
    _top_level_links(root)
    if own_processes:
        _fresh_proc(root)
    _move_into(root)


def _empty(path: str, options: str) -> None:
    kernel.mount("tmpfs", path, "tmpfs", _NOSUID | _NODEV, options)


def _show(path: str, root: str) -> None:
    """Make `path` visible, read-only, at the same place below `root`."""
    target = root + path
    if os.path.isdir(path):
        os.makedirs(target, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "a", encoding="ascii"):
            pass
    kernel.mount(path, target, None, _BIND | _RECURSIVE)
    flags = os.statvfs(target).f_flag
    kept = sum(bit for present, bit in _KEEP.items() if flags & present)
    device = 0 if path in DEVICES else _NODEV
    kernel.mount(None, target, None, _BIND | _REMOUNT | _READ_ONLY | _NOSUID | device | kept)


def _top_level_links(root: str) -> None:
    """Copy links such as /lib -> usr/lib, through which the loader finds libraries."""
    for name in ("lib", "lib64", "lib32"):
        if os.path.islink(f"/{name}") and not os.path.lexists(f"{root}/{name}"):
            os.symlink(os.readlink(f"/{name}"), f"{root}/{name}")


def _fresh_proc(root: str) -> None:
    """Mount a /proc of this PID namespace's processes; where that is not allowed, there is none at all."""
    os.makedirs(f"{root}/proc", exist_ok=True)
    for options in ("hidepid=invisible,subset=pid", "hidepid=2", None):
        try:
            kernel.mount("proc", f"{root}/proc", "proc", _NOSUID | _NODEV | _NOEXEC, options)
            return
        except OSError:
            continue


def _move_into(root: str) -> None:
    os.chdir(root)
    kernel.syscall("pivot_root", b".", b".")
    kernel.syscall("umount2", b".", _DETACH)  # the old root, which the new one was stacked upon
    os.chdir("/")
    kernel.mount(None, "/", None, _BIND | _REMOUNT | _READ_ONLY | _NOSUID | _NODEV)
    os.chdir("/tmp")
