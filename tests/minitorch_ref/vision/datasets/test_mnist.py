"""idx files written here by hand, and the published ones."""

import gzip
import struct
from pathlib import Path

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref.errors import DataError
from minitorch_ref.vision import MNIST, FashionMNIST
from minitorch_ref.vision.datasets import mnist, read_idx

IMAGES = np.arange(2 * 28 * 28, dtype=np.uint64).astype(np.uint8).reshape(2, 28, 28)


def idx(array: np.ndarray, code: int) -> bytes:
    header = struct.pack(f">HBB{array.ndim}I", 0, code, array.ndim, *array.shape)
    return header + array.astype(array.dtype.newbyteorder(">")).tobytes()


def write_test_files(folder: Path, compressed: bool) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, array in (("images-idx3", IMAGES), ("labels-idx1", np.array([4, 9], np.uint8))):
        content = idx(array, 8)
        path = folder / f"t10k-{name}-ubyte{'.gz' if compressed else ''}"
        path.write_bytes(gzip.compress(content) if compressed else content)


@pytest.mark.parametrize(("code", "dtype"), [(8, "u1"), (9, "i1"), (11, "i2"), (12, "i4"), (13, "f4"), (14, "f8")])
def test_every_element_type_of_the_format_is_read(tmp_path: Path, code: int, dtype: str) -> None:
    array = np.arange(6).reshape(2, 3).astype(dtype)
    (tmp_path / "file").write_bytes(idx(array, code))
    got = read_idx(tmp_path / "file")
    assert got.dtype == array.dtype
    np.testing.assert_array_equal(got, array)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "damaged"),
        (b"\x00\x00\x08\x02\x00\x00", "damaged"),
        (b"<html>not found</html>", "no idx file"),
        (idx(IMAGES, 8)[:-1], "promises"),
        (idx(IMAGES, 8) + b"x", "promises"),
        (gzip.compress(idx(IMAGES, 8))[:-20], "damaged"),
    ],
)
def test_a_damaged_file_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(DataError, match=says):
        read_idx(tmp_path / "file")


@pytest.mark.parametrize("compressed", [True, False])
@pytest.mark.parametrize(("kind", "place"), [(MNIST, "."), (MNIST, "MNIST/raw"), (FashionMNIST, "FashionMNIST/raw")])
def test_files_are_found_where_torchvision_and_where_the_user_puts_them(
    tmp_path: Path, compressed: bool, kind: type[MNIST], place: str
) -> None:
    write_test_files(tmp_path / place, compressed)
    data = kind(tmp_path, train=False, target_transform=lambda label: -label)
    assert (len(data), data[1][1], data.targets.tolist()) == (2, -9, [4, 9])
    np.testing.assert_array_equal(data[1][0], IMAGES[1])
    assert data.data.dtype is mt.uint8


def test_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=r"MNIST: nothing found.*train-images-idx3-ubyte.*download=True"):
        MNIST(tmp_path)


def test_download_asks_for_the_missing_files_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def fetch(file, root):
        asked.append(file)
        write_test_files(root / "MNIST" / "raw", compressed=True)

    monkeypatch.setattr(mnist, "fetch", fetch)
    assert len(MNIST(tmp_path, train=False, download=True)) == 2
    assert [file.name for file in asked] == ["MNIST/raw/t10k-images-idx3-ubyte.gz"]
    assert all(url.endswith("/t10k-images-idx3-ubyte.gz") for url in asked[0].urls)


def test_without_a_root_the_cache_folder_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINITORCH_DATA", str(tmp_path))
    write_test_files(tmp_path / "MNIST" / "raw", compressed=True)
    assert len(MNIST(train=False)) == 2


@pytest.mark.shared_data
def test_the_published_test_images(real_data) -> None:
    data = MNIST(real_data("mnist"), train=False)
    assert data.data.shape == (10_000, 28, 28)
    assert data.targets[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    assert [data.targets.tolist().count(digit) for digit in (0, 1, 9)] == [980, 1135, 1009]
    assert round(data.data.float().mean().item() / 255, 4) == 0.1325  # the mean that everybody normalises with
