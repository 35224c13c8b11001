"""Where compiled kernels are kept, so that only the first program on a machine waits for the compiler.

Numba's own cache goes by the file in which a function stands: it returns an old kernel after a change of a helper in
another file, and never finds a kernel that a function has made. Here the folder is named by a digest of every source
file of this package and of the compiler's version and settings, and the file by the name of the kernel. Which processor
a kernel is for, Numba writes beside it. Nothing of this is needed to compute: if the folder cannot be written, kernels
are compiled anew in each program.
"""

import contextlib
import functools
import hashlib
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import llvmlite
import numba
import platformdirs
from numba.core import caching

__all__ = ["KernelCache", "cache_folder", "sources_digest"]

DAYS_UNUSED = 60
"""After so many days without use the kernels of other versions of the sources are removed."""


def sources_digest(folder: Path) -> str:
    """Return what tells these sources, compiler and settings from others: 16 hexadecimal digits."""
    digest = hashlib.sha256()
    settings = numba.config.OPT, numba.config.BOUNDSCHECK, numba.config.DEBUGINFO_DEFAULT
    digest.update(repr((numba.__version__, llvmlite.__version__, *map(str, settings))).encode())
    for file in sorted(folder.rglob("*.py")):
        digest.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


@functools.cache
def cache_folder() -> Path | None:
    """Return the folder for the kernels of these sources, or None if it is not there and cannot be made.

    It lies in the user's folder for caches or, if NUMBA_CACHE_DIR is set, in that one.
    """
    try:
        own = numba.config.CACHE_DIR
        above = (Path(own) if own else platformdirs.user_cache_path("minitorch")) / "kernels"
        folder = above / sources_digest(Path(__file__).parent)
        if not folder.is_dir():
            folder.mkdir(parents=True)
            remove_unused(above)
        elif os.access(folder, os.W_OK):
            os.utime(folder)
    except (OSError, RuntimeError):  # no home, no rights, no space
        return None
    return folder


def remove_unused(above: Path) -> None:
    """Remove the folders that no program has used for long."""
    limit = time.time() - DAYS_UNUSED * 86_400
    for folder in above.iterdir():
        if folder.is_dir() and folder.stat().st_mtime < limit:
            for file in folder.iterdir():
                file.unlink()
            folder.rmdir()


class Place(caching._CacheLocator):  # type: ignore[misc]
    """Tells Numba the folder. What is found there was made from these sources, so the stamp is always the same."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get_cache_path(self) -> str:
        """Return the folder."""
        return str(self.folder)

    def get_source_stamp(self) -> str:
        """Return the name of the folder, which is the digest of the sources."""
        return self.folder.name

    def get_disambiguator(self) -> str:
        """Return nothing: the name of the file is enough."""
        return ""


class Implementation(caching.CompileResultCacheImpl):  # type: ignore[misc]
    """Numba's way to write compiled functions, in a folder and under a name of our own."""

    def __init__(self, folder: Path, name: str) -> None:
        self._lineno = 0
        self._locator = Place(folder)
        self._filename_base = name


class KernelCache(caching.FunctionCache):  # type: ignore[misc]
    """Keeps one kernel for each type of its arguments.

    Args:
        function: the function that is compiled.
        name: under which it is kept: unique among the kernels of this package.
        folder: where.
    """

    def __init__(self, function: Callable[..., Any], name: str, folder: Path) -> None:
        self._name = name
        self._py_func = function
        self._impl = Implementation(folder, name)
        self._cache_path = str(folder)
        self._cache_file = caching.IndexDataCacheFile(str(folder), name, folder.name)
        self.enable()

    def _index_key(self, signature: Any, codegen: Any) -> Any:
        """Return what tells the versions of one kernel apart: types and processor; the sources are the same."""
        return signature, codegen.magic_tuple()

    def load_overload(self, signature: Any, target_context: Any) -> Any:
        """Return the kernel for these types, or None, also where the file is damaged."""
        try:
            return super().load_overload(signature, target_context)
        except Exception:
            self.forget()
            return None

    def save_overload(self, signature: Any, data: Any) -> None:
        """Keep a kernel if the folder can be written."""
        with contextlib.suppress(OSError):
            super().save_overload(signature, data)

    def forget(self) -> None:
        """Start the list of this kernel's versions anew, if the folder can be written."""
        with contextlib.suppress(OSError):
            self.flush()
