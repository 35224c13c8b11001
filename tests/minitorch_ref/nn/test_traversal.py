"""The walk over registers: names, order, what is shared, what is empty, what is inside itself."""

import minitorch_ref as mt
from minitorch_ref import nn
from minitorch_ref.nn import traversal


def names(found):
    return [name for name, _ in found]


def test_own_members_come_before_those_inside_in_the_order_of_assignment():
    net = nn.Sequential(nn.Linear(1, 1), nn.Sequential(nn.BatchNorm1d(1)))
    net.register_parameter("scale", nn.Parameter(mt.ones(1)))
    parameters = ["scale", "0.weight", "0.bias", "1.0.weight", "1.0.bias"]
    assert names(traversal.named_members(net, "_parameters")) == parameters
    buffers = ["net.1.0.running_mean", "net.1.0.running_var", "net.1.0.num_batches_tracked"]
    assert names(traversal.named_members(net, "_buffers", "net")) == buffers
    assert names(traversal.named_members(net, "_parameters", "net", recurse=False)) == ["net.scale"]


def test_empty_places_are_passed_over():
    net = nn.Sequential(nn.Linear(1, 1, bias=False))
    net.add_module("nothing", None)
    assert names(traversal.named_members(net, "_parameters")) == ["0.weight"]


def test_a_shared_parameter_comes_once_or_under_each_of_its_names():
    first, second = nn.Linear(2, 2, bias=False), nn.Linear(2, 2, bias=False)
    second.weight = first.weight
    net = nn.Sequential(first, second)
    assert names(net.named_parameters()) == ["0.weight"]
    assert names(net.named_parameters(remove_duplicate=False)) == ["0.weight", "1.weight"]
    assert sum(1 for _ in net.parameters()) == 1


def test_a_module_that_knows_the_one_around_it_ends_the_walk():
    net = nn.Sequential(nn.Linear(1, 1))
    net[0].around = net
    assert names(net.named_parameters()) == ["0.weight", "0.bias"]
    assert names(net[0].named_parameters()) == ["weight", "bias"]
