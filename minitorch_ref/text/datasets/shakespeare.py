"""Tiny Shakespeare: 1.1 million characters of plays as one text."""

from pathlib import Path

from minitorch_ref.downloads import RemoteFile, cache_folder, fetch
from minitorch_ref.downloads.cache import find
from minitorch_ref.errors import ArgumentError
from minitorch_ref.utils.data.dataset import Dataset

__all__ = ["TinyShakespeare"]

FILE = RemoteFile(
    "shakespeare/input.txt",
    "sha256:86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed",
    ("https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt",),
)


class TinyShakespeare(Dataset[str]):
    """Plays of Shakespeare; example i is the i-th speech. The last tenth of the text is held out.

    The data file of A. Karpathy's char-rnn (public domain).

    Args:
        root: the folder; `input.txt` is looked for there, in `root/shakespeare` and in `root/tinyshakespeare`. By
            default the folder of fetched files.
        split: "train", "test" or "all".
        download: whether to fetch the file (1.1 MB) if it is not there.

    Attributes:
        text: the text as a whole, for models of characters.

    Raises: DataError (a RuntimeError) if the file is missing; DownloadError (an OSError) if it cannot be fetched.
    """

    def __init__(self, root: str | Path | None = None, split: str = "train", download: bool = False) -> None:
        if split not in ("train", "test", "all"):
            raise ArgumentError(f'TinyShakespeare: split is "train", "test" or "all", got {split!r}')
        self.root = Path(root or cache_folder())
        self.split = split
        if download and not (self.root / "input.txt").exists():
            fetch(FILE, self.root)
        path = find("TinyShakespeare", self.root, ["input.txt", FILE.name, "tinyshakespeare/input.txt"])
        text = path.read_text(encoding="utf-8")
        cut = len(text) * 9 // 10
        self.text = {"train": text[:cut], "test": text[cut:], "all": text}[split]
        self.speeches = self.text.strip().split("\n\n")

    def __len__(self) -> int:
        return len(self.speeches)

    def __getitem__(self, index: int) -> str:
        return self.speeches[index]
