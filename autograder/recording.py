"""Bring a lesson's results to where people look: gradebook, graded notebooks, feedback pages."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.by_hand import NOTHING, ByHand
from autograder.feedback import write_feedback
from autograder.files import write_whole
from autograder.gradebook.autograded import Json, autograded_notebook
from autograder.gradebook.entries import entry_of
from autograder.intake import Submission
from autograder.lessons import Lesson
from autograder.results import Result

if TYPE_CHECKING:
    from autograder.gradebook.settings import GradebookSettings


class Recorder:
    """Writes results into one course directory. Writing the same results again changes nothing."""

    def __init__(self, course: Path, database: str | None) -> None:
        self._course = course
        self._database = database
        self._copy: Path | None = None

    @cached_property
    def _settings(self) -> GradebookSettings:
        from autograder.gradebook.settings import settings_of  # nbgrader takes two seconds to import

        return settings_of(self._course, self._database)

    def back_up(self) -> Path | None:
        """Copy the gradebook, once, before grades in it change; return the copy, if there was something to copy."""
        from autograder.gradebook.backup import back_up

        self._copy = self._copy or back_up(self._settings)
        return self._copy

    def points(self, lesson: Lesson) -> dict[str, float]:
        """The automatic points that the gradebook holds for a lesson, by student."""
        from autograder.gradebook.record import recorded_points

        return recorded_points(self._settings, lesson.name)

    def record(self, lesson: Lesson, results: Sequence[tuple[Submission, Result]]) -> None:
        """Write notebooks first and then, once they lie on disk, the grades in one transaction; then the feedback."""
        if not results:
            return
        from autograder.gradebook.record import record
        from autograder.gradebook.structure import prepare

        structure = prepare(self._settings, lesson)
        for submission, result in results:
            self._notebook(structure.template, submission, result, lesson)
        os.sync()
        record(self._settings, structure, [entry_of(r, lesson, s.timestamp) for s, r in results])
        by_hand = self.by_hand(lesson, [result.student for _, result in results])
        for submission, result in results:
            self.feedback(submission, result, lesson, by_hand.get(result.student, NOTHING))
        os.sync()

    def by_hand(self, lesson: Lesson, students: Collection[str] | None = None) -> dict[str, ByHand]:
        """Bring late penalties up to date and return what people have decided about these students' submissions."""
        from autograder.gradebook.by_hand import read_by_hand
        from autograder.gradebook.late import assign_penalties

        assign_penalties(self._settings, lesson.name, students)
        return read_by_hand(self._settings, lesson.name, students)

    def feedback(
        self, submission: Submission, result: Result, lesson: Lesson | None, by_hand: ByHand = NOTHING
    ) -> None:
        """Write the feedback page of one submission."""
        write_feedback(self._course, submission, result, lesson, by_hand)

    def _notebook(self, template: Json, submission: Submission, result: Result, lesson: Lesson) -> None:
        folder = self._course / "autograded" / submission.student / lesson.name
        file = folder / f"{lesson.name}.ipynb"
        if result.problem and file.exists():
            return  # an earlier submission that could be read stays with its grade
        notebook = autograded_notebook(template, submission.notebook, result)
        write_whole(file, json.dumps(notebook, indent=1, ensure_ascii=False))
        for name, text in (("timestamp.txt", submission.timestamp), ("submission_secret.txt", submission.secret)):
            if text is not None:
                write_whole(folder / name, text)
