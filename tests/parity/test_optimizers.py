"""Every optimizer beside PyTorch's: the same gradients give the same parameters and the same state."""

import copy

import pytest

import minitorch_ref as mt
from minitorch_ref import optim

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.parity

SETTINGS = {
    "SGD": [
        {"lr": 0.1},
        {"lr": 0.1, "momentum": 0.9},
        {"lr": 0.1, "momentum": 0.9, "dampening": 0.3, "weight_decay": 0.01},
        {"lr": 0.1, "momentum": 0.8, "nesterov": True, "weight_decay": 0.1},
        {"lr": 0.1, "maximize": True, "weight_decay": 0.1},
    ],
    "Adam": [{}, {"lr": 0.1, "betas": (0.5, 0.9)}, {"lr": 0.1, "weight_decay": 0.1}, {"lr": 0.1, "amsgrad": True},
             {"lr": 0.1, "maximize": True, "eps": 1e-3}, {"weight_decay": 0.1, "decoupled_weight_decay": True}],
    "AdamW": [{}, {"lr": 0.1, "weight_decay": 0.3}, {"lr": 0.1, "amsgrad": True, "maximize": True}],
    "RMSprop": [{}, {"lr": 0.1, "alpha": 0.9}, {"centered": True}, {"momentum": 0.9, "centered": True},
                {"momentum": 0.5, "weight_decay": 0.1, "maximize": True}],
    "Adagrad": [{}, {"lr": 0.1, "lr_decay": 0.1}, {"initial_accumulator_value": 0.5, "weight_decay": 0.1},
                {"maximize": True, "eps": 1e-3}],
}  # fmt: skip
CASES = [(name, settings) for name, several in SETTINGS.items() for settings in several]
STEPS = 25


def leaves(dtype="float32"):
    """Return the same parameters in both frameworks; the last is transposed."""
    torch.manual_seed(0)
    wanted = [torch.randn(3, 4), torch.randn(()), torch.randn(5, 2).t()]
    wanted = [p.to(getattr(torch, dtype)).requires_grad_() for p in wanted]
    own = [mt.from_numpy(p.detach().numpy().copy()).requires_grad_() for p in wanted]
    return own, wanted


def run(own, wanted, optimizers, steps, begin=0):
    """Give both the same gradients; one parameter has none in every third step."""
    for t in range(begin, begin + steps):
        for number, (p, q) in enumerate(zip(own, wanted, strict=True)):
            torch.manual_seed(100 * t + number)
            q.grad = None if (t + number) % 3 == 2 else torch.randn(q.shape).to(q.dtype)
            p.grad = None if q.grad is None else mt.from_numpy(q.grad.numpy().copy())
        for optimizer in optimizers:
            optimizer.step()


def assert_same(own, wanted, **tolerances):
    for p, q in zip(own, wanted, strict=True):
        torch.testing.assert_close(torch.from_numpy(p.detach().numpy()), q.detach(), **tolerances)


def assert_same_state(own, wanted):
    assert own.keys() == wanted.keys()
    for number, kept in own.items():
        assert set(kept) == {name for name, value in wanted[number].items() if value is not None}
        for name, value in kept.items():
            torch.testing.assert_close(torch.from_numpy(value.numpy()), wanted[number][name].detach())


@pytest.mark.parametrize(("name", "settings"), CASES)
def test_25_steps_move_the_parameters_as_in_pytorch(name, settings):
    own, wanted = leaves()
    optimizers = getattr(optim, name)(own, **settings), getattr(torch.optim, name)(wanted, foreach=False, **settings)
    run(own, wanted, optimizers, STEPS)
    assert_same(own, wanted)
    assert_same_state(optimizers[0].state_dict()["state"], optimizers[1].state_dict()["state"])


@pytest.mark.parametrize("name", SETTINGS)
def test_float64_agrees_to_its_own_tolerance(name):
    own, wanted = leaves("float64")
    run(own, wanted, (getattr(optim, name)(own), getattr(torch.optim, name)(wanted)), STEPS)
    assert_same(own, wanted)


@pytest.mark.parametrize("name", SETTINGS)
def test_defaults_and_the_keys_of_groups_are_pytorchs(name):
    own, wanted = leaves()
    group = getattr(optim, name)(own).state_dict()["param_groups"][0]
    theirs = getattr(torch.optim, name)(wanted).state_dict()["param_groups"][0]
    assert group == {key: theirs[key] for key in group}
    left_out = set(theirs) - set(group)
    assert left_out == {"foreach", "capturable", "differentiable", "fused"} & set(theirs)


@pytest.mark.parametrize("name", SETTINGS)
def test_a_state_dict_of_pytorch_is_gone_on_from(name):
    settings = SETTINGS[name][-1]
    own, wanted = leaves()
    theirs = getattr(torch.optim, name)(wanted, **settings)
    run(own, wanted, [theirs], 7)
    for p, q in zip(own, wanted, strict=True):
        with mt.no_grad():
            p.copy_(mt.from_numpy(q.detach().numpy()))
    ours = getattr(optim, name)(own, lr=77.0)
    ours.load_state_dict(translated(theirs.state_dict()))
    run(own, wanted, (ours, theirs), 10, begin=7)
    assert_same(own, wanted)


def translated(value):
    """Return a structure with its torch tensors as ours."""
    if isinstance(value, dict):
        return {name: translated(part) for name, part in value.items()}
    if isinstance(value, list):
        return [translated(part) for part in value]
    return mt.from_numpy(value.detach().numpy().copy()) if isinstance(value, torch.Tensor) else value


@pytest.mark.parametrize("name", SETTINGS)
def test_groups_have_settings_of_their_own_also_when_added_later(name):
    own, wanted = leaves()
    optimizers = []
    for library, params in ((optim, own), (torch.optim, wanted)):
        optimizer = getattr(library, name)([{"params": [params[0]]}, {"params": params[1], "lr": 0.5}], lr=0.01)
        optimizer.add_param_group({"params": [params[2]], "weight_decay": 0.2})
        optimizers.append(optimizer)
    run(own, wanted, optimizers, STEPS)
    assert_same(own, wanted)


def test_settings_changed_between_steps_take_effect():
    own, wanted = leaves()
    optimizers = optim.SGD(own, lr=1.0), torch.optim.SGD(wanted, lr=1.0)
    for t in range(4):
        for optimizer in optimizers:
            optimizer.param_groups[0]["lr"] /= 2
        run(own, wanted, optimizers, 1, begin=t)
    assert_same(own, wanted)


@pytest.mark.parametrize("name", SETTINGS)
def test_the_printed_form_is_pytorchs(name):
    own, wanted = leaves()
    optimizers = [getattr(optim, name)(own, lr=0.25), getattr(torch.optim, name)(wanted, lr=0.25)]
    ours, theirs = (
        [line for line in repr(optimizer).splitlines()
         if line.split(":")[0].strip() not in ("foreach", "capturable", "differentiable", "fused")]
        for optimizer in optimizers
    )  # fmt: skip
    assert ours == theirs


WRONG = [
    ("SGD", [], {}),
    ("SGD", "tensor", {}),
    ("SGD", [1.5], {}),
    ("SGD", "non-leaf", {}),
    ("SGD", "one", {"lr": -1}),
    ("SGD", "one", {"momentum": -0.1}),
    ("SGD", "one", {"nesterov": True}),
    ("SGD", "one", {"nesterov": True, "momentum": 0.9, "dampening": 0.1}),
    ("SGD", "shared", {}),
    ("SGD", "set", {}),
    ("Adam", "one", {"betas": (1.0, 0.9)}),
    ("Adam", "one", {"eps": -1.0}),
    ("AdamW", "one", {"weight_decay": -1.0}),
    ("RMSprop", "one", {"alpha": -1.0}),
    ("Adagrad", "one", {"lr_decay": -1.0}),
]


@pytest.mark.parametrize(("name", "params", "settings"), WRONG)
def test_impossible_arguments_raise_pytorchs_errors(name, params, settings):
    kinds = []
    for framework in (mt, torch):
        p = framework.ones(2).requires_grad_()
        made = {"tensor": p, "non-leaf": [p * 2], "one": [p], "shared": [{"params": [p]}, {"params": [p]}],
                "set": [{"params": {p}}]}.get(params, params) if isinstance(params, str) else params  # fmt: skip
        with pytest.raises((ValueError, TypeError)) as raised:
            getattr(framework.optim if framework is torch else optim, name)(made, **settings)
        kinds.append(raised.type)
    assert issubclass(*kinds)


def test_a_state_of_other_groups_is_refused_as_in_pytorch():
    for library, framework in ((optim, mt), (torch.optim, torch)):
        one, two = ([framework.ones(2).requires_grad_() for _ in range(n)] for n in (1, 2))
        with pytest.raises(ValueError, match="group"):
            library.SGD(one).load_state_dict(library.SGD(two).state_dict())


def test_a_closure_is_called_with_gradients_on():
    results = []
    for library, framework in ((optim, mt), (torch.optim, torch)):
        p = framework.tensor([3.0, -2.0]).requires_grad_()
        optimizer = library.Adam([p], lr=0.3)

        def closure(p=p, optimizer=optimizer):
            optimizer.zero_grad()
            loss = (p * p).sum()
            loss.backward()
            return loss

        with framework.no_grad():
            losses = [optimizer.step(closure).item() for _ in range(20)]
        results.append(losses)
    assert results[0] == pytest.approx(results[1], rel=1e-5)


def test_a_deep_copy_of_an_optimizer_goes_on_alone():
    own, _ = leaves()
    for p in own:
        p.grad = mt.ones_like(p)
    optimizer = optim.SGD(own, lr=0.1, momentum=0.9)
    optimizer.step()
    before = [p.tolist() for p in own]
    copy.deepcopy(optimizer).step()
    assert [p.tolist() for p in own] == before
