"""A student's progress in the terminal."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from course.study.progress import Step


def progress_view(steps: list[Step], titles: dict[str, str]) -> RenderableType:
    """Return one table per lesson: exercise, what it is about, its state and its points."""
    blocks: list[RenderableType] = []
    for lesson, group in groupby(steps, key=lambda step: step.lesson):
        rows = list(group)
        done = sum(step.earned == step.points and bool(step.author) for step in rows)
        earned, points = sum(step.earned for step in rows), sum(step.points for step in rows)
        head = f"{lesson}  {titles[lesson]}: {done} of {len(rows)} exercises, {earned:g} of {points:g} points"
        blocks += [Text(head, style="bold"), _table(rows), Text("")]
    return Group(*blocks[:-1])


def _table(rows: list[Step]) -> Table:
    table = Table.grid(padding=(0, 2))
    for justify in ("left", "left", "left", "right"):
        table.add_column(justify=justify)
    for step in rows:
        style = {"to do": "dim", "passing": "green", "failing": "red"}.get(step.state, "")
        table.add_row(
            f"  {step.exercise}", step.title, Text(step.state, style=style), f"{step.earned:g}/{step.points:g}"
        )
    return table
