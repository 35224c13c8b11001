"""Texts from files written here, from Python itself, and the published ones."""

import io
import zipfile
from pathlib import Path

import pytest

from minitorch_ref.text import SST2, Names, PythonDocs, TinyShakespeare
from minitorch_ref.text.datasets import names, sst2


def test_python_brings_text_along():
    train, test, every = (PythonDocs(split) for split in ("train", "test", "all"))
    assert sorted(train.names + test.names) == every.names
    assert len(every.text) > 300_000
    assert "break" in every[every.names.index("break")]
    assert test.text.startswith(test[0])


def test_the_split_is_checked(tmp_path):
    for wrong in (lambda: PythonDocs("dev"), lambda: SST2(tmp_path, "all"), lambda: TinyShakespeare(tmp_path, "dev")):
        with pytest.raises(ValueError, match="split is"):
            wrong()


def test_every_tenth_name_is_held_out(tmp_path: Path) -> None:
    (tmp_path / "names.txt").write_text("\n".join(f"name{n}" for n in range(25)) + "\n")
    assert list(Names(tmp_path, "test")) == ["name0", "name10", "name20"]
    assert len(Names(tmp_path)) == 22
    assert Names(tmp_path, "all")[24] == "name24"


def test_the_last_tenth_of_the_plays_is_held_out(tmp_path: Path) -> None:
    text = "First:\nHear me.\n\nAll:\nSpeak, speak.\n"
    (tmp_path / "input.txt").write_text(text)
    assert TinyShakespeare(tmp_path, "train").text + TinyShakespeare(tmp_path, "test").text == text
    assert list(TinyShakespeare(tmp_path, "all")) == ["First:\nHear me.", "All:\nSpeak, speak."]


EDITIONS = {
    "no headline": ("good film\t1\nbad film\t0\n", [("good film", 1), ("bad film", 0)]),
    "headline": ("sentence\tlabel\ngood film \t1\nbad\t0\n", [("good film", 1), ("bad", 0)]),
    "no labels": ("index\tsentence\n0\tgood film\n1\tbad\n", [("good film", -1), ("bad", -1)]),
}


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("place", [".", "SST-2", "SST2/unpacked/SST-2"])
def test_both_editions_of_sst2_are_read(tmp_path: Path, edition: str, place: str) -> None:
    content, examples = EDITIONS[edition]
    (tmp_path / place).mkdir(parents=True, exist_ok=True)
    (tmp_path / place / "dev.tsv").write_text(content)
    assert list(SST2(tmp_path, "dev")) == examples


@pytest.mark.parametrize("line", ["no label", "text\t2", "a\tb\t1"])
def test_a_line_without_a_label_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "train.tsv").write_text(f"good\t1\n{line}\n")
    with pytest.raises(RuntimeError, match="line 2"):
        SST2(tmp_path)


def test_missing_files_say_what_would_be_right(tmp_path: Path) -> None:
    for kind in (SST2, Names, TinyShakespeare):
        with pytest.raises(RuntimeError, match="download=True"):
            kind(tmp_path)


def test_download_fetches_and_unpacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("SST-2/train.tsv", EDITIONS["headline"][0])

    def fetch(file, root):
        path = root / file.name
        path.parent.mkdir(parents=True)
        path.write_bytes(buffer.getvalue() if file.name.endswith(".zip") else b"anna\nemma\n")
        return path

    for module in (sst2, names):
        monkeypatch.setattr(module, "fetch", fetch)
    assert len(SST2(tmp_path, download=True)) == 2
    assert list(Names(tmp_path, "all", download=True)) == ["anna", "emma"]


@pytest.mark.shared_data
def test_the_published_texts(real_data) -> None:
    sizes = [len(SST2(real_data("sst2"), split)) for split in ("train", "dev", "test")]
    assert sizes == [6920, 872, 1821]
    assert Names(real_data("names"), "all")[:3] == ["emma", "olivia", "ava"]
    assert len(Names(real_data("names"), "all")) == 32_033
    plays = TinyShakespeare(real_data("shakespeare"), "all")
    assert (len(plays.text), len(set(plays.text))) == (1_115_394, 65)
    assert TinyShakespeare(real_data("shakespeare"))[0].startswith("First Citizen:")
