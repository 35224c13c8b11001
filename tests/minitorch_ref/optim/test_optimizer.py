"""What all optimizers share: groups, gradients, state, closures, errors."""

import copy

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref import optim

NAMES = ["SGD", "Adam", "AdamW", "RMSprop", "Adagrad"]
SETTINGS = [
    ("SGD", {"momentum": 0.9, "nesterov": True}),
    ("Adam", {"amsgrad": True}),
    ("AdamW", {}),
    ("RMSprop", {"momentum": 0.5, "centered": True}),
    ("Adagrad", {"lr_decay": 0.1}),
]


def leaf(*values):
    return mt.tensor(values).requires_grad_()


def train(params, optimizer, steps):
    for _ in range(steps):
        optimizer.zero_grad()
        for p in params:
            (p**2).sum().backward()
        optimizer.step()


@pytest.mark.parametrize("name", NAMES)
def test_a_bowl_is_walked_down(name):
    p = leaf(3.0, -2.0, 0.5)
    train([p], getattr(optim, name)([p], lr=0.3), 100)
    assert max(map(abs, p.tolist())) < 0.1


@pytest.mark.parametrize("name", NAMES)
def test_maximize_climbs(name):
    p = leaf(3.0, -2.0)
    before = p.tolist()
    train([p], getattr(optim, name)([p], lr=0.1, maximize=True), 2)
    assert all(abs(now) > abs(then) for now, then in zip(p.tolist(), before, strict=True))


@pytest.mark.parametrize("name", NAMES)
def test_parameters_are_changed_in_place_and_stay_leaves(name):
    p = leaf(1.0, 2.0)
    place = p.data_ptr()
    train([p], getattr(optim, name)([p]), 2)
    assert p.data_ptr() == place
    assert p.is_leaf
    assert p.requires_grad


@pytest.mark.parametrize("name", NAMES)
def test_a_parameter_without_a_gradient_stays(name):
    p, q = leaf(1.0), leaf(1.0)
    optimizer = getattr(optim, name)([p, q], lr=0.1)
    train([p], optimizer, 2)
    assert p.item() != 1
    assert q.item() == 1


@pytest.mark.parametrize(("name", "settings"), SETTINGS)
def test_a_state_dict_goes_on_as_if_nothing_had_happened(name, settings):
    params = [leaf(3.0, -2.0), leaf(0.5)]
    optimizer = getattr(optim, name)(params, lr=0.1, **settings)
    train(params, optimizer, 3)
    copies = [p.detach().clone().requires_grad_() for p in params]
    other = getattr(optim, name)(copies, lr=55.0)
    state = copy.deepcopy(optimizer.state_dict())
    other.load_state_dict(state)
    train(params, optimizer, 3)
    train(copies, other, 3)
    assert [p.tolist() for p in copies] == [p.tolist() for p in params]


@pytest.mark.parametrize(("name", "settings"), SETTINGS)
def test_a_loaded_state_is_a_copy(name, settings):
    p, q = leaf(1.0), leaf(1.0)
    optimizer, other = (getattr(optim, name)([x], **settings) for x in (p, q))
    train([p], optimizer, 1)
    other.load_state_dict(optimizer.state_dict())
    before = copy.deepcopy(other.state_dict()["state"])
    train([p], optimizer, 1)
    after = other.state_dict()["state"]
    assert {k: v.tolist() for k, v in after[0].items()} == {k: v.tolist() for k, v in before[0].items()}


def test_a_state_is_brought_to_the_parameters_element_type_but_steps_are_counted_in_float32():
    p, q = leaf(1.0), mt.tensor([1.0], dtype=mt.float64).requires_grad_()
    optimizer, other = optim.Adam([p]), optim.Adam([q])
    train([p], optimizer, 1)
    other.load_state_dict(optimizer.state_dict())
    state = other.state[q]
    assert (state["exp_avg"].dtype, state["step"].dtype) == (mt.float64, mt.float32)


def test_groups_have_settings_of_their_own():
    p, q, r = leaf(1.0), leaf(1.0), leaf(1.0)
    optimizer = optim.SGD([{"params": [p]}, {"params": q, "lr": 0.5}], lr=0.1)
    optimizer.add_param_group({"params": [r], "lr": 1.0})
    train([p, q, r], optimizer, 1)
    assert [x.item() for x in (p, q, r)] == pytest.approx([0.8, 0.0, -1.0])
    assert [group["params"] for group in optimizer.state_dict()["param_groups"]] == [[0], [1], [2]]


def test_a_setting_can_be_changed_between_steps():
    p = leaf(1.0)
    optimizer = optim.SGD([p], lr=0.1)
    optimizer.param_groups[0]["lr"] = 0.25
    train([p], optimizer, 1)
    assert p.item() == pytest.approx(0.5)


def test_zero_grad_forgets_or_zeroes():
    p = leaf(1.0)
    optimizer = optim.SGD([p])
    (p * 3).sum().backward()
    gradient = p.grad
    optimizer.zero_grad(set_to_none=False)
    assert p.grad is not None
    assert gradient.tolist() == [0]
    optimizer.zero_grad()
    assert p.grad is None


def test_the_loss_of_a_closure_is_returned():
    p = leaf(2.0)
    optimizer = optim.SGD([p], lr=0.1)

    def closure():
        optimizer.zero_grad()
        loss = (p**2).sum()
        loss.backward()
        return loss

    with mt.no_grad():
        assert optimizer.step(closure).item() == 4
    assert p.item() == pytest.approx(1.6)
    assert optimizer.step() is None


def test_an_optimizer_of_ones_own_gives_only_its_update():
    class Sign(optim.Optimizer):
        def __init__(self, params, lr):
            super().__init__(params, {"lr": lr})

        def update_parameter(self, p, grad, state, group):
            state["calls"] = state.get("calls", 0) + 1
            p.sub_(grad.sign(), alpha=group["lr"])

    p = leaf(1.0, -3.0)
    optimizer = Sign([p], lr=0.5)
    train([p], optimizer, 2)
    assert p.tolist() == [0.0, -2.0]
    assert optimizer.state[p]["calls"] == 2


def test_an_optimizer_of_ones_own_may_replace_step_as_in_pytorch():
    class Plain(optim.Optimizer):
        def __init__(self, params, lr):
            super().__init__(params, {"lr": lr})

        @mt.no_grad()
        def step(self):
            for group in self.param_groups:
                for p in group["params"]:
                    p.add_(p.grad, alpha=-group["lr"])

    p = leaf(1.0)
    optimizer = Plain([p], lr=0.25)
    schedule = optim.lr_scheduler.StepLR(optimizer, 1)
    train([p], optimizer, 1)
    schedule.step()
    assert p.item() == pytest.approx(0.5)
    assert optimizer.param_groups[0]["lr"] == pytest.approx(0.025)


def test_the_printed_form_lists_the_groups():
    text = repr(optim.SGD([{"params": [leaf(1.0)]}, {"params": [leaf(1.0)], "lr": 0.5}], lr=0.1))
    assert text.startswith("SGD (\nParameter Group 0\n    dampening: 0\n    lr: 0.1\n")
    assert "Parameter Group 1\n    dampening: 0\n    lr: 0.5\n" in text


WRONG = {
    "no parameters": (lambda: optim.SGD([]), ValueError, "empty"),
    "a used-up iterator": (lambda: optim.SGD(iter(())), ValueError, "empty"),
    "a single tensor": (lambda: optim.SGD(leaf(1.0)), TypeError, "single tensor"),
    "a number": (lambda: optim.SGD([1.0]), TypeError, "float"),
    "a set": (lambda: optim.SGD([{"params": {leaf(1.0)}}]), TypeError, "list"),
    "a result": (lambda: optim.SGD([leaf(1.0) * 2]), ValueError, "leaves"),
    "complex numbers": (lambda: optim.SGD([mt.zeros(2, dtype=mt.complex64)]), RuntimeError, "two tensors"),
    "a negative rate": (lambda: optim.Adam([leaf(1.0)], lr=-1), ValueError, "Adam: lr.*-1"),
    "a rate that is no number": (lambda: optim.Adam([leaf(1.0)], lr=float("nan")), ValueError, "lr"),
    "a beta of 1": (lambda: optim.AdamW([leaf(1.0)], betas=(0.9, 1.0)), ValueError, r"AdamW: betas\[1\]"),
    "Nesterov alone": (lambda: optim.SGD([leaf(1.0)], nesterov=True), ValueError, "Nesterov"),
}


@pytest.mark.parametrize(("make", "kind", "message"), WRONG.values(), ids=WRONG)
def test_impossible_arguments_are_refused(make, kind, message):
    with pytest.raises(kind, match=message):
        make()


def test_a_parameter_in_two_groups_is_refused_and_twice_in_one_warns():
    p = leaf(1.0)
    with pytest.raises(ValueError, match="more than one"):
        optim.SGD([{"params": [p]}, {"params": [p]}])
    with pytest.warns(UserWarning, match="twice"):
        optim.SGD([p, p])


def test_a_state_of_other_groups_is_refused():
    one, two = optim.SGD([leaf(1.0)]), optim.SGD([leaf(1.0), leaf(2.0)])
    with pytest.raises(ValueError, match=r"\[1\].*\[2\]"):
        one.load_state_dict(two.state_dict())


def test_parameters_in_half_precision_move():
    for dtype in (mt.float16, mt.bfloat16):
        p = mt.ones(3, dtype=dtype).requires_grad_()
        optimizer = optim.AdamW([p], lr=0.1)
        train([p], optimizer, 3)
        assert p.dtype is dtype
        assert np.isfinite(p.float().tolist()).all()
        assert max(p.float().tolist()) < 1
