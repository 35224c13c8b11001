"""The layers of protection: their names, what each keeps away, and which of them one cannot do without."""

from __future__ import annotations

from collections.abc import Collection

FILES = "private files"
PROCESSES = "own processes"
NETWORK = "no network"
IPC = "own shared memory"
PRIVILEGES = "no privileges"
LANDLOCK = "landlock"
SECCOMP = "seccomp"
LIMITS = "limits"
CONTROL_GROUP = "control group"

LAYERS: dict[str, str] = {
    FILES: "a file tree that holds only Python, NumPy and the student's package (mount namespace)",
    PROCESSES: "no other process is visible, and all of a submission's end with it (PID namespace)",
    NETWORK: "no network interface (network namespace)",
    IPC: "no shared memory or message queues of others (IPC and UTS namespaces)",
    PRIVILEGES: "a user who owns nothing, no capability, no way to gain one (setuid, capabilities, no_new_privs)",
    LANDLOCK: "the kernel's list of files that may be opened (Landlock)",
    SECCOMP: "no new processes or programs, no sockets, no signals, no rare kernel interfaces (seccomp)",
    LIMITS: "bounds on memory, processor time, threads, files (resource limits)",
}
"""Name of each layer and what it gives, in the order in which a process enters them."""

OPTIONAL: dict[str, str] = {
    CONTROL_GROUP: "a second bound on memory and threads, of all that belongs to a job together (cgroup)",
}
"""Layers that only repeat what others keep away; a machine without them can be "full"."""

FULL, REDUCED, NONE = "full", "reduced", "none"
LEVELS = (FULL, REDUCED, NONE)


def level_of(active: Collection[str]) -> str:
    """Return the level that these layers amount to.

    "full" is all of them. "reduced" still keeps files, network and other processes out of reach: seccomp, limits, no
    privileges, and the file tree kept away by at least one of two means. Anything less is "none".
    """
    if all(layer in active for layer in LAYERS):
        return FULL
    enough = {SECCOMP, LIMITS, PRIVILEGES}.issubset(active) and (FILES in active or LANDLOCK in active)
    return REDUCED if enough else NONE


def satisfies(level: str, wanted: str) -> bool:
    """Return whether `level` protects at least as well as `wanted`."""
    return LEVELS.index(level) <= LEVELS.index(wanted)
