"""Spectra, mels and cepstra; the oracles are SciPy and values worked out by hand."""

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref.audio import functional, mel, transforms
from minitorch_ref.audio.spectrum import hann_window

signal = pytest.importorskip("scipy.signal")
fft = pytest.importorskip("scipy.fft")
SOUND = np.random.default_rng(0).normal(size=(2, 900))


def scipys(sound: np.ndarray, n_fft: int, hop: int, window: np.ndarray) -> np.ndarray:
    """Magnitudes of centred pieces, with the mirror image at both ends."""
    half = n_fft // 2
    extended = np.pad(sound, [(0, 0)] * (sound.ndim - 1) + [(half, half)], mode="reflect")
    left = (n_fft - len(window)) // 2
    full = np.pad(window, (left, n_fft - len(window) - left))
    _, _, spectra = signal.stft(
        extended, window=full, nperseg=n_fft, noverlap=n_fft - hop, boundary=None, padded=False, scaling="spectrum"
    )
    return np.abs(spectra) * full.sum()


@pytest.mark.parametrize("length", [1, 2, 9, 400])
def test_the_window_is_scipys(length):
    np.testing.assert_allclose(hann_window(length).numpy(), signal.get_window("hann", length), atol=1e-7)
    symmetric = signal.get_window("hann", length, fftbins=False)
    np.testing.assert_allclose(hann_window(length, periodic=False, dtype=mt.float64).numpy(), symmetric, atol=1e-12)


@pytest.mark.parametrize(("n_fft", "win", "hop"), [(64, 64, 16), (64, 40, 32), (100, 100, 33), (81, 81, 20)])
@pytest.mark.parametrize("power", [1.0, 2.0, 3.0])
def test_the_spectrogram_is_scipys(n_fft, win, hop, power):
    got = transforms.Spectrogram(n_fft, win, hop, power=power).double()(mt.tensor(SOUND))
    wanted = scipys(SOUND, n_fft, hop, hann_window(win, dtype=mt.float64).numpy()) ** power
    assert got.shape == (2, n_fft // 2 + 1, 1 + (900 + 2 * (n_fft // 2) - n_fft) // hop)
    np.testing.assert_allclose(got.numpy(), wanted, rtol=1e-5, atol=1e-5)


def test_a_pure_tone_is_one_line():
    sound = mt.sin(mt.arange(800).double() * (2 * np.pi * 1000 / 8000)).unsqueeze(0)
    power = transforms.Spectrogram(n_fft=80, hop_length=40).double()(sound)
    assert power[0, :, 10].argmax().item() == 10  # 1000 Hz of 8000 in 80 samples
    assert power[0, 10, 10].item() == pytest.approx((80 / 4) ** 2, rel=1e-6)  # amplitude 1, mean of the window 1/2


def test_the_settings_do_what_they_say():
    sound = mt.tensor(SOUND)
    plain = transforms.Spectrogram(64).double()(sound)
    np.testing.assert_allclose(
        transforms.Spectrogram(64, normalized=True).double()(sound).numpy(),
        plain.numpy() / (hann_window(64).numpy() ** 2).sum(), rtol=1e-6,
    )  # fmt: skip
    framed = transforms.Spectrogram(64, normalized="frame_length").double()(sound)
    np.testing.assert_allclose(framed.numpy(), plain.numpy() / 64, rtol=1e-6)
    assert transforms.Spectrogram(64, center=False)(sound.float()).shape == (2, 33, 27)
    assert transforms.Spectrogram(64, pad=32, pad_mode="constant")(sound.float()).shape == (2, 33, 31)
    both = transforms.Spectrogram(64, onesided=False).double()(sound).numpy()
    np.testing.assert_allclose(both[:, 1:32], both[:, :32:-1], rtol=1e-9)


@pytest.mark.parametrize(
    "settings", [{"normalized": "x"}, {"n_fft": 2000}, {"n_fft": 2000, "center": False}, {"win_length": 500}]
)
def test_impossible_settings_are_refused(settings):
    with pytest.raises((ValueError, RuntimeError), match=r"stft|spectrogram|pad"):
        transforms.Spectrogram(**settings)(mt.tensor(SOUND).float())


def test_without_a_power_the_spectrum_is_complex():
    spectra = transforms.Spectrogram(64, power=None)(mt.tensor(SOUND).float())
    power = transforms.Spectrogram(64)(mt.tensor(SOUND).float())
    assert spectra.dtype is mt.complex64
    np.testing.assert_allclose(np.abs(spectra.numpy()) ** 2, power.numpy(), rtol=1e-4, atol=1e-5)


def test_a_gradient_flows_through_a_spectrogram():
    sound = mt.tensor(SOUND[0, :40], requires_grad=True)
    module = transforms.MelSpectrogram(8000, n_fft=16, n_mels=4).double()
    module(sound).sum().backward()
    step = np.zeros(40)
    step[7] = 1e-5
    there, back = (module(mt.tensor(SOUND[0, :40] + sign * step)).sum().item() for sign in (1, -1))
    assert sound.grad[7].item() == pytest.approx((there - back) / 2e-5, rel=1e-5)


# ---- mel ----


def test_the_scales_have_their_published_values():
    assert mel.hz_to_mel(1000) == pytest.approx(999.99, abs=0.01)  # HTK's scale is made so that 1000 Hz is 1000
    assert mel.hz_to_mel(1000, "slaney") == pytest.approx(15)  # 3 mels in 200 Hz
    assert mel.hz_to_mel(6400, "slaney") == pytest.approx(15 + 27)  # and 27 for a factor of 6.4


@pytest.mark.parametrize("scale", ["htk", "slaney"])
def test_mel_and_hz_undo_each_other(scale):
    freqs = [0.0, 100.0, 999.0, 1001.0, 7000.0]
    mels = mt.tensor([mel.hz_to_mel(freq, scale) for freq in freqs], dtype=mt.float64)
    np.testing.assert_allclose(mel.mel_to_hz(mels, scale).numpy(), freqs, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("scale", ["htk", "slaney"])
def test_filters_are_triangles_between_their_neighbours(scale):
    filters = functional.melscale_fbanks(401, 0, 4000, 10, 8000, mel_scale=scale).numpy()
    mels = np.linspace(0, mel.hz_to_mel(4000, scale), 12)
    peaks = mel.mel_to_hz(mt.tensor(mels), scale).numpy()
    freqs = np.linspace(0, 4000, 401)
    for m in range(10):
        wanted = np.interp(freqs, peaks[m : m + 3], [0, 1, 0])
        np.testing.assert_allclose(filters[:, m], wanted, atol=1e-4)
    inside = (freqs >= peaks[1]) & (freqs <= peaks[-2])
    np.testing.assert_allclose(filters[inside].sum(axis=1), 1, atol=1e-4)


def test_slaneys_filters_have_equal_areas():
    filters = functional.melscale_fbanks(4001, 0, 4000, 8, 8000, norm="slaney").numpy()
    np.testing.assert_allclose(filters.sum(axis=0) * 1.0, 1, rtol=1e-3)


def test_a_mel_spectrogram_is_filtered_power():
    module = transforms.MelSpectrogram(8000, n_fft=64, n_mels=6)
    power = transforms.Spectrogram(64)(mt.tensor(SOUND).float())
    filters = functional.melscale_fbanks(33, 0, 4000, 6, 8000).numpy()
    wanted = np.einsum("bft,fm->bmt", power.numpy(), filters)
    np.testing.assert_allclose(module(mt.tensor(SOUND).float()).numpy(), wanted, rtol=1e-4)
    assert sorted(module.state_dict()) == ["mel_scale.fb", "spectrogram.window"]


# ---- decibels and cepstra ----


def test_decibels_are_ten_times_the_logarithm():
    x = mt.tensor([[1.0, 10.0], [1e-12, 0.1]])
    np.testing.assert_allclose(transforms.AmplitudeToDB()(x).numpy(), [[0, 10], [-100, -10]], rtol=1e-6)
    np.testing.assert_allclose(transforms.AmplitudeToDB("magnitude")(x)[0].numpy(), [0, 20], rtol=1e-6)
    np.testing.assert_allclose(transforms.AmplitudeToDB(top_db=30)(x).numpy(), [[0, 10], [-20, -10]], rtol=1e-6)


def test_the_cut_is_below_the_loudest_place_of_the_same_sound():
    x = mt.tensor([1.0, 1e-5, 1e4, 1e-5]).reshape(2, 1, 1, 2)
    assert transforms.AmplitudeToDB(top_db=40)(x).reshape(-1).tolist() == [0, -40, 40, 0]
    assert transforms.AmplitudeToDB(top_db=40)(x[:, 0]).reshape(-1).tolist() == [0, 0, 40, 0]


@pytest.mark.parametrize("norm", [None, "ortho"])
def test_the_cosine_transform_is_scipys(norm):
    x = np.random.default_rng(0).normal(size=(5, 12))
    got = mt.tensor(x).float() @ functional.create_dct(7, 12, norm)
    np.testing.assert_allclose(got.numpy(), fft.dct(x, norm=norm)[:, :7], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("log_mels", [True, False])
def test_cepstra_are_the_transformed_logarithm(log_mels):
    settings = {"n_fft": 64, "n_mels": 12}
    got = transforms.MFCC(8000, 7, log_mels=log_mels, melkwargs=settings)(mt.tensor(SOUND).float())
    mels = transforms.MelSpectrogram(8000, **settings)(mt.tensor(SOUND).float()).numpy().astype(np.float64)
    decibels = 10 * np.log10(mels)
    loudness = np.log(mels + 1e-6) if log_mels else np.maximum(decibels, decibels.max() - 80)
    wanted = fft.dct(loudness, norm="ortho", axis=1)[:, :7]
    np.testing.assert_allclose(got.numpy(), wanted, rtol=1e-3, atol=1e-3)


def test_impossible_arguments_are_refused():
    for wrong in (
        lambda: transforms.MFCC(n_mfcc=200),
        lambda: transforms.MFCC(dct_type=3),
        lambda: transforms.AmplitudeToDB("loud"),
        lambda: transforms.AmplitudeToDB(top_db=-1),
        lambda: transforms.MelScale(f_min=9000),
        lambda: transforms.MelScale(mel_scale="bark"),
        lambda: functional.melscale_fbanks(10, 0, 100, 3, 200, norm="l1"),
        lambda: functional.create_dct(3, 4, "l2"),
    ):
        with pytest.raises(ValueError, match=r".+"):
            wrong()
