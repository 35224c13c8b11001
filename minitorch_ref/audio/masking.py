"""Hiding parts of a spectrogram, so that a recogniser learns to do without them.

D. S. Park et al., "SpecAugment: a simple data augmentation method for automatic speech recognition", Interspeech 2019.
"""

from minitorch_ref.errors import ArgumentError
from minitorch_ref.functions.selection import masked_fill
from minitorch_ref.nn.module import Module
from minitorch_ref.tensors.factories import arange
from minitorch_ref.tensors.random import Generator, rand
from minitorch_ref.tensors.tensor import Tensor

__all__ = ["FrequencyMasking", "TimeMasking", "mask_along_axis", "mask_along_axis_iid"]


def mask_along_axis(
    specgram: Tensor,
    mask_param: int,
    mask_value: float,
    axis: int,
    p: float = 1.0,
    *,
    generator: Generator | None = None,
) -> Tensor:
    """Return a spectrogram with one band of random width at a random place set to a value, the same in all examples.

    Width and place are drawn as torchaudio draws them: w from [0, mask_param), the place from [0, size - w), both then
    rounded down; so the last row is hidden only when w is a whole number, which is next to never.

    Args:
        specgram: (..., freq, time).
        mask_param: the greatest width; the width is uniform between 0 and it.
        mask_value: what to write.
        axis: the axis of frequency or of time, counted from the front.
        p: the greatest width as a part of the axis.
        generator: where width and place are drawn from.
    """
    return masked(specgram, mask_param, mask_value, axis, p, (), generator)


def mask_along_axis_iid(
    specgrams: Tensor,
    mask_param: int,
    mask_value: float,
    axis: int,
    p: float = 1.0,
    *,
    generator: Generator | None = None,
) -> Tensor:
    """Return spectrograms with a band set to a value, drawn anew for every example and channel; see mask_along_axis."""
    if specgrams.dim() < 3:
        raise ArgumentError(f"mask_along_axis_iid: takes several spectrograms, got {tuple(specgrams.shape)}")
    return masked(specgrams, mask_param, mask_value, axis, p, tuple(specgrams.shape[:-2]), generator)


def masked(
    specgram: Tensor,
    mask_param: int,
    mask_value: float,
    axis: int,
    p: float,
    each: tuple[int, ...],
    generator: Generator | None,
) -> Tensor:
    """Return spectrograms with bands hidden, one for each index of the shape `each`."""
    dim = specgram.dim()
    if axis not in (dim - 2, dim - 1):
        raise ArgumentError(f"mask_along_axis: axis {dim - 2} is frequency and {dim - 1} is time, got {axis}")
    if not 0 <= p <= 1:
        raise ArgumentError(f"mask_along_axis: p must be from 0 to 1, got {p}")
    size = specgram.shape[axis]
    widest = mask_param if p == 1.0 else min(mask_param, int(size * p))
    if widest < 1:
        return specgram
    width = rand(each, generator=generator) * widest
    start = (rand(each, generator=generator) * (size - width)).long()[..., None, None]
    end = start + width.long()[..., None, None]
    place = arange(size) if axis == dim - 1 else arange(size).unsqueeze(1)
    return masked_fill(specgram, (place >= start) & (place < end), mask_value)


class AxisMasking(Module):
    """A band of a spectrogram hidden; the axis is counted from the end."""

    def __init__(self, mask_param: int, axis: int, iid_masks: bool, p: float, generator: Generator | None) -> None:
        super().__init__()
        self.mask_param = mask_param
        self.axis = axis
        self.iid_masks = iid_masks
        self.p = p
        self.generator = generator

    def forward(self, specgram: Tensor, mask_value: float = 0.0) -> Tensor:
        """Return a spectrogram, (..., freq, time), with a random band set to a value."""
        mask = mask_along_axis_iid if self.iid_masks else mask_along_axis
        axis = specgram.dim() + self.axis
        return mask(specgram, self.mask_param, mask_value, axis, self.p, generator=self.generator)


class FrequencyMasking(AxisMasking):
    """Up to `freq_mask_param` neighbouring frequencies hidden; with `iid_masks` drawn anew for every example."""

    def __init__(self, freq_mask_param: int, iid_masks: bool = False, *, generator: Generator | None = None) -> None:
        super().__init__(freq_mask_param, -2, iid_masks, 1.0, generator)


class TimeMasking(AxisMasking):
    """Up to `time_mask_param` neighbouring pieces, at most the part p of all, hidden."""

    def __init__(
        self, time_mask_param: int, iid_masks: bool = False, p: float = 1.0, *, generator: Generator | None = None
    ) -> None:
        if not 0 <= p <= 1:
            raise ArgumentError(f"TimeMasking: p must be from 0 to 1, got {p}")
        super().__init__(time_mask_param, -1, iid_masks, p, generator)
