import numpy as np
import pytest

import minitorch_ref as mt


def test_arithmetic_in_place_writes_into_every_view(backend):
    x = mt.zeros(2, 3)
    column = x[:, 1]
    same = column.add_(1).mul_(mt.tensor([2.0, 3.0])).sub_(1).div_(2).pow_(2)
    assert same is column
    assert x.tolist() == [[0, 0.25, 0], [0, 1, 0]]


def test_augmented_assignment_keeps_the_storage():
    x = mt.ones(3)
    before = x
    x += 1
    x *= 3
    x -= 1
    x /= 5
    x **= 2
    assert x is before
    assert x.tolist() == [1, 1, 1]


def test_filling_copying_bounding(backend):
    x = mt.arange(6.0).view(2, 3)
    assert x.clamp_(1, 4).tolist() == [[1, 1, 2], [3, 4, 4]]
    assert x.t().copy_(mt.tensor([7, 8])).tolist() == [[7, 8]] * 3
    assert x.masked_fill_(x > 7, 0).tolist() == [[7, 7, 7], [0, 0, 0]]
    assert x.fill_(mt.tensor(3)).sum().item() == 18
    assert x.zero_().sum().item() == 0


def test_copying_onto_itself_reads_before_it_writes(backend):
    x = mt.arange(4)
    x[1:] = x[:-1]
    assert x.tolist() == [0, 0, 1, 2]
    y = mt.arange(4).view(2, 2)
    y.copy_(y.t())
    assert y.tolist() == [[0, 2], [1, 3]]


@pytest.mark.parametrize("name", ["add_", "sub_", "mul_", "div_"])
@pytest.mark.parametrize("layout", ["row-major", "transposed", "sliced", "gaps"])
def test_arithmetic_in_place_is_that_of_copies(backend, name, layout):
    numbers = np.arange(1.0, 13, dtype=np.float32).reshape(3, 4)
    x = {
        "row-major": lambda x: x,
        "transposed": lambda x: x.t(),
        "sliced": lambda x: x[:, 1:3],
        "gaps": lambda x: x.as_strided((2, 2), (4, 1)),
    }[layout](mt.tensor(numbers))
    for other in (3, 0.1, x.clone() + 1, x.t()[:1, :1], x, mt.tensor(2.0)):
        with mt.no_grad():
            wanted = getattr(x.clone(), name[:-1])(other.clone() if isinstance(other, mt.Tensor) else other)
            version = x._version
            assert getattr(x, name)(other) is x
        assert x.tolist() == wanted.tolist()
        assert x._version == version + 1


def test_reading_what_is_being_written_sees_the_old_values(backend):
    x = mt.arange(4.0).view(2, 2)
    with mt.no_grad():
        x.add_(x.t())
    assert x.tolist() == [[0, 3], [3, 6]]


def test_copying_converts_the_elements(backend):
    assert mt.zeros(2, dtype=mt.int64).copy_(mt.tensor([1.7, -2.7])).tolist() == [1, -2]


def test_writes_that_cannot_be_are_refused_and_change_nothing():
    x = mt.arange(3)
    for wrong in (lambda: x.add_(1.5), lambda: x.div_(2), lambda: x.add_(mt.ones(2, 3, dtype=mt.int64)),
                  lambda: x.copy_(mt.zeros(2)), lambda: x.fill_(mt.zeros(3)),
                  lambda: mt.zeros(1).expand(3).add_(1), lambda: mt.zeros(1).expand(3).zero_()):  # fmt: skip
        with pytest.raises(RuntimeError):
            wrong()
    assert np.array_equal(x.numpy(), [0, 1, 2])
