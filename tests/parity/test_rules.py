"""Rules with many cases, compared with PyTorch exhaustively or at random: promotion, views, slices, broadcasting."""

import itertools
import math
import random

import pytest

import minitorch_ref as mt
from minitorch_ref import shapes
from minitorch_ref.shapes import Layout

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.parity

TYPES = [
    "bool",
    "uint8",
    "int8",
    "int16",
    "int32",
    "int64",
    "float16",
    "bfloat16",
    "float32",
    "float64",
    "complex64",
    "complex128",
]


def layout_of(tensor):
    return Layout(tuple(tensor.shape), tensor.stride(), tensor.storage_offset())


def random_view(numbers: random.Random):
    """Return a torch tensor that was permuted, narrowed, stepped or expanded."""
    x = torch.zeros([numbers.choice([1, 2, 2, 3, 4]) for _ in range(numbers.randint(0, 4))])
    x = x.permute(numbers.sample(range(x.dim()), x.dim()))
    if x.dim() and numbers.random() < 0.5:
        axis = numbers.randrange(x.dim())
        x = x.narrow(axis, 0, numbers.randint(1, x.shape[axis]))
    if x.dim() and numbers.random() < 0.3:
        x = x[:: numbers.randint(1, 2)]
    return x.unsqueeze(0).expand(2, *x.shape) if numbers.random() < 0.3 else x


def random_shape(numbers: random.Random, numel: int) -> tuple[int, ...]:
    """Return a shape with this number of elements."""
    sizes = []
    while numel > 1:
        sizes.append(numbers.choice([n for n in range(1, numel + 1) if numel % n == 0]))
        numel //= sizes[-1]
    numbers.shuffle(sizes)
    return tuple(sizes)


def test_views_have_pytorchs_strides_or_need_a_copy_where_pytorch_does():
    numbers = random.Random(0)
    copies = 0
    for _ in range(3000):
        x = random_view(numbers)
        shape = random_shape(numbers, x.numel())
        try:
            wanted = x.view(shape).stride()
        except RuntimeError:
            wanted = None
            copies += 1
        assert shapes.view_strides(layout_of(x), shape) == wanted, (layout_of(x), shape)
        assert shapes.is_contiguous(layout_of(x)) == x.is_contiguous()
    assert copies > 100


def test_slices_have_pytorchs_layout():
    numbers = random.Random(0)
    ends = [None, *range(-6, 7)]
    for _ in range(2000):
        x = random_view(numbers)
        if x.dim() == 0:
            continue
        start, stop, step = numbers.choice(ends), numbers.choice(ends), numbers.randint(1, 3)
        assert shapes.slice_layout(layout_of(x), 0, start, stop, step) == layout_of(x[start:stop:step])


def test_broadcasting_is_pytorchs():
    sizes = list(itertools.chain.from_iterable(itertools.product([0, 1, 2, 3], repeat=ndim) for ndim in range(3)))
    for first, second in itertools.product(sizes, repeat=2):
        try:
            wanted = tuple((torch.zeros(first) + torch.zeros(second)).shape)
        except RuntimeError:
            wanted = None
        try:
            found = shapes.broadcast_shapes(first, second)
        except RuntimeError:
            found = None
        assert found == wanted, (first, second)


def make(framework, name: str, kind: str):
    """Return an operand: with an axis, a scalar, or a Python number."""
    if kind == "number":
        return {"bool": True, "int64": 2, "float32": 2.5, "complex64": 1j}[name]
    return framework.ones(() if kind == "scalar" else (2,), dtype=getattr(framework, name))


OPERANDS = [(name, kind) for name in TYPES for kind in ("axis", "scalar")]
OPERANDS += [(name, "number") for name in ("bool", "int64", "float32", "complex64")]


@pytest.mark.parametrize("first", OPERANDS, ids="-".join)
def test_every_pair_of_operands_promotes_as_in_pytorch(first):
    for second in OPERANDS:
        if first[1] == second[1] == "number":
            continue
        promoted = torch.result_type(make(torch, *first), make(torch, *second))
        found = mt.result_type(make(mt, *first), make(mt, *second))
        if promoted is torch.complex32:  # PyTorch's experiment: complex numbers of two halves
            assert found is mt.complex64
            continue
        assert repr(found) == repr(promoted)
        for operation in ("__mul__", "__truediv__", "__eq__"):
            if first[1] == "number":
                continue
            wanted = getattr(make(torch, *first), operation)(make(torch, *second)).dtype
            found = getattr(make(mt, *first), operation)(make(mt, *second)).dtype
            assert repr(found) == repr(wanted), (second, operation)


def test_printing_random_tensors_gives_pytorchs_text():
    torch.manual_seed(0)
    numbers = random.Random(0)
    for _ in range(300):
        shape = [numbers.choice([1, 2, 3, 8, 30]) for _ in range(numbers.randint(0, 3))]
        x = torch.randn(shape) * 10 ** numbers.uniform(-5, 8)
        x = numbers.choice([x, x.round(), x.long(), x.double(), x > 0, x.half(), x.clamp(-1e-3, 1e3)])
        assert repr(mt.tensor(x.numpy())) == repr(x), x.tolist()


def test_reductions_agree_to_rounding():
    torch.manual_seed(0)
    x = torch.randn(7, 300, 11)
    own = mt.from_numpy(x.numpy())
    for name, dim in itertools.product(("sum", "mean", "std", "var", "amax", "argmax"), (0, 1, 2)):
        wanted = getattr(x, name)(dim)
        found = getattr(own, name)(dim)
        assert torch.allclose(torch.from_numpy(found.numpy()), wanted, rtol=1e-4, atol=1e-5), (name, dim)
    assert math.isclose(own.sum().item(), x.sum().item(), rel_tol=1e-4)
