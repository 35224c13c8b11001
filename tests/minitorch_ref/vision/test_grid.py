"""A grid of images; the oracle is placing them by hand."""

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref.vision import make_grid


def test_images_stand_row_by_row_with_frames():
    images = mt.arange(1, 6).float().reshape(5, 1, 1, 1).expand(5, 1, 2, 3)
    grid = make_grid(images, nrow=3, padding=1, pad_value=-1)
    assert grid.shape == (3, 2 * 3 + 1, 3 * 4 + 1)
    row = [-1, 1, 1, 1, -1, 2, 2, 2, -1, 3, 3, 3, -1]
    assert grid[0, 1].tolist() == grid[2, 2].tolist() == row
    assert grid[1, 4].tolist() == [-1, 4, 4, 4, -1, 5, 5, 5] + [-1] * 5
    assert grid[0, 0].tolist() == [-1] * 13


def test_one_image_stays_as_it_is_and_a_list_is_stacked():
    assert make_grid(mt.ones(2, 3)).tolist() == mt.ones(3, 2, 3).tolist()
    assert make_grid([mt.ones(3, 2, 2)] * 2).shape == (3, 6, 10)


def test_values_are_brought_between_0_and_1():
    images = mt.tensor([[0.0, 5.0], [10.0, 20.0]]).reshape(2, 1, 1, 2)
    together = make_grid(images, padding=0, normalize=True)
    np.testing.assert_allclose(together[0, 0].numpy(), [0, 0.25, 0.5, 1])
    assert make_grid(images, padding=0, normalize=True, scale_each=True)[0, 0].tolist() == [0, 1, 0, 1]
    assert make_grid(images, padding=0, normalize=True, value_range=(5, 10))[0, 0].tolist() == [0, 0, 1, 1]
    assert images.max().item() == 20


def test_five_axes_are_refused():
    with pytest.raises(RuntimeError, match="make_grid"):
        make_grid(mt.zeros(1, 1, 1, 1, 1))
