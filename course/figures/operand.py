"""One operand of a broadcast: its own cells drawn solid, the copies that stride 0 only pretends to make drawn faint."""

from __future__ import annotations

from collections.abc import Sequence

from course.figures.grid import Grid
from course.figures.student import StudentShapes
from course.figures.svg import AXES, Drawing


class Operand:
    """A small tensor stretched to the shape of the result by the student's functions.

    Args:
        student: the student's shape functions.
        name: "a" or "b".
        shape: its own shape.
        result: the shape it is expanded to.
        scale: its values are scale, 2 * scale, ...; tens and units make a sum readable.
    """

    def __init__(
        self, student: StudentShapes, name: str, shape: tuple[int, ...], result: tuple[int, ...], scale: int
    ) -> None:
        self.name = name
        self.shape = shape
        self.scale = scale
        self.layout = student.layout("expand_layout", student.contiguous(shape), result)
        self.positions = {index: student.position(index, self.layout) for index in Grid(result, 0, 0).indices()}

    def value(self, index: tuple[int, ...]) -> int:
        """Return the element that stands at an index of the result."""
        return (self.positions[index] + 1) * self.scale

    def formula(self, index: tuple[int, ...]) -> str:
        """Return, for example, "a[2, 0] = 30", in the operand's own indices."""
        return f"{self.name}{list(self._own(index))} = {self.value(index)}"

    def _own(self, index: Sequence[int]) -> tuple[int, ...]:
        """Return the operand's own index: its axes only, 0 where it has one element."""
        tail = tuple(index)[len(index) - len(self.shape) :]
        return tuple(0 if size == 1 else i for i, size in zip(tail, self.shape, strict=True))

    def _is_own(self, index: tuple[int, ...]) -> bool:
        """Whether this cell exists in storage, and is not a copy made by stretching."""
        missing = len(index) - len(self.shape)
        return not any(index[:missing]) and self._own(index) == index[missing:]

    def draw(self, draw: Drawing, grid: Grid, chosen: tuple[int, ...]) -> None:
        """Draw the operand as the result's shape, with the element that feeds `chosen` picked out."""
        draw.runs(grid.x, grid.y - 12, [(self.name, "strong"), (f"  {self.shape}", "quiet")])
        feeds = self.positions[chosen]
        for index, position in self.positions.items():
            x, y = grid.corner(index)
            kind = self._kind(index, index == chosen, position == feeds)
            draw.box(x, y, grid.cell, grid.cell, kind)
            ink = f"mono {kind or ''}".strip() if kind in {"pick", "ghost"} else "mono"
            draw.text(x + grid.cell / 2, y + 23, str(self.value(index)), ink, "middle")
        self._strides(draw, grid)

    def _kind(self, index: tuple[int, ...], chosen: bool, same: bool) -> str | None:
        if self._is_own(index):
            return "pick" if same else None
        return "echo" if chosen else "ghost"

    def _strides(self, draw: Drawing, grid: Grid) -> None:
        y = grid.y + grid.height + 24
        runs: list[tuple[str, str | None]] = [("strides (", "quiet")]
        for axis, stride in enumerate(self.layout.strides):
            runs += [(", ", "quiet")] if axis else []
            runs.append((str(stride), f"strong {AXES[1]}" if stride == 0 else None))
        draw.runs(grid.x, y, [*runs, (")", "quiet")], "mono")
        stretched = [axis for axis, stride in enumerate(self.layout.strides) if stride == 0]
        if stretched:
            word = "axes" if len(stretched) > 1 else "axis"
            names = " and ".join(map(str, stretched))
            draw.text(grid.x, y + 20, f"{word} {names} stretched", f"small {AXES[1]}")
        else:
            draw.text(grid.x, y + 20, "nothing stretched", "small quiet")


def shape_table(draw: Drawing, a: tuple[int, ...], b: tuple[int, ...], result: tuple[int, ...] | None) -> None:
    """Draw the shapes under each other, aligned on the right, with a mark where they differ."""
    draw.text(14, 20, "Align the shapes on the right", "strong")
    ndim = max(len(a), len(b))
    rows = [("a", a), ("b", b)]
    for line, (name, shape) in enumerate(rows):
        draw.text(30, 50 + line * 26, name, "mono strong")
        for axis, size in enumerate(shape, start=ndim - len(shape)):
            draw.text(76 + axis * 44, 50 + line * 26, str(size), _size_class(a, b, size, axis - ndim), "middle")
    draw.line(54, 86, 76 + (ndim - 1) * 44 + 22, 86, "stroke")
    for axis in range(ndim):
        if result is not None:
            draw.text(76 + axis * 44, 108, str(result[axis]), "mono strong", "middle")
        elif _clash(a, b, axis - ndim):
            draw.text(76 + axis * 44, 108, "?", "mono bad", "middle")
    words = ["Two sizes fit when they are equal or one of them is 1;", "a missing axis counts as 1."]
    if result is not None:
        words.append("Faint cells are not stored: stride 0 reads an element again.")
    else:
        wrong = next(axis for axis in range(-1, -ndim - 1, -1) if _clash(a, b, axis))
        words.append(f"Here {a[wrong]} meets {b[wrong]}, and neither is 1.")
    for line, sentence in enumerate(words):
        draw.text(236, 50 + line * 26, sentence, "bad" if result is None and line == 2 else "quiet")


def _size(shape: tuple[int, ...], axis: int) -> int:
    return shape[axis] if -axis <= len(shape) else 1


def _clash(a: tuple[int, ...], b: tuple[int, ...], axis: int) -> bool:
    first, second = _size(a, axis), _size(b, axis)
    return first != second and 1 not in (first, second)


def _size_class(a: tuple[int, ...], b: tuple[int, ...], size: int, axis: int) -> str:
    if _clash(a, b, axis):
        return "mono bad"
    return f"mono {AXES[1]}" if size == 1 and _size(a, axis) != _size(b, axis) else "mono"
