"""MNIST and its sibling with clothes: 70,000 grey images of 28 x 28 in four idx files."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from minitorch_ref.downloads import RemoteFile, cache_folder, fetch
from minitorch_ref.downloads.cache import find
from minitorch_ref.errors import DataError
from minitorch_ref.tensors.factories import from_numpy
from minitorch_ref.vision.datasets.idx import read_idx
from minitorch_ref.vision.datasets.labelled import LabelledImages

__all__ = ["MNIST", "FashionMNIST"]


class MNIST(LabelledImages):
    """Handwritten digits: 60,000 to train with and 10,000 to test with, 28 x 28, ink is 255.

    Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, "Gradient-based learning applied to document recognition",
    Proceedings of the IEEE 86 (1998).

    Args:
        root: the folder; the files are looked for in `root/MNIST/raw`, where torchvision puts them, and in root
            itself, compressed (.gz) or not. By default the folder of fetched files.
        train: whether to read the training images instead of the test images.
        transform: applied to every image that is asked for.
        target_transform: applied to every label.
        download: whether to fetch the files (11 MB) if they are not there.

    Raises:
        DataError: (a RuntimeError) if the files are not there or damaged.
        DownloadError: (an OSError) if they cannot be fetched.
    """

    mirrors: ClassVar[tuple[str, ...]] = (
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
    )
    resources: ClassVar[dict[str, str]] = {
        "train-images-idx3-ubyte": "md5:f68b3c2dcbeaaa9fbdd348bbdeb94873",
        "train-labels-idx1-ubyte": "md5:d53e105ee54ea40749a09fcbcd1e9432",
        "t10k-images-idx3-ubyte": "md5:9fb629c4189551a2d022fa330f9573f3",
        "t10k-labels-idx1-ubyte": "md5:ec29112dd5afa0611ce80d1b7f02629c",
    }
    classes = ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9")

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
        part = "train" if train else "t10k"
        images = self.read(f"{part}-images-idx3-ubyte", download)
        labels = self.read(f"{part}-labels-idx1-ubyte", download)
        if len(images) != len(labels):
            raise DataError(f"{type(self).__name__}: {len(images)} images, but {len(labels)} labels in {self.root}")
        super().__init__(from_numpy(images), from_numpy(labels.astype(np.int64)), transform, target_transform)

    def read(self, file: str, download: bool) -> NDArray[Any]:
        """Return the array in one of the four files."""
        folder = f"{type(self).__name__}/raw/"
        places = [folder + file, folder + file + ".gz", file, file + ".gz"]
        if download and not any((self.root / place).exists() for place in places):
            urls = tuple(mirror + file + ".gz" for mirror in self.mirrors)
            fetch(RemoteFile(folder + file + ".gz", self.resources[file], urls), self.root)
        return read_idx(find(type(self).__name__, self.root, places))


class FashionMNIST(MNIST):
    """Clothes in the form of MNIST: 60,000 to train with and 10,000 to test with, 28 x 28.

    H. Xiao, K. Rasul, R. Vollgraf, "Fashion-MNIST: a novel image dataset for benchmarking machine learning
    algorithms", arXiv:1708.07747. The arguments are those of `MNIST`; the files (31 MB) lie in
    `root/FashionMNIST/raw` or in root itself.
    """

    mirrors = ("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",)
    resources: ClassVar[dict[str, str]] = {
        "train-images-idx3-ubyte": "md5:8d4fb7e6c68d591d4c3dfef9ec88bf0d",
        "train-labels-idx1-ubyte": "md5:25c81989df183df01b3e8a0aad5dffbe",
        "t10k-images-idx3-ubyte": "md5:bef4ecab320f06d8554ea6380940ec79",
        "t10k-labels-idx1-ubyte": "md5:bb300cfdad3c16e7a12a480ee83cd310",
    }
    classes = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")
