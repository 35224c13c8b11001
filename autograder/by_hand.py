"""What people decide about a submission beside the checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class ByHand:
    """What a person or the late policy decided about one submission.

    Attributes:
        points: {question: points}; a question nobody has graded yet is absent.
        comments: {exercise or question: what a person wrote}.
        penalty: points lost for being late.
    """

    points: Mapping[str, float] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    penalty: float = 0.0


NOTHING = ByHand()
