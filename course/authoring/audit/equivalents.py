"""equivalent_mutants.toml of a lesson: changes to a model answer that change nothing, each with the reason.

```
[[equivalent]]
exercise = "1.1"
change = "step *= max(size, 1)  ->  step *= max(1, size)"
reason = "the larger of two numbers does not depend on their order"
```

In place of `change`, `begins = "trials ="` stands for every change to a statement that begins like this.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from course.errors import LessonError

FILE = "equivalent_mutants.toml"


@dataclass(frozen=True)
class Equivalent:
    """A mutant that no check can kill, because it does the same, and why it does; or all those of one statement."""

    exercise: str
    reason: str
    change: str = ""
    begins: str = ""

    def covers(self, change: str) -> bool:
        """Say whether this entry is about a mutant with this change."""
        return change.startswith(self.begins) if self.begins else change == self.change

    @property
    def name(self) -> str:
        """What the entry is about, in words of the file."""
        return self.change or f"{self.begins} ..."


def load_equivalents(lesson: Path) -> list[Equivalent]:
    """Return what the folder `lesson` says about equivalent mutants; nothing, if it has no such file.

    Raises: LessonError if the file is not written as it should be.
    """
    file = lesson / FILE
    if not file.is_file():
        return []
    try:
        entries = tomllib.loads(file.read_text(encoding="utf-8")).get("equivalent", [])
        found = [Equivalent(**entry) for entry in entries]
    except (tomllib.TOMLDecodeError, TypeError) as error:
        raise LessonError(f"{lesson.name}/{FILE}: {error}; an entry has exercise, change and reason") from None
    if any(bool(known.change) == bool(known.begins) for known in found):
        raise LessonError(f"{lesson.name}/{FILE}: an entry has either a change or what the statement begins with")
    for known in found:
        if not known.reason.strip():
            raise LessonError(f"{lesson.name}/{FILE}: {known.name}: say why it is equivalent")
    return found
