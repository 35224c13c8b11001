"""Dialled tones by Fourier transform, and recordings from files written here and the published ones."""

import io
import tarfile
from pathlib import Path

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref import audio
from minitorch_ref.audio import DialTones, SpokenDigits
from minitorch_ref.audio.datasets import spoken_digits
from minitorch_ref.audio.tones import COLUMNS, KEYS, ROWS


def strongest(sound: np.ndarray, rate: int, freqs: tuple[float, ...]) -> int:
    angles = 2 * np.pi * np.outer(freqs, np.arange(len(sound)) / rate)
    return int(np.abs(np.exp(-1j * angles) @ sound).argmax())


def keys_heard(sound: np.ndarray, rate: int) -> str:
    """What a telephone exchange does: cut at the pauses, compare eight frequencies (the noise must be off)."""
    loud = np.convolve(np.abs(sound) > 0, np.ones(40), "same") > 0
    edges = np.flatnonzero(np.diff(np.concatenate([[0], loud, [0]])))
    parts = [sound[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)]
    return "".join(KEYS[4 * strongest(part, rate, ROWS) + strongest(part, rate, COLUMNS)] for part in parts)


def test_every_key_sounds_at_its_two_frequencies():
    sound = audio.dial(KEYS, sample_rate=8000, tone=0.1, pause=0.05)
    assert (sound.shape, sound.dtype) == ((1, 16 * 800 + 17 * 400), mt.float32)
    assert sound.abs().max().item() <= 1
    assert keys_heard(sound.numpy()[0], 8000) == KEYS
    with pytest.raises(ValueError, match="'x'"):
        audio.dial("1x")


def test_dialled_numbers_can_be_heard_and_are_always_the_same():
    data = DialTones(20, noise=None)
    for waveform, rate, number in data:
        assert keys_heard(waveform.numpy()[0], rate) == number
        assert 3 <= len(number) <= 8
    assert (data[3][0] == DialTones(20, noise=None)[3][0]).all()
    assert data[-1][2] == data[19][2]
    assert [row[2] for row in DialTones(20, seed=1)] != [row[2] for row in data]
    with pytest.raises(IndexError, match="20 numbers"):
        data[20]


def test_the_noise_is_as_far_below_as_asked():
    for decibels in (0, 10, 20):
        quiet, noisy = DialTones(5, noise=None), DialTones(5, noise=decibels)
        ratios = []
        for (clean, _, _), (mixed, _, _) in zip(quiet, noisy, strict=True):
            tones = clean[clean.abs() > 1e-4]
            ratios.append(((tones**2).mean() / ((mixed - clean) ** 2).mean()).log10().item() * 10)
        assert np.mean(ratios) == pytest.approx(decibels, abs=0.5)


def write_recordings(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("3_anna_0", "3_anna_5", "7_bob_4", "7_bob_12"):
        audio.save(folder / f"{name}.wav", mt.ones(1, 80) * 0.5, 8000, bits_per_sample=16)
    (folder / "notes.wav").write_bytes(b"")


@pytest.mark.parametrize("place", [".", "recordings", "fsdd/recordings"])
def test_the_first_five_takes_are_held_out(tmp_path: Path, place: str) -> None:
    write_recordings(tmp_path / place)
    train, test = SpokenDigits(tmp_path), SpokenDigits(tmp_path, train=False)
    assert [row[2:] for row in train] == [(3, "anna", 5), (7, "bob", 12)]
    waveform, rate, *rest = test[1]
    assert (waveform.shape, waveform.max().item(), rate, rest) == ((1, 80), 0.5, 8000, [7, "bob", 4])


def test_missing_recordings_and_odd_indices_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="no recordings"):
        SpokenDigits(tmp_path)
    write_recordings(tmp_path)
    with pytest.raises(ValueError, match="index"):
        SpokenDigits(tmp_path)["a"]
    with pytest.raises(IndexError):
        SpokenDigits(tmp_path)[2]


def test_the_fetched_archive_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_recordings(tmp_path / "source")

    def fetch(file, root):
        path = root / file.name
        path.parent.mkdir(parents=True)
        with tarfile.open(path, "w:gz") as archive:
            for wav in sorted((tmp_path / "source").iterdir()):
                entry = tarfile.TarInfo(f"free-spoken-digit-dataset-1.0.9/recordings/{wav.name}")
                entry.size = wav.stat().st_size
                archive.addfile(entry, io.BytesIO(wav.read_bytes()))
        return path

    monkeypatch.setattr(spoken_digits, "fetch", fetch)
    assert len(SpokenDigits(tmp_path / "cache", download=True)) == 2


@pytest.mark.shared_data
def test_the_published_recordings(real_data) -> None:
    train, test = SpokenDigits(real_data("fsdd")), SpokenDigits(real_data("fsdd"), train=False)
    assert (len(train), len(test)) == (400, 200)
    assert {row[2] for row in (test[i] for i in range(0, 200, 10))} <= set(range(10))
    waveform, rate, digit, speaker, take = test[0]
    assert (rate, digit, speaker, take, waveform.shape[0]) == (8000, 0, "george", 0, 1)
    assert 0.05 < waveform.abs().max().item() <= 1
