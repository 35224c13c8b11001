"""Transforms one after another, and those of single pixels."""

from collections.abc import Callable, Sequence
from typing import Any

from minitorch_ref.tensors.tensor import Tensor
from minitorch_ref.vision.transforms import functional

__all__ = ["Compose", "Lambda", "Normalize", "ToTensor"]


class Compose:
    """Several transforms, the first one first."""

    def __init__(self, transforms: Sequence[Callable[[Any], Any]]) -> None:
        self.transforms = transforms

    def __call__(self, img: Any) -> Any:
        """Return the transformed image."""
        for transform in self.transforms:
            img = transform(img)
        return img

    def __repr__(self) -> str:
        lines = "".join(f"\n    {transform}" for transform in self.transforms)
        return f"Compose({lines}\n)"


class ToTensor:
    """An array (h, w) or (h, w, c) as a tensor (c, h, w), and bytes 0 to 255 as float32 from 0 to 1."""

    def __call__(self, pic: Any) -> Tensor:
        """Return the transformed image."""
        return functional.to_tensor(pic)

    def __repr__(self) -> str:
        return "ToTensor()"


class Normalize:
    """(x - mean[c]) / std[c] for each channel c of a floating-point tensor (..., c, h, w)."""

    def __init__(self, mean: Sequence[float], std: Sequence[float], inplace: bool = False) -> None:
        self.mean = mean
        self.std = std
        self.inplace = inplace

    def __call__(self, tensor: Tensor) -> Tensor:
        """Return the transformed image."""
        return functional.normalize(tensor, self.mean, self.std, self.inplace)

    def __repr__(self) -> str:
        return f"Normalize(mean={self.mean}, std={self.std})"


class Lambda:
    """A function of one's own as a transform."""

    def __init__(self, lambd: Callable[[Any], Any]) -> None:
        self.lambd = lambd

    def __call__(self, img: Any) -> Any:
        """Return the transformed image."""
        return self.lambd(img)

    def __repr__(self) -> str:
        return "Lambda()"
