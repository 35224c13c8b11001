"""Sequential, ModuleList, ModuleDict, ParameterList and ParameterDict behave like lists and dictionaries."""

from collections import OrderedDict

import pytest

import minitorch_ref as mt
from minitorch_ref import nn


def layers(count):
    return [nn.Linear(size + 1, size + 2) for size in range(count)]


def test_a_sequential_runs_its_modules_in_order():
    net = nn.Sequential(OrderedDict([("up", nn.Linear(1, 2)), ("relu", nn.ReLU())]))
    assert net.up is net[0]
    assert net(mt.ones(3, 1)).shape == (3, 2)
    assert list(net[1:].state_dict()) == []
    assert [name for name, _ in net[:1].named_children()] == ["up"]
    longer = net + nn.Sequential(nn.Tanh())
    assert len(longer) == 3
    longer.append(nn.Identity()).extend([nn.ReLU()]).insert(0, nn.Identity())
    assert [type(layer).__name__ for layer in longer] == ["Identity", "Linear", "ReLU", "Tanh", "Identity", "ReLU"]
    del longer[-1]
    assert type(longer.pop(0)).__name__ == "Identity"
    assert [name for name, _ in longer.named_children()] == ["0", "1", "2", "3"]


def test_a_module_list_is_a_list_of_registered_modules():
    first, second, third = layers(3)
    held = nn.ModuleList([first])
    held += [second]
    held.append(third)
    assert len(list(held.parameters())) == 6
    assert held[-1] is third
    assert second in held
    assert len(held[1:]) == 2
    held[0] = third
    assert held[0] is third
    del held[1]
    assert len(held) == 2
    assert len(held + nn.ModuleList([first])) == 3
    with pytest.raises(IndexError, match="index 5 is out of range for 2 modules"):
        _ = held[5]
    with pytest.raises(TypeError):
        held.append(3)


def test_a_module_dict_is_a_dictionary_of_registered_modules():
    first, second = layers(2)
    held = nn.ModuleDict({"a": first})
    held.update([("b", second)])
    assert list(held) == list(held.keys()) == ["a", "b"]
    assert held["b"] is second
    assert "a" in held
    assert held.pop("a") is first
    assert list(held.values()) == [second]
    assert [name for name, _ in held.items()] == ["b"]
    held.clear()
    assert len(held) == 0
    with pytest.raises(ValueError, match="pairs"):
        held.update([("a", second, 1)])


def test_parameters_are_kept_in_lists_and_dictionaries():
    held = nn.ParameterList([mt.ones(2), nn.Parameter(mt.zeros(3))])
    held += [mt.ones(1)]
    assert [type(value) for value in held] == [nn.Parameter] * 3
    assert held[-1].shape == (1,)
    assert len(held[1:]) == 2
    held[0] = mt.zeros(4)
    assert list(held.state_dict()) == ["0", "1", "2"]
    assert held[0].shape == (4,)
    assert repr(nn.ParameterList([mt.ones(2, 1)])) == (
        "ParameterList(  (0): Parameter containing: [torch.float32 of size 2x1])"
    )
    named = nn.ParameterDict({"a": mt.ones(2)})
    named["b"] = mt.ones(3)
    assert list(named) == ["a", "b"]
    assert isinstance(named["b"], nn.Parameter)
    assert named.pop("a").shape == (2,)
    assert named.get("a") is None
    assert [shape for _, shape in [(key, value.shape) for key, value in named.items()]] == [(3,)]
    assert len(list(named.parameters())) == 1
    with pytest.raises(KeyError):
        _ = named["a"]
