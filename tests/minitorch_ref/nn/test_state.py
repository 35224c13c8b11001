"""state_dict and load_state_dict: out, back, and what does not fit."""

import pytest

import minitorch_ref as mt
from minitorch_ref import nn
from minitorch_ref.nn.state import load_into


def network():
    return nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3))


NAMES = ["0.weight", "0.bias", "1.weight", "1.bias", "1.running_mean", "1.running_var", "1.num_batches_tracked"]


def test_the_state_shares_memory_and_carries_no_history():
    net = network()
    state = net.state_dict()
    assert list(state) == NAMES
    assert not state["0.weight"].requires_grad
    with mt.no_grad():
        net[0].weight.fill_(5)
    assert state["0.weight"][0, 0].item() == 5
    assert net.state_dict(keep_vars=True)["0.weight"] is net[0].weight
    assert next(iter(net.state_dict(prefix="net."))) == "net.0.weight"


def test_loading_copies_and_keeps_the_parameters():
    net, other = network(), network()
    weight = net[0].weight
    assert repr(net.load_state_dict(other.state_dict())) == "<All keys matched successfully>"
    assert net[0].weight is weight
    assert weight.tolist() == other[0].weight.tolist()
    with mt.no_grad():
        other[0].weight.zero_()
    assert weight.abs().sum().item() > 0


def test_missing_and_unexpected_names_are_listed():
    net = network()
    state = net.state_dict()
    state["extra"] = state.pop("0.weight")
    with pytest.raises(RuntimeError) as caught:
        net.load_state_dict(state)
    assert 'Missing key(s) in state_dict: "0.weight".' in str(caught.value)
    assert 'Unexpected key(s) in state_dict: "extra".' in str(caught.value)
    found = net.load_state_dict(state, strict=False)
    assert found.missing_keys == ["0.weight"]
    assert found.unexpected_keys == ["extra"]


def test_every_wrong_shape_is_said_also_without_strict():
    net = network()
    state = {**net.state_dict(), "0.weight": mt.zeros(2, 3), "0.bias": 3}
    with pytest.raises(mt.errors.StateError, match=r"0.weight: the state has torch.Size\(\[2, 3\]\)") as caught:
        net.load_state_dict(state, strict=False)
    assert "0.bias: expected a tensor, got int" in str(caught.value)


def test_assigning_takes_the_tensors_themselves():
    net = network()
    state = {name: x.double() for name, x in net.state_dict().items()}
    net.load_state_dict(state, assign=True)
    assert net[0].weight.dtype is net[1].running_mean.dtype is mt.float64
    assert isinstance(net[0].weight, nn.Parameter)


def test_loading_into_tensors_copies_in_place_and_reports_both_sides():
    own = {"a": nn.Parameter(mt.zeros(2)), "b": mt.zeros(1)}
    weight, values = own["a"], {"c": mt.ones(1), "a": mt.tensor([1, 2])}
    assert tuple(load_into(own, values, strict=False)) == (["b"], ["c"])
    assert own["a"] is weight
    assert weight.tolist() == [1, 2]
    assert weight.is_leaf
    with pytest.raises(mt.errors.StateError, match=r'Unexpected .* "c"') as caught:
        load_into(own, values)
    assert '"b"' in str(caught.value)


@pytest.mark.parametrize("shape", [(1,), (), (1, 3)])
def test_a_shape_that_would_broadcast_is_refused(shape):
    with pytest.raises(mt.errors.StateError, match="size mismatch for a"):
        load_into({"a": mt.zeros(3)}, {"a": mt.ones(shape)}, strict=False)


def test_assigning_keeps_out_what_does_not_fit():
    net = network()
    weight = net[0].weight.tolist()
    with pytest.raises(mt.errors.StateError, match="Missing key"):
        net.load_state_dict({"0.weight": mt.zeros(2, 3)}, assign=True)
    assert net[0].weight.tolist() == weight
