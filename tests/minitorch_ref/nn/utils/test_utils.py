"""Clipping gradients, parameters as a vector, padded and packed sequences."""

import math

import pytest

import minitorch_ref as mt
from minitorch_ref.nn import utils
from minitorch_ref.nn.utils import rnn


def with_gradients(*gradients):
    tensors = [mt.zeros(len(gradient), requires_grad=True) for gradient in gradients]
    for tensor, gradient in zip(tensors, gradients, strict=True):
        tensor.grad = mt.tensor(gradient)
    return [*tensors, mt.zeros(1, requires_grad=True)]


@pytest.mark.parametrize(("norm_type", "norm"), [(2.0, 5.0), (1.0, 7.0), (math.inf, 4.0)])
def test_gradients_are_scaled_to_a_norm_together(norm_type, norm):
    parameters = with_gradients([3.0], [0.0, -4.0])
    assert math.isclose(utils.clip_grad_norm_(parameters, 10.0, norm_type).item(), norm, rel_tol=1e-6)
    assert parameters[1].grad.tolist() == [0, -4]
    utils.clip_grad_norm_(parameters, 1.0, norm_type)
    assert math.isclose(parameters[0].grad.item(), 3 / norm, rel_tol=1e-5)


def test_norms_of_nothing_and_of_infinity():
    assert utils.clip_grad_norm_([mt.zeros(1, requires_grad=True)], 1.0).item() == 0
    with pytest.raises(RuntimeError, match="non-finite"):
        utils.clip_grad_norm_(with_gradients([math.inf]), 1.0, error_if_nonfinite=True)


def test_gradients_are_bounded_one_by_one():
    parameters = with_gradients([3.0, -0.5], [-4.0])
    utils.clip_grad_value_(parameters, 1.0)
    assert [x.grad.tolist() for x in parameters[:2]] == [[1, -0.5], [-1]]


def test_parameters_go_into_a_vector_and_back():
    layer = mt.nn.Linear(2, 3)
    vector = utils.parameters_to_vector(layer.parameters())
    assert vector.shape == (9,)
    utils.vector_to_parameters(mt.arange(9.0), layer.parameters())
    assert layer.weight.tolist() == [[0, 1], [2, 3], [4, 5]]
    assert layer.bias.tolist() == [6, 7, 8]


SEQUENCES = [mt.tensor([1.0, 2.0, 3.0]), mt.tensor([4.0]), mt.tensor([5.0, 6.0])]


def test_sequences_are_padded_on_either_side():
    assert rnn.pad_sequence(SEQUENCES, True).tolist() == [[1, 2, 3], [4, 0, 0], [5, 6, 0]]
    left = rnn.pad_sequence(SEQUENCES, True, -1.0, "left")
    assert left.tolist() == [[1, 2, 3], [-1, -1, 4], [-1, 5, 6]]
    assert rnn.pad_sequence(SEQUENCES).shape == (3, 3)
    parts = rnn.unpad_sequence(rnn.pad_sequence(SEQUENCES), mt.tensor([3, 1, 2]))
    assert [part.tolist() for part in parts] == [[1, 2, 3], [4], [5, 6]]


def test_packing_leaves_the_padding_out():
    packed = rnn.pack_sequence(SEQUENCES, enforce_sorted=False)
    assert packed.data.tolist() == [1, 5, 4, 2, 6, 3]
    assert packed.batch_sizes.tolist() == [3, 2, 1]
    assert packed.sorted_indices.tolist() == [0, 2, 1]
    padded, lengths = rnn.pad_packed_sequence(packed, batch_first=True, padding_value=9.0, total_length=4)
    assert padded.tolist() == [[1, 2, 3, 9], [4, 9, 9, 9], [5, 6, 9, 9]]
    assert lengths.tolist() == [3, 1, 2]


def test_what_cannot_be_packed_is_refused():
    with pytest.raises(RuntimeError, match="sorted in decreasing order"):
        rnn.pack_sequence(SEQUENCES[1:])
    with pytest.raises(RuntimeError, match="greater than 0"):
        rnn.pack_padded_sequence(mt.zeros(2, 2), [2, 0])
    with pytest.raises(ValueError, match="total_length"):
        rnn.pad_packed_sequence(rnn.pack_sequence(SEQUENCES[:1]), total_length=1)
