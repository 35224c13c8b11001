"""Where the cells of a small tensor lie: the last two axes make a block, the axes before them arrange blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product


class Grid:
    """Cells of a tensor of up to four axes with its left upper corner at (x, y).

    Three axes stack their blocks from top to bottom; four axes lay them out in rows and columns.
    """

    def __init__(self, shape: Sequence[int], x: float, y: float, cell: float = 30, gap: float = 12) -> None:
        self.shape = tuple(shape)
        self.x = x
        self.y = y
        self.cell = cell
        self.gap = gap
        self._blocks = self._padded(self.shape, fill=1)

    @staticmethod
    def _padded(values: tuple[int, ...], fill: int) -> tuple[int, int, int, int]:
        """Return (block row, block column, row, column) of a shape or an index."""
        if len(values) == 3:
            values = (values[0], fill, values[1], values[2])
        four = (fill,) * (4 - len(values)) + values
        return four[0], four[1], four[2], four[3]

    @property
    def width(self) -> float:
        """Width in user units."""
        _, across, _, columns = self._blocks
        return across * columns * self.cell + (across - 1) * self.gap

    @property
    def height(self) -> float:
        """Height in user units."""
        down, _, rows, _ = self._blocks
        return down * rows * self.cell + (down - 1) * self.gap

    def indices(self) -> Iterator[tuple[int, ...]]:
        """Yield every index in row-major order."""
        return product(*(range(size) for size in self.shape))

    def corner(self, index: Sequence[int]) -> tuple[float, float]:
        """Return the left upper corner of a cell."""
        down, across, row, column = self._padded(tuple(index), fill=0)
        _, _, rows, columns = self._blocks
        x = self.x + across * (columns * self.cell + self.gap) + column * self.cell
        y = self.y + down * (rows * self.cell + self.gap) + row * self.cell
        return x, y

    def centre(self, index: Sequence[int]) -> tuple[float, float]:
        """Return the middle of a cell."""
        x, y = self.corner(index)
        return x + self.cell / 2, y + self.cell / 2
