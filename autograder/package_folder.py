"""The folder that the carved package of a lesson lies in while it is graded; what a killed run left is removed."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = "autograder-"
_FRESH = 60.0
"""Seconds in which a folder may be without a lock, because its owner is just about to take it."""


@contextmanager
def package_folder() -> Iterator[Path]:
    """Give a folder that other users may read, because the sandbox may run as one; it is removed afterwards.

    Its owner holds a lock on it. A folder without one belonged to a run that was killed: earlier lessons' answers
    would stay in it for everybody to read.
    """
    _remove_abandoned(Path(tempfile.gettempdir()))
    with tempfile.TemporaryDirectory(prefix=PREFIX) as name:
        descriptor = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            os.chmod(name, 0o755)
            yield Path(name)
        finally:
            os.close(descriptor)


def _remove_abandoned(place: Path) -> None:
    for folder in place.glob(f"{PREFIX}*"):
        with suppress(OSError):
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                status = os.fstat(descriptor)
                if status.st_uid == os.geteuid() and status.st_mtime < time.time() - _FRESH:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(descriptor)
