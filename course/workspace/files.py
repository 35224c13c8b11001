"""Write files so that a crash, or a second process, never sees half of one."""

from __future__ import annotations

import importlib.util
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep

from course.errors import WorkspaceError

LOCK_SECONDS = 10.0


def write_atomically(file: Path, text: str) -> None:
    """Replace `file` by `text` in one step; its permissions stay.

    Raises: OSError if the folder cannot be written; the file is then as it was.
    """
    mode = file.stat().st_mode & 0o777 if file.exists() else 0o644
    if file.exists() and not os.access(file, os.W_OK):
        raise PermissionError(13, "the file is read-only", str(file))
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(name, mode)
        os.replace(name, file)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise


def write_source(file: Path, text: str) -> None:
    """Replace a Python file and drop its compiled copy.

    Python takes a compiled copy for current if the source's size and whole second are the same: two quick saves of the
    same length would leave the first one in force.
    """
    write_atomically(file, text)
    with suppress(OSError, NotImplementedError):
        Path(importlib.util.cache_from_source(str(file))).unlink(missing_ok=True)


@contextmanager
def locked(file: Path, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Hold the lock `file`, so that two notebooks save one after the other.

    The operating system frees it when a process ends, however it ends; the file itself stays.

    Raises: WorkspaceError if another process holds it for longer than `seconds`; OSError if it cannot be opened.
    """
    try:
        import fcntl
    except ImportError:  # a system without flock: the replacement of a file is still atomic
        yield
        return
    with open(file, "a", encoding="utf-8") as stream:
        deadline = monotonic() + seconds
        while True:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if monotonic() > deadline:
                    raise WorkspaceError(
                        f"another notebook or command has held {file.name} for {seconds:g} s; wait for it, or stop it"
                    ) from None
                sleep(0.02)
        yield
