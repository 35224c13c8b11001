import minitorch_ref as mt
from minitorch_ref import shapes
from minitorch_ref.vision import load_digits


def test_the_digits_are_images_and_labels():
    images, labels = load_digits()
    assert (images.shape, images.dtype) == ((1797, 8, 8), mt.float32)
    assert (labels.shape, labels.dtype) == ((1797,), mt.int64)
    assert (images.min().item(), images.max().item()) == (0, 16)
    assert labels[:10].tolist() == list(range(10))
    assert images.is_contiguous()


def test_every_call_gives_tensors_of_its_own():
    first, _ = load_digits()
    first.zero_()
    assert load_digits()[0].max().item() == 16


def test_the_digits_are_laid_out_by_the_first_exercise(monkeypatch):
    monkeypatch.setattr(shapes, "contiguous_strides", lambda shape: tuple(range(len(shape))))
    images, labels = load_digits()
    assert (images.stride(), labels.stride()) == ((0, 1, 2), (0,))
