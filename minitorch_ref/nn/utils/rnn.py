"""Sequences of different lengths: padded to one tensor, or packed without gaps."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from minitorch_ref import dtypes
from minitorch_ref.errors import ArgumentError, ShapeError, UnsupportedError
from minitorch_ref.functions.joining import cat
from minitorch_ref.tensors import factories
from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "PackedSequence",
    "invert_permutation",
    "pack_padded_sequence",
    "pack_sequence",
    "pad_packed_sequence",
    "pad_sequence",
    "unpad_sequence",
]


class PackedSequence(NamedTuple):
    """Sequences without gaps: first the first elements of all of them, longest sequence first, then the second ones.

    Fields: `data` (total length, ...); `batch_sizes` (longest,), how many sequences are that long;
    `sorted_indices` (N,), the order from longest to shortest; `unsorted_indices` (N,), the way back.
    """

    data: Tensor
    batch_sizes: Tensor
    sorted_indices: Tensor | None = None
    unsorted_indices: Tensor | None = None

    def lengths(self) -> list[int]:
        """Return the length of each sequence, longest first."""
        sizes = self.batch_sizes.tolist()
        return [sum(size > number for size in sizes) for number in range(sizes[0])]

    def to(self, *args: Any, **kwargs: Any) -> "PackedSequence":
        """Convert the elements; see `Tensor.to`."""
        return self._replace(data=self.data.to(*args, **kwargs))


def invert_permutation(permutation: Tensor | None) -> Tensor | None:
    """Return the permutation that undoes another."""
    return None if permutation is None else permutation.argsort()


def pad_sequence(
    sequences: Sequence[Tensor], batch_first: bool = False, padding_value: float = 0.0, padding_side: str = "right"
) -> Tensor:
    """Return sequences of different lengths as one tensor.

    Args:
        sequences: each (L_i, ...), the same but for its length.
        batch_first: whether the result is (N, L, ...); else (L, N, ...), L being the longest length.
        padding_value: what stands where a sequence has no elements.
        padding_side: where that is: "right" or "left".
    """
    if padding_side not in ("left", "right"):
        raise UnsupportedError(f"pad_sequence: padding_side must be left or right, got {padding_side!r}")
    sequences = list(sequences)
    if not sequences:
        raise UnsupportedError("pad_sequence: received an empty list of sequences")
    longest = max(sequence.shape[0] for sequence in sequences)
    rows = []
    for sequence in sequences:
        gap = sequence.new_full((longest - sequence.shape[0], *sequence.shape[1:]), padding_value)
        rows.append(cat([sequence, gap] if padding_side == "right" else [gap, sequence]).unsqueeze(0))
    padded = cat(rows)
    return padded if batch_first else padded.transpose(0, 1)


def unpad_sequence(padded_sequences: Tensor, lengths: Tensor, batch_first: bool = False) -> list[Tensor]:
    """Return the sequences of a padded tensor, each cut to its length."""
    rows = padded_sequences if batch_first else padded_sequences.transpose(0, 1)
    return [rows[number, :length] for number, length in enumerate(lengths.tolist())]


def pack_padded_sequence(
    input: Tensor, lengths: Tensor | Sequence[int], batch_first: bool = False, enforce_sorted: bool = True
) -> PackedSequence:
    """Return the sequences of a padded tensor without the padding.

    Args:
        input: (L, N, ...), or (N, L, ...) with `batch_first`.
        lengths: (N,), each at least 1.
        batch_first: see above.
        enforce_sorted: whether the sequences must come longest first; else they are sorted.

    Raises: UnsupportedError (a RuntimeError) if a length is not positive or they are not sorted.
    """
    sizes: list[int] = lengths.tolist() if isinstance(lengths, Tensor) else list(lengths)
    rows = input if batch_first else input.transpose(0, 1)
    if len(sizes) != rows.shape[0]:
        raise UnsupportedError(
            f"pack_padded_sequence: {rows.shape[0]} sequences need as many lengths, got {len(sizes)}"
        )
    if min(sizes) < 1:
        raise UnsupportedError(f"pack_padded_sequence: lengths must be greater than 0, got {sizes}")
    if max(sizes) > rows.shape[1]:
        raise ShapeError(f"pack_padded_sequence: a length of {max(sizes)} does not fit {rows.shape[1]} steps")
    order = sorted(range(len(sizes)), key=lambda number: -sizes[number])
    if enforce_sorted and order != list(range(len(sizes))):
        raise UnsupportedError(
            "pack_padded_sequence: lengths must be sorted in decreasing order; pass enforce_sorted=False otherwise"
        )
    indices = None if enforce_sorted else factories.tensor(order, dtype=dtypes.int64)
    rows = rows if indices is None else rows[indices]
    batch_sizes = [sum(size > step for size in sizes) for step in range(max(sizes))]
    data = cat([rows[:size, step] for step, size in enumerate(batch_sizes)])
    counts = factories.tensor(batch_sizes, dtype=dtypes.int64)
    return PackedSequence(data, counts, indices, invert_permutation(indices))


def pack_sequence(sequences: Sequence[Tensor], enforce_sorted: bool = True) -> PackedSequence:
    """Return sequences, each (L_i, ...), packed without gaps."""
    lengths = [sequence.shape[0] for sequence in sequences]
    return pack_padded_sequence(pad_sequence(sequences), lengths, enforce_sorted=enforce_sorted)


def pad_packed_sequence(
    sequence: PackedSequence,
    batch_first: bool = False,
    padding_value: float = 0.0,
    total_length: int | None = None,
) -> tuple[Tensor, Tensor]:
    """Return packed sequences as one padded tensor, in their first order, and their lengths.

    Args:
        sequence: what `pack_padded_sequence` returns.
        batch_first: whether the result is (N, L, ...); else (L, N, ...).
        padding_value: what stands where a sequence has no elements.
        total_length: L; by default the longest length.
    """
    sizes = sequence.batch_sizes.tolist()
    if total_length is not None and total_length < len(sizes):
        raise ArgumentError(f"pad_packed_sequence: total_length must be at least {len(sizes)}, got {total_length}")
    steps = sequence.data.split(sizes)
    rest = sequence.data.shape[1:]
    rows = []
    for step in steps:
        gap = step.new_full((sizes[0] - step.shape[0], *rest), padding_value)
        rows.append(cat([step, gap]).unsqueeze(0))
    if total_length is not None and total_length > len(sizes):
        rows.append(sequence.data.new_full((total_length - len(sizes), sizes[0], *rest), padding_value))
    padded, lengths = cat(rows), factories.tensor(sequence.lengths(), dtype=dtypes.int64)
    if sequence.unsorted_indices is not None:
        padded, lengths = padded.index_select(1, sequence.unsorted_indices), lengths[sequence.unsorted_indices]
    return (padded.transpose(0, 1) if batch_first else padded), lengths
