"""Transforms of images; the oracles are NumPy, hand-worked pixels and Pillow."""

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref.vision import transforms
from minitorch_ref.vision.transforms import InterpolationMode, functional

RNG = np.random.default_rng(0)
GREY = RNG.integers(0, 256, (5, 7)).astype(np.uint8)
COLOUR = RNG.integers(0, 256, (6, 9, 3)).astype(np.uint8)


def smooth(height: int, width: int) -> np.ndarray:
    y, x = np.mgrid[0:height, 0:width]
    return np.rint(127 + 120 * np.sin(y / 3) * np.cos(x / 4)).astype(np.uint8)


# ---- pixels ----


def test_to_tensor_puts_channels_first_and_bytes_between_0_and_1():
    grey, colour = transforms.ToTensor()(GREY), transforms.ToTensor()(COLOUR)
    assert (grey.shape, colour.shape, grey.dtype) == ((1, 5, 7), (3, 6, 9), mt.float32)
    np.testing.assert_allclose(colour.numpy(), COLOUR.transpose(2, 0, 1) / 255, rtol=1e-6)
    exact = transforms.ToTensor()(GREY.astype(np.float64))
    assert (exact.dtype, exact.max().item()) == (mt.float64, GREY.max())


def test_to_tensor_refuses_what_is_no_image():
    with pytest.raises(TypeError, match="NumPy array"):
        transforms.ToTensor()(mt.zeros(2, 2))
    with pytest.raises(RuntimeError, match="h, w"):
        transforms.ToTensor()(np.zeros(3))


def test_normalize_takes_each_channel_by_itself():
    images = mt.randn(4, 3, 5, 6)
    out = transforms.Normalize((0.1, 0.2, 0.3), (1, 2, 4))(images)
    wanted = (images.numpy() - np.array([0.1, 0.2, 0.3])[:, None, None]) / np.array([1, 2, 4])[:, None, None]
    np.testing.assert_allclose(out.numpy(), wanted, rtol=1e-5, atol=1e-6)
    assert transforms.Normalize([0.1], [2], inplace=True)(images) is images


@pytest.mark.parametrize(
    ("image", "std", "error"),
    [
        (mt.zeros(3, 2, 2), [0.0], ValueError),
        (mt.zeros(2, 2), [1.0], ValueError),
        (mt.ones(1, 2, 2).byte(), [1.0], TypeError),
    ],
)
def test_normalize_refuses(image, std, error):
    with pytest.raises(error, match="normalize"):
        transforms.Normalize([0.0], std)(image)


def test_compose_runs_in_order_and_prints_its_parts():
    both = transforms.Compose([transforms.Lambda(lambda x: x + 1), transforms.Lambda(lambda x: x * 10)])
    assert both(1) == 20
    assert repr(transforms.Compose([transforms.ToTensor(), transforms.CenterCrop(4)])) == (
        "Compose(\n    ToTensor()\n    CenterCrop(size=(4, 4))\n)"
    )


# ---- size and place ----


@pytest.mark.parametrize("size", [(20, 30), (7, 5), (12, 16), (3, 40), (1, 1)])
def test_resize_is_pillows_bilinear(size):
    image = pytest.importorskip("PIL.Image")
    source = smooth(12, 16)
    wanted = np.asarray(image.fromarray(source).resize(size[::-1], image.Resampling.BILINEAR))
    np.testing.assert_allclose(transforms.Resize(size)(source).astype(int), wanted.astype(int), atol=1)


def test_resize_without_antialias_reads_two_neighbours():
    ramp = mt.arange(8.0).reshape(1, 8)
    assert transforms.Resize((1, 4), antialias=False)(ramp).tolist() == [[0.5, 2.5, 4.5, 6.5]]
    assert transforms.Resize((1, 16), antialias=False)(ramp)[0, :4].tolist() == [0, 0.25, 0.75, 1.25]


def test_resize_keeps_the_proportions_of_one_number():
    assert transforms.Resize(10)(COLOUR).shape == (10, 15, 3)
    assert transforms.Resize(10)(COLOUR.transpose(1, 0, 2)).shape == (15, 10, 3)
    assert transforms.Resize(10, max_size=12)(COLOUR).shape == (8, 12, 3)
    assert transforms.Resize((4, 3))(mt.zeros(2, 1, 8, 8)).shape == (2, 1, 4, 3)


def test_nearest_resize_repeats_pixels():
    out = transforms.Resize((10, 14), InterpolationMode.NEAREST)(GREY)
    np.testing.assert_array_equal(out, GREY.repeat(2, 0).repeat(2, 1))


def test_center_crop_takes_the_middle_and_pads_what_is_missing():
    np.testing.assert_array_equal(transforms.CenterCrop((2, 3))(COLOUR), COLOUR[2:4, 3:6])
    np.testing.assert_array_equal(transforms.CenterCrop(9)(GREY), np.pad(GREY, ((2, 2), (1, 1))))


@pytest.mark.parametrize("mode", ["constant", "edge", "reflect", "symmetric"])
def test_pad_is_numpys(mode):
    out = functional.pad(COLOUR, (1, 2, 3, 0), padding_mode=mode)
    np.testing.assert_array_equal(out, np.pad(COLOUR, ((2, 0), (1, 3), (0, 0)), mode=mode))


def test_random_crops_come_from_every_place_and_repeat_with_the_seed():
    image = mt.arange(20).reshape(4, 5)
    crop = transforms.RandomCrop((2, 3), generator=mt.Generator().manual_seed(1))
    found = {crop(image)[0, 0].item() for _ in range(200)}
    assert found == {0, 1, 2, 5, 6, 7, 10, 11, 12}
    again = transforms.RandomCrop((2, 3), generator=mt.Generator().manual_seed(1))
    once = transforms.RandomCrop((2, 3), generator=mt.Generator().manual_seed(1))
    assert [again(image)[0, 0].item() for _ in range(9)] == [once(image)[0, 0].item() for _ in range(9)]


def test_random_crop_pads_as_asked_and_if_needed():
    assert transforms.RandomCrop(9, padding=2)(GREY).shape == (9, 9)
    assert transforms.RandomCrop(9, pad_if_needed=True, fill=3)(GREY).shape == (9, 9)
    with pytest.raises(ValueError, match="pad_if_needed"):
        transforms.RandomCrop(9)(GREY)


def test_flips_happen_as_often_as_asked():
    np.testing.assert_array_equal(transforms.RandomHorizontalFlip(p=1)(COLOUR), COLOUR[:, ::-1])
    assert transforms.RandomHorizontalFlip(p=0)(COLOUR) is COLOUR
    flip, image = transforms.RandomHorizontalFlip(generator=mt.Generator().manual_seed(0)), mt.arange(2).reshape(1, 2)
    assert 80 < sum(flip(image)[0, 0].item() for _ in range(200)) < 120


@pytest.mark.parametrize("mode", list(InterpolationMode))
@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_quarter_turns_are_anticlockwise_and_exact(mode, turns):
    np.testing.assert_array_equal(functional.rotate(COLOUR, 90 * turns, mode, expand=True), np.rot90(COLOUR, turns))
    square = COLOUR[:6, :6]
    np.testing.assert_array_equal(functional.rotate(square, 90 * turns, mode), np.rot90(square, turns))


def test_other_angles_are_scipys():
    ndimage = pytest.importorskip("scipy.ndimage")
    image = smooth(20, 20).astype(np.float64)
    wanted = ndimage.rotate(image, 33, reshape=False, order=1)
    out = functional.rotate(mt.tensor(image), 33, InterpolationMode.BILINEAR).numpy()
    np.testing.assert_allclose(out[5:15, 5:15], wanted[5:15, 5:15], rtol=1e-9)


def test_outside_is_filled_and_the_centre_stays():
    image = np.full((5, 5), 9, np.uint8)
    out = functional.rotate(image, 45, fill=1)
    assert (out[0, 0], out[2, 2]) == (1, 9)
    assert functional.rotate(image, 180, center=(0.5, 0.5))[0, 0] == 9
    assert functional.rotate(image, 45, expand=True).shape == (8, 8)


def test_random_angles_lie_between_the_bounds(monkeypatch):
    angles = []
    monkeypatch.setattr(functional, "rotate", lambda img, angle, *_: angles.append(angle))
    turn = transforms.RandomRotation(10, generator=mt.Generator().manual_seed(0))
    for _ in range(100):
        turn(GREY)
    assert -10 <= min(angles) < -8
    assert 8 < max(angles) <= 10
    with pytest.raises(ValueError, match="negative"):
        transforms.RandomRotation(-3)


def test_an_image_of_the_wrong_kind_is_refused():
    with pytest.raises(TypeError, match="list"):
        transforms.Resize(3)([[1, 2]])
    with pytest.raises(RuntimeError, match="h, w"):
        transforms.Resize(3)(mt.zeros(4))
