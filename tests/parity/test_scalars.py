"""Scalars that remember against torch's: values and gradients of programs with loops and branches."""

import math

import pytest

from minitorch_ref.scalars import Variable

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.parity


def newton(a):
    r = a
    for _ in range(6):
        r = (r + a / r) * 0.5
    return r


def collatz(x):
    total, count = x * 0.1, 0
    while total < 20 and count < 30:
        total = total * 3 + x if count % 2 else total / 2 + x * x
        count += 1
    return total


PROGRAMS = [
    (lambda x, y: x * y + x, (3.0, -2.0)),
    (lambda x, y: 2.0 - (x - 3.0 * y) / (y * 4.0), (0.7, 1.3)),
    (lambda x: ((x * x).exp() + 1.0).log() / x, (0.8,)),
    (lambda x: -x * x if x < 0 else 5.0 / x, (-1.5,)),
    (lambda x: -x * x if x < 0 else 5.0 / x, (1.5,)),
    (newton, (7.0,)),
    (collatz, (0.6,)),
]


@pytest.mark.parametrize(("program", "point"), PROGRAMS)
def test_values_and_gradients_are_torchs(program, point):
    ours = [Variable(x) for x in point]
    theirs = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in point]
    mine, other = program(*ours), program(*theirs)
    mine.backward()
    other.backward()
    assert math.isclose(mine.value, other.item(), rel_tol=1e-12)
    assert [x.grad for x in ours] == pytest.approx([x.grad.item() for x in theirs], rel=1e-12)


def test_gradients_accumulate_as_torchs():
    x, y = Variable(5.0), torch.tensor(5.0, requires_grad=True)
    for _ in range(2):
        (x * x).backward()
        (y * y).backward()
    assert x.grad == y.grad.item() == 20.0
