"""What cannot be: the built-in error that PyTorch raises in the same place, and a message that says what is wrong.

`tests/parity/test_bad_input.py` shows the same tables to PyTorch.
"""

import numpy as np
import pytest

import minitorch_ref as mt

WIDE = 1 << 46
"""So many elements that no machine has the memory."""

WRONG_DEVICES = {
    "unknown": (RuntimeError, "there is no device 'gpu'", lambda m: m.device("gpu")),
    "empty": (RuntimeError, "there is no device ''", lambda m: m.device("")),
    "no number": (RuntimeError, "'cuda:x'", lambda m: m.device("cuda:x")),
    "negative": (RuntimeError, "'cuda:-1'", lambda m: m.device("cuda:-1")),
    "without its number": (RuntimeError, "'cuda:'", lambda m: m.device("cuda:")),
    "negative index": (RuntimeError, "-2", lambda m: m.device("cuda", -2)),
    "two numbers": (RuntimeError, "'cuda:0' and 1", lambda m: m.device("cuda:0", 1)),
    "a float": (TypeError, "3.5", lambda m: m.zeros(2, device=3.5)),
    "a list": (TypeError, r"\[\]", lambda m: m.device([])),
    "of zeros": (RuntimeError, "there is no device 'gpu'", lambda m: m.zeros(2, device="gpu")),
    "of data": (RuntimeError, "there is no device 'gpu'", lambda m: m.tensor([1], device="gpu")),
    "of random numbers": (RuntimeError, "there is no device 'gpu'", lambda m: m.rand(2, device="gpu")),
    "of a generator": (RuntimeError, "there is no device 'gpu'", lambda m: m.Generator(device="gpu")),
    "to": (RuntimeError, "there is no device 'gpu'", lambda m: m.zeros(2).to("gpu")),
    "of a module": (RuntimeError, "there is no device 'gpu'", lambda m: m.nn.Linear(2, 2).to("gpu")),
    "not usable": (RuntimeError, "'cpu' or 'cuda'.*'meta'", lambda m: m.zeros(2, device="meta")),
}

WRONG_TYPES = {
    "zeros": (TypeError, "got 'float32'", lambda m: m.zeros(2, dtype="float32")),
    "ones": (TypeError, "numpy.float32", lambda m: m.ones(2, dtype=np.float32)),
    "full": (TypeError, "dtype", lambda m: m.full((2,), 1, dtype=np.dtype("f4"))),
    "tensor": (TypeError, "got 'x'", lambda m: m.tensor([1.0], dtype="x")),
    "as_tensor": (TypeError, "got 'x'", lambda m: m.as_tensor([1.0], dtype="x")),
    "as_tensor of an array": (TypeError, "got 'x'", lambda m: m.as_tensor(np.ones(2), dtype="x")),
    "arange": (TypeError, "got 'x'", lambda m: m.arange(3, dtype="x")),
    "eye": (TypeError, "got 'x'", lambda m: m.eye(3, dtype="x")),
    "linspace": (TypeError, "got 'x'", lambda m: m.linspace(0, 1, 3, dtype="x")),
    "rand": (TypeError, "got 'x'", lambda m: m.rand(3, dtype="x")),
    "randn": (TypeError, "got 'x'", lambda m: m.randn(3, dtype="x")),
    "randint": (TypeError, "got 'x'", lambda m: m.randint(3, (2,), dtype="x")),
    "randperm": (TypeError, "got 'x'", lambda m: m.randperm(3, dtype="x")),
    "like": (TypeError, "got 'x'", lambda m: m.zeros_like(m.ones(2), dtype="x")),
    "rand_like": (TypeError, "got 'x'", lambda m: m.rand_like(m.ones(2), dtype="x")),
    "new": (TypeError, "got 'x'", lambda m: m.ones(2).new_zeros(2, dtype="x")),
    "sum": (TypeError, "got 'f'", lambda m: m.ones(2).sum(dtype="f")),
    "to": (TypeError, "got 'x'", lambda m: m.ones(2).to(dtype="x")),
    "strings": (TypeError, "<U1", lambda m: m.from_numpy(np.array(["a"]))),
    "objects": (TypeError, "object", lambda m: m.from_numpy(np.array([None]))),
    "dates": (TypeError, "datetime64", lambda m: m.tensor(np.array(["2020-01-01"], dtype="M8[D]"))),
    "matmul": (TypeError, "'other'.* must be Tensor", lambda m: m.matmul(m.ones(2, 2), np.ones((2, 2)))),
    "matmul of an array": (TypeError, "'input'.* must be Tensor", lambda m: m.matmul(np.ones((2, 2)), m.ones(2, 2))),
    "matmul with a number": (TypeError, "must be Tensor, not int", lambda m: m.ones(2, 2) @ 2),
    "mm": (TypeError, "must be Tensor, not", lambda m: m.mm(m.ones(2, 2), np.ones((2, 2)))),
    "bmm": (TypeError, "must be Tensor, not", lambda m: m.bmm(m.ones(1, 2, 2), np.ones((1, 2, 2)))),
    "linear": (TypeError, "'weight'.* must be Tensor", lambda m: m.nn.functional.linear(m.ones(2), np.ones((2, 2)))),
    "a layer": (TypeError, "'input'.* must be Tensor", lambda m: m.nn.Linear(2, 2)(np.ones((1, 2)))),
    "records": (TypeError, "f4", lambda m: m.from_numpy(np.zeros(2, dtype="f4,i4"))),
    "long doubles": (TypeError, "cannot hold", lambda m: m.from_numpy(np.zeros(2, np.longdouble))),
    "a list": (TypeError, "NumPy array, got list", lambda m: m.from_numpy([1, 2])),
    "an operand": (TypeError, "a number or a tensor, got 'a'", lambda m: m.ones(2) + "a"),
    "products": (RuntimeError, "int64.*float32", lambda m: m.ones(2, 2, dtype=m.int64) @ m.ones(2, 2)),
    "numbers of rows": (RuntimeError, "float32", lambda m: m.nn.functional.embedding(m.ones(2), m.ones(3, 2))),
    "classes": (RuntimeError, "float32", lambda m: m.nn.functional.cross_entropy(m.ones(2, 3), m.ones(2))),
    "bits of floats": (RuntimeError, "float32", lambda m: m.ones(2) & m.ones(2)),
    "an index": (IndexError, "float32", lambda m: m.ones(2)[m.ones(1)]),
    "mean of integers": (RuntimeError, "int64", lambda m: m.ones(2, dtype=m.int64).mean()),
    "gradients of integers": (RuntimeError, "int64", lambda m: m.ones(2, dtype=m.int64, requires_grad=True)),
    "in place": (RuntimeError, "float32.*int64", lambda m: m.ones(2, dtype=m.int64).add_(m.ones(2))),
}

TOO_LARGE = {
    "empty": lambda m: m.empty(WIDE),
    "zeros": lambda m: m.zeros(1 << 30, 1 << 30),
    "more than can be counted": lambda m: m.empty(1 << 40, 1 << 40),
    "arange": lambda m: m.arange(WIDE),
    "linspace": lambda m: m.linspace(0, 1, WIDE),
    "eye": lambda m: m.eye(1 << 23),
    "rand": lambda m: m.rand(WIDE),
    "randn": lambda m: m.randn(WIDE),
    "randint": lambda m: m.randint(2, (WIDE,)),
    "a copy": lambda m: m.zeros(1).expand(WIDE).clone(),
    "a sum": lambda m: m.zeros(1).expand(WIDE) + 1,
    "a recorded product": lambda m: m.zeros(1, requires_grad=True).expand(WIDE) * 2,
    "joined": lambda m: m.cat([m.zeros(1).expand(WIDE)] * 2),
    "a matrix product": lambda m: m.zeros(1, 1).expand(1 << 23, 1) @ m.zeros(1, 1).expand(1, 1 << 23),
    "indices": lambda m: m.zeros(1).expand(WIDE).argsort(),
}


@pytest.mark.parametrize(("error", "message", "wrong"), [*WRONG_DEVICES.values()], ids=WRONG_DEVICES)
def test_a_device_that_is_not_there(error, message, wrong):
    with pytest.raises(error, match=message) as raised:
        wrong(mt)
    assert isinstance(raised.value, mt.MiniTorchError)


@pytest.mark.parametrize(("error", "message", "wrong"), [*WRONG_TYPES.values()], ids=WRONG_TYPES)
def test_an_element_type_that_does_not_fit(error, message, wrong):
    with pytest.raises(error, match=message) as raised:
        wrong(mt)
    assert isinstance(raised.value, mt.MiniTorchError)


@pytest.mark.parametrize("wrong", TOO_LARGE.values(), ids=TOO_LARGE)
def test_more_memory_than_there_is_raises_and_work_goes_on(wrong):
    with pytest.raises(RuntimeError, match="out of memory") as raised:
        wrong(mt)
    assert isinstance(raised.value, mt.cuda.OutOfMemoryError)
    assert (mt.ones(1000, 100) + 1).sum() == 200_000
    assert mt.is_grad_enabled()


def test_pythons_own_types_stand_for_the_wide_ones():
    pairs = {float: mt.float64, int: mt.int64, bool: mt.bool, complex: mt.complex128}
    for python, dtype in pairs.items():
        assert mt.zeros(2, dtype=python).dtype is dtype
        assert mt.tensor([1], dtype=python).dtype is mt.arange(2).to(dtype=python).dtype is dtype
