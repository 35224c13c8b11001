"""Sound files; the oracles are SciPy's wav reader and what was written."""

import io
from pathlib import Path

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref import audio

wavfile = pytest.importorskip("scipy.io.wavfile")
STEREO = np.random.default_rng(0).uniform(-1, 1, (2, 50)).astype(np.float32)


@pytest.mark.filterwarnings("ignore:Chunk")  # libsndfile notes the peak, which SciPy skips
@pytest.mark.parametrize(("dtype", "bits"), [("float32", 32), ("int16", 16), ("int32", 32)])
def test_scipy_reads_what_was_saved(tmp_path: Path, dtype: str, bits: int) -> None:
    samples = STEREO if dtype == "float32" else (STEREO * 2 ** (bits - 1) * 0.99).astype(dtype)
    audio.save(tmp_path / "a.wav", mt.tensor(samples), 8000)
    rate, read = wavfile.read(tmp_path / "a.wav")
    assert (rate, read.dtype.name) == (8000, dtype)
    np.testing.assert_array_equal(read.T, samples)


def test_what_was_saved_comes_back(tmp_path: Path) -> None:
    audio.save(tmp_path / "a.wav", mt.tensor(STEREO), 44100)
    waveform, rate = audio.load(tmp_path / "a.wav")
    assert (waveform.shape, waveform.dtype, rate) == ((2, 50), mt.float32, 44100)
    np.testing.assert_array_equal(waveform.numpy(), STEREO)
    audio.save(tmp_path / "b.wav", mt.tensor(STEREO.T), 44100, channels_first=False)
    assert (tmp_path / "b.wav").read_bytes() == (tmp_path / "a.wav").read_bytes()


def test_whole_numbers_are_scaled_unless_asked_for(tmp_path: Path) -> None:
    wavfile.write(tmp_path / "a.wav", 8000, np.array([0, 16384, -32768], np.int16))
    assert audio.load(tmp_path / "a.wav")[0].tolist() == [[0, 0.5, -1]]
    exact = audio.load(tmp_path / "a.wav", normalize=False)[0]
    assert (exact.dtype, exact.tolist()) == (mt.int16, [[0, 16384, -32768]])


def test_a_part_can_be_read(tmp_path: Path) -> None:
    audio.save(tmp_path / "a.wav", mt.tensor(STEREO), 8000)
    part, _ = audio.load(tmp_path / "a.wav", frame_offset=10, num_frames=5, channels_first=False)
    np.testing.assert_array_equal(part.numpy(), STEREO.T[10:15])
    assert audio.load(tmp_path / "a.wav", frame_offset=99)[0].shape == (2, 0)


@pytest.mark.parametrize(("encoding", "bits", "step"), [("PCM_S", 16, 2**-15), ("PCM_S", 24, 2**-23), (None, 8, 2**-7)])
def test_fewer_bits_are_coarser(encoding: str | None, bits: int, step: float) -> None:
    file = io.BytesIO()
    audio.save(file, mt.tensor(STEREO), 8000, format="wav", encoding=encoding, bits_per_sample=bits)
    file.seek(0)
    np.testing.assert_allclose(audio.load(file)[0].numpy(), STEREO, atol=step)


def test_flac_is_smaller_and_as_good(tmp_path: Path) -> None:
    tone = audio.dial("123")
    audio.save(tmp_path / "a.flac", tone, 8000)
    audio.save(tmp_path / "a.wav", tone, 8000)
    assert (tmp_path / "a.flac").stat().st_size < (tmp_path / "a.wav").stat().st_size / 2
    np.testing.assert_allclose(audio.load(tmp_path / "a.flac")[0].numpy(), tone.numpy(), atol=1e-4)


def test_what_is_no_sound_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(b"no sound")
    with pytest.raises(RuntimeError, match=r"a\.wav cannot be read as sound"):
        audio.load(tmp_path / "a.wav")
    with pytest.raises(FileNotFoundError, match=r"missing\.wav"):
        audio.load(tmp_path / "missing.wav")
    with pytest.raises(RuntimeError, match="channels, time"):
        audio.save(tmp_path / "b.wav", mt.zeros(3), 8000)
    with pytest.raises(ValueError, match="12 bits"):
        audio.save(tmp_path / "b.wav", mt.zeros(1, 3), 8000, bits_per_sample=12)
    with pytest.raises(ValueError, match="int64"):
        audio.save(tmp_path / "b.wav", mt.zeros(1, 3).long(), 8000)
