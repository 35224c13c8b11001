"""The text of tensors. The expected texts were printed by PyTorch 2.13; the parity tests compare many more."""

import minitorch_ref as mt

CASES = [
    (lambda: mt.tensor(3), "tensor(3)"),
    (lambda: mt.tensor(2.5), "tensor(2.5000)"),
    (lambda: mt.tensor([1.0, -2.0]), "tensor([ 1., -2.])"),
    (lambda: mt.tensor([0.1, 100.25]), "tensor([1.0000e-01, 1.0025e+02])"),
    (lambda: mt.tensor([1e-5, 1.0]), "tensor([1.0000e-05, 1.0000e+00])"),
    (lambda: mt.tensor([True, False]), "tensor([ True, False])"),
    (lambda: mt.tensor([1], dtype=mt.uint8), "tensor([1], dtype=torch.uint8)"),
    (lambda: mt.zeros(2, 0), "tensor([], size=(2, 0))"),
    (lambda: mt.tensor([], dtype=mt.int64), "tensor([], dtype=torch.int64)"),
    (lambda: mt.tensor([mt.nan, 1.0, -mt.inf]), "tensor([nan, 1., -inf])"),
    (lambda: mt.arange(6).view(2, 3).t(), "tensor([[0, 3],\n        [1, 4],\n        [2, 5]])"),
    (lambda: mt.zeros(2, 1, 1), "tensor([[[0.]],\n\n        [[0.]]])"),
    (lambda: mt.arange(1001), "tensor([   0,    1,    2,  ...,  998,  999, 1000])"),
]


def test_a_tensor_prints_as_in_pytorch():
    for make, text in CASES:
        assert repr(make()) == str(make()) == text


def test_long_lines_break_and_long_axes_lose_their_middle():
    assert repr(mt.arange(30)).count("\n") == 1
    assert repr(mt.zeros(1000, 1000)).count("...") == 7


def test_options_change_the_text_and_back():
    try:
        mt.set_printoptions(precision=2, sci_mode=False)
        assert repr(mt.tensor([1e-5, 1.5])) == "tensor([0.00, 1.50])"
    finally:
        mt.set_printoptions(precision=4, sci_mode=None)
    assert repr(mt.tensor([1.5])) == "tensor([1.5000])"
