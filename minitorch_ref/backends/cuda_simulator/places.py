"""Lines and threads in words: what an error message says about where a kernel stands."""

import dis
import linecache
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import FrameType, TracebackType

from minitorch_ref.backends.cuda_simulator.limits import Dim3

__all__ = ["at_frame", "at_traceback", "call_site", "name_threads", "spell"]

_CACHE = dis.opmap["CACHE"]
_OURS = str(Path(__file__).parent)


def call_site(frame: FrameType) -> tuple[int, int]:
    """Return the instruction at which a function stands: two threads at one site are at one call, not only at one line.

    Python may count the caches behind an instruction in, or not, depending on how warm the code is.
    """
    code, instruction = frame.f_code.co_code, frame.f_lasti
    while code[instruction] == _CACHE:
        instruction -= 2
    return id(frame.f_code), instruction


def at_frame(frame: FrameType) -> str:
    """Return "file.py:12 `the line`"."""
    return _line(frame.f_code.co_filename, frame.f_lineno)


def at_traceback(traceback: TracebackType | None) -> str:
    """Return the deepest line of the kernel, or of a device function, that led to an error."""
    place = "?"
    while traceback is not None:
        file = traceback.tb_frame.f_code.co_filename
        if not file.startswith(_OURS):
            place = _line(file, traceback.tb_lineno)
        traceback = traceback.tb_next
    return place


def _line(file: str, line: int) -> str:
    source = linecache.getline(file, line).strip()
    return f"{Path(file).name}:{line}" + (f" `{source}`" if source else "")


def spell(index: Sequence[int]) -> str:
    """Return "(1, 0, 0)"."""
    return f"({', '.join(map(str, index))})"


def name_threads(threads: Iterable[Dim3], most: int = 4) -> str:
    """Return "thread (0, 0, 0)", or "threads (0, 0, 0), (1, 0, 0), ... and 30 more"."""
    every = list(threads)
    shown = ", ".join(spell(thread) for thread in every[:most])
    more = f" and {len(every) - most} more" if len(every) > most else ""
    return ("thread " if len(every) == 1 else "threads ") + shown + more
