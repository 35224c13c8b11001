"""The Python documentation's own text, which comes with every Python."""

from typing import Any

from minitorch_ref.text.datasets.split import by_part
from minitorch_ref.utils.data.dataset import Dataset

__all__ = ["PythonDocs"]


class PythonDocs(Dataset[str]):
    """The topics that `help()` knows, from "assert" to "yield": half a million characters of technical English.

    Example i is the text of one topic. They are written by the Python developers (PSF licence) and differ a little
    from one version of Python to the next. Every tenth topic in alphabetical order is held out.

    Args:
        split: "train", "test" or "all".

    Attributes:
        names: the names of the topics.
        text: all of them as one text, separated by an empty line.
    """

    def __init__(self, split: str = "train") -> None:
        from pydoc_data.topics import topics as written

        topics: dict[str, Any] = written
        self.split = split
        self.names = by_part("PythonDocs", split, sorted(topics), every=10)
        self.topics = [str(topics[name]).strip() for name in self.names]
        self.text = "\n\n".join(self.topics)

    def __len__(self) -> int:
        return len(self.topics)

    def __getitem__(self, index: int) -> str:
        return self.topics[index]
