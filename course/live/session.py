"""One lesson in one notebook: before a cell, take over what others saved; after it, save the exercises it defines."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from course.errors import CourseError, WorkspaceError
from course.live.checking import check_function, hidden_check_function
from course.live.loading import load_module, load_package
from course.live.missing_names import advise
from course.live.notice import mention, tell
from course.live.running import RunningPackage
from course.live.temporary import temporary_workspace
from course.probes.building_rules import check_contract
from course.probes.definitions import Definition, DefinitionError, defined_names, find_definition
from course.workspace.folder import Workspace, find
from course.workspace.splice import bound_names
from course.workspace.store import MissingNamesError, NotWrittenError, answer, save
from course.workspace.stub import is_stub

if TYPE_CHECKING:
    from course.kit import BundledExercise, Kit, LessonBundle

NOT_AT_HAND = frozenset(["annotations", "TYPE_CHECKING"])


def choose_workspace(kit: Kit, lesson: LessonBundle, environment: Mapping[str, str]) -> tuple[Workspace, str]:
    """Return the workspace a notebook works in, and a line to tell the reader if it is a temporary one.

    While nbgrader runs a notebook nothing on disk may change. Its variable can outlive a failed validation in the
    server, where it would reach the student's next notebook: a notebook that was opened by hand has a session name, and
    is taken at that.
    """
    mode = environment.get("NBGRADER_EXECUTION", "")
    graded = mode == "autograde" or (mode != "" and "JPY_SESSION_NAME" not in environment)
    real: Workspace | None = None
    reason = ""
    try:
        real = find(Path.cwd())
    except WorkspaceError as error:
        reason = str(error)
    if real is not None and not graded:
        return real, ""
    workspace = temporary_workspace(kit, lesson, real, reference_first=mode == "autograde")
    note = f"{reason}. Until then your functions last as long as this notebook runs; nothing is saved."
    return workspace, "" if graded else note


class LiveLesson:
    """The state of one lesson in one notebook."""

    def __init__(self, shell: Any, kit: Kit, lesson: LessonBundle, workspace: Workspace) -> None:
        self.shell = shell
        self.lesson = lesson
        self.workspace = workspace
        self.exercises = {exercise.name: exercise for exercise in lesson.exercises}
        self.refused: dict[str, str] = {}
        every = [exercise.path for name in kit.lessons for exercise in kit.lesson(name).exercises]
        self._modules = {e.path: e.path.rpartition(".")[0] for e in lesson.exercises}
        self._every = [path.rpartition(".")[::2] for path in every]
        self._at_hand: dict[str, tuple[str, object]] = {}
        self._troubles: dict[str, str] = {}
        self._styled = False
        self.package = RunningPackage(load_package(workspace))

    def start(self) -> None:
        """Put `minitorch`, `check` and the names of the exercises' modules into the notebook."""
        for exercise in self.lesson.exercises:
            load_module(self.package.package, exercise.path)
        self.package.refresh()
        namespace = self.shell.user_ns
        for exercise in self.lesson.exercises:
            module = load_module(self.package.package, exercise.path)
            for name, value in vars(module).items():
                if not name.startswith("__") and name not in NOT_AT_HAND and name not in namespace:
                    namespace[name] = value
                    self._at_hand[name] = (module.__name__, value)
        namespace["minitorch"] = self.package.package
        namespace["check"] = check_function(self)
        namespace["hidden_check"] = hidden_check_function(self)

    def pre_run_cell(self, info: Any) -> None:
        """Take over what another notebook, a command or an editor changed; dress the plots before the first one."""
        self.refresh()
        if not self._styled and ("matplotlib" in (info.raw_cell or "") or "matplotlib.pyplot" in sys.modules):
            self._styled = True
            self._dress_plots()

    def _dress_plots(self) -> None:
        """Give plots the course's look; not before the notebook wants matplotlib, which takes 0.3 s to import."""
        from course.figures.style import style

        try:
            style()
        except ImportError:  # the cell that wants matplotlib says so itself
            return

    def refresh(self) -> None:
        """Bring the loaded package and the names at hand up to date; say once what cannot be taken over."""
        troubles = self.package.refresh()
        for module, trouble in troubles.items():
            if self._troubles.get(module) != trouble:
                tell(f"`{module}` changed on disk and cannot be used: {trouble}\nThe version before stays in use here.")
        self._troubles = troubles
        for name, (module, value) in list(self._at_hand.items()):
            present = getattr(sys.modules[module], name, value)
            if present is not value:
                if self.shell.user_ns.get(name) is value:
                    self.shell.user_ns[name] = present
                self._at_hand[name] = (module, present)

    def post_run_cell(self, result: Any) -> None:
        """Save the exercises that a cell defines, if it ran without error."""
        cell = result.info.raw_cell or ""
        if not result.success:
            self._say_unsaved(cell)
            return
        names = defined_names(cell)
        for name in names & self.exercises.keys():
            self._save(self.exercises[name], cell)
        for name in names - self.exercises.keys() - self._at_hand.keys():
            near = get_close_matches(name, self.exercises, n=1, cutoff=0.85)
            if near and near[0] not in names:
                tell(f"`{name}` is no exercise of this lesson; did you mean `{near[0]}`?\nNothing was saved.")

    def _save(self, exercise: BundledExercise, cell: str) -> None:
        try:
            definition = find_definition(cell, exercise.name)
            if is_stub(definition.source, exercise.name, exercise.stub):
                self._keep(exercise)
                return
            check_contract(exercise.stub, definition.whole_source, exercise.name)
            self._write(exercise, definition)
            self.refused.pop(exercise.path, None)
        except NotWrittenError as error:
            self._rebind(exercise)
            tell(f"{error}\n`{exercise.name}` works in this notebook until its kernel stops, but it is not saved.")
        except MissingNamesError as error:
            self._refuse(exercise, "; ".join(self._advice(exercise, name) for name in error.names))
        except (DefinitionError, CourseError) as error:
            self._refuse(exercise, str(error))
        except Exception as error:  # the new statements failed in the module, where other names are in force
            self._refuse(exercise, f"in its module it ends in {type(error).__name__}: {error}")

    def _write(self, exercise: BundledExercise, definition: Definition) -> None:
        module = load_module(self.package.package, exercise.path).__name__
        again = {definition.name, *definition.helpers}
        mine = self._modules[exercise.path]
        elsewhere = {name for where, name in self._every if where == mine} | self.exercises.keys()
        outcome = save(
            self.workspace,
            exercise,
            definition,
            not_helpers=elsewhere - {exercise.name},
            try_out=lambda text: self.package.apply(module, text, again),
        )
        self.package.settled(module)
        self._rebind(exercise)
        mention(f"saved {outcome.file}: {exercise.name}")

    def _keep(self, exercise: BundledExercise) -> None:
        """An empty exercise cell was run: it never replaces an answer."""
        if answer(self.workspace, exercise) is not None:
            file = self.workspace.shown(self.workspace.file_of(exercise.path))
            mention(f"kept {file}: {exercise.name} (this cell is still the empty exercise)")
        self._rebind(exercise)

    def _rebind(self, exercise: BundledExercise) -> None:
        """Let the notebook's name stand for the package's definition."""
        module = load_module(self.package.package, exercise.path)
        value = getattr(module, exercise.name)
        self.shell.user_ns[exercise.name] = value
        self._at_hand[exercise.name] = (module.__name__, value)

    def _refuse(self, exercise: BundledExercise, reason: str) -> None:
        self.refused[exercise.path] = reason
        tell(f"`{exercise.name}` was not saved: {reason}\nYour package keeps the version before.")

    def _say_unsaved(self, cell: str) -> None:
        for name, exercise in self.exercises.items():
            if re.search(rf"^(async\s+)?(def|class)\s+{name}\b", cell, re.MULTILINE):
                self.refused[exercise.path] = "its cell ended in an error"
                mention(f"not saved: {name} (the cell ended in an error; your package keeps the version before)")

    def _advice(self, exercise: BundledExercise, name: str) -> str:
        paths = {known: e.path for known, e in self.exercises.items()}
        available = bound_names(self.workspace.text_of(exercise.path))
        return advise(name, self.shell.user_ns, paths, available)
