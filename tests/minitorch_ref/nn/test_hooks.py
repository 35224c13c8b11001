"""Hooks run in order, see what passes, change it, and can be taken away."""

import pytest

import minitorch_ref as mt
from minitorch_ref import nn


def double():
    """A layer that returns 2 x."""
    layer = nn.Linear(1, 1, bias=False)
    nn.init.constant_(layer.weight, 2)
    return layer


def test_forward_hooks_see_and_change():
    layer, seen = double(), []
    layer.register_forward_pre_hook(lambda module, args: (args[0] + 1,))
    first = layer.register_forward_hook(lambda module, args, output: seen.append((args[0].item(), output.item())))
    layer.register_forward_hook(lambda module, args, output: output * 10)
    layer.register_forward_hook(lambda module, args, output: seen.append("before"), prepend=True)
    assert layer(mt.tensor([3.0])).item() == 80
    assert seen == ["before", (4.0, 8.0)]
    first.remove()
    first.remove()
    layer(mt.tensor([3.0]))
    assert seen == ["before", (4.0, 8.0), "before"]


def test_hooks_may_see_keywords_and_run_when_forward_fails():
    class Scaled(nn.Module):
        def forward(self, x, factor=1):
            return x * factor if factor else 1 / 0

    layer, seen = Scaled(), []
    layer.register_forward_pre_hook(lambda module, args, kwargs: (args, {"factor": 5}), with_kwargs=True)
    assert layer(2, factor=3) == 10
    layer = Scaled()
    layer.register_forward_hook(
        lambda module, args, kwargs, output: seen.append((kwargs, output)), with_kwargs=True, always_call=True
    )
    with pytest.raises(ZeroDivisionError):
        layer(2, factor=0)
    assert seen == [({"factor": 0}, None)]


def test_backward_hooks_see_and_change_gradients():
    layer, seen = double(), []
    x = mt.tensor([3.0], requires_grad=True)
    layer.register_full_backward_pre_hook(lambda module, grads: (grads[0] * 3,))
    with layer.register_full_backward_hook(lambda module, inputs, outputs: (inputs[0] + 1,)):
        layer.register_full_backward_hook(lambda module, inputs, outputs: seen.append((inputs, outputs)))
        layer(x).backward()
    ((grad_input,), (grad_output,)) = seen[0]
    assert grad_output.item() == 3
    assert grad_input.item() == 7
    assert x.grad.item() == 7
    assert layer.weight.grad.item() == 9


def test_backward_hooks_run_also_if_no_input_has_a_gradient():
    layer, seen = double(), []
    layer.register_full_backward_hook(lambda module, inputs, outputs: seen.append((inputs, outputs[0].item())))
    layer(mt.tensor([3.0])).backward()
    assert seen == [((None,), 1.0)]
