"""One file from one of its addresses, resumed where the last attempt broke off, kept only if its checksum is right."""

import hashlib
import http.client
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple, Protocol

from minitorch_ref.downloads.cache import cache_folder
from minitorch_ref.errors import DownloadError

__all__ = ["RemoteFile", "checksum", "fetch"]

BLOCK = 1 << 16
ATTEMPTS = 3
TIMEOUT = 30.0


class RemoteFile(NamedTuple):
    """A file, how to know it, and where it can be had."""

    name: str  # the path under the cache folder
    known_hash: str  # "sha256:..." or "md5:..."
    urls: tuple[str, ...]  # the same file at several places, the best first


class Advance(Protocol):
    """Is told how many bytes are there and how many there will be."""

    def __call__(self, done: int, total: int | None) -> None: ...


def fetch(file: RemoteFile, root: str | Path | None = None, progress: bool = True) -> Path:
    """Return the path of a file, fetched if it is not there yet.

    What has arrived stays in `<name>.part`, and the next attempt, now or tomorrow, asks only for the rest. The file
    gets its name when its checksum is right.

    Args:
        file: what to fetch.
        root: the folder to keep it in; by default `cache_folder()`.
        progress: whether to show a bar, on a terminal or in a notebook.

    Raises: DownloadError (an OSError) if no address can be reached, or none sends the right file.
    """
    path = Path(root or cache_folder()) / file.name
    if path.is_file() and checksum(path, file.known_hash) == file.known_hash:
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    failures = []
    for url in file.urls * ATTEMPTS:
        try:
            with progress_bar(path.name, progress) as advance:
                receive(url, part, advance)
        except (OSError, http.client.HTTPException) as error:
            failures.append(f"{url}: {reason(error)}")
            continue
        found = checksum(part, file.known_hash)
        if found == file.known_hash:
            return part.replace(path)
        failures.append(f"{url}: the checksum should be {file.known_hash}, got {found}")
        part.unlink()
    raise DownloadError(message(file, path, failures))


def checksum(path: Path, like: str) -> str:
    """Return the checksum of a file, computed and written like another: "sha256:..." or "md5:..."."""
    algorithm = like.partition(":")[0]
    with open(path, "rb") as file:
        return f"{algorithm}:{hashlib.file_digest(file, algorithm).hexdigest()}"


def receive(url: str, part: Path, advance: Advance) -> None:
    """Append to a file what it still lacks.

    Args:
        url: the address.
        part: the file; may hold the beginning already.
        advance: is called after every block.

    Raises: OSError or HTTPException if the server cannot be reached, refuses, or stops before the end; what came stays.
    """
    have = part.stat().st_size if part.exists() else 0
    request = urllib.request.Request(url, headers={"Range": f"bytes={have}-"} if have else {})
    try:
        response = urllib.request.urlopen(request, timeout=TIMEOUT)
    except urllib.error.HTTPError as error:
        with error:
            if error.code != http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE or not have:
                raise
        return  # there is no more to come: the checksum decides
    with response:
        resumed = response.status == http.HTTPStatus.PARTIAL_CONTENT
        with open(part, "ab" if resumed else "wb") as out:
            copy(response, out, have if resumed else 0, advance)


def copy(response: Any, out: IO[bytes], have: int, advance: Advance) -> None:
    """Copy a response to a file block by block; raise ConnectionError if it is shorter than it said."""
    length = response.headers.get("Content-Length")
    total = None if length is None else have + int(length)
    while block := response.read(BLOCK):
        out.write(block)
        have += len(block)
        advance(have, total)
    if total is not None and have < total:
        raise ConnectionError(f"the connection broke after {have:,} of {total:,} bytes")


def reason(error: Exception) -> str:
    """Return what went wrong, in words."""
    inner = error.reason if isinstance(error, urllib.error.URLError) else error
    return str(inner) or type(inner).__name__


def message(file: RemoteFile, path: Path, failures: list[str]) -> str:
    """Return what to tell the user who does not get a file."""
    tried = "\n".join(f"  {line}" for line in dict.fromkeys(failures))
    return (
        f"{file.name} could not be fetched:\n{tried}\n"
        f"Without a network: put the file at {path} yourself (MINITORCH_DATA names another folder), or use data that "
        "comes along: vision.Digits, text.PythonDocs, audio.DialTones."
    )


@contextmanager
def progress_bar(name: str, wanted: bool) -> Iterator[Advance]:
    """Show a bar while a file arrives; give a function that moves it."""
    from rich import progress
    from rich.console import Console

    console = Console(stderr=True)
    columns = (
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.DownloadColumn(),
        progress.TransferSpeedColumn(),
        progress.TimeRemainingColumn(),
    )
    visible = wanted and (console.is_terminal or console.is_jupyter)
    with progress.Progress(*columns, console=console, disable=not visible) as bar:
        task = bar.add_task(name, total=None)

        def advance(done: int, total: int | None) -> None:
            bar.update(task, completed=done, total=total)

        yield advance
