"""Hand assignments out and in through nbgrader's exchange, for one machine: release, fetch, submit, collect."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from nbgrader.auth import Authenticator
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import (
    ExchangeCollect,
    ExchangeFetchAssignment,
    ExchangeReleaseAssignment,
    ExchangeSubmit,
)
from traitlets.config import Config

from autograder.gradebook.settings import open_gradebook, settings_of
from autograder.lessons import Lesson
from course.nbgrader_bridge.course_folder import CONFIG

COURSE_ID = "minitorch"


class Exchange:
    """One course directory and one exchange folder."""

    def __init__(self, course: Path, exchange: Path) -> None:
        self._course = course.resolve()
        exchange.mkdir(parents=True, exist_ok=True)
        exchange.chmod(0o777)
        self._course.mkdir(parents=True, exist_ok=True)
        identity = f"c.CourseDirectory.course_id = {COURSE_ID!r}\nc.Exchange.root = {str(exchange.resolve())!r}\n"
        (self._course / "nbgrader_config.py").write_text(CONFIG + identity, encoding="utf-8")
        settings = settings_of(self._course)
        open_gradebook(settings).close()
        self._config = settings.config
        self._config.Exchange.cache = str(exchange.resolve().parent / "cache")
        logging.getLogger("traitlets").setLevel(logging.ERROR)

    def release(self, lesson: Lesson) -> None:
        """Put the source notebook into the course, generate the assignment and release it."""
        source = self._course / "source" / lesson.name / f"{lesson.name}.ipynb"
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_text(json.dumps(lesson.source_notebook), encoding="utf-8")
        GenerateAssignment(coursedir=self._directory(lesson.name), config=self._config).start()
        ExchangeReleaseAssignment(coursedir=self._directory(lesson.name), config=self._config).start()

    def fetch(self, lesson: Lesson, home: Path) -> Path:
        """Fetch the assignment into a student's folder; return the notebook."""
        home.mkdir(parents=True, exist_ok=True)
        config = self._for_student(home)
        ExchangeFetchAssignment(
            coursedir=self._directory(lesson.name), authenticator=Authenticator(), config=config
        ).start()
        return home / lesson.name / f"{lesson.name}.ipynb"

    def submit(self, lesson: Lesson, student: str, home: Path) -> None:
        """Submit a student's folder."""
        ExchangeSubmit(
            coursedir=self._directory(lesson.name, student),
            authenticator=Authenticator(),
            config=self._for_student(home),
        ).start()

    def collect(self, lesson: Lesson) -> None:
        """Collect all submissions into submitted/."""
        ExchangeCollect(coursedir=self._directory(lesson.name), config=self._config).start()

    def _directory(self, assignment: str, student: str = "*") -> CourseDirectory:
        directory = CourseDirectory(config=self._config, root=str(self._course))
        directory.assignment_id, directory.student_id = assignment, student
        return directory

    def _for_student(self, home: Path) -> Config:
        config = Config(self._config)
        config.Exchange.assignment_dir = str(home)
        return config
