"""The filter of system calls: what untrusted code may still ask of the kernel.

It may compute, allocate, start threads and use files that are open or within its reach. It may not start processes or
programs, open sockets, signal or inspect others, change mounts, identities or file modes, or use the kernel's rarer
interfaces. Works through prctl alone, without libseccomp.
"""

from __future__ import annotations

import ctypes
import errno
import os

from autograder.sandbox import bpf, kernel
from autograder.sandbox.syscalls import DENIED, LAST_KNOWN, X86_64, machine, number_on

_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32_BIT = 0x40000000
_CLONE_THREAD = 0x10000
_TERMINAL_INPUT = (0x5412, 0x541C)  # TIOCSTI and TIOCLINUX type into a terminal
_MODE_FILTER = 2


def filter_program(architecture: str, pid: int) -> list[bpf.Instruction]:
    """Return the filter for the process `pid` as it sees itself."""

    def number(name: str) -> int:
        found = number_on(architecture, name)
        assert found is not None, name
        return found

    program = [
        bpf.load(bpf.ARCHITECTURE_OFFSET),
        (0x15, 1, 0, _ARCHITECTURES[architecture]),
        bpf.answer(bpf.KILL_PROCESS),
        bpf.load(bpf.NUMBER_OFFSET),
    ]
    if architecture == X86_64:  # the same numbers with this bit are a second set of calls
        program += [bpf.unless_any_bit(_X32_BIT, 1), bpf.answer(bpf.KILL_PROCESS)]
    program += [bpf.unless_greater(LAST_KNOWN, 1), bpf.refuse(errno.ENOSYS)]
    # The flags of clone3 are behind a pointer, out of a filter's sight: the C library falls back to clone.
    program += [bpf.unless_equal(number("clone3"), 1), bpf.refuse(errno.ENOSYS)]
    for name in DENIED:
        denied = number_on(architecture, name)
        if denied is not None:
            program += [bpf.unless_equal(denied, 1), bpf.refuse(errno.EPERM)]
    program += [bpf.unless_equal(number("clone"), 4), bpf.load_argument(0)]
    program += [bpf.unless_any_bit(_CLONE_THREAD, 1), bpf.answer(bpf.ALLOW), bpf.refuse(errno.EPERM)]
    program += [bpf.unless_equal(number("tgkill"), 4), bpf.load_argument(0)]  # abort() signals its own process
    program += [bpf.unless_equal(pid, 1), bpf.answer(bpf.ALLOW), bpf.refuse(errno.EPERM)]
    program += [bpf.unless_equal(number("ioctl"), 5), bpf.load_argument(1)]
    for request in _TERMINAL_INPUT:
        program += [bpf.unless_equal(request, 1), bpf.refuse(errno.EPERM)]
    return [*program, bpf.answer(bpf.ALLOW)]


class _Program(ctypes.Structure):
    """The kernel's struct sock_fprog."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def apply_seccomp() -> None:
    """Install the filter on this process for good; NO_NEW_PRIVS must be set.

    Raises: OSError if the kernel or the architecture does not take it.
    """
    code = bpf.assemble(filter_program(machine(), os.getpid()))
    buffer = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(code) // 8, ctypes.addressof(buffer))
    kernel.prctl(kernel.PR_SET_SECCOMP, _MODE_FILTER, ctypes.addressof(program))
