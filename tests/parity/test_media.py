"""Resizing, turning and spectra against torch's own."""

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref.audio import transforms as sounds
from minitorch_ref.audio.spectrum import hann_window
from minitorch_ref.vision import transforms as images
from minitorch_ref.vision.transforms import InterpolationMode, functional

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.parity

RNG = np.random.default_rng(0)


@pytest.mark.parametrize("antialias", [True, False])
@pytest.mark.parametrize("size", [(5, 4), (9, 20), (31, 7), (13, 17)])
def test_bilinear_resizing(size, antialias):
    image = RNG.normal(size=(2, 13, 17))
    wanted = torch.nn.functional.interpolate(torch.tensor(image)[None], size, mode="bilinear", antialias=antialias)[0]
    got = images.Resize(size, antialias=antialias)(mt.tensor(image))
    np.testing.assert_allclose(got.numpy(), wanted.numpy(), rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("size", [(5, 4), (9, 20), (26, 34)])
def test_nearest_resizing(size):
    image = RNG.normal(size=(2, 13, 17))
    wanted = torch.nn.functional.interpolate(torch.tensor(image)[None], size, mode="nearest")[0]
    got = images.Resize(size, InterpolationMode.NEAREST)(mt.tensor(image))
    np.testing.assert_array_equal(got.numpy(), wanted.numpy())


@pytest.mark.parametrize("angle", [0, 17, -100, 250])
def test_turning(angle):
    image, (cos, sin) = RNG.normal(size=(1, 3, 12, 12)), (np.cos(np.radians(angle)), np.sin(np.radians(angle)))
    theta = torch.tensor([[[cos, -sin, 0.0], [sin, cos, 0.0]]])
    grid = torch.nn.functional.affine_grid(theta, image.shape, align_corners=False)
    wanted = torch.nn.functional.grid_sample(torch.tensor(image), grid, align_corners=False)
    got = functional.rotate(mt.tensor(image), angle, InterpolationMode.BILINEAR)
    np.testing.assert_allclose(got.numpy(), wanted.numpy(), rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("length", [0, 1, 2, 9, 400])
@pytest.mark.parametrize("periodic", [True, False])
def test_the_window(length, periodic):
    wanted = torch.hann_window(length, periodic, dtype=torch.float64)
    np.testing.assert_allclose(hann_window(length, periodic, dtype=mt.float64).numpy(), wanted.numpy(), atol=1e-12)


@pytest.mark.parametrize(
    ("n_fft", "win", "hop", "center"), [(64, 64, 16, True), (64, 40, 32, False), (81, 80, 20, True)]
)
def test_spectrograms_and_their_gradients(n_fft, win, hop, center):
    sound = RNG.normal(size=(2, 300))
    theirs = torch.tensor(sound, requires_grad=True)
    spectra = torch.stft(
        theirs, n_fft, hop, win, torch.hann_window(win, dtype=torch.float64), center=center, return_complex=True
    )
    wanted = spectra.abs().pow(2)
    wanted.sum().backward()
    ours = mt.tensor(sound, requires_grad=True)
    module = sounds.Spectrogram(n_fft, win, hop, center=center, wkwargs={"dtype": mt.float64})
    got = module(ours)
    got.sum().backward()
    np.testing.assert_allclose(got.detach().numpy(), wanted.detach().numpy(), rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(ours.grad.numpy(), theirs.grad.numpy(), rtol=1e-7, atol=1e-7)
