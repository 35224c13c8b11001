"""Views share their storage; reshaping copies only where it must."""

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref import shapes

CUBE = np.arange(24).reshape(2, 3, 4)
VIEWS = {
    "permute": (lambda x: x.permute(2, 0, 1), lambda a: a.transpose(2, 0, 1)),
    "permute with a tuple": (lambda x: x.permute((-1, 0, 1)), lambda a: a.transpose(2, 0, 1)),
    "transpose": (lambda x: x.transpose(0, -1), lambda a: a.swapaxes(0, 2)),
    "swapaxes": (lambda x: x.swapaxes(0, 1), lambda a: a.swapaxes(0, 1)),
    "T": (lambda x: x.T, lambda a: a.T),
    "mT": (lambda x: x.mT, lambda a: a.swapaxes(-1, -2)),
    "t": (lambda x: x[0].t(), lambda a: a[0].T),
    "movedim": (lambda x: mt.movedim(x, (0, 1), (-1, 0)), lambda a: np.moveaxis(a, (0, 1), (-1, 0))),
    "narrow": (lambda x: x.narrow(2, 1, 2), lambda a: a[:, :, 1:3]),
    "narrow from the end": (lambda x: x.narrow(2, -2, 2), lambda a: a[:, :, -2:]),
    "select": (lambda x: x.select(1, -1), lambda a: a[:, -1]),
    "slice": (lambda x: x[:, ::2, 1:], lambda a: a[:, ::2, 1:]),
    "expand": (lambda x: x[:, :1].expand(-1, 5, -1), lambda a: np.broadcast_to(a[:, :1], (2, 5, 4))),
    "expand_as": (lambda x: x[0].expand_as(x), lambda a: np.broadcast_to(a[0], a.shape)),
    "broadcast_to": (lambda x: mt.broadcast_to(x[0], (7, 3, 4)), lambda a: np.broadcast_to(a[0], (7, 3, 4))),
    "unsqueeze": (lambda x: x.unsqueeze(1).unsqueeze(-1), lambda a: a[:, None, :, :, None]),
    "squeeze": (lambda x: x[:1, :, :1].squeeze(), lambda a: a[0, :, 0]),
    "squeeze one": (lambda x: x[:1, :, :1].squeeze(0), lambda a: a[0, :, :1]),
    "squeeze two": (lambda x: x[:1, :, :1].squeeze((0, 1)), lambda a: a[0, :, :1]),
    "diagonal": (lambda x: x.diagonal(1, 1, 2), lambda a: a.diagonal(1, 1, 2)),
    "diagonal below": (lambda x: x.diagonal(-1), lambda a: a.diagonal(-1)),
    "unfold": (lambda x: x.unfold(2, 2, 1), lambda a: np.lib.stride_tricks.sliding_window_view(a, 2, 2)),
    "unbind": (lambda x: x.unbind(1)[2], lambda a: a[:, 2]),
    "split": (lambda x: x.split(3, dim=-1)[1], lambda a: a[..., 3:]),
    "split in sections": (lambda x: x.split([1, 2], dim=1)[1], lambda a: a[:, 1:]),
    "chunk": (lambda x: x.chunk(2, dim=1)[0], lambda a: a[:, :2]),
}


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_shows_what_numpys_shows_and_shares_storage(name, arrange):
    view, wanted = VIEWS[name]
    x = arrange(CUBE)
    result = view(x)
    assert np.array_equal(result.numpy(), wanted(x.numpy()))
    assert result.storage() is x.storage()


def test_a_write_through_a_view_is_seen_by_all():
    x = mt.zeros(2, 3)
    x.t()[1:].select(1, 0).fill_(7)
    assert x.tolist() == [[0, 7, 7], [0, 0, 0]]


def test_view_takes_minus_one_and_shares_storage():
    x = mt.arange(24).view(2, 3, 4)
    assert x.view(-1, 4).shape == (6, 4)
    assert x.view((6, 4)).data_ptr() == x.data_ptr()
    assert x.transpose(1, 2)[:, 0].view(2, 3).stride() == (12, 4)


def test_view_refuses_to_copy_and_reshape_copies():
    x = mt.arange(6).view(2, 3).t()
    with pytest.raises(RuntimeError, match="reshape"):
        x.view(6)
    copied = x.reshape(6)
    assert copied.tolist() == [0, 3, 1, 4, 2, 5]
    assert copied.storage() is not x.storage()
    assert x.reshape(3, 2, 1).storage() is x.storage()


@pytest.mark.parametrize("shape", [(5,), (-1, 4), (-1, -1), (-2, 3), (0, -1)])
def test_shapes_that_do_not_fit_are_refused(shape):
    for way in ("view", "reshape"):
        with pytest.raises(RuntimeError):
            getattr(mt.arange(6), way)(shape)


def test_contiguous_copies_only_what_is_not_contiguous(backend):
    x = mt.arange(6).view(2, 3)
    assert x.contiguous() is x
    copied = x.t().contiguous()
    assert copied.stride() == (2, 1)
    assert copied.tolist() == x.t().tolist()
    assert copied.storage() is not x.storage()


def test_a_clone_has_its_own_storage_and_keeps_the_order_of_axes(backend, arrange):
    x = arrange(CUBE)
    copied = x.clone()
    assert np.array_equal(copied.numpy(), x.numpy())
    assert copied.storage() is not x.storage()
    assert mt.zeros(2, 3).t().clone().stride() == (1, 3)


def test_flattening_and_back(arrange):
    x = arrange(CUBE)
    assert np.array_equal(x.flatten().numpy(), x.numpy().reshape(-1))
    assert x.flatten(1).shape == (2, 12)
    assert x.flatten(0, 1).unflatten(0, (2, -1)).shape == (2, 3, 4)
    assert mt.tensor(3).flatten().shape == (1,)


def test_a_tensor_repeats_along_each_axis(arrange):
    x = arrange(CUBE)
    assert np.array_equal(x.repeat(2, 1, 1, 3).numpy(), np.tile(x.numpy(), (2, 1, 1, 3)))


def test_as_strided_stays_inside_the_storage():
    x = mt.arange(10)
    assert x.as_strided((3, 2), (2, 1), 1).tolist() == [[1, 2], [3, 4], [5, 6]]
    with pytest.raises(RuntimeError, match="storage of 10"):
        x.as_strided((3, 4), (4, 1))
    with pytest.raises(RuntimeError):
        x.as_strided((2,), (-1,), 5)


def test_wrong_views_raise_torchs_classes():
    x = mt.arange(6).view(2, 3)
    for wrong in (lambda: x.permute(0, 0), lambda: x.permute(0), lambda: x.narrow(0, 1, 5), lambda: x.expand(3, 3),
                  lambda: x.expand(2), lambda: mt.zeros(2, 2, 2).t(), lambda: x.repeat(2), lambda: x.flatten(1, 0),
                  lambda: x.unfold(0, 3, 1), lambda: x.split([1, 2]), lambda: x.chunk(0), lambda: x.diagonal(0, 1, 1),
                  lambda: mt.ones(2).mT, lambda: mt.movedim(x, (0, 1), 0)):  # fmt: skip
        with pytest.raises(RuntimeError):
            wrong()
    for wrong in (lambda: x.permute(0, 2), lambda: x.transpose(0, 2), lambda: x.select(0, 9), lambda: x.narrow(2, 0, 1),
                  lambda: x.squeeze(5), lambda: x.unsqueeze(7), lambda: mt.tensor(1).select(0, 0)):  # fmt: skip
        with pytest.raises(IndexError):
            wrong()
    with pytest.raises(TypeError):
        x.view(2.0, 3)


def test_tensor_methods_run_on_the_functions_of_shapes(monkeypatch):
    calls = []
    for name in ("contiguous_strides", "permute_layout", "slice_layout", "is_contiguous", "view_strides",
                 "broadcast_shapes", "expand_layout"):  # fmt: skip
        original = getattr(shapes, name)
        monkeypatch.setattr(
            shapes, name, lambda *a, name=name, original=original: (calls.append(name), original(*a))[1]
        )
    x = mt.zeros(2, 3)
    (x.t()[1:].reshape(-1) + x.expand(1, 2, 3).contiguous().view(-1)[:1]).tolist()
    x + mt.ones(3)
    assert set(calls) == {"contiguous_strides", "permute_layout", "slice_layout", "is_contiguous", "view_strides",
                          "broadcast_shapes", "expand_layout"}  # fmt: skip
