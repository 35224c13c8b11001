"""The transforms as functions, under the names of torchvision.transforms.functional."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from minitorch_ref.errors import ArgumentError, DTypeError, ShapeError
from minitorch_ref.functions.selection import flip
from minitorch_ref.tensors.factories import from_numpy, tensor
from minitorch_ref.tensors.tensor import Tensor
from minitorch_ref.vision.transforms import images, resampling
from minitorch_ref.vision.transforms.images import Image
from minitorch_ref.vision.transforms.resampling import InterpolationMode

__all__ = ["center_crop", "crop", "hflip", "normalize", "pad", "pair", "resize", "rotate", "to_tensor"]


def to_tensor(pic: Any) -> Tensor:
    """Return an image as a tensor (c, h, w), and bytes 0 to 255 as float32 from 0 to 1.

    Args:
        pic: a NumPy array (h, w) or (h, w, c).

    Raises:
        DTypeError: (a TypeError) if it is not an array.
        ShapeError: (a RuntimeError) if it has another number of axes.
    """
    if not isinstance(pic, np.ndarray):
        raise DTypeError(f"to_tensor: an image is a NumPy array (h, w) or (h, w, c), got {type(pic).__name__}")
    planes = images.as_planes(pic if pic.ndim != 2 else pic[:, :, None])
    return planes.float() / 255 if pic.dtype == np.uint8 else planes


def normalize(tensor: Tensor, mean: Sequence[float], std: Sequence[float], inplace: bool = False) -> Tensor:
    """Return (x - mean[c]) / std[c] for each channel c.

    Args:
        tensor: (..., c, h, w), floating point.
        mean: c numbers, or one for all.
        std: c numbers, or one for all; none is 0.
        inplace: whether to write the result into the tensor.
    """
    if not tensor.is_floating_point():
        raise DTypeError(f"normalize: takes floating-point images, got {tensor.dtype}; ToTensor makes them")
    if tensor.dim() < 3:
        raise ArgumentError(f"normalize: an image is (..., c, h, w), got {tuple(tensor.shape)}")
    shift, scale = channel_values(mean, tensor), channel_values(std, tensor)
    if (scale == 0).any():
        raise ArgumentError(f"normalize: no std may be 0, got {list(std)}")
    return tensor.sub_(shift).div_(scale) if inplace else (tensor - shift) / scale


def channel_values(values: Sequence[float], like: Tensor) -> Tensor:
    """Return one number per channel in the shape (c, 1, 1)."""
    return tensor(list(values), dtype=like.dtype).reshape(-1, 1, 1)


def resize(
    img: Image,
    size: int | Sequence[int],
    interpolation: InterpolationMode = InterpolationMode.BILINEAR,
    max_size: int | None = None,
    antialias: bool = True,
) -> Any:
    """Return an image in another size.

    Args:
        img: the image.
        size: (h, w), or the length of the shorter side, the other keeping the proportions.
        interpolation: how to read between the pixels.
        max_size: the most the longer side may have, if size is one number.
        antialias: whether a smaller image takes all old pixels into account.
    """
    height, width = size if isinstance(size, Sequence) and len(size) == 2 else scaled(img, size, max_size)
    return images.on_planes(img, lambda x: resampling.resized(x, height, width, interpolation, antialias))


def scaled(img: Image, size: int | Sequence[int], max_size: int | None) -> tuple[int, int]:
    """Return the height and width of an image whose shorter side is given."""
    short = size[0] if isinstance(size, Sequence) else size
    height, width = images.size_of(img)
    long = int(short * max(height, width) / min(height, width))
    if max_size is not None and long > max_size:
        short, long = int(max_size * short / long), max_size
    return (short, long) if height <= width else (long, short)


def crop(img: Image, top: int, left: int, height: int, width: int) -> Any:
    """Return a part of an image; what lies outside it is 0."""
    have_height, have_width = images.size_of(img)
    over = [max(-left, 0), max(-top, 0), max(left + width - have_width, 0), max(top + height - have_height, 0)]
    if any(over):
        img, top, left = pad(img, over), top + over[1], left + over[0]
    return images.on_planes(img, lambda x: x[..., top : top + height, left : left + width])


def center_crop(img: Image, output_size: int | Sequence[int]) -> Any:
    """Return the middle of an image, which is padded with 0 where it is too small."""
    height, width = pair(output_size)
    have_height, have_width = images.size_of(img)
    return crop(img, round((have_height - height) / 2), round((have_width - width) / 2), height, width)


def pair(size: int | Sequence[int]) -> tuple[int, int]:
    """Return (h, w) of a size that may be one number for both."""
    if isinstance(size, int):
        return size, size
    if len(size) not in (1, 2):
        raise ArgumentError(f"a size is one number or (h, w), got {size!r}")
    return size[0], size[-1]


def hflip(img: Image) -> Any:
    """Return an image with left and right exchanged."""
    return images.on_planes(img, lambda x: flip(x, (-1,)))


def pad(img: Image, padding: int | Sequence[int], fill: float = 0, padding_mode: str = "constant") -> Any:
    """Return an image with a border.

    Args:
        img: the image.
        padding: how many pixels on all sides, or (left and right, top and bottom), or (left, top, right, bottom).
        fill: the value of a constant border.
        padding_mode: "constant", or what NumPy's pad calls "edge", "reflect" and "symmetric".
    """
    if padding_mode not in ("constant", "edge", "reflect", "symmetric"):
        raise ArgumentError(f"pad: padding_mode is constant, edge, reflect or symmetric, got {padding_mode!r}")
    sides = [padding] if isinstance(padding, int) else list(padding)
    if len(sides) not in (1, 2, 4):
        raise ArgumentError(f"pad: padding is one, two or four numbers, got {padding!r}")
    left, top, right, bottom = sides * (4 // len(sides))

    def change(planes: Tensor) -> Tensor:
        height, width = planes.shape[-2:]
        if padding_mode == "constant":
            out = planes.new_full((*planes.shape[:-2], top + height + bottom, left + width + right), fill)
            out[..., top : top + height, left : left + width] = planes
            return out
        mode: Any = padding_mode
        rows = from_numpy(np.pad(np.arange(height), (top, bottom), mode=mode))
        columns = from_numpy(np.pad(np.arange(width), (left, right), mode=mode))
        return planes[..., rows, :][..., columns]

    return images.on_planes(img, change)


def rotate(
    img: Image,
    angle: float,
    interpolation: InterpolationMode = InterpolationMode.NEAREST,
    expand: bool = False,
    center: Sequence[float] | None = None,
    fill: float = 0,
) -> Any:
    """Return an image turned anticlockwise by an angle in degrees; see `RandomRotation` for the arguments."""
    if center is not None and len(center) != 2:
        raise ShapeError(f"rotate: the centre is (x, y), got {center!r}")
    point = None if center is None else (center[0], center[1])
    return images.on_planes(img, lambda x: resampling.rotated(x, angle, interpolation, expand, point, fill))
