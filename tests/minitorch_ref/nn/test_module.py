"""Module: what is registered, what is found, what is converted, printed and refused."""

import copy
import pickle

import pytest

import minitorch_ref as mt
from minitorch_ref import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(3, 4)
        self.second = nn.Linear(4, 2, bias=False)
        self.second_again = self.second
        self.register_buffer("mean", mt.zeros(3))
        self.register_buffer("scratch", mt.zeros(3), persistent=False)
        self.scale = nn.Parameter(mt.ones(1))

    def forward(self, x):
        return self.second(self.first(x - self.mean).relu()) * self.scale


def test_what_is_assigned_is_registered_by_its_kind():
    net = Net()
    names = ["scale", "first.weight", "first.bias", "second.weight"]
    assert [name for name, _ in net.named_parameters()] == names
    assert len(list(net.named_parameters(remove_duplicate=False))) == 5
    assert [name for name, _ in net.named_parameters("net", recurse=False)] == ["net.scale"]
    assert [name for name, _ in net.named_buffers()] == ["mean", "scratch"]
    assert [name for name, _ in net.named_modules()] == ["", "first", "second"]
    assert list(net.children()) == [net.first, net.second]
    assert net.get_parameter("first.bias") is net.first.bias
    assert net.get_buffer("mean") is net.mean
    assert "first" in dir(net)


def test_a_name_holds_one_thing_at_a_time():
    net = Net()
    net.scale = None
    assert net.scale is None
    assert len(list(net.parameters())) == 3
    with pytest.raises(TypeError, match="must be a Parameter or None, got Tensor"):
        net.scale = mt.ones(1)
    net.first = nn.Identity()
    assert len(list(net.parameters())) == 1
    del net.mean
    assert not hasattr(net, "mean")
    net.mean = 3
    net.mean = nn.Parameter(mt.ones(2))
    assert net.get_parameter("mean").tolist() == [1, 1]
    net.kept = nn.Buffer(mt.ones(2), persistent=False)
    assert "kept" in dict(net.named_buffers())
    assert "kept" not in net.state_dict()


def test_forgetting_super_init_is_said():
    class Forgetful(nn.Module):
        def __init__(self):
            self.layer = nn.Linear(1, 1)

    with pytest.raises(AttributeError, match=r"call super\(\).__init__\(\) before assigning 'layer'"):
        Forgetful()


def test_names_that_cannot_be_registered_are_refused():
    net = Net()
    for name in ("", "a.b", "forward"):
        with pytest.raises(KeyError):
            net.register_buffer(name, None)
    with pytest.raises(TypeError):
        net.register_parameter("weight", mt.ones(1))
    with pytest.raises(AttributeError, match="'Net' object has no attribute 'third'"):
        _ = net.third
    with pytest.raises(AttributeError, match="has no submodule 'third'"):
        net.get_submodule("first.third")
    with pytest.raises(NotImplementedError, match="Module has no forward method"):
        nn.Module()(1)


def test_modes_reach_every_module():
    net = Net().eval()
    assert not any(module.training for module in net.modules())
    assert all(module.training for module in net.train().modules())
    assert not any(parameter.requires_grad for parameter in net.requires_grad_(False).parameters())


def test_apply_visits_children_first():
    seen = []
    net = Net()
    assert net.apply(lambda module: seen.append(type(module).__name__)) is net
    assert seen == ["Linear", "Linear", "Net"]


def test_conversion_keeps_the_parameters_themselves():
    net = Net()
    weight = net.first.weight
    net(mt.ones(3)).sum().backward()
    ways = (net.double, lambda: net.to(mt.float64), lambda: net.to(mt.zeros(1, dtype=mt.float64)))
    for convert in ways:
        assert convert() is net
        assert net.first.weight is weight
        assert weight.dtype is weight.grad.dtype is net.mean.dtype is mt.float64
        net.float()
    assert net.half().first.weight.dtype is mt.float16
    net.register_buffer("count", mt.tensor(3))
    assert net.to("cpu", dtype=mt.float32).count.dtype is mt.int64


def test_gradients_are_forgotten_or_zeroed():
    net = Net()
    net(mt.ones(2, 3)).sum().backward()
    net.zero_grad(set_to_none=False)
    assert net.first.weight.grad.abs().sum().item() == 0
    net.zero_grad()
    assert net.first.weight.grad is None


def test_a_copy_and_a_pickle_are_independent():
    net = Net()
    for other in (copy.deepcopy(net), pickle.loads(pickle.dumps(net))):
        assert other.first.weight.tolist() == net.first.weight.tolist()
        assert other.second is other.second_again
        assert isinstance(other.scale, nn.Parameter)
        with mt.no_grad():
            other.scale.fill_(7)
        assert net.scale.item() == 1


def test_the_printed_tree_shows_what_is_inside():
    class Wrapper(nn.Module):
        def __init__(self):
            super().__init__()
            self.block = nn.Sequential(nn.Linear(1, 2), nn.ReLU())
            self.repeated = nn.ModuleList(nn.Linear(2, 2) for _ in range(3))
            self.nothing = None

        def extra_repr(self):
            return "a=1\nb=2"

    assert repr(nn.Module()) == "Module()"
    assert repr(Wrapper()) == (
        "Wrapper(\n"
        "  a=1\n"
        "  b=2\n"
        "  (block): Sequential(\n"
        "    (0): Linear(in_features=1, out_features=2, bias=True)\n"
        "    (1): ReLU()\n"
        "  )\n"
        "  (repeated): ModuleList(\n"
        "    (0-2): 3 x Linear(in_features=2, out_features=2, bias=True)\n"
        "  )\n"
        ")"
    )
    assert repr(nn.Parameter(mt.ones(2))) == "Parameter containing:\ntensor([1., 1.], requires_grad=True)"


def test_a_parameter_is_a_leaf_and_its_results_are_tensors():
    weight = nn.Parameter(mt.ones(2, 2))
    assert weight.requires_grad
    assert weight.is_leaf
    for result in (weight + 1, weight[0], weight.t(), weight.detach(), weight.clone()):
        assert type(result) is mt.Tensor
    assert not nn.Parameter(mt.ones(1), requires_grad=False).requires_grad


def test_a_parameter_shares_the_storage_and_the_layout_and_has_no_past():
    base = mt.ones(2, 3, requires_grad=True)
    made = nn.Parameter((2 * base).t())
    assert made.is_leaf
    assert made.stride() == (1, 3)
    made.sum().backward()
    assert base.grad is None
    assert nn.Parameter().shape == (0,)
    with pytest.raises(RuntimeError):
        nn.Parameter(mt.tensor([1]))


def test_assigning_again_keeps_the_order_of_names():
    net = Net()
    net.first = nn.Linear(1, 1)
    net.third = nn.Identity()
    net.second = nn.Identity()
    assert [name for name, _ in net.named_modules()] == ["", "first", "second", "second_again", "third"]
    with pytest.raises(TypeError, match="must be a Module or None, got int"):
        net.third = 3
    with pytest.raises(TypeError, match="must be a Tensor or None, got int"):
        net.mean = 3
    net.mean = None
    assert net.mean is None
