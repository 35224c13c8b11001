import numpy as np
import pytest

import minitorch_ref as mt

NUMBERS = np.array([[-1.5, 0.5, 2.5], [3.0, -2.0, 1.0]], np.float32)


def test_where_broadcasts_and_promotes(backend, arrange):
    x = arrange(NUMBERS)
    assert np.array_equal(mt.where(x > 0, x, 0).numpy(), np.where(x.numpy() > 0, x.numpy(), 0))
    chosen = mt.where(mt.tensor([[True], [False]]), mt.arange(3), 1.5)
    assert chosen.tolist() == [[0, 1, 2], [1.5, 1.5, 1.5]]
    assert chosen.dtype is mt.float32


def test_clamp_is_numpys_clip(backend, arrange):
    x = arrange(NUMBERS)
    assert np.array_equal(x.clamp(-1, 2).numpy(), np.clip(x.numpy(), -1, 2))
    assert np.array_equal(x.clamp(max=1).numpy(), np.minimum(x.numpy(), 1))
    assert np.array_equal(mt.clamp(x, min=mt.tensor([0.0, 1.0, 2.0])).numpy(), np.maximum(x.numpy(), [0, 1, 2]))


def test_gather_takes_along_an_axis(backend, arrange):
    x = arrange(NUMBERS)
    index = mt.tensor([[2, 0], [1, 1]])
    assert np.array_equal(x.gather(1, index).numpy(), np.take_along_axis(x.numpy(), index.numpy(), 1))


def test_rows_and_columns_are_chosen_by_index(backend, arrange):
    x = arrange(NUMBERS)
    assert np.array_equal(x.index_select(1, mt.tensor([2, 0])).numpy(), x.numpy()[:, [2, 0]])
    assert np.array_equal(x.flip(1).numpy(), x.numpy()[:, ::-1])
    assert np.array_equal(mt.flip(x, (0, 1)).numpy(), x.numpy()[::-1, ::-1])


def test_masks_choose_and_fill(backend, arrange):
    x = arrange(NUMBERS)
    assert np.array_equal(x.masked_select(x > 0).numpy(), x.numpy()[x.numpy() > 0])
    assert np.array_equal(x.masked_fill(x > 0, 7).numpy(), np.where(x.numpy() > 0, 7, x.numpy()))
    assert np.array_equal((x > 0).nonzero().numpy(), np.argwhere(x.numpy() > 0))


def test_triangles_are_numpys(backend, arrange):
    x = arrange(NUMBERS)
    for diagonal in (-1, 0, 1):
        assert np.array_equal(x.tril(diagonal).numpy(), np.tril(x.numpy(), diagonal))
        assert np.array_equal(x.triu(diagonal).numpy(), np.triu(x.numpy(), diagonal))


def test_wrong_choices_raise_torchs_classes():
    x = mt.ones(2, 3)
    for wrong in (x.clamp, lambda: mt.where(x, x, x), lambda: x.masked_select(x), lambda: mt.ones(3).tril(),
                  lambda: x.gather(1, mt.tensor([0])), lambda: x.gather(1, x)):  # fmt: skip
        with pytest.raises(RuntimeError):
            wrong()
    for wrong in (lambda: x.index_select(1, mt.tensor([3])), lambda: x.index_select(0, mt.tensor([[0]]))):
        with pytest.raises(IndexError):
            wrong()
