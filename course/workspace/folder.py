"""Find a student's folder, or make one."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from course.errors import WorkspaceError

if TYPE_CHECKING:
    from course.kit import Kit

PACKAGE = "minitorch"


@dataclass(frozen=True)
class Workspace:
    """A student's folder: notebooks, the package `minitorch/` and the tools' notes in `.course/`."""

    folder: Path

    @property
    def package(self) -> Path:
        """The student's own framework."""
        return self.folder / PACKAGE

    @property
    def notes(self) -> Path:
        """What the tools remember: workspace.json, saved.json, lock, backups/."""
        return self.folder / ".course"

    def file_of(self, path: str) -> Path:
        """Return the file that holds the definition `path`, e.g. minitorch/shapes.py for shapes.contiguous_strides.

        Raises: WorkspaceError if the package has no such module.
        """
        module = self.package.joinpath(*path.split(".")[:-1])
        for file in (module.with_suffix(".py"), module / "__init__.py"):
            if file.is_file():
                return file
        raise WorkspaceError(f"{self.shown(module.with_suffix('.py'))} is missing; `course start` puts it back")

    def text_of(self, path: str) -> str:
        """Return the text of the file that holds the definition `path`."""
        file = self.file_of(path)
        try:
            return file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise WorkspaceError(f"{self.shown(file)} cannot be read: {error}") from None

    def shown(self, file: Path) -> str:
        """Return a file's path as the student knows it, relative to the workspace."""
        return file.relative_to(self.folder).as_posix()


def find(start: Path | None = None) -> Workspace:
    """Return the workspace that `start`, by default the current folder, lies in.

    Raises: WorkspaceError, with the way to one, if there is none.
    """
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        if _is_workspace(folder):
            return Workspace(folder)
    inside = next((child for child in sorted(start.glob("*")) if _is_workspace(child)), None)
    if inside is not None:
        raise WorkspaceError(
            f"{start} is not a workspace, but {inside.name}/ in it is: `cd {inside.name}` and try again"
        )
    raise WorkspaceError(
        f"no workspace at {start} or above it (a folder with minitorch/ and .course/); `course start` makes one"
    )


def create(folder: Path, kit: Kit) -> Workspace:
    """Make `folder` a workspace with the kit's package and notebooks, or bring an existing one up to the kit.

    What the student wrote stays; see `course.workspace.update`.

    Raises: WorkspaceError if the folder cannot be written.
    """
    from course.workspace.update import update

    workspace = Workspace(folder.resolve())
    try:
        workspace.notes.mkdir(parents=True, exist_ok=True)
        copy_package(kit.package, workspace.package)
        update(workspace, kit)
    except OSError as error:
        raise WorkspaceError(
            f"{workspace.folder}: cannot make a workspace here: {error}; choose another folder"
        ) from None
    return workspace


def _is_workspace(folder: Path) -> bool:
    try:
        return (folder / ".course" / "workspace.json").is_file()
    except OSError:
        return False


def copy_package(source: Path, target: Path) -> None:
    """Copy the files of a package that `target` lacks, so that a deleted file comes back and an edited one stays."""
    for file in sorted(source.rglob("*")):
        copy = target / file.relative_to(source)
        if file.is_file() and "__pycache__" not in file.parts and not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)
