"""bfloat16 and complex numbers through storage, operations, printing and conversion."""

import numpy as np
import pytest

import minitorch_ref as mt


def test_bfloat16_keeps_eight_bits_of_a_number(backend):
    x = mt.tensor([1.0, 1.001, 1.01], dtype=mt.bfloat16)
    assert x.tolist() == [1.0, 1.0, 1.0078125]
    assert x.element_size() == 2
    assert repr(x) == "tensor([1.0000, 1.0000, 1.0078], dtype=torch.bfloat16)"
    assert (x + 1).dtype is x.exp().dtype is x.sum().dtype is (x @ x).dtype is mt.bfloat16
    assert (x + mt.ones(3)).dtype is mt.float32
    assert x.float().dtype is mt.float32
    assert x.argmax().item() == 2
    assert x.sort(descending=True).indices.tolist() == [2, 0, 1]


def test_gradients_reach_bfloat16_leaves():
    x = mt.tensor([1.0, 2.0], dtype=mt.bfloat16, requires_grad=True)
    (x.float() ** 2).sum().backward()
    assert x.grad.dtype is mt.bfloat16
    assert x.grad.tolist() == [2.0, 4.0]


def test_complex_numbers_come_from_python_and_numpy(backend):
    z = mt.tensor([1 + 2j, 3])
    assert z.dtype is mt.complex64
    assert z.is_complex()
    assert not z.is_floating_point()
    assert mt.from_numpy(np.array([1j])).dtype is mt.complex128
    assert z.tolist() == [1 + 2j, 3 + 0j]
    assert z[0].item() == 1 + 2j
    assert complex(z[0]) == 1 + 2j
    assert (z * 2j).tolist() == [-4 + 2j, 6j]
    assert (mt.ones(2, dtype=mt.float64) * 1j).dtype is mt.complex128


def test_parts_of_complex_numbers_are_views():
    z = mt.zeros(2, dtype=mt.complex64)
    z.real.fill_(3)
    z.imag.copy_(mt.tensor([1.0, -1.0]))
    assert z.tolist() == [3 + 1j, 3 - 1j]
    mt.view_as_real(z)[0, 0] = 7
    assert z[0].item() == 7 + 1j


def test_complex_numbers_lose_their_imaginary_part_where_asked(backend):
    z = mt.tensor([1.5 + 2j])
    assert z.float().tolist() == [1.5]
    assert z.long().tolist() == [1]
    assert mt.tensor([0j, 1j]).bool().tolist() == [False, True]


def test_complex_numbers_have_no_order(backend):
    z = mt.tensor([1j, 1.0])
    for wrong in (lambda: z < z, z.max, z.sort, z.floor, lambda: z.clamp(0), lambda: mt.maximum(z, z), z.relu):
        with pytest.raises(RuntimeError, match="complex"):
            wrong()


def test_limits_of_types():
    assert mt.finfo(mt.float32).eps == np.finfo(np.float32).eps
    assert mt.finfo(mt.bfloat16).eps == 0.0078125
    assert mt.finfo(mt.complex128).max == np.finfo(np.float64).max
    assert mt.iinfo(mt.int8).min == -128
    assert mt.get_default_dtype() is mt.float32
