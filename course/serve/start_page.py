"""The page a student sees first."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from course.kit import Kit

PAGE = "start.md"

TEXT = """\
# MiniTorch Course

You are about to build the core of PyTorch yourself. Every function you write in a lesson is saved into `minitorch/` in
this folder: your own framework, which the later lessons run on.

## Lessons

{lessons}

## How a lesson works

1. Open the notebook and run its first cell; run it again whenever the kernel was restarted.
2. Read, run the cells, and move the figures.
3. Fill in the exercise cells. When an exercise cell runs, the function is saved into your `minitorch/` package.
4. Run the check below it. It shows what was called, what came back and what was expected.

No mistake blocks you: `course catch-up 2` fills in what is missing before lesson 2 and keeps a backup of what you had.
In *File > New > Terminal*:

| command | what it does |
| --- | --- |
| `course check 01` | runs the checks of lesson 01 on your package |
| `course progress` | shows what is done |
| `course reset 1 --exercise 1.2` | puts an exercise back to its beginning, with a backup |
| `course export --name "Your Name" my_framework` | makes an installable package of your framework |
"""


def start_page(kit: Kit) -> str:
    """Return the start page, Markdown, for the lessons of a kit."""
    bundles = [kit.lesson(name) for name in kit.lessons]
    lines = [f"- [{b.number:02d} {b.title}]({b.name}.ipynb): {b.question}" for b in bundles]
    return TEXT.format(lessons="\n".join(lines))
