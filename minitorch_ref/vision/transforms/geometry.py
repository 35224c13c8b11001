"""Transforms of place and size; the random ones draw from a generator one may give, by default the common one."""

from collections.abc import Sequence
from typing import Any

from minitorch_ref.errors import ArgumentError
from minitorch_ref.tensors.random import Generator, rand, randint
from minitorch_ref.vision.transforms import functional
from minitorch_ref.vision.transforms.images import Image, size_of
from minitorch_ref.vision.transforms.resampling import InterpolationMode

__all__ = ["CenterCrop", "RandomCrop", "RandomHorizontalFlip", "RandomRotation", "Resize"]


class Resize:
    """An image in another size.

    Args:
        size: (h, w), or the length of the shorter side, the other keeping the proportions.
        interpolation: how to read between the pixels.
        max_size: the most the longer side may have, if size is one number.
        antialias: whether a smaller image takes all old pixels into account.
    """

    def __init__(
        self,
        size: int | Sequence[int],
        interpolation: InterpolationMode = InterpolationMode.BILINEAR,
        max_size: int | None = None,
        antialias: bool = True,
    ) -> None:
        self.size = size
        self.interpolation = interpolation
        self.max_size = max_size
        self.antialias = antialias

    def __call__(self, img: Image) -> Any:
        """Return the transformed image."""
        return functional.resize(img, self.size, self.interpolation, self.max_size, self.antialias)

    def __repr__(self) -> str:
        return f"Resize(size={self.size}, interpolation={self.interpolation.value}, antialias={self.antialias})"


class CenterCrop:
    """The middle of an image, in the size (h, w) or (size, size)."""

    def __init__(self, size: int | Sequence[int]) -> None:
        self.size = functional.pair(size)

    def __call__(self, img: Image) -> Any:
        """Return the transformed image."""
        return functional.center_crop(img, self.size)

    def __repr__(self) -> str:
        return f"CenterCrop(size={self.size})"


class RandomCrop:
    """A part of an image from a random place.

    Args:
        size: (h, w) of the part, or one number for both.
        padding: a border to put around the image first, as in `functional.pad`.
        pad_if_needed: whether to enlarge an image that is smaller than the part.
        fill: the value of a constant border.
        padding_mode: "constant", "edge", "reflect" or "symmetric".
        generator: where the place is drawn from.
    """

    def __init__(
        self,
        size: int | Sequence[int],
        padding: int | Sequence[int] | None = None,
        pad_if_needed: bool = False,
        fill: float = 0,
        padding_mode: str = "constant",
        *,
        generator: Generator | None = None,
    ) -> None:
        self.size = functional.pair(size)
        self.padding = padding
        self.pad_if_needed = pad_if_needed
        self.fill = fill
        self.padding_mode = padding_mode
        self.generator = generator

    def __call__(self, img: Image) -> Any:
        """Return the transformed image."""
        img = self.padded(img)
        (height, width), (have_height, have_width) = self.size, size_of(img)
        if have_height < height or have_width < width:
            raise ArgumentError(
                f"RandomCrop: no {self.size} in an image of {(have_height, have_width)}; pad_if_needed?"
            )
        top = int(randint(0, have_height - height + 1, (1,), generator=self.generator).item())
        left = int(randint(0, have_width - width + 1, (1,), generator=self.generator).item())
        return functional.crop(img, top, left, height, width)

    def padded(self, img: Image) -> Any:
        """Return the image with the border that was asked for, and with the one that is needed."""
        if self.padding is not None:
            img = functional.pad(img, self.padding, self.fill, self.padding_mode)
        lack_y, lack_x = (max(want - have, 0) for want, have in zip(self.size, size_of(img), strict=True))
        if self.pad_if_needed and (lack_y or lack_x):
            img = functional.pad(img, (lack_x, lack_y), self.fill, self.padding_mode)
        return img

    def __repr__(self) -> str:
        return f"RandomCrop(size={self.size}, padding={self.padding})"


class RandomHorizontalFlip:
    """An image with left and right exchanged with probability p."""

    def __init__(self, p: float = 0.5, *, generator: Generator | None = None) -> None:
        self.p = p
        self.generator = generator

    def __call__(self, img: Image) -> Any:
        """Return the transformed image."""
        flipped = rand(1, generator=self.generator).item() < self.p
        return functional.hflip(img) if flipped else img

    def __repr__(self) -> str:
        return f"RandomHorizontalFlip(p={self.p})"


class RandomRotation:
    """An image turned by a random angle.

    Args:
        degrees: the least and the greatest angle, anticlockwise; one number d is (-d, d).
        interpolation: how to read between the pixels.
        expand: whether to enlarge the image so that no corner is lost; the centre is then the middle.
        center: the fixed point (x, y) in pixels from the upper left corner; by default the middle.
        fill: the value outside the old image.
        generator: where the angle is drawn from.
    """

    def __init__(
        self,
        degrees: float | Sequence[float],
        interpolation: InterpolationMode = InterpolationMode.NEAREST,
        expand: bool = False,
        center: Sequence[float] | None = None,
        fill: float = 0,
        *,
        generator: Generator | None = None,
    ) -> None:
        if not isinstance(degrees, Sequence):
            if degrees < 0:
                raise ArgumentError(f"RandomRotation: one number must not be negative, got {degrees}")
            degrees = (-degrees, degrees)
        self.degrees = degrees
        self.interpolation = interpolation
        self.expand = expand
        self.center = center
        self.fill = fill
        self.generator = generator

    def __call__(self, img: Image) -> Any:
        """Return the transformed image."""
        low, high = self.degrees
        angle = low + (high - low) * rand(1, generator=self.generator).item()
        return functional.rotate(img, angle, self.interpolation, self.expand, self.center, self.fill)

    def __repr__(self) -> str:
        return f"RandomRotation(degrees={list(self.degrees)}, interpolation={self.interpolation.value})"
