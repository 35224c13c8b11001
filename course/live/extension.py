"""What ``%load_ext course`` does: it brings ``%lesson``, and that sets everything else up."""

from __future__ import annotations
import __future__

import os
from typing import Any

from course.errors import CourseError

ANNOTATIONS = __future__.annotations.compiler_flag
_lessons: dict[int, Any] = {}


def load(shell: Any) -> None:
    """Register ``%lesson`` with an IPython shell."""
    shell.register_magic_function(lambda line: start_lesson(shell, line), "line", "lesson")


def unload(shell: Any) -> None:
    """Take ``%lesson``, its hooks and the postponed annotations away again."""
    shell.magics_manager.magics["line"].pop("lesson", None)
    _stop(shell)


def start_lesson(shell: Any, line: str) -> None:
    """Set up a lesson in a notebook: ``%lesson 01_tensors``.

    Raises: UsageError, which IPython shows as one line, with what is wrong and the way out.
    """
    from IPython.core.error import UsageError

    from course.kit import locate
    from course.live.session import LiveLesson, choose_workspace

    try:
        if not line.strip():
            raise CourseError(f"%lesson: which one? Known: {', '.join(locate().lessons)}")
        kit = locate()
        lesson = kit.lesson(line.strip())
        workspace, note = choose_workspace(kit, lesson, os.environ)
        live = LiveLesson(shell, kit, lesson, workspace)
        _stop(shell)
        live.start()
    except CourseError as error:
        raise UsageError(str(error)) from None
    shell.compile.flags |= ANNOTATIONS
    shell.events.register("pre_run_cell", live.pre_run_cell)
    shell.events.register("post_run_cell", live.post_run_cell)
    _lessons[id(shell)] = live
    if note:
        print(note)


def _stop(shell: Any) -> None:
    live = _lessons.pop(id(shell), None)
    if live is not None:
        shell.events.unregister("pre_run_cell", live.pre_run_cell)
        shell.events.unregister("post_run_cell", live.post_run_cell)
        shell.compile.flags &= ~ANNOTATIONS
