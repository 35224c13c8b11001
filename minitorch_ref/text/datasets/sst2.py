"""Sentences from film reviews, each liked or not: the Stanford Sentiment Treebank with two classes."""

from pathlib import Path

from minitorch_ref.downloads import RemoteFile, cache_folder, fetch, unpack
from minitorch_ref.downloads.cache import find
from minitorch_ref.errors import ArgumentError, DataError
from minitorch_ref.utils.data.dataset import Dataset

__all__ = ["SST2"]

ARCHIVE = RemoteFile(
    "SST2/SST-2.zip",
    "md5:9f81648d4199384278b86e315dac217c",
    ("https://dl.fbaipublicfiles.com/glue/data/SST-2.zip",),
)


class SST2(Dataset[tuple[str, int]]):
    """Sentences and what they say of a film: example i is (text, label), 0 for negative, 1 for positive.

    R. Socher et al., "Recursive deep models for semantic compositionality over a sentiment treebank", EMNLP 2013.
    Two editions exist and both are read: that of GLUE, with a headline and 67,349 phrases to train with, which
    `download` fetches and whose test labels are secret (-1 here); and the one of whole sentences, without a headline,
    6,920 to train with.

    Args:
        root: the folder with train.tsv, dev.tsv and test.tsv (also looked for in `root/SST-2`, `root/sst2` and
            `root/SST2/...`). By default the folder of fetched files.
        split: "train", "dev" or "test".
        download: whether to fetch the files (7 MB) if they are not there.

    Raises:
        DataError: (a RuntimeError) if the file is missing or a line is no text and label.
        DownloadError: (an OSError) if the files cannot be fetched.
    """

    def __init__(self, root: str | Path | None = None, split: str = "train", download: bool = False) -> None:
        if split not in ("train", "dev", "test"):
            raise ArgumentError(f'SST2: split is "train", "dev" or "test", got {split!r}')
        self.root = Path(root or cache_folder())
        self.split = split
        folders = [".", "SST-2", "sst2", "SST2", "SST2/SST-2", "SST2/unpacked/SST-2"]
        places = [f"{folder}/{split}.tsv" for folder in folders]
        if download and not any((self.root / place).exists() for place in places):
            unpack(fetch(ARCHIVE, self.root), self.root / "SST2" / "unpacked")
        self.examples = read_tsv(find("SST2", self.root, places))

    def __len__(self) -> int:
        return len(self.examples)

    def __getitem__(self, index: int) -> tuple[str, int]:
        return self.examples[index]


def read_tsv(path: Path) -> list[tuple[str, int]]:
    """Return the texts and labels of a file; the headline, if there is one, says which column is which."""
    lines = path.read_text(encoding="utf-8").splitlines()
    columns = lines[0].split("\t") if lines else []
    headed = "sentence" in columns
    text_at = columns.index("sentence") if headed else 0
    label_at = columns.index("label") if "label" in columns else None if headed else 1
    examples = []
    for number, line in enumerate(lines[headed:], 1 + headed):
        parts = line.split("\t")
        if len(parts) != len(columns) or (label_at is not None and parts[label_at] not in ("0", "1")):
            raise DataError(f"SST2: {path}, line {number} is no text and label: {line:.60}")
        examples.append((parts[text_at].strip(), -1 if label_at is None else int(parts[label_at])))
    return examples
