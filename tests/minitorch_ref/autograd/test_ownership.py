"""Whose memory a gradient is: backward may write into what it made itself, and into nothing else."""

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref.autograd import Function


def leaf(*values):
    return mt.tensor(list(values) or [1.0, 2.0, 3.0], requires_grad=True)


def test_a_tensor_used_many_times_gets_the_sum():
    x = leaf()
    y = x
    for _ in range(5):
        y = y + x
    y.backward(mt.tensor([1.0, 10.0, 100.0]))
    assert x.grad.tolist() == [6, 60, 600]


def test_the_gradient_that_was_given_is_not_written_to():
    x, given = leaf(), mt.ones(3)
    y = x + x + x + x
    y.backward(given, retain_graph=True)
    y.backward(given)
    assert given.tolist() == [1, 1, 1]
    assert x.grad.tolist() == [8, 8, 8]
    x.grad.zero_()
    assert given.tolist() == [1, 1, 1]


def test_both_inputs_of_an_addition_have_gradients_of_their_own():
    x, y = leaf(), leaf()
    (x + y).sum().backward()
    x.grad.add_(5)
    assert y.grad.tolist() == [1, 1, 1]
    ((x + y) + (x + y)).sum().backward()
    assert y.grad.tolist() == [3, 3, 3]
    assert x.grad.tolist() == [8, 8, 8]


def test_a_rule_that_returns_one_tensor_twice_and_keeps_it():
    kept = []

    class Twice(Function):
        @staticmethod
        def forward(ctx, x, y):
            return x + y

        @staticmethod
        def backward(ctx, grad_output):
            kept.append(grad_output * 2)
            return kept[-1], kept[-1]

    x, y = leaf(), leaf()
    z = Twice.apply(x, y) + Twice.apply(x, x)
    (z + x).sum().backward()
    assert [grad.tolist() for grad in kept] == [[2, 2, 2], [2, 2, 2]]
    assert (x.grad.tolist(), y.grad.tolist()) == ([7, 7, 7], [2, 2, 2])
    x.grad.zero_()
    y.grad.zero_()
    assert [grad.tolist() for grad in kept] == [[2, 2, 2], [2, 2, 2]]


@pytest.mark.parametrize("keep", [lambda g: g, lambda g: g.view(3), lambda g: g.numpy(), lambda g: g.detach()])
def test_what_a_hook_has_kept_stays_as_it_was(keep):
    x, kept = leaf(), []
    y = x * 2
    y.register_hook(lambda grad: kept.append(keep(grad)))
    x.register_hook(lambda grad: kept.append(keep(grad)))
    for _ in range(2):
        (y + y + y).sum().backward(retain_graph=True)
    x.grad.zero_()
    assert [list(map(float, grad)) for grad in kept] == [[3, 3, 3], [6, 6, 6]] * 2


def test_what_a_hook_returns_is_not_written_to():
    x, mine = leaf(), mt.full((3,), 7.0)
    x.register_hook(lambda grad: mine)
    for _ in range(3):
        (x * 2 + x).sum().backward()
    assert mine.tolist() == [7, 7, 7]
    assert x.grad.tolist() == [21, 21, 21]


def test_retained_gradients_are_nobody_elses():
    x = leaf()
    y = x * 1
    y.retain_grad()
    (y + y + y).sum().backward()
    y.grad.mul_(10)
    assert x.grad.tolist() == [3, 3, 3]
    x.grad.zero_()
    assert y.grad.tolist() == [30, 30, 30]


def test_gradients_of_views_are_no_views_of_one_another():
    x = mt.ones(2, 3, requires_grad=True)
    y = mt.ones(3, 2, requires_grad=True)
    z = mt.ones(6, requires_grad=True)
    (x.view(6) + y.view(6) + z).sum().backward()
    (x.t() + y).sum().backward()
    x.grad.zero_()
    assert (y.grad.sum().item(), z.grad.sum().item()) == (12, 6)
    z.grad.fill_(9)
    assert y.grad.sum().item() == 12
    assert x.grad.is_contiguous()


def test_an_expanded_gradient_becomes_one_that_can_be_written_to():
    x = mt.ones(2, 3, requires_grad=True)
    x.sum().backward()
    x.grad[0, 0] = 5
    assert x.grad.tolist() == [[5, 1, 1], [1, 1, 1]]


def test_a_gradient_that_the_user_kept_grows_with_the_next_pass_as_in_pytorch():
    x = leaf()
    (x * 2).sum().backward()
    kept, copied = x.grad, x.grad.clone()
    (x * 2).sum().backward()
    assert kept is x.grad
    assert kept.tolist() == [4, 4, 4]
    assert copied.tolist() == [2, 2, 2]


def test_after_setting_it_to_none_the_old_gradient_is_left_alone():
    x = leaf()
    (x * 2).sum().backward()
    kept, x.grad = x.grad, None
    (x * 3).sum().backward()
    assert kept.tolist() == [2, 2, 2]
    assert x.grad.tolist() == [3, 3, 3]


def test_recorded_sums_are_new_tensors():
    x = leaf()
    y = (x * x * x).sum()
    (first,) = mt.autograd.grad(y, x, create_graph=True)
    before = first.tolist()
    (second,) = mt.autograd.grad(first.sum(), x, create_graph=True)
    second.sum().backward()
    assert first.tolist() == before == [3, 12, 27]
    assert second.tolist() == [6, 12, 18]
    assert x.grad.tolist() == [6, 6, 6]


def test_gradients_asked_for_are_not_changed_by_later_passes():
    x = leaf()
    y = x + x + x
    z = y * y
    both = mt.autograd.grad(z.sum(), [y, x], retain_graph=True)
    values = [grad.tolist() for grad in both]
    z.sum().backward()
    x.grad.zero_()
    assert [grad.tolist() for grad in both] == values == [[6, 12, 18], [18, 36, 54]]


def test_one_tensor_as_the_start_of_two_outputs():
    x, start = leaf(), mt.ones(3)
    a, b = x * 2, x * 3
    mt.autograd.backward([a, b, a], [start, start, start])
    assert start.tolist() == [1, 1, 1]
    assert x.grad.tolist() == [7, 7, 7]


def test_saved_tensors_are_not_gradients_memory():
    x = leaf()
    y = x.exp()
    saved = y.detach()
    before = saved.tolist()
    (y + y + y * y).sum().backward()
    x.grad.zero_()
    assert saved.tolist() == before


def test_only_the_nodes_that_ran_forget_what_they_saved():
    x = leaf()
    y = x * x
    z = y * y
    mt.autograd.grad(z.sum(), y)
    mt.autograd.grad(y.sum(), x)
    with pytest.raises(RuntimeError, match="second time"):
        mt.autograd.grad(y.sum(), x)


class Seen(Function):
    """Doubles; notes where in memory its gradient is, and may keep something of it."""

    @staticmethod
    def forward(ctx, x, keep, kept):
        ctx.keep, ctx.kept = keep, kept
        return x * 2

    @staticmethod
    def backward(ctx, grad_output):
        grad = grad_output * 2
        ctx.kept.append((grad.data_ptr(), ctx.keep(grad)))
        return grad, None, None


@pytest.mark.parametrize("size", [3, 100_000])
def test_a_leaf_takes_over_a_gradient_that_nobody_else_can_see(size):
    x, kept = mt.ones(size, requires_grad=True), []
    Seen.apply(x, lambda grad: None, kept).sum().backward()
    assert x.grad.data_ptr() == kept[0][0]
    assert (x.grad == 2).all()
    Seen.apply(x, lambda grad: grad.numpy().sum(), kept).sum().backward()
    assert (x.grad == 4).all()
    assert x.grad.requires_grad is False


KEEPERS = {
    "tensor": lambda g: g,
    "view": lambda g: g.view(-1),
    "slice": lambda g: g[1:],
    "detached": lambda g: g.detach(),
    "data": lambda g: g.data,
    "strided": lambda g: g.strided,
    "storage": lambda g: g.storage(),
    "array": lambda g: g.numpy(),
    "part of the array": lambda g: g.numpy()[1:][::2],
    "its own array": lambda g: g.strided.array(),
    "flat memory": lambda g: g.storage().data,
    "capsule": lambda g: g.__dlpack__(),
    "another tensor": lambda g: mt.from_numpy(g.numpy()),
}


@pytest.mark.parametrize("size", [3, 100_000])
@pytest.mark.parametrize("keep", KEEPERS.values(), ids=KEEPERS)
def test_a_leaf_copies_a_gradient_that_somebody_can_see(keep, size):
    x, kept = mt.ones(size, requires_grad=True), []
    Seen.apply(x, keep, kept).sum().backward()
    assert x.grad.data_ptr() != kept[0][0]
    assert (x.grad == 2).all()


@pytest.mark.parametrize("wrap", [memoryview, lambda memory: np.frombuffer(memory, np.float32)])
def test_a_leaf_copies_a_gradient_in_memory_of_another_maker(wrap):
    class Foreign(Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, grad_output):
            return mt.from_numpy(np.frombuffer(wrap(memory), np.float32)[1:])

    memory = bytearray(np.arange(4, dtype=np.float32).tobytes())
    x = leaf()
    Foreign.apply(x).sum().backward()
    x.grad.zero_()
    assert np.frombuffer(memory, np.float32).tolist() == [0, 1, 2, 3]


def test_a_leaf_never_keeps_a_gradient_that_requires_one():
    class Odd(Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, grad_output):
            return mt.ones(3, requires_grad=True)

    x = leaf()
    Odd.apply(x).sum().backward()
    assert not x.grad.requires_grad
    assert x.grad.tolist() == [1, 1, 1]


def test_a_leaf_laid_out_otherwise_keeps_its_own_layout():
    x = mt.ones(3, 4).t().requires_grad_()
    (x * 2).sum().backward()
    assert x.grad.stride() == x.stride()
    assert (x.grad == 2).all()


def test_large_and_small_gradients_add_up_alike():
    for size in (3, 100_000):
        x = mt.ones(size, requires_grad=True)
        y = x * 1
        (y + y * 2 + y * 3 + y * 4).sum().backward()
        assert (x.grad == 10).all()
