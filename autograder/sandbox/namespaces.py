"""Kernel namespaces: the untrusted process sees no other process, no network and no shared memory but its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable

from autograder.sandbox import kernel
from autograder.sandbox.layers import FILES, IPC, NETWORK, PROCESSES

CHILD_FAILED = 70
USER_NAMESPACE = 0x10000000
_FLAGS = {FILES: 0x00020000, PROCESSES: 0x20000000, NETWORK: 0x40000000, IPC: 0x08000000 | 0x04000000}


def namespace_flags(layers: Iterable[str]) -> int:
    """Return the clone flags of those layers that are namespaces."""
    return sum(_FLAGS.get(layer, 0) for layer in layers)


def start(action: Callable[[], None], layers: Iterable[str], user_namespace: bool, errors: int) -> int:
    """Run `action` in a forked child in new namespaces and return the child's process id.

    Args:
        action: what the child does; the child ends when it returns or raises.
        layers: those that are namespaces are entered before `action` runs.
        user_namespace: make a user namespace of its own for the others, which is what permits them to ordinary users.
        errors: descriptor to which the child writes the message of what `action` raised.
    Raises: OSError if the machine does not allow the fork.
    """
    flags = namespace_flags(layers)
    user, group = os.getuid(), os.getgid()
    user_namespace = user_namespace and flags != 0
    pid = kernel.fork_with_flags(flags | (USER_NAMESPACE if user_namespace else 0))
    if pid:
        return pid
    status = CHILD_FAILED
    try:
        if user_namespace:
            _map_own_ids(user, group)
        action()
        status = 0
    except BaseException as error:
        os.write(errors, (str(error) or type(error).__name__).encode("utf-8", "replace")[:1000])
    finally:
        os._exit(status)


def _map_own_ids(user: int, group: int) -> None:
    """Let this process keep its user and group inside its new user namespace, the only ones there are."""
    for name, content in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
            file.write(content)
