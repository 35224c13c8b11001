"""Other rates, and hidden bands; the oracles are SciPy, sines, and counting."""

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref.audio import functional, transforms

RATES = [(8000, 16000), (16000, 8000), (44100, 16000), (8000, 11025), (3, 2)]


@pytest.mark.parametrize(("old", "new"), RATES)
def test_a_sine_stays_the_same_sine(old, new):
    freq = 0.2 * min(old, new)
    sound, wanted = (np.sin(2 * np.pi * freq * np.arange(rate * 600 // old) / rate) for rate in (old, new))
    got = transforms.Resample(old, new)(mt.tensor(sound).unsqueeze(0)).numpy()[0]
    assert abs(len(got) - len(wanted)) <= 1
    middle = slice(len(wanted) // 5, len(wanted) * 4 // 5)
    np.testing.assert_allclose(got[middle], wanted[middle], atol=0.01)


def test_it_is_near_scipys_in_the_middle():
    signal = pytest.importorskip("scipy.signal")
    time = np.arange(800) / 8000
    sound = np.sin(2 * np.pi * 440 * time) + 0.5 * np.sin(2 * np.pi * 1000 * time)
    got = functional.resample(mt.tensor(sound), 8000, 12000, lowpass_filter_width=64).numpy()
    np.testing.assert_allclose(got[200:1000], signal.resample(sound, 1200)[200:1000], atol=5e-3)


def test_a_tone_too_high_for_the_new_rate_is_taken_out():
    sound = mt.sin(mt.arange(2000).double() * (2 * np.pi * 3500 / 8000))
    assert functional.resample(sound, 8000, 4000, lowpass_filter_width=32)[100:-100].abs().max().item() < 0.01


def test_lengths_and_shapes():
    assert functional.resample(mt.zeros(2, 3, 100), 3, 2).shape == (2, 3, 67)
    x = mt.zeros(5)
    assert functional.resample(x, 7, 7) is x
    for wrong in ((0, 1), (1, -1), (1.5, 1)):
        with pytest.raises(ValueError, match="positive"):
            functional.resample(x, *wrong)
    with pytest.raises(ValueError, match="method"):
        functional.resample(x, 1, 2, resampling_method="linear")


def hidden(specgram: mt.Tensor, axis: int) -> list[int]:
    """The frequencies or times at which the whole of a spectrogram of ones is 0."""
    other = tuple(dim for dim in range(specgram.dim()) if dim != axis)
    return [at for at, total in enumerate(specgram.sum(dim=other).tolist()) if total == 0]


@pytest.mark.parametrize(
    ("kind", "axis", "size"), [(transforms.FrequencyMasking, 1, 8), (transforms.TimeMasking, 2, 9)]
)
def test_bands_are_neighbours_of_every_width_below_the_greatest(kind, axis, size):
    mask, ones = kind(4, generator=mt.Generator().manual_seed(0)), mt.ones(2, 8, 9)
    widths, places = set(), set()
    for _ in range(150):
        band = hidden(mask(ones), axis)
        assert band == list(range(band[0], band[0] + len(band))) if band else True
        widths.add(len(band))
        places.update(band)
    assert widths == {0, 1, 2, 3}
    assert places == set(range(size - 1))
    assert ones.sum().item() == 2 * 8 * 9


def test_examples_share_a_band_unless_drawn_anew():
    ones = mt.ones(50, 1, 8, 9)
    shared = transforms.TimeMasking(5, generator=mt.Generator().manual_seed(3))(ones)
    assert (shared == shared[:1]).all()
    each = transforms.TimeMasking(5, iid_masks=True, generator=mt.Generator().manual_seed(3))(ones)
    assert len({tuple(row) for row in each[:, 0, 0].tolist()}) > 5


def test_the_part_p_bounds_the_width_and_the_value_is_written():
    mask = transforms.TimeMasking(100, p=0.2, generator=mt.Generator().manual_seed(0))
    assert max(len(hidden(mask(mt.ones(4, 20)), 1)) for _ in range(100)) <= 4
    assert mask(mt.ones(4, 20) * 3, mask_value=7.0).max().item() in (3, 7)
    assert transforms.FrequencyMasking(0)(mt.ones(4, 20)).sum().item() == 80
    with pytest.raises(ValueError, match="p must"):
        transforms.TimeMasking(3, p=2)
