"""The filter's decisions, by an interpreter of our own, and its numbers, compared with the system's headers."""

import errno
import re
from pathlib import Path

import pytest

from autograder.sandbox import bpf
from autograder.sandbox.seccomp import filter_program
from autograder.sandbox.syscalls import _OTHERS, AARCH64, DENIED, X86_64, number_on

PID = 77
ARCHITECTURES = {X86_64: 0xC000003E, AARCH64: 0xC00000B7}
ALLOW, KILL = 0x7FFF0000, 0x80000000
EVERYDAY = {
    X86_64: {"read": 0, "write": 1, "mmap": 9, "openat": 257, "exit_group": 231, "futex": 202, "getrandom": 318},
    AARCH64: {"read": 63, "write": 64, "mmap": 222, "openat": 56, "exit_group": 94, "futex": 98, "getrandom": 278},
}
HEADERS = Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h")


def decide(architecture: str, number: int, *arguments: int, audit: int | None = None) -> int:
    """Run the filter as the kernel would and return its answer."""
    words = {0: number, 4: ARCHITECTURES[architecture] if audit is None else audit}
    words |= {16 + 8 * n: value & 0xFFFFFFFF for n, value in enumerate((*arguments, 0, 0, 0))}
    program = filter_program(architecture, PID)
    accumulator = position = 0
    while True:
        code, if_true, if_false, constant = program[position]
        position += 1
        if code == 0x20:
            accumulator = words[constant]
        elif code == 0x06:
            return constant
        else:
            truth = {0x15: accumulator == constant, 0x25: accumulator > constant, 0x45: bool(accumulator & constant)}
            position += if_true if truth[code] else if_false


def refusal(code: int) -> int:
    return 0x00050000 | code


def number(architecture: str, name: str) -> int:
    found = number_on(architecture, name)
    assert found is not None
    return found


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_every_denied_call_is_refused_and_everyday_ones_are_not(architecture: str) -> None:
    for name in DENIED:
        if number_on(architecture, name) is not None:
            assert decide(architecture, number(architecture, name)) == refusal(errno.EPERM), name
    for name, everyday in EVERYDAY[architecture].items():
        assert decide(architecture, everyday) == ALLOW, name


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_threads_may_start_and_processes_may_not(architecture: str) -> None:
    clone = number(architecture, "clone")
    assert decide(architecture, clone, 0x3D0F00) == ALLOW  # the flags the C library gives a thread
    assert decide(architecture, clone, 17) == refusal(errno.EPERM)
    assert decide(architecture, number(architecture, "clone3")) == refusal(errno.ENOSYS)


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_a_process_may_signal_its_own_threads_only(architecture: str) -> None:
    tgkill = number(architecture, "tgkill")
    assert decide(architecture, tgkill, PID, PID, 6) == ALLOW
    assert decide(architecture, tgkill, 1, 1, 9) == refusal(errno.EPERM)


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_a_terminal_cannot_be_typed_into(architecture: str) -> None:
    ioctl = number(architecture, "ioctl")
    assert decide(architecture, ioctl, 0, 0x5401) == ALLOW
    assert decide(architecture, ioctl, 0, 0x5412) == refusal(errno.EPERM)
    assert decide(architecture, ioctl, 0, 0x541C) == refusal(errno.EPERM)


def test_calls_of_another_architecture_or_numbering_end_the_process() -> None:
    assert decide(X86_64, 0, audit=0x40000003) == KILL
    assert decide(X86_64, 0x40000000 | 41) == KILL


def test_calls_nobody_has_looked_at_do_not_exist() -> None:
    assert decide(X86_64, 451) == refusal(errno.ENOSYS)
    assert decide(AARCH64, 9999) == refusal(errno.ENOSYS)


def test_an_instruction_is_eight_bytes_and_jumps_stay_inside() -> None:
    program = filter_program(X86_64, PID)
    assert len(bpf.assemble(program)) == 8 * len(program)
    jumps = [(position, jt, jf) for position, (code, jt, jf, _) in enumerate(program) if code in (0x15, 0x25, 0x45)]
    assert all(position + 1 + max(jt, jf) < len(program) for position, jt, jf in jumps)


@pytest.mark.skipif(not HEADERS.exists(), reason="no kernel headers here")
def test_numbers_are_those_of_the_systems_headers() -> None:
    header = {name: int(n) for name, n in re.findall(r"#define __NR_(\w+) (\d+)", HEADERS.read_text())}
    for name in DENIED | _OTHERS:
        if name in header:
            assert number_on(X86_64, name) == header[name], name
    generic = dict(
        re.findall(r"#define __NR(?:3264)?_(\w+) (\d+)", Path("/usr/include/asm-generic/unistd.h").read_text())
    )
    for name in DENIED | _OTHERS:
        if number_on(AARCH64, name) is not None:
            assert str(number_on(AARCH64, name)) == generic.get(name, str(number_on(AARCH64, name))), name
