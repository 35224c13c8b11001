"""Write files so that a reader, or the next start, finds the old one or the new one, never half of one."""

from __future__ import annotations

import os
from pathlib import Path


def write_whole(file: Path, text: str) -> None:
    """Write `text` to `file` by way of a temporary file beside it; makes the folder if need be.

    It lies on disk for good once the system has written its buffers: `os.sync`, once for many files.
    The temporary file has a fixed name, so that a killed run leaves one at most, which the next one takes over.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f".{file.name}.part")
    try:
        temporary.write_text(text, encoding="utf-8")
        os.replace(temporary, file)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
