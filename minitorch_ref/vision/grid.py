"""Many images as one, to look at."""

import math
from collections.abc import Sequence

from minitorch_ref.errors import ShapeError
from minitorch_ref.functions.joining import stack
from minitorch_ref.tensors.tensor import Tensor

__all__ = ["make_grid"]


def make_grid(
    tensor: Tensor | Sequence[Tensor],
    nrow: int = 8,
    padding: int = 2,
    normalize: bool = False,
    value_range: tuple[float, float] | None = None,
    scale_each: bool = False,
    pad_value: float = 0.0,
) -> Tensor:
    """Return one image of many, row by row, with a frame around each.

    Args:
        tensor: (n, c, h, w), or a list of (c, h, w), or one image (c, h, w) or (h, w); c = 1 becomes 3 equal channels.
        nrow: how many images in a row.
        padding: the width of the frames in pixels.
        normalize: whether to bring the values to [0, 1].
        value_range: the values that become 0 and 1; by default the least and the greatest that occur.
        scale_each: whether each image has a range of its own.
        pad_value: the value of the frames.

    Returns: (3, rows * (h + padding) + padding, columns * (w + padding) + padding), of the same dtype; a single image
        is returned without a frame.
    """
    images = channels(stack(list(tensor)) if not isinstance(tensor, Tensor) else tensor)
    if normalize:
        parts = [rescale(image, value_range) for image in images] if scale_each else [rescale(images, value_range)]
        images = stack(parts) if scale_each else parts[0]
    count, depth, height, width = images.shape
    if count == 1:
        return images[0]
    columns = min(nrow, count)
    rows = math.ceil(count / columns)
    step_y, step_x = height + padding, width + padding
    grid = images.new_full((depth, rows * step_y + padding, columns * step_x + padding), pad_value)
    for index, image in enumerate(images):
        y, x = padding + index // columns * step_y, padding + index % columns * step_x
        grid[:, y : y + height, x : x + width] = image
    return grid


def channels(images: Tensor) -> Tensor:
    """Return images as (n, c, h, w), grey ones in three equal channels."""
    if images.dim() not in (2, 3, 4):
        raise ShapeError(f"make_grid: expected (n, c, h, w), (c, h, w) or (h, w), got {tuple(images.shape)}")
    while images.dim() < 4:
        images = images.unsqueeze(0)
    return images.expand(-1, 3, -1, -1) if images.shape[1] == 1 else images


def rescale(images: Tensor, value_range: tuple[float, float] | None) -> Tensor:
    """Return images with a range of values, by default that of the images, brought to [0, 1]."""
    low, high = value_range or (images.amin().item(), images.amax().item())
    return (images.clamp(min=low, max=high) - low) / max(high - low, 1e-5)
