"""Read the checks and answers of a lesson from its files, by syntax tree: nothing in them is run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course.checks.check import Check, OtherAnswer, WrongAnswer
from course.errors import LessonError
from course.probes.definitions import Definable, Definition, find_definition

DEFAULT_TOLERANCE = 1e-6


@dataclass(frozen=True)
class LessonChecks:
    """All that a lesson's folder says about right and wrong answers."""

    visible: tuple[Check, ...]
    hidden: tuple[Check, ...]
    wrong: tuple[WrongAnswer, ...]
    other: tuple[OtherAnswer, ...]
    ready: tuple[OtherAnswer, ...] = ()

    def of(self, exercise: str) -> tuple[Check, ...]:
        """Visible, then hidden checks of one exercise."""
        return tuple(check for check in (*self.visible, *self.hidden) if check.exercise == exercise)


def load_checks(lesson: Path) -> LessonChecks:
    """Read checks.py, hidden_checks.py, wrong_answers.py and other_answers.py of the folder `lesson`.

    Raises: LessonError, with file and line, if a file is missing or not written as it should be.
    """
    visible = tuple(_checks(lesson / "checks.py", hidden=False))
    hidden = tuple(_checks(lesson / "hidden_checks.py", hidden=True))
    names = [check.name for check in (*visible, *hidden)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise LessonError(f"{lesson.name}: two checks are named {twice[0]}; a check's name is unique in its lesson")
    wrong = tuple(_wrong_answers(lesson / "wrong_answers.py"))
    other, ready = (tuple(_answers(lesson / "other_answers.py", kind)) for kind in ("other_answer", "ready_call"))
    return LessonChecks(visible, hidden, wrong, other, ready)


def _checks(file: Path, *, hidden: bool) -> Iterator[Check]:
    for where, node, arguments, text in _marked(file, "check"):
        if not isinstance(node, ast.FunctionDef):
            raise LessonError(f"{where}: a check is a function")
        sentence = ast.get_docstring(node)
        if not sentence:
            raise LessonError(f"{where}: check {node.name} has no docstring; it is the sentence a student reads")
        judge_name = arguments.get("judge", "")
        yield Check(
            exercise=arguments["exercise"],
            name=node.name,
            sentence=" ".join(sentence.split()),
            points=_points(where, arguments),
            hidden=hidden,
            tolerance=arguments.get("tolerance", DEFAULT_TOLERANCE),
            source=_standalone(find_definition(text, node.name, keep_decorators=False)),
            called=_called(node),
            judge_name=judge_name,
            judge_source=_standalone(find_definition(text, judge_name)) if judge_name else "",
            random=len(node.args.args) == 2,
        )


def _wrong_answers(file: Path) -> Iterator[WrongAnswer]:
    for where, node, arguments, text in _marked(file, "wrong_answer"):
        if not arguments.get("says"):
            raise LessonError(f'{where}: wrong answer {node.name} says nothing; give it says="..."')
        definition = find_definition(text, node.name, keep_decorators=False)
        yield WrongAnswer(arguments["exercise"], node.name, arguments["says"], _standalone(definition))


def _answers(file: Path, decorator: str) -> Iterator[OtherAnswer]:
    for _, node, arguments, text in _marked(file, decorator):
        definition = find_definition(text, node.name, keep_decorators=False)
        yield OtherAnswer(arguments["exercise"], node.name, _standalone(definition))


def renamed(source: str, name: str, new_name: str) -> str:
    """Return `source` with the definition `name`, and what refers to it, called `new_name`."""
    return re.sub(rf"\b{re.escape(name)}\b", new_name, source)


def _marked(file: Path, decorator: str) -> Iterator[tuple[str, Definable, dict[str, Any], str]]:
    """Every definition marked with `decorator`: its place, its node, the decorator's arguments and the file's text."""
    if not file.is_file():
        raise LessonError(f"{file.parent.name}: {file.name} is missing")
    text = file.read_text(encoding="utf-8")
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise LessonError(f"{file.parent.name}/{file.name}:{error.lineno}: {error.msg}") from None
    seen: set[str] = set()
    for node in tree.body:
        call = _decorator(node, decorator)
        if call is None or not isinstance(node, Definable):
            continue
        where = f"{file.parent.name}/{file.name}:{node.lineno}"
        if node.name in seen:
            raise LessonError(f"{where}: {node.name} is defined twice")
        seen.add(node.name)
        yield where, node, _arguments(where, call), text


def _decorator(node: ast.stmt, name: str) -> ast.Call | None:
    for decorator in getattr(node, "decorator_list", []):
        if isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Name) and decorator.func.id == name:
            return decorator
    return None


def _arguments(where: str, call: ast.Call) -> dict[str, Any]:
    arguments: dict[str, Any] = {}
    named = [("exercise", node) for node in call.args] + [(str(word.arg), word.value) for word in call.keywords]
    for name, node in named:
        try:
            arguments[name] = node.id if name == "judge" and isinstance(node, ast.Name) else ast.literal_eval(node)
        except ValueError:
            raise LessonError(f"{where}: {name}= must be written as a plain value") from None
    if not isinstance(arguments.get("exercise"), str):
        raise LessonError(f'{where}: the first argument is the exercise\'s number, e.g. "2.1"')
    return arguments


def _points(where: str, arguments: dict[str, Any]) -> float:
    points = arguments.get("points")
    if not isinstance(points, int | float) or points <= 0:
        raise LessonError(f"{where}: points={points!r}; a check is worth a positive number of points")
    return points


def _standalone(definition: Definition) -> str:
    """The source of a definition without the imports of the course's own tools, which the harness provides."""
    imports = tuple(line for line in definition.imports if not re.match(r"(from|import) course\b", line))
    return Definition(definition.name, definition.source, definition.helpers, imports).whole_source


def _called(probe: ast.FunctionDef) -> str:
    return "\n".join(ast.unparse(statement) for statement in probe.body[1:]).replace("mt.", "minitorch.")
