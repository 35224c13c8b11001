"""Hooks on tensors, leaves and nodes; retain_grad; anomalies; saved tensors."""

import pytest

import minitorch_ref as mt
from minitorch_ref.autograd import saved_tensors_hooks
from minitorch_ref.utils.checkpoint import checkpoint, checkpoint_sequential


def test_a_hook_sees_and_replaces_a_gradient():
    x = mt.ones(2, requires_grad=True)
    seen = []
    y = x * 3
    handle = y.register_hook(lambda gradient: seen.append(gradient.tolist()))
    y.register_hook(lambda gradient: gradient * 2)
    y.sum().backward(retain_graph=True)
    assert seen == [[1, 1]]
    assert x.grad.tolist() == [6, 6]
    handle.remove()
    y.sum().backward()
    assert len(seen) == 1


def test_a_hook_on_a_leaf_sees_the_whole_gradient_once():
    x = mt.ones(1, requires_grad=True)
    seen = []
    with x.register_hook(lambda gradient: seen.append(gradient.item())):
        (x * 2 + x * 3).backward()
    (x * 2).backward()
    assert seen == [5]


def test_a_hook_after_accumulation():
    x = mt.ones(1, requires_grad=True)
    seen = []
    x.register_post_accumulate_grad_hook(lambda tensor: seen.append(tensor.grad.item()))
    (x * 2).backward()
    (x * 2).backward()
    assert seen == [2, 4]
    for wrong in (lambda: (x * 2).register_post_accumulate_grad_hook(print), lambda: mt.ones(1).register_hook(print)):
        with pytest.raises(RuntimeError):
            wrong()


def test_retained_gradients():
    x = mt.ones(2, requires_grad=True)
    y = x * 2
    y.retain_grad()
    (y * 3).sum().backward()
    assert y.retains_grad
    assert not x.retains_grad
    assert y.grad.tolist() == [3, 3]
    with pytest.raises(RuntimeError):
        mt.ones(1).retain_grad()


def test_hooks_on_nodes():
    x = mt.ones(1, requires_grad=True)
    y = x * 2
    y.grad_fn.register_prehook(lambda grad_outputs: (grad_outputs[0] * 10,))
    y.grad_fn.register_hook(lambda grad_inputs, grad_outputs: (grad_inputs[0] + grad_outputs[0], None))
    y.backward()
    assert x.grad.item() == 10 * 2 + 10


def test_an_anomaly_names_the_operation_and_where_it_was_called():
    x = mt.zeros(1, requires_grad=True)
    with mt.autograd.detect_anomaly():
        y = (x * 0).sqrt() * 0
        with pytest.raises(RuntimeError, match=r"SqrtBackward0.*nan[\s\S]*test_hooks.py"):
            y.backward()
    assert not (x * 1).grad_fn.traceback


def test_saved_tensors_pass_through_hooks():
    x = mt.tensor([2.0], requires_grad=True)
    kept = []
    with saved_tensors_hooks(lambda tensor: kept.append(tensor) or len(kept) - 1, lambda number: kept[number]):
        y = (x * x).exp()
    (first,) = mt.autograd.grad(y, x, create_graph=True)
    assert len(kept) == 3
    assert first.item() == pytest.approx(4 * y.item())
    (second,) = mt.autograd.grad(first, x)
    assert second.item() == pytest.approx((2 + 16) * y.item(), rel=1e-5)


def test_a_checkpoint_changes_memory_not_gradients():
    mt.manual_seed(0)
    x, w = mt.randn(2, 3, requires_grad=True), mt.randn(3, 3, requires_grad=True)
    calls = []

    def layer(a):
        calls.append(1)
        return ((a @ w).tanh() @ w) * mt.rand(2, 3)

    results = []
    for run in (layer, lambda a: checkpoint(layer, a, use_reentrant=False)):
        mt.manual_seed(1)
        results.append([gradient.tolist() for gradient in mt.autograd.grad(run(x).sum(), [x, w])])
    assert results[0] == results[1]
    assert len(calls) == 3


def test_checkpoints_in_a_row():
    x = mt.ones(2, requires_grad=True)
    y = checkpoint_sequential([lambda a: a * 2, mt.exp, mt.sin, lambda a: a * a], 2, x)
    z = ((x * 2).exp().sin()) ** 2
    assert y.tolist() == z.tolist()
    assert mt.autograd.grad(y.sum(), x)[0].tolist() == mt.autograd.grad(z.sum(), x)[0].tolist()
