"""Given names: 32,033 of them, one a line."""

from pathlib import Path

from minitorch_ref.downloads import RemoteFile, cache_folder, fetch
from minitorch_ref.downloads.cache import find
from minitorch_ref.text.datasets.split import by_part
from minitorch_ref.utils.data.dataset import Dataset

__all__ = ["Names"]

FILE = RemoteFile(
    "names/names.txt",
    "sha256:0a30b5557f192f32ab962680889aac5f6fda0f4cecf40a6d0b5694f58ea8cc4d",
    ("https://raw.githubusercontent.com/karpathy/makemore/master/names.txt",),
)


class Names(Dataset[str]):
    """The most frequent given names of the United States in lower case, the most frequent first.

    The data file of A. Karpathy's makemore (MIT licence), from the Social Security Administration. Every tenth name is
    held out.

    Args:
        root: the folder; `names.txt` is looked for there and in `root/names`. By default the folder of fetched files.
        split: "train", "test" or "all".
        download: whether to fetch the file (0.2 MB) if it is not there.

    Raises: DataError (a RuntimeError) if the file is missing; DownloadError (an OSError) if it cannot be fetched.
    """

    def __init__(self, root: str | Path | None = None, split: str = "train", download: bool = False) -> None:
        self.root = Path(root or cache_folder())
        self.split = split
        if download and not (self.root / "names.txt").exists():
            fetch(FILE, self.root)
        path = find("Names", self.root, ["names.txt", FILE.name])
        self.names = by_part("Names", split, path.read_text(encoding="utf-8").split(), every=10)

    def __len__(self) -> int:
        return len(self.names)

    def __getitem__(self, index: int) -> str:
        return self.names[index]
