"""Who the untrusted code is: nobody in particular, with no privilege and no way to gain one."""

from __future__ import annotations

import os
import struct
from pathlib import Path

from autograder.sandbox import kernel

_FREE_IDS = (1_879_048_192, 1 << 27)
"""First and number of the user ids that systemd's list of ranges leaves to nobody."""
_SMALL_FREE_IDS = (61_184, 4_000)
_NOBODY = 65_534
_CAPABILITY_VERSION_3 = 0x20080522
_AMBIENT_CLEAR_ALL = 4


def free_user_id(pid: int, uid_map: str | None = None) -> int:
    """Return a user id that belongs to nobody and, as far as the range allows, to this `pid` alone.

    Limits on processes count by user: two sandboxes with one user would take each other's threads away.
    """
    lines = (uid_map if uid_map is not None else Path("/proc/self/uid_map").read_text()).splitlines()
    mapped = [(int(first), int(count)) for first, _, count in (line.split() for line in lines)]
    for start, count in (_FREE_IDS, _SMALL_FREE_IDS):
        wanted = start + pid % count
        if any(first <= wanted < first + size for first, size in mapped):
            return wanted
    return _NOBODY


def become(user: int) -> None:
    """Take on the user and group `user` and no other group, for good; needs root."""
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)


def readable_by_strangers(path: str) -> bool:
    """Return whether a user who owns nothing and is in no group may read the file at `path`."""
    folders = Path(path).resolve().parents
    return bool(os.stat(path).st_mode & 0o004) and all(os.stat(folder).st_mode & 0o001 for folder in folders)


def drop_privileges(user: int | None) -> None:
    """Give up every capability, for now and for whatever this process might execute, for good.

    Args:
        user: the user id to become first, when root; None to stay who we are.
    Raises: OSError.
    """
    for capability in range(_last_capability() + 1):
        try:
            kernel.prctl(kernel.PR_CAPBSET_DROP, capability)
        except OSError:
            break  # past the last one, or an ordinary user, who has nothing to drop
    if user is not None:
        become(user)
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    kernel.prctl(kernel.PR_CAP_AMBIENT, _AMBIENT_CLEAR_ALL)
    kernel.syscall("capset", struct.pack("=Ii", _CAPABILITY_VERSION_3, 0), bytes(24))
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)


def _last_capability() -> int:
    try:
        return int(Path("/proc/sys/kernel/cap_last_cap").read_text())
    except OSError:  # a private /proc that shows processes only
        return 40
