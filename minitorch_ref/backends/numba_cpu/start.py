"""Start Numba: quickly, and with a pool of threads that survives forks."""

import ctypes
import importlib.metadata
import sys
from pathlib import Path

__all__ = ["preload_tbb", "prepare_compiler"]

TBB = {"linux": "libtbb.so.12", "darwin": "libtbb.12.dylib", "win32": "tbb12.dll"}


def prepare_compiler() -> None:
    """Import what the compiler knows of NumPy, before it does so itself.

    It would import scipy.linalg, a fifth of a second, only to learn whether there is a BLAS for `np.cov`. SciPy is
    among our own dependencies, so the answer is known; a kernel that does call BLAS has it imported when it is loaded.
    """
    import numba.np.linalg

    ask = numba.np.linalg.ensure_blas
    numba.np.linalg.ensure_blas = lambda: None
    try:
        import numba.np.arraymath

        numba.np.arraymath.ensure_blas = ask
    finally:
        numba.np.linalg.ensure_blas = ask


def preload_tbb() -> bool:
    """Load the library of the package `tbb`, where Numba then finds it, and say whether there is one.

    Numba links to it by name alone, and the folder of a Python environment is not where the system looks.
    """
    name = TBB.get(sys.platform, "libtbb.so.12")
    folders = [Path(sys.prefix) / "lib", Path(sys.prefix) / "Library" / "bin"]
    return any(loads(folder / name) for folder in folders) or any(loads(file) for file in installed_files(name))


def loads(library: Path) -> bool:
    """Load a shared library for whoever comes later, and say whether that worked."""
    try:
        ctypes.CDLL(str(library), mode=ctypes.RTLD_GLOBAL)
    except OSError:
        return False
    return True


def installed_files(name: str) -> list[Path]:
    """Return the files of this name that the package `tbb` has installed, wherever pip has put it."""
    try:
        files = importlib.metadata.files("tbb") or []
    except importlib.metadata.PackageNotFoundError:
        return []
    return [Path(str(file.locate())).resolve() for file in files if file.name == name]
