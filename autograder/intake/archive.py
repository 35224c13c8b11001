"""Read the notebooks of a zip file in memory; nothing is ever unpacked to disk."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import PurePosixPath

from autograder.errors import SubmissionError
from autograder.intake.files import MAX_BYTES, too_large

MAX_MEMBERS = 2_000
MAX_NOTEBOOKS = 20


def notebooks_of_zip(name: str, content: bytes, limit: int = MAX_BYTES) -> dict[str, bytes]:
    """Return {path inside the archive: bytes} of the notebooks of a zip file.

    Raises: SubmissionError if the archive is damaged, encrypted or too large, or names a file outside of itself.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS:
                raise SubmissionError(f"{name} holds {len(members)} files; zip only your notebook")
            for member in members:
                _refuse_outside(name, member)
            return _read_all(name, archive, filter(_is_notebook, members), limit)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise SubmissionError(f"{name} is not a readable zip file ({error}); zip the notebook again") from None


def _refuse_outside(name: str, member: zipfile.ZipInfo) -> None:
    path = member.filename.replace("\\", "/")
    if path.startswith("/") or ":" in path.partition("/")[0] or ".." in PurePosixPath(path).parts:
        raise SubmissionError(f"{name} holds the path {path[:100]!r}, which leads out of the archive; zip the notebook")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise SubmissionError(f"{name} holds a link ({path[:100]!r}); zip the notebook itself")


def _is_notebook(member: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(member.filename).parts
    ignored = any(part.startswith(".") or part == "__MACOSX" for part in parts)
    return member.filename.endswith(".ipynb") and not member.is_dir() and not ignored


def _read_all(name: str, archive: zipfile.ZipFile, members: Iterable[zipfile.ZipInfo], limit: int) -> dict[str, bytes]:
    """Read the notebooks; together they may be as large as one, so that a small archive cannot fill the memory."""
    contents: dict[str, bytes] = {}
    for member in members:
        if len(contents) == MAX_NOTEBOOKS:
            raise SubmissionError(f"{name} holds more than {MAX_NOTEBOOKS} notebooks; zip only your own")
        contents[member.filename] = _read(name, archive, member, limit)
        if sum(map(len, contents.values())) > limit:
            raise SubmissionError(f"the notebooks in {name} are too large together; zip only your own")
    return contents


def _read(name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo, limit: int) -> bytes:
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise SubmissionError(f"{name} is compressed in an unusual way; zip the notebook as a plain zip file")
    if member.flag_bits & 1:
        raise SubmissionError(f"{name} is encrypted; zip the notebook without a password")
    with archive.open(member) as file:
        content = file.read(limit + 1)  # the size in the directory may lie
    if len(content) > limit:
        raise SubmissionError(too_large(f"{name}/{member.filename}", max(member.file_size, len(content)), limit))
    return content
