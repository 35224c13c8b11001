"""A small assembler for the classic BPF programs that seccomp runs at every system call."""

from __future__ import annotations

import struct
from collections.abc import Sequence

ALLOW = 0x7FFF0000
KILL_PROCESS = 0x80000000
_ERRNO = 0x00050000

_LOAD_WORD, _RETURN = 0x20, 0x06
_JUMP_EQUAL, _JUMP_GREATER, _JUMP_BITS = 0x15, 0x25, 0x45

NUMBER_OFFSET, ARCHITECTURE_OFFSET, ARGUMENTS_OFFSET = 0, 4, 16
"""Where struct seccomp_data holds the call's number, the architecture and its six 64-bit arguments."""

Instruction = tuple[int, int, int, int]
"""(code, jump if true, jump if false, constant); jumps count the instructions to leave out."""


def load(offset: int) -> Instruction:
    """Load the 32-bit word at `offset` of struct seccomp_data."""
    return (_LOAD_WORD, 0, 0, offset)


def load_argument(position: int) -> Instruction:
    """Load the low 32 bits of an argument (both architectures are little-endian)."""
    return load(ARGUMENTS_OFFSET + 8 * position)


def answer(value: int) -> Instruction:
    """End the program with `value`."""
    return (_RETURN, 0, 0, value)


def refuse(code: int) -> Instruction:
    """End the program: the call fails with errno `code`."""
    return answer(_ERRNO | code)


def unless_equal(value: int, skip: int) -> Instruction:
    """Leave out the next `skip` instructions unless the loaded word is `value`."""
    return (_JUMP_EQUAL, 0, skip, value)


def unless_greater(value: int, skip: int) -> Instruction:
    """Leave out the next `skip` instructions unless the loaded word is above `value`."""
    return (_JUMP_GREATER, 0, skip, value)


def unless_any_bit(bits: int, skip: int) -> Instruction:
    """Leave out the next `skip` instructions unless the loaded word has one of `bits`."""
    return (_JUMP_BITS, 0, skip, bits)


def assemble(program: Sequence[Instruction]) -> bytes:
    """Return the program as the kernel wants it: eight bytes an instruction."""
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in program)
