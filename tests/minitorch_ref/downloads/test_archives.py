"""Unpacking: complete or not at all, and nothing outside its folder."""

import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from minitorch_ref.downloads import unpack
from minitorch_ref.errors import DataError


def tar(path: Path, name: str) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        entry = tarfile.TarInfo(name)
        entry.size = 5
        archive.addfile(entry, io.BytesIO(b"hello"))
    return path


def test_a_tar_and_a_zip_file_are_unpacked(tmp_path: Path) -> None:
    folder = unpack(tar(tmp_path / "a.tar.gz", "top/file.txt"), tmp_path / "a")
    assert (folder / "top" / "file.txt").read_bytes() == b"hello"
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("top/file.txt", "hi")
    assert (unpack(tmp_path / "b.zip", tmp_path / "b") / "top" / "file.txt").read_text() == "hi"


def test_a_path_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be unpacked"):
        unpack(tar(tmp_path / "a.tar.gz", "../evil.txt"), tmp_path / "inner" / "a")
    assert not list(tmp_path.rglob("evil.txt"))
    assert not (tmp_path / "inner" / "a").exists()


def test_a_cut_off_archive_leaves_no_half_folder(tmp_path: Path) -> None:
    whole = tar(tmp_path / "a.tar.gz", "file.txt").read_bytes()
    (tmp_path / "cut.tar.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DataError, match=r"cut\.tar\.gz"):
        unpack(tmp_path / "cut.tar.gz", tmp_path / "cut")
    assert not (tmp_path / "cut").exists()


def test_an_unpacked_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    assert unpack(tmp_path / "not there.tar.gz", tmp_path / "a") == tmp_path / "a"
