"""Read lesson.md into a Lesson; refuse what would not survive as a notebook, with cell, line and the way out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from course.authoring.lesson import Cell, Exercise, Lesson, Written
from course.authoring.myst_cells import RawCell, front_matter, split_cells
from course.authoring.problems import Problem, raise_if_any
from course.errors import did_you_mean
from course.probes.building_rules import BuildingRules

FOLDER = re.compile(r"(\d\d)_[a-z][a-z0-9_]*")
HEADING = re.compile(r"^ {0,3}#{1,6} +(.*?)(?: +#+)? *$")
EXERCISE_HEADING = re.compile(r"Exercise +(\S+?)[:.]? +(.*)")
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
EXERCISE_OPTIONS = ("exercise", "imports", "points", "tags", "without")
CODE_OPTIONS = ("tags",)
WRITTEN_OPTIONS = ("points",)


def read_lesson(folder: Path) -> Lesson:
    """Return the lesson in `folder`.

    Raises: LessonProblemsError that lists everything wrong with its lesson.md.
    """
    return _Reader(folder).read()


class _Reader:
    """Reads one lesson.md and collects what is wrong with it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = f"{folder.parent.name}/{folder.name}/lesson.md"
        self.problems: list[Problem] = []
        self.cells: list[Cell] = []
        self.exercises: list[Exercise] = []
        self.written: list[Written] = []
        self.heading: tuple[int, str, str] | None = None  # line, number and title of the last exercise heading

    def read(self) -> Lesson:
        match = FOLDER.fullmatch(self.folder.name)
        if match is None:
            self.refuse("the folder's name must be NN_slug, two digits and a lower-case name, e.g. 03_autograd")
            raise_if_any(self.problems)
            raise AssertionError("unreachable")
        self.lesson_number = int(match[1])
        try:
            text = (self.folder / "lesson.md").read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            self.refuse(f"cannot be read: {error}")
            raise_if_any(self.problems)
            raise
        about = self.about(text)
        for number, raw in enumerate(split_cells(text), start=1):
            self.read_cell(raw, number)
        self.refuse_heading_without_exercise()
        raise_if_any(self.problems)
        head = (self.folder.name, self.lesson_number, str(about["title"]), str(about["question"]), self.file)
        return Lesson(*head, tuple(self.cells), tuple(self.exercises), tuple(self.written))

    def refuse(self, message: str, line: int | None = None, cell: int | None = None) -> None:
        self.problems.append(Problem(self.file, message, line, cell))

    def about(self, text: str) -> dict[str, Any]:
        matter, error = front_matter(text)
        about = matter.get("minitorch")
        if error or not isinstance(about, dict):
            self.refuse(error or "the front matter has no `minitorch:` with number, title and question", 1)
            return {}
        for name in ("number", "title", "question"):
            if not about.get(name):
                self.refuse(f"the front matter's `minitorch:` has no {name}", 1)
        if about.get("number") not in (None, self.lesson_number):
            self.refuse(
                f"minitorch.number is {about['number']}, but the folder is {self.folder.name}; make them agree", 1
            )
        return {"title": "", "question": "", **about}

    def read_cell(self, raw: RawCell, number: int) -> None:
        if raw.error:
            self.refuse(f"the options below the fence cannot be read: {raw.error}", raw.line, number)
        elif raw.kind == "markdown":
            self.read_markdown(raw, number)
        elif raw.kind == "code" and "exercise" in raw.options:
            self.read_exercise(raw, number)
        elif raw.kind == "code":
            self.known_options(raw, number, CODE_OPTIONS)
            self.cells.append(Cell("code", raw.source, raw.line, number, tags=self.tags(raw, number)))
        elif raw.kind == "written":
            self.read_written(raw, number)
        elif raw.kind == "nested":
            self.refuse(
                f"{raw.argument} inside a list or quotation becomes no cell; start it in column 1", raw.line, number
            )
        else:
            self.refuse(
                f"JupyterLab shows the directive {raw.argument} as program text; write plain Markdown", raw.line, number
            )

    def read_markdown(self, raw: RawCell, number: int) -> None:
        self.cells.append(Cell("markdown", raw.source, raw.line, number))
        fence = ""
        for offset, line in enumerate(raw.source.splitlines()):
            mark = FENCE.match(line)
            if mark and not fence:
                fence = mark[1]
            elif mark and mark[1].startswith(fence):
                fence = ""
            elif not fence:
                self.read_heading(line, raw.line + offset)

    def read_heading(self, line: str, line_number: int) -> None:
        heading = HEADING.match(line)
        exercise = EXERCISE_HEADING.fullmatch(heading[1]) if heading else None
        if exercise:
            self.refuse_heading_without_exercise()
            self.heading = (line_number, exercise[1], exercise[2])

    def refuse_heading_without_exercise(self) -> None:
        if self.heading is not None:
            line, number, _ = self.heading
            self.refuse(f'the heading "Exercise {number}" has no exercise cell below it before the next one', line)

    def read_exercise(self, raw: RawCell, number: int) -> None:
        self.known_options(raw, number, EXERCISE_OPTIONS)
        exercise_id = f"{self.lesson_number}.{len(self.exercises) + 1}"
        path = str(raw.options["exercise"])
        title = self.title_of(exercise_id, path, raw, number)
        if not all(part.isidentifier() for part in path.split(".")) or "." not in path:
            self.refuse(f":exercise: {path}: write module.name, e.g. shapes.contiguous_strides", raw.line, number)
        if any(other.path == path for other in self.exercises):
            self.refuse(f":exercise: {path} is asked for twice in this lesson", raw.line, number)
        if raw.source.strip():
            self.refuse(
                f"the cell of exercise {exercise_id} must be empty: the build puts the stub there", raw.line, number
            )
        points = self.points(raw, number)
        place = (self.lesson_number, raw.line, number)
        self.exercises.append(Exercise(exercise_id, path, title, points, *place, self.rules(raw, number)))
        self.cells.append(Cell("exercise", "", raw.line, number, exercise_id, self.tags(raw, number)))

    def title_of(self, exercise_id: str, path: str, raw: RawCell, number: int) -> str:
        heading, self.heading = self.heading, None
        if heading is None:
            way_out = f"write `### Exercise {exercise_id} What it does` above it"
            self.refuse(f"exercise {exercise_id} ({path}) has no heading of its own; {way_out}", raw.line, number)
            return ""
        line, said, title = heading
        if said != exercise_id:
            self.refuse(
                f'the heading in line {line} says "Exercise {said}", but {path} is exercise {exercise_id}; '
                "they are numbered in order of appearance",
                raw.line,
                number,
            )
        return title

    def read_written(self, raw: RawCell, number: int) -> None:
        self.known_options(raw, number, WRITTEN_OPTIONS)
        expected = f"{self.lesson_number}.{chr(ord('A') + len(self.written))}"
        if raw.argument != expected:
            self.refuse(
                f'written question "{raw.argument}" should be {expected}: they are lettered in order', raw.line, number
            )
        question, divider, rubric = raw.source.partition("\n---\n")
        if not divider or not rubric.strip():
            self.refuse(
                f"written question {expected} has no rubric; put it below a line `---` after the question",
                raw.line,
                number,
            )
        points = self.points(raw, number)
        self.written.append(Written(expected, points, question.strip(), rubric.strip(), raw.line, number))
        self.cells.append(Cell("written", question.strip(), raw.line, number, expected))

    def points(self, raw: RawCell, number: int) -> float:
        points = raw.options.get("points")
        if isinstance(points, bool) or not isinstance(points, int | float) or points <= 0:
            given = "is missing" if points is None else f"is {points!r}"
            self.refuse(f":points: {given}; give a positive number", raw.line, number)
            return 0
        return points

    def rules(self, raw: RawCell, number: int) -> BuildingRules:
        named: dict[str, tuple[str, ...] | None] = {}
        for option in ("imports", "without"):
            words = raw.options.get(option)
            named[option] = None if words is None else tuple(str(words).replace(",", " ").split())
            for word in named[option] or ():
                if not word.isidentifier():
                    self.refuse(f":{option}: {word} is no name; write e.g. `math, itertools`", raw.line, number)
        imports = named["imports"]
        return BuildingRules(() if imports == ("none",) else imports, named["without"] or ())

    def tags(self, raw: RawCell, number: int) -> tuple[str, ...]:
        tags = raw.options.get("tags") or []
        if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
            self.refuse(":tags: must be a list, e.g. [hide-output]", raw.line, number)
            return ()
        return tuple(tags)

    def known_options(self, raw: RawCell, number: int, known: tuple[str, ...]) -> None:
        for option in raw.options:
            if option not in known:
                self.refuse(f'unknown option ":{option}:"{did_you_mean(option, known)}', raw.line, number)
