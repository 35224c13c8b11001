"""Save one definition into the student's package: backup, note, file, in an order that a crash cannot spoil."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from course.errors import WorkspaceError
from course.probes.definitions import Definition, DefinitionError, free_names
from course.workspace import backups, ledger
from course.workspace.files import locked, write_source
from course.workspace.folder import Workspace
from course.workspace.ledger import Extras, Record
from course.workspace.splice import bound_names, definition_in, splice
from course.workspace.stub import is_stub

STUDENT, REFERENCE, NOBODY = "student", "reference", "nobody"


class Target(Protocol):
    """What one must know of an exercise to save it."""

    @property
    def id(self) -> str:
        """Its number, e.g. "1.1"."""

    @property
    def path(self) -> str:
        """Its place in the package, e.g. shapes.contiguous_strides."""

    @property
    def stub(self) -> str:
        """The empty exercise."""


class NotWrittenError(WorkspaceError):
    """The definition is fine, but the folder cannot be written; whatever `try_out` did stays done."""


class MissingNamesError(DefinitionError):
    """The definition uses names that its module will not have."""

    def __init__(self, names: Iterable[str], shown: str) -> None:
        self.names = tuple(sorted(names))
        listed = ", ".join(f"`{name}`" for name in self.names)
        super().__init__(f"{listed}: not defined in this cell nor in {shown}")


@dataclass(frozen=True)
class Outcome:
    """What came of saving.

    Attributes:
        file: the file as the student knows it, e.g. minitorch/shapes.py.
        changed: whether its text is different now.
        replaced: whether an earlier answer was overwritten (and is in the backups).
    """

    file: str
    changed: bool
    replaced: bool


def save(
    workspace: Workspace,
    target: Target,
    definition: Definition,
    *,
    not_helpers: Collection[str] = (),
    author: str = STUDENT,
    try_out: Callable[[str], None] = lambda text: None,
) -> Outcome:
    """Write `definition` into its module in the place of the old one, keeping what it overwrites.

    Args:
        workspace: the student's folder.
        target: the exercise.
        definition: what to write.
        not_helpers: names that are saved elsewhere, such as other exercises: never written as helpers of this one.
        author: STUDENT, REFERENCE, or NOBODY for the empty exercise.
        try_out: called with the module's new text before it is written; if it raises, nothing is written.
    Raises: DefinitionError if the definition cannot stand in the module; NotWrittenError if nothing can be written.
    """
    helpers = {name: source for name, source in definition.helpers.items() if name not in not_helpers}
    definition = dataclasses.replace(definition, helpers=helpers)
    with _lock(workspace):
        text = workspace.text_of(target.path)
        shown = workspace.shown(workspace.file_of(target.path))
        records = ledger.read(workspace.notes)
        old = records.get(target.path)
        spliced = splice(text, definition, old.extras if old else Extras(), shown, workspace.folder)
        missing = free_names(definition.whole_source) - bound_names(spliced.text)
        if missing and author == STUDENT:
            raise MissingNamesError(missing, shown)
        try_out(spliced.text)
        worth = answer(workspace, target, records)
        record = Record(target.id, ledger.digest(definition.source), *_lists(spliced.extras), author, _now())
        replaced = worth is not None and worth.source != definition.source
        try:
            if worth is not None and replaced:
                backups.keep(workspace.notes, target.path, worth.whole_source + "\n")
            if text != spliced.text:
                # Noted before and after: a crash in between leaves nothing in the file without an owner.
                both = _united(record, old)
                ledger.write(workspace.notes, {**records, target.path: both})
                write_source(workspace.file_of(target.path), spliced.text)
            if text != spliced.text or old is None or old.author != author:
                ledger.write(workspace.notes, {**records, target.path: record})
        except OSError as error:
            raise NotWrittenError(
                f"{shown} cannot be written ({error.strerror or error}); is the folder read-only?"
            ) from None
        return Outcome(shown, text != spliced.text, replaced)


def restore_stub(workspace: Workspace, target: Target, pristine: Definition) -> Outcome:
    """Put the empty exercise back; what was there is in the backups."""
    return save(workspace, target, pristine, author=NOBODY)


def current(workspace: Workspace, target: Target, records: dict[str, Record] | None = None) -> Definition | None:
    """Return the definition as the package has it, with the helpers and imports that came with it; None if absent."""
    records = ledger.read(workspace.notes) if records is None else records
    record = records.get(target.path)
    shown = workspace.shown(workspace.file_of(target.path))
    extras = record.extras if record else Extras()
    return definition_in(workspace.text_of(target.path), target.path.rpartition(".")[2], extras, shown)


def answer(workspace: Workspace, target: Target, records: dict[str, Record] | None = None) -> Definition | None:
    """Return the student's answer; None if the exercise is empty or filled with the reference."""
    records = ledger.read(workspace.notes) if records is None else records
    definition = current(workspace, target, records)
    if definition is None or is_stub(definition.source, definition.name, target.stub):
        return None
    record = records.get(target.path)
    filled = record is not None and record.author == REFERENCE and record.digest == ledger.digest(definition.source)
    return None if filled else definition


def _lists(extras: Extras) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return extras.helpers, extras.imports


def _united(new: Record, old: Record | None) -> Record:
    helpers = dict.fromkeys((*new.helpers, *(old.helpers if old else ())))
    imports = dict.fromkeys((*new.imports, *(old.imports if old else ())))
    return dataclasses.replace(new, helpers=tuple(helpers), imports=tuple(imports))


@contextmanager
def _lock(workspace: Workspace) -> Iterator[None]:
    with ExitStack() as stack:
        with suppress(OSError):  # a folder that cannot be written needs no lock: nothing will be written
            stack.enter_context(locked(workspace.notes / "lock"))
        yield


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
