"""Import the student's package from its folder, and from nowhere else."""

from __future__ import annotations

import importlib
import sys
import traceback
from pathlib import Path
from types import ModuleType

from course.errors import WorkspaceError
from course.workspace.folder import PACKAGE, Workspace


def load_package(workspace: Workspace) -> ModuleType:
    """Return the package `minitorch` of a workspace, imported; one that is loaded already stays as it is.

    Raises: WorkspaceError, with file and line, if it cannot be imported.
    """
    loaded = sys.modules.get(PACKAGE)
    if loaded is not None and not _is_in(loaded, workspace.package):
        for name in [n for n in sys.modules if n == PACKAGE or n.startswith(f"{PACKAGE}.")]:
            del sys.modules[name]
    folder = str(workspace.folder)
    sys.path[:] = [folder, *(entry for entry in sys.path if entry != folder)]
    importlib.invalidate_caches()
    try:
        return importlib.import_module(PACKAGE)
    except Exception as error:
        raise WorkspaceError(
            f"your package cannot be imported: {type(error).__name__}: {error}{_where(error, workspace)}; correct that "
            "file, or put the exercise back with `course reset`"
        ) from error


def load_module(package: ModuleType, path: str) -> ModuleType:
    """Return the module of the definition `path`, e.g. of shapes.contiguous_strides."""
    module = path.rpartition(".")[0]
    return importlib.import_module(f"{package.__name__}.{module}" if module else package.__name__)


def _is_in(module: ModuleType, folder: Path) -> bool:
    return module.__file__ is not None and Path(module.__file__).resolve().is_relative_to(folder.resolve())


def _where(error: Exception, workspace: Workspace) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    places = [(Path(frame.filename), frame.lineno) for frame in frames]
    if isinstance(error, SyntaxError) and error.filename:
        places.append((Path(error.filename), error.lineno))
    inside = [(f, line) for f, line in places if f.is_relative_to(workspace.folder)]
    return f" ({workspace.shown(inside[-1][0])} line {inside[-1][1]})" if inside else ""
