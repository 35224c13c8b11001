"""System calls that Python's standard library does not offer, made through the C library."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal

from autograder.sandbox.syscalls import number

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP = 1, 4, 22
PR_CAPBSET_DROP, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT = 24, 36, 38, 47

_libc = ctypes.PyDLL(None, use_errno=True)  # PyDLL keeps the interpreter's lock, which a fork needs


def check(result: int, what: str) -> int:
    """Return `result` of a C call.

    Raises: OSError with errno if it is -1.
    """
    if result == -1:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")
    return result


def syscall(name: str, *arguments: int | bytes | None) -> int:
    """Make a system call; integers are passed as 64 bits, bytes as a pointer to them.

    Raises: OSError.
    """
    converted = [ctypes.c_ulong(a & (1 << 64) - 1) if isinstance(a, int) else ctypes.c_char_p(a) for a in arguments]
    return check(_libc.syscall(ctypes.c_long(number(name)), *converted), name)


def prctl(option: int, *arguments: int) -> None:
    """Change a property of this process.

    Raises: OSError.
    """
    padded = (*arguments, 0, 0, 0, 0)[:4]
    check(_libc.prctl(ctypes.c_int(option), *[ctypes.c_ulong(a) for a in padded]), f"prctl {option}")


def fork_with_flags(flags: int) -> int:
    """Fork as `os.fork` does, the child in the new namespaces that `flags` (CLONE_NEW...) asks for.

    `os.unshare` and a second fork would do the same more slowly: a process cannot move into a new PID namespace itself.
    The caller must have a single thread.
    """
    if not flags:
        return os.fork()
    ctypes.pythonapi.PyOS_BeforeFork()
    try:
        pid = syscall("clone", flags | signal.SIGCHLD, 0, 0, 0, 0)
    except OSError:
        ctypes.pythonapi.PyOS_AfterFork_Parent()
        raise
    if pid == 0:
        ctypes.pythonapi.PyOS_AfterFork_Child()
    else:
        ctypes.pythonapi.PyOS_AfterFork_Parent()
    return pid


def die_with_parent() -> None:
    """Have the kernel kill this process when its parent ends."""
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def be_first_to_go() -> None:
    """Have the kernel end this process before others when memory runs out."""
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:
        file.write("1000")


def adopt_orphans() -> None:
    """Become the parent of descendants whose own parent ends."""
    prctl(PR_SET_CHILD_SUBREAPER, 1)


def children() -> list[int]:
    """Return the process ids of this process's children."""
    found = []
    for entry in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError, ValueError), open(f"/proc/{entry}/stat", encoding="utf-8") as stat:
            parent = int(stat.read().rpartition(")")[2].split()[1])
            if parent == os.getpid():
                found.append(int(entry))
    return found


def mount(source: str | None, target: str, kind: str | None, flags: int, options: str | None = None) -> None:
    """Mount, bind or change a mount.

    Raises: OSError.
    """
    encoded = [None if text is None else os.fsencode(text) for text in (source, target, kind, options)]
    syscall("mount", *encoded[:3], flags, encoded[3])
