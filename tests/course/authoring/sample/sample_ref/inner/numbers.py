"""Numbers of the sample framework `sample_ref`."""

from collections.abc import Iterable

LIMIT = 100  # no number is larger


class Base:
    """Counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0


def clipped(  # keeps a number between two others
    value: int,
    low: int = 0,
    *,
    high: int = 10,
) -> int:
    """Return `value`, or the nearer of the two limits.

    Uses nothing but sample_ref.
    """
    # the secret of clipping
    if value < low:
        return low
    return high if value > high else value
    # a last word on clipping


def untouched(values: Iterable[int]) -> list[int]:
    """Return the clipped values."""
    return [clipped(value, high=LIMIT) for value in values]


class Tally(Base):
    """Adds numbers up.

    Attributes:
        total: the sum so far.
    """

    start: int = 0

    def __init__(self, start: int = 0) -> None:
        # begin with what the caller has
        super().__init__()
        self.total = start + self.start

    # adding comes first

    def add(self, value: int) -> "Tally":
        """Add `value` and return the tally itself."""
        self.total = self.total + value
        return self

    @property
    def doubled(self) -> int:
        """Twice the sum."""
        return self.total * 2
