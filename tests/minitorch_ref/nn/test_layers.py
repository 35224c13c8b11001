"""What the tables of cases do not show: randomness, running statistics, sequences, masks, messages."""

import math

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref import nn
from minitorch_ref.functions.ctc import with_blanks
from minitorch_ref.functions.losses import squared_error


@pytest.mark.parametrize(("layer", "shape"), [(nn.Dropout(0.3), (100, 200)), (nn.Dropout2d(0.3), (100, 200, 1, 1))])
def test_dropout_drops_its_share_and_keeps_the_mean(layer, shape):
    mt.manual_seed(0)
    out = layer(mt.ones(shape))
    assert abs((out == 0).float().mean().item() - 0.3) < 0.02
    assert abs(out.mean().item() - 1) < 0.02
    assert layer.eval()(out) is out


def test_channels_are_dropped_as_a_whole():
    out = nn.Dropout2d(0.5)(mt.ones(4, 8, 3, 3)).flatten(2)
    assert ((out == 0).all(2) | (out == 2).all(2)).all().item()
    assert nn.Dropout(1.0)(mt.ones(3)).tolist() == [0, 0, 0]


def test_alpha_dropout_keeps_mean_and_variance():
    mt.manual_seed(0)
    out = nn.AlphaDropout(0.2)(mt.randn(400, 400))
    assert abs(out.mean().item()) < 0.02
    assert abs(out.std().item() - 1) < 0.02


def test_batch_norm_follows_the_batches_and_uses_them_afterwards():
    layer = nn.BatchNorm1d(2, momentum=0.5)
    x = mt.tensor([[0.0, 10.0], [2.0, 30.0]])
    assert np.allclose(layer(x).detach().numpy(), [[-1, -1], [1, 1]], atol=1e-4)
    assert layer.running_mean.tolist() == [0.5, 10]
    assert layer.running_var.tolist() == [1.5, 100.5]
    assert layer.num_batches_tracked.item() == 1
    expected = (x - layer.running_mean) / (layer.running_var + 1e-5).sqrt()
    assert mt.allclose(layer.eval()(x), expected)
    assert layer.num_batches_tracked.item() == 1
    layer.reset_running_stats()
    assert layer.running_mean.tolist() == [0, 0]


def test_a_batch_of_one_cannot_be_normalized():
    with pytest.raises(ValueError, match="Expected more than 1 value per channel"):
        nn.BatchNorm1d(3)(mt.ones(1, 3))


def test_a_padding_row_is_zero_and_stays():
    layer = nn.Embedding(4, 2, padding_idx=-1)
    assert layer.padding_idx == 3
    assert layer.weight[3].tolist() == [0, 0]
    layer(mt.tensor([3, 1, 1])).sum().backward()
    assert layer.weight.grad.tolist() == [[0, 0], [2, 2], [0, 0], [0, 0]]
    frozen = nn.Embedding.from_pretrained(mt.ones(2, 3))
    assert not frozen.weight.requires_grad


def test_long_rows_are_shortened_and_counts_divide():
    layer = nn.Embedding(2, 2, max_norm=1.0, scale_grad_by_freq=True, _weight=mt.tensor([[3.0, 4.0], [0.3, 0.4]]))
    out = layer(mt.tensor([0, 0, 1]))
    assert np.allclose(out.detach().numpy(), [[0.6, 0.8], [0.6, 0.8], [0.3, 0.4]], atol=1e-6)
    out.sum().backward()
    assert layer.weight.grad.tolist() == [[1, 1], [1, 1]]
    with pytest.raises(RuntimeError, match="sparse=True is not supported"):
        nn.Embedding(2, 2, sparse=True)


def test_numbers_of_rows_are_checked():
    layer = nn.Embedding(3, 2)
    with pytest.raises(IndexError, match=r"must be in \[0, 3\), got -1 to 2"):
        layer(mt.tensor([-1, 2]))


@pytest.mark.parametrize("kind", [nn.RNN, nn.LSTM, nn.GRU])
def test_a_layer_of_time_is_its_cell_again_and_again(kind):
    network = kind(3, 4)
    cell = {nn.RNN: nn.RNNCell, nn.LSTM: nn.LSTMCell, nn.GRU: nn.GRUCell}[kind](3, 4)
    cell.load_state_dict({name.removesuffix("_l0"): x for name, x in network.state_dict().items()})
    x, state, outputs = mt.randn(5, 2, 3), None, []
    for element in x:
        state = cell(element, state)
        outputs.append(state[0] if kind is nn.LSTM else state)
    output, final = network(x)
    assert mt.allclose(output, mt.stack(outputs), atol=1e-6)
    assert mt.allclose(final[0] if kind is nn.LSTM else final, outputs[-1].unsqueeze(0), atol=1e-6)


def test_a_packed_batch_is_each_sequence_alone():
    network = nn.GRU(2, 3, bidirectional=True)
    sequences = [mt.randn(length, 2) for length in (2, 4, 1)]
    packed = nn.utils.rnn.pack_sequence(sequences, enforce_sorted=False)
    output, final = network(packed)
    padded, lengths = nn.utils.rnn.pad_packed_sequence(output)
    assert lengths.tolist() == [2, 4, 1]
    for number, sequence in enumerate(sequences):
        alone, state = network(sequence)
        assert mt.allclose(padded[: len(sequence), number], alone, atol=1e-6)
        assert mt.allclose(final[:, number], state, atol=1e-6)


def test_attention_ignores_what_is_masked():
    layer = nn.MultiheadAttention(4, 2, batch_first=True)
    x = mt.randn(2, 3, 4)
    hidden = mt.tensor([[False, False, True]] * 2)
    output, weights = layer(x, x, x, key_padding_mask=hidden)
    assert weights[:, :, 2].abs().sum().item() == 0
    shorter, _ = layer(x, x[:, :2], x[:, :2])
    assert mt.allclose(output, shorter, atol=1e-6)
    with pytest.raises(RuntimeError, match="is_causal=True is a hint only"):
        layer(x, x, x, is_causal=True)


def test_a_causal_decoder_does_not_look_ahead():
    layer = nn.TransformerEncoderLayer(4, 2, 8, batch_first=True).eval()
    mask = nn.Transformer.generate_square_subsequent_mask(5)
    x = mt.randn(1, 5, 4)
    changed = x.clone()
    changed[0, 3:] = 9
    assert mt.allclose(layer(x, mask)[:, :3], layer(changed, mask)[:, :3])


def ctc_by_hand(log_probs, labels):
    """Sum the probabilities of every path that reads as the labels."""
    frames, classes = log_probs.shape
    total = 0.0
    for path in np.ndindex(*(classes,) * frames):
        merged = [label for place, label in enumerate(path) if place == 0 or path[place - 1] != label]
        if [label for label in merged if label] == labels:
            total += math.exp(sum(log_probs[frame, label] for frame, label in enumerate(path)))
    return -math.log(total) if total else math.inf


@pytest.mark.parametrize("labels", [[1], [1, 2], [1, 1], [2, 1, 2], [], [1, 1, 1]])
def test_ctc_sums_over_every_alignment(labels):
    log_probs = mt.randn(4, 1, 3, dtype=mt.float64).log_softmax(-1)
    targets = mt.tensor([labels], dtype=mt.int64)
    loss = nn.functional.ctc_loss(log_probs, targets, [4], [len(labels)], reduction="none")
    assert math.isclose(loss.item(), ctc_by_hand(log_probs[:, 0].numpy(), labels), rel_tol=1e-9)
    assert with_blanks(labels, 0)[1::2] == labels


def test_losses_warn_of_shapes_that_only_broadcast():
    with pytest.warns(UserWarning, match="will likely lead to incorrect results"):
        nn.MSELoss()(mt.ones(3, 1), mt.ones(3))


def test_shapes_that_only_broadcast_give_the_loss_and_the_gradients_of_all_pairs():
    x = mt.tensor([[1.0], [4.0]], dtype=mt.float64, requires_grad=True)
    y = mt.tensor([0.0, 2.0, 3.0], dtype=mt.float64, requires_grad=True)
    with pytest.warns(UserWarning, match="different to the input size") as said:
        nn.functional.mse_loss(x, y).backward()
    assert said[0].filename == __file__
    difference = np.array([[1.0], [4.0]]) - np.array([0.0, 2.0, 3.0])
    np.testing.assert_allclose(x.grad.numpy(), 2 * difference.sum(1, keepdims=True) / 6)
    np.testing.assert_allclose(y.grad.numpy(), -2 * difference.sum(0) / 6)


@pytest.mark.parametrize(("reduction", "weight"), [("mean", True), ("sum", True), ("none", True), ("mean", False)])
def test_the_squared_error_is_reduced_over_all_elements(reduction, weight):
    x, y, w = (np.random.default_rng(seed).random((2, 3)) for seed in range(3))
    square = (x - y) ** 2 * (w if weight else 1)
    expected = {"mean": square.sum() / (w.sum() if weight else 6), "sum": square.sum(), "none": square}[reduction]
    found = nn.functional.mse_loss(
        mt.tensor(x), mt.tensor(y), reduction=reduction, weight=mt.tensor(w) if weight else None
    )
    np.testing.assert_allclose(found.numpy(), expected)


def test_the_strict_squared_error_refuses_shapes_that_only_broadcast():
    with pytest.raises(ValueError, match=r"must have the shape of the input, got \(3,\) and \(3, 1\)"):
        squared_error(mt.ones(3, 1), mt.ones(3))


def test_messages_name_the_rule_and_the_values():
    with pytest.raises(RuntimeError, match=r"needs an input of 3 channels, got shape \(1, 2, 5, 5\)"):
        nn.Conv2d(3, 4, 3)(mt.ones(1, 2, 5, 5))
    with pytest.raises(RuntimeError, match=r"must end in \(3,\), got shape \(2, 4\)"):
        nn.LayerNorm(3)(mt.ones(2, 4))
    with pytest.raises(IndexError, match=r"classes must be in \[0, 3\), got 0 to 3"):
        nn.CrossEntropyLoss()(mt.ones(2, 3), mt.tensor([0, 3]))
    with pytest.raises(ValueError, match="reduction must be none, mean or sum, got 'all'"):
        nn.MSELoss(reduction="all")
