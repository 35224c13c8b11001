"""Landlock: the kernel's own list of which files this process may still open, whatever its user may.

It does not cover looking at names and sizes (stat): that is the private file tree's part.
"""

from __future__ import annotations

import contextlib
import os
import struct
from collections.abc import Iterable

from autograder.sandbox import kernel

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_TRUNCATE = 1 << 14
_FILE_RIGHTS = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | 1 << 15
_RIGHTS_SINCE = {1: (1 << 13) - 1, 2: 1 << 13, 3: 1 << 14, 5: 1 << 15}
_TCP_SINCE, _TCP_RIGHTS = 4, 0b11
_SCOPE_SINCE, _SCOPE_RIGHTS = 6, 0b11  # abstract Unix sockets and signals
_VERSION_FLAG = 1
_RULE_PATH_BENEATH = 1


def version() -> int:
    """Return the kernel's Landlock version.

    Raises: OSError if it has none, or it is switched off.
    """
    return kernel.syscall("landlock_create_ruleset", None, 0, _VERSION_FLAG)


def apply_landlock(readable: Iterable[str], writable: Iterable[str]) -> None:
    """Leave this process only these paths and what is below them; nothing can be executed. For good.

    Args:
        readable: may be read; ones that do not exist are left out.
        writable: may be read, written, created and removed.
    Raises: OSError if the kernel cannot.
    """
    abi = version()
    rights = sum(bits for since, bits in _RIGHTS_SINCE.items() if abi >= since)
    attributes = struct.pack(
        "=QQQ", rights, _TCP_RIGHTS if abi >= _TCP_SINCE else 0, _SCOPE_RIGHTS if abi >= _SCOPE_SINCE else 0
    )
    size = 24 if abi >= _SCOPE_SINCE else 16 if abi >= _TCP_SINCE else 8
    ruleset = kernel.syscall("landlock_create_ruleset", attributes, size, 0)
    try:
        for path in readable:
            _allow(ruleset, path, rights & (_READ_FILE | _READ_DIR))
        for path in writable:
            _allow(ruleset, path, rights & ~_EXECUTE)
        kernel.syscall("landlock_restrict_self", ruleset, 0)
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    with contextlib.suppress(FileNotFoundError, PermissionError):
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            kept = rights if os.path.isdir(path) else rights & _FILE_RIGHTS
            rule = struct.pack("=Qi", kept, descriptor)
            kernel.syscall("landlock_add_rule", ruleset, _RULE_PATH_BENEATH, rule, 0)
        finally:
            os.close(descriptor)
