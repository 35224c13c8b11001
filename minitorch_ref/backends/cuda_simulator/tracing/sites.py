"""From an instruction of a kernel back to its source: the line, and the expression in it."""

import dis
import linecache
import sys
from itertools import islice
from pathlib import Path
from types import CodeType, FrameType
from typing import NamedTuple

__all__ = ["Site", "assigned_name", "kernel_frame", "site_of"]

_OURS = str(Path(__file__).parents[1])


class Site(NamedTuple):
    """Where in the source an access stands.

    Attributes:
        file: name of the file, without folders.
        line: number of the line.
        expression: what stands there, such as "tile[y, x]".
        column: where in the line it begins.
    """

    file: str
    line: int
    expression: str
    column: int

    def __str__(self) -> str:
        return f"`{self.expression}` ({self.file}:{self.line})"


def kernel_frame(depth: int) -> FrameType:
    """Return the frame of the kernel or device function under the simulator's own frames."""
    frame: FrameType | None = sys._getframe(depth + 1)
    while frame is not None and frame.f_code.co_filename.startswith(_OURS):
        frame = frame.f_back
    assert frame is not None
    return frame


def _positions(code: CodeType, instruction: int) -> tuple[int, int, int, int]:
    found = next(islice(code.co_positions(), instruction // 2, None), (None, None, None, None))
    line, last, start, end = (value if value is not None else 0 for value in found)
    return line or code.co_firstlineno, last, start, end


def site_of(code: CodeType, instruction: int) -> Site:
    """Return the place of an instruction."""
    line, last, start, end = _positions(code, instruction)
    lines = [linecache.getline(code.co_filename, number).encode() for number in range(line, max(line, last) + 1)]
    if last and end:
        lines[-1] = lines[-1][:end]
        lines[0] = lines[0][start:]
    expression = " ".join(part.decode(errors="ignore").strip() for part in lines)
    return Site(Path(code.co_filename).name, line, expression, start)


def assigned_name(frame: FrameType) -> str | None:
    """Return the name to which the running call is assigned, if the very next instruction does that."""
    following = next((i for i in dis.get_instructions(frame.f_code) if i.offset > frame.f_lasti), None)
    stores = following is not None and following.opname in ("STORE_FAST", "STORE_DEREF")
    return str(following.argval) if stores and following is not None else None
