"""Pickled batches as Python 2 wrote them; a file that would run something is refused."""

import io
import os
import pickle
import tarfile
from pathlib import Path

import numpy as np
import pytest

from minitorch_ref.errors import DataError
from minitorch_ref.vision import CIFAR10
from minitorch_ref.vision.datasets import cifar

ROWS = np.random.default_rng(0).integers(0, 256, (2, 3072)).astype(np.uint8)


def python2_pickle(rows: np.ndarray, labels: list[int]) -> bytes:
    """The published files' own opcodes, protocol 2, with byte strings and `numpy.core`."""
    raw = rows.tobytes()

    def text(value: str) -> bytes:
        return b"U" + bytes([len(value)]) + value.encode()

    def number(value: int) -> bytes:
        return b"J" + value.to_bytes(4, "little", signed=True)

    array = (
        b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85" + text("b") + b"\x87R"
        b"(K\x01" + number(rows.shape[0]) + number(rows.shape[1]) + b"\x86"
        b"cnumpy\ndtype\n" + text("u1") + b"K\x00K\x01\x87R(K\x03" + text("|") + b"NNN" + number(-1) + number(-1)
        + b"K\x00tb\x89T" + len(raw).to_bytes(4, "little") + raw + b"tb"
    )  # fmt: skip
    listed = b"](" + b"".join(map(number, labels)) + b"e"
    return b"\x80\x02}(" + text("data") + array + text("labels") + listed + text("batch_label") + text("b") + b"u."


def write(folder: Path, content: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "test_batch").write_bytes(content)
    return folder


def test_the_pickle_written_here_is_a_real_one() -> None:
    np.testing.assert_array_equal(pickle.loads(python2_pickle(ROWS, [3, 5]), encoding="latin-1")["data"], ROWS)


@pytest.mark.parametrize("place", [".", "cifar-10-batches-py", "CIFAR10/cifar-10-batches-py"])
def test_red_green_and_blue_planes_become_pixels(tmp_path: Path, place: str) -> None:
    write(tmp_path / place, python2_pickle(ROWS, [3, 5]))
    data = CIFAR10(tmp_path, train=False)
    image, label = data[1]
    assert (image.shape, label, data.classes[label]) == ((32, 32, 3), 5, "dog")
    for channel in range(3):
        np.testing.assert_array_equal(image[:, :, channel].reshape(-1), ROWS[1].reshape(3, 1024)[channel])


@pytest.mark.parametrize("protocol", [3, 4])
def test_a_pickle_of_this_python_is_read_too(tmp_path: Path, protocol: int) -> None:
    write(tmp_path, pickle.dumps({"data": ROWS, "labels": [3, 5]}, protocol))
    assert CIFAR10(tmp_path, train=False).targets.tolist() == [3, 5]


def test_all_five_training_files_are_joined(tmp_path: Path) -> None:
    for number in range(1, 6):
        (tmp_path / f"data_batch_{number}").write_bytes(python2_pickle(ROWS, [number, number]))
    assert CIFAR10(tmp_path).targets.tolist() == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]


class Evil:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self):
        return os.mkdir, (str(self.path),)


def test_a_file_that_would_run_something_is_refused_and_nothing_runs(tmp_path: Path) -> None:
    write(tmp_path, pickle.dumps({"data": Evil(tmp_path / "made"), "labels": []}, 2))
    with pytest.raises(DataError, match=r"test_batch: it asks for posix\.mkdir, which is refused"):
        CIFAR10(tmp_path, train=False)
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (python2_pickle(ROWS, [3, 5])[:-100], "damaged"),
        (b"", "damaged"),
        (pickle.dumps([1, 2], 4), "holds no dict"),
        (python2_pickle(ROWS, [3]), "3,072"),
        (pickle.dumps({"data": np.array([None]), "labels": [1]}, 4), "refused"),
        (b"cnumpy.core.multiarray\n_reconstruct.__globals__\n.", "refused"),
    ],
)
def test_what_is_damaged_or_of_another_kind_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    write(tmp_path, content)
    with pytest.raises(DataError, match=says):
        CIFAR10(tmp_path, train=False)


def test_the_fetched_archive_is_unpacked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fetch(file, root):
        path = root / file.name
        path.parent.mkdir(parents=True)
        content = python2_pickle(ROWS, [3, 5])
        with tarfile.open(path, "w:gz") as archive:
            entry = tarfile.TarInfo("cifar-10-batches-py/test_batch")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
        return path

    monkeypatch.setattr(cifar, "fetch", fetch)
    assert len(CIFAR10(tmp_path, train=False, download=True)) == 2
    monkeypatch.undo()
    assert len(CIFAR10(tmp_path, train=False, download=True)) == 2
