"""Free spoken digits: English digits recorded by a few people."""

import re
from pathlib import Path

from minitorch_ref.audio.files import load
from minitorch_ref.downloads import RemoteFile, cache_folder, fetch, unpack
from minitorch_ref.downloads.cache import find
from minitorch_ref.errors import ArgumentError, DataError
from minitorch_ref.tensors.tensor import Tensor
from minitorch_ref.utils.data.dataset import Dataset

__all__ = ["SpokenDigits"]

ARCHIVE = RemoteFile(
    "SpokenDigits/free-spoken-digit-dataset-1.0.9.tar.gz",
    "sha256:8bc44cde129d505cbbb6b365c09f80c663f2aa77578afc634e6141a2f87100c0",
    ("https://github.com/Jakobovski/free-spoken-digit-dataset/archive/v1.0.9.tar.gz",),
)
UNPACKED = "SpokenDigits/unpacked/free-spoken-digit-dataset-1.0.9/recordings"
NAME = re.compile(r"([0-9])_([a-z]+)_([0-9]+)\.wav")
TEST_TAKES = 5


class SpokenDigits(Dataset[tuple[Tensor, int, int, str, int]]):
    """Spoken digits at 8 kHz: example i is (waveform, sample_rate, digit, speaker, take).

    The waveform is (1, time), float32, about half a second. Takes 0 to 4 of every digit and speaker are the test set,
    as published. Z. Jackson et al., Free Spoken Digit Dataset, https://github.com/Jakobovski/free-spoken-digit-dataset
    (CC BY-SA 4.0).

    Args:
        root: the folder with the files `{digit}_{speaker}_{take}.wav` (also looked for in `root/recordings` and
            `root/fsdd/recordings`). By default the folder of fetched files.
        train: whether to take the training recordings instead of the test recordings.
        download: whether to fetch the files (12 MB) if they are not there.

    Attributes:
        files: the path of each example.

    Raises: DataError (a RuntimeError) if no recordings are there; DownloadError (an OSError) if they cannot be fetched.
    """

    def __init__(self, root: str | Path | None = None, train: bool = True, download: bool = False) -> None:
        self.root = Path(root or cache_folder())
        self.train = train
        places = ["recordings", "fsdd/recordings", UNPACKED, "."]
        if download and not any((self.root / place).exists() for place in places[:3]):
            unpack(fetch(ARCHIVE, self.root), self.root / "SpokenDigits" / "unpacked")
        folder = find("SpokenDigits", self.root, places)
        named = [(match, path) for path in sorted(folder.glob("*.wav")) if (match := NAME.fullmatch(path.name))]
        if not named:
            raise DataError(f"SpokenDigits: no recordings in {folder}; give their folder as root, or download=True")
        mine = [(match, path) for match, path in named if (int(match[3]) >= TEST_TAKES) == train]
        self.files = [path for _, path in mine]
        self.labels = [(int(match[1]), match[2], int(match[3])) for match, _ in mine]

    def __len__(self) -> int:
        return len(self.files)

    def __getitem__(self, index: int) -> tuple[Tensor, int, int, str, int]:
        if not isinstance(index, int):
            raise ArgumentError(f"SpokenDigits: an index is one number, got {index!r}")
        waveform, sample_rate = load(self.files[index])
        return waveform, sample_rate, *self.labels[index]
