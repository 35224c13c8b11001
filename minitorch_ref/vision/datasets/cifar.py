"""CIFAR-10: 60,000 colour photographs of 32 x 32 in six pickled files, read without running what is in them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from minitorch_ref.downloads import RemoteFile, cache_folder, fetch, unpack
from minitorch_ref.downloads.cache import find
from minitorch_ref.errors import DataError
from minitorch_ref.tensors.factories import from_numpy, tensor
from minitorch_ref.vision.datasets.labelled import LabelledImages
from minitorch_ref.vision.datasets.plain_pickle import read_plain_pickle

__all__ = ["CIFAR10"]

ARCHIVE = RemoteFile(
    "CIFAR10/cifar-10-python.tar.gz",
    "md5:c58f30108f718f92721af3b95e74349a",
    ("https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz",),
)
FOLDER = "cifar-10-batches-py"


class CIFAR10(LabelledImages):
    """Photographs of ten kinds of things: 50,000 to train with and 10,000 to test with, 32 x 32, red, green, blue.

    A. Krizhevsky, "Learning multiple layers of features from tiny images", University of Toronto, 2009.

    Args:
        root: the folder that holds `cifar-10-batches-py`, or that folder itself. By default the folder of fetched
            files.
        train: whether to read the training images instead of the test images.
        transform: applied to every image that is asked for.
        target_transform: applied to every label.
        download: whether to fetch the files (170 MB) if they are not there.

    Raises:
        DataError: (a RuntimeError) if the files are not there, damaged, or hold anything but arrays and plain values.
        DownloadError: (an OSError) if they cannot be fetched.
    """

    classes = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")

    def __init__(
        self,
        root: str | Path | None = None,
        train: bool = True,
        transform: Callable[[Any], Any] | None = None,
        target_transform: Callable[[Any], Any] | None = None,
        download: bool = False,
    ) -> None:
        self.root = Path(root or cache_folder())
        self.train = train
        names = [f"data_batch_{number}" for number in range(1, 6)] if train else ["test_batch"]
        places = [FOLDER, f"CIFAR10/{FOLDER}", f"CIFAR10/unpacked/{FOLDER}", "."]
        if download and not any((self.root / place / names[0]).exists() for place in places):
            unpack(fetch(ARCHIVE, self.root), self.root / "CIFAR10" / "unpacked")
        batches = [read_batch(find("CIFAR10", self.root, [f"{place}/{name}" for place in places])) for name in names]
        images = np.concatenate([images for images, _ in batches])
        labels = [label for _, labels in batches for label in labels]
        super().__init__(from_numpy(images), tensor(labels), transform, target_transform)


def read_batch(path: Path) -> tuple[NDArray[np.uint8], list[int]]:
    """Return the images, (n, 32, 32, 3), and labels of one file.

    Each row of the file's array is an image: 1,024 red values row by row, then the green, then the blue ones. From
    https://www.cs.toronto.edu/~kriz/cifar.html.
    """
    batch = read_plain_pickle(path)
    rows, labels = batch.get("data"), batch.get("labels", [])
    if not isinstance(rows, np.ndarray) or rows.dtype != np.uint8 or rows.shape != (len(labels), 3072):
        raise DataError(f"CIFAR10: {path} does not hold n rows of 3,072 bytes and n labels")
    return np.ascontiguousarray(rows.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)), labels
