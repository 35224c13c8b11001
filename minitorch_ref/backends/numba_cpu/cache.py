"""Where compiled kernels are kept, so that only the first program on a machine waits for the compiler.

Numba's own cache goes by the file in which a function stands: it returns an old kernel after a change of a helper in
another file, and never finds a kernel that a function has made. Here the folder is named by a digest of every source
file of this package and of the compiler's version and settings, and the file by the name of the kernel. Which processor
a kernel is for, Numba writes beside it. Nothing of this is needed to compute: if the folder cannot be written, kernels
are compiled anew in each program.
"""

import functools
import hashlib
import os
import pickle
import tempfile
import time
from pathlib import Path
from typing import Any

import llvmlite
import numba
import platformdirs
from numba.core import caching, serialize
from numba.core.runtime import rtsys

from minitorch_ref.backends.numba_cpu.start import prepare_compiler

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


class Implementation(caching.CompileResultCacheImpl):  # type: ignore[misc]
    """Numba's way to make bytes of compiled functions and back."""

    def __init__(self) -> None:
        self._lineno = 0


class KernelCache(caching.NullCache):  # type: ignore[misc]
    """Keeps one kernel, in a file for each type of its arguments and each processor.

    Args:
        name: under which it is kept: unique among the kernels of this package.
        folder: where.
    """

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self.folder = folder
        self.bytes = Implementation()

    def file(self, signature: Any, codegen: Any) -> Path:
        """Return the file of a version; two processes that make it at once write the same."""
        key = hashlib.sha256(repr((signature, codegen.magic_tuple())).encode()).hexdigest()[:16]
        return self.folder / f"{self.name}-{key}.kernel"

    def load_overload(self, signature: Any, target_context: Any) -> Any:
        """Return the kernel for these types, or None, also where the file is damaged.

        Machine code needs Numba's runtime library only. What the compiler knows of Python and NumPy, a fifth of the
        time until a first kernel has run, is loaded by the compiler if it is needed after all.
        """
        rtsys.initialize(target_context)
        try:
            data = self.file(signature, target_context.codegen()).read_bytes()
            return self.bytes.rebuild(target_context, pickle.loads(data))
        except Exception:  # not there, or whatever unpickling makes of damaged bytes
            prepare_compiler()
            return None

    def save_overload(self, signature: Any, data: Any) -> None:
        """Keep a kernel if the folder can be written: whole or not at all."""
        if not self.bytes.check_cachable(data):
            return
        file = self.file(signature, data.codegen)
        try:
            with tempfile.NamedTemporaryFile(dir=self.folder, delete=False) as temporary:
                temporary.write(serialize.dumps(self.bytes.reduce(data)))
            os.replace(temporary.name, file)
        except OSError:
            pass  # the kernel is there, and the next program compiles its own
