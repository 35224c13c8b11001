"""What all data sets of labelled images have in common."""

from collections.abc import Callable
from typing import Any

from minitorch_ref.tensors.tensor import Tensor
from minitorch_ref.utils.data.dataset import Dataset

__all__ = ["LabelledImages"]


class LabelledImages(Dataset[tuple[Any, Any]]):
    """Images with one class each.

    Example i is `(transform(image), target_transform(label))`. The image is a NumPy array of uint8, (height, width) or
    (height, width, 3), where torchvision has a PIL image; the label is an int. `ToTensor` makes a tensor of an image.

    Attributes:
        data: all images, uint8, (n, height, width) or (n, height, width, 3).
        targets: their labels, (n,), int64.
        classes: the name of each label.
    """

    classes: tuple[str, ...] = ()

    def __init__(
        self,
        data: Tensor,
        targets: Tensor,
        transform: Callable[[Any], Any] | None = None,
        target_transform: Callable[[Any], Any] | None = None,
    ) -> None:
        self.data = data
        self.targets = targets
        self.transform = transform
        self.target_transform = target_transform

    def __len__(self) -> int:
        return len(self.data)

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        image: Any = self.data[index].numpy()
        label: Any = int(self.targets[index].item())
        if self.transform is not None:
            image = self.transform(image)
        if self.target_transform is not None:
            label = self.target_transform(label)
        return image, label

    @property
    def class_to_idx(self) -> dict[str, int]:
        """The label of each name."""
        return {name: label for label, name in enumerate(self.classes)}

    def __repr__(self) -> str:
        return f"Dataset {type(self).__name__}\n    Number of datapoints: {len(self)}"
