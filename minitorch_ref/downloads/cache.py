"""Where fetched files stay, and where a data set looks for its files."""

import os
from collections.abc import Iterable
from pathlib import Path

from minitorch_ref.errors import DataError

__all__ = ["cache_folder", "find"]


def cache_folder() -> Path:
    """Return the folder of fetched files: `MINITORCH_DATA` if that is set, else a part of the user's cache folder.

    It need not exist yet.
    """
    chosen = os.environ.get("MINITORCH_DATA")
    if chosen:
        return Path(chosen).expanduser()
    from platformdirs import user_cache_dir

    return Path(user_cache_dir("minitorch", appauthor=False))


def find(what: str, root: Path, names: Iterable[str]) -> Path:
    """Return the first of some paths under a folder that exists.

    Args:
        what: the name of the data set, for the message.
        root: the folder to look in.
        names: paths relative to it, the likeliest first.

    Raises: DataError (a RuntimeError), which says what would have been right, if none is there.
    """
    names = list(names)
    for name in names:
        if (root / name).exists():
            return root / name
    raise DataError(
        f"{what}: nothing found in {root} (looked for {', '.join(names)}); "
        "give the folder that holds it as root, or download=True to fetch it"
    )
