import minitorch_ref as mt
from minitorch_ref import shapes
from minitorch_ref.vision import Digits, load_digits


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


def test_training_and_test_images_are_all_the_digits_and_share_none():
    images, labels = load_digits()
    train, test = Digits(), Digits(train=False)
    assert (len(train), len(test)) == (1437, 360)
    every = mt.cat([train.data, test.data]).float() * (16 / 255)
    assert every.round().sum().item() == images.sum().item()
    assert sorted(mt.cat([train.targets, test.targets]).tolist()) == sorted(labels.tolist())
    assert min(test.targets.tolist().count(digit) for digit in range(10)) > 25


def test_an_example_is_bytes_and_an_int_until_it_is_transformed():
    image, label = Digits(train=False)[7]
    assert (image.dtype.name, image.shape, type(label)) == ("uint8", (8, 8), int)
    both = Digits(train=False, transform=lambda x: x.max(), target_transform=str)
    assert both[7] == (image.max(), str(label))
    assert both.class_to_idx["3"] == 3


def test_the_digits_are_laid_out_by_the_first_exercise(monkeypatch):
    monkeypatch.setattr(shapes, "contiguous_strides", lambda shape: tuple(range(len(shape))))
    images, labels = load_digits()
    assert (images.stride(), labels.stride()) == ((0, 1, 2), (0,))
