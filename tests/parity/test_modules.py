"""Every layer under both frameworks: printed form, names of the state, outputs, gradients and state after the call.

The weights are PyTorch's, copied by `load_state_dict`.
"""

import warnings
from typing import Any

import numpy as np
import pytest

import minitorch_ref as mt

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.parity


def normal(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng((seed, *shape)).standard_normal(shape)


IMAGES, SEQUENCES = normal(2, 3, 7, 8), normal(2, 4, 9)
ROWS: list[tuple[str, Any]] = [
    ("Identity()", normal(2, 3)),
    ("Linear(3, 4)", normal(2, 3)),
    ("Linear(3, 4, bias=False)", normal(2, 5, 3)),
    ("Bilinear(3, 4, 2)", [normal(5, 3), normal(5, 4)]),
    ("Flatten()", normal(2, 3, 4)),
    ("Flatten(0, 1)", normal(2, 3, 4)),
    ("Unflatten(1, (2, 2))", normal(2, 4)),
    # convolution
    ("Conv1d(4, 6, 3, stride=2, padding=1, groups=2)", SEQUENCES),
    ("Conv2d(3, 4, (3, 2), stride=(2, 1), padding=(1, 0), dilation=(1, 2))", IMAGES),
    ("Conv2d(3, 4, 4, padding='same', dilation=2, bias=False)", IMAGES),
    ("Conv2d(3, 4, 3, padding=1, padding_mode='reflect')", normal(3, 7, 8)),
    ("Conv2d(3, 4, (3, 5), padding='same', padding_mode='circular')", IMAGES),
    ("Conv2d(4, 8, 3, groups=4, padding='valid')", normal(2, 4, 6, 6)),
    ("ConvTranspose1d(4, 6, 3, stride=2, dilation=2)", SEQUENCES),
    ("ConvTranspose2d(4, 6, 3, stride=2, padding=1, output_padding=1, groups=2)", normal(2, 4, 3, 5)),
    ("Unfold((2, 3), stride=2, padding=1)", normal(2, 3, 5, 6)),
    ("Fold((4, 5), (2, 2))", normal(2, 8, 12)),
    # pooling
    ("MaxPool1d(2, dilation=2)", SEQUENCES),
    ("MaxPool2d(3, 2, 1)", IMAGES),
    ("MaxPool2d(3, 2, 1, ceil_mode=True, return_indices=True)", normal(2, 3, 6, 8)),
    ("AvgPool1d(3, ceil_mode=True)", SEQUENCES),
    ("AvgPool2d(3, 2, 1)", IMAGES),
    ("AvgPool2d(3, 2, 1, ceil_mode=True, count_include_pad=False)", normal(2, 3, 6, 8)),
    ("AvgPool2d(3, 2, 1, ceil_mode=True)", normal(2, 3, 6, 8)),
    ("AvgPool2d((2, 3), divisor_override=2)", IMAGES),
    ("AdaptiveAvgPool1d(3)", SEQUENCES),
    ("AdaptiveAvgPool2d((3, None))", IMAGES),
    ("AdaptiveMaxPool1d(4)", SEQUENCES),
    ("AdaptiveMaxPool2d((3, 2))", IMAGES),
    # padding
    ("ZeroPad2d((1, 2, 0, 1))", IMAGES),
    ("ConstantPad1d(1, 3.5)", SEQUENCES),
    ("ReflectionPad1d(2)", SEQUENCES),
    ("ReflectionPad2d((1, 0, 2, 1))", IMAGES),
    ("ReplicationPad2d(1)", IMAGES),
    ("CircularPad2d(1)", IMAGES),
    # normalization
    ("BatchNorm1d(3)", normal(5, 3)),
    ("BatchNorm1d(3, momentum=None, affine=False)", normal(5, 3, 4)),
    ("BatchNorm1d(3, track_running_stats=False)", normal(5, 3, 4)),
    ("BatchNorm2d(3, bias=False)", IMAGES),
    ("BatchNorm2d(3).eval()", IMAGES),
    ("LayerNorm(4)", normal(2, 3, 4)),
    ("LayerNorm([3, 4], bias=False)", normal(2, 3, 4)),
    ("LayerNorm(4, elementwise_affine=False, eps=0.1)", normal(2, 3, 4)),
    ("GroupNorm(2, 4)", SEQUENCES),
    ("RMSNorm(4)", normal(2, 3, 4)),
    ("InstanceNorm1d(4)", SEQUENCES),
    ("InstanceNorm2d(3, affine=True)", IMAGES),
    # dropout, which does nothing here
    ("Dropout(0.3).eval()", normal(2, 3)),
    ("Dropout2d(0.0)", IMAGES),
    ("AlphaDropout(0.1).eval()", normal(2, 3)),
    # recurrence
    ("RNN(3, 4, 2, nonlinearity='relu')", [normal(5, 2, 3), normal(2, 2, 4)]),
    ("RNN(3, 4, dropout=0.0, bias=False)", normal(5, 3)),
    ("LSTM(3, 4, 2, bidirectional=True, batch_first=True)", normal(2, 5, 3)),
    ("GRU(3, 4, num_layers=3, bidirectional=True)", normal(5, 1, 3)),
    ("RNNCell(3, 4, nonlinearity='relu')", normal(2, 3)),
    ("LSTMCell(3, 4, bias=False)", normal(2, 3)),
    ("GRUCell(3, 4)", [normal(3), normal(4)]),
    # attention
    ("MultiheadAttention(4, 2)", [normal(5, 2, 4), normal(3, 2, 4), normal(3, 2, 4)]),
    ("MultiheadAttention(4, 2, kdim=3, vdim=5, batch_first=True, add_bias_kv=True, add_zero_attn=True)",
     [normal(2, 5, 4), normal(2, 3, 3), normal(2, 3, 5)]),
    ("TransformerEncoderLayer(4, 2, 8, dropout=0.0, activation='gelu', norm_first=True)", normal(5, 2, 4)),
    ("TransformerEncoder(m.nn.TransformerEncoderLayer(4, 2, 8, 0.0, batch_first=True), 2, norm=m.nn.LayerNorm(4))",
     normal(2, 5, 4)),
    ("TransformerDecoder(m.nn.TransformerDecoderLayer(4, 2, 8, dropout=0.0), 2)", [normal(5, 2, 4), normal(3, 2, 4)]),
    ("Transformer(4, 2, 1, 1, 8, dropout=0.0, norm_first=True)", [normal(5, 2, 4), normal(3, 2, 4)]),
    # pairs
    ("CosineSimilarity()", [normal(2, 3), normal(2, 3, seed=1)]),
    ("PairwiseDistance(p=1)", [normal(2, 3), normal(2, 3, seed=1)]),
    # activations
    *[
        (f"{name}()", 4 * normal(4, 5))
        for name in (
            "ReLU", "ReLU6", "ELU", "SELU", "CELU", "GELU", "SiLU", "Mish", "Softplus", "Softsign", "Softshrink",
            "Tanh", "Hardshrink", "Tanhshrink", "Sigmoid", "LogSigmoid", "Hardtanh", "Hardsigmoid", "Hardswish",
            "LeakyReLU",
        )
    ],
    *[
        (call, normal(2, 4, 3, 3))
        for call in (
            "Softmax(1)", "LogSoftmax(dim=-1)", "Softmin(0)", "Softmax()", "Softmax2d()", "Threshold(0.1, 20)",
            "GELU('tanh')", "RReLU().eval()", "PReLU(4)", "GLU(1)", "ReLU(inplace=False)", "LeakyReLU(0.2)",
        )
    ],
]  # fmt: skip


def both(call: str) -> tuple[Any, Any]:
    """Return PyTorch's layer and ours with the same weights, in float64."""
    wanted, found = (eval(f"m.nn.{call}", {"m": framework}).double() for framework in (torch, mt))
    found.load_state_dict({name: mt.tensor(x.numpy()) for name, x in wanted.state_dict().items()})
    return wanted, found


def flat(output: Any) -> list[Any]:
    """Return the tensors of nested tuples."""
    if isinstance(output, tuple | list):
        return [tensor for part in output for tensor in flat(part)]
    return [] if output is None else [output]


def close(found: Any, wanted: Any) -> None:
    assert (found is None) == (wanted is None)
    if wanted is not None:
        torch.testing.assert_close(torch.from_numpy(np.array(found.detach().numpy())), wanted.detach())


@pytest.fixture(autouse=True)
def _quiet():
    """PyTorch warns that some of these layers are slow or are called in an old way."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@pytest.mark.parametrize(("call", "inputs"), ROWS, ids=[row[0] for row in ROWS])
def test_a_layer_is_pytorchs(call, inputs):
    wanted, found = both(call)
    assert repr(found) == repr(wanted)
    assert list(found.state_dict()) == list(wanted.state_dict())
    assert [name for name, _ in found.named_parameters()] == [name for name, _ in wanted.named_parameters()]
    arrays = inputs if isinstance(inputs, list) else [inputs]
    theirs = [torch.tensor(array, requires_grad=True) for array in arrays]
    mine = [mt.tensor(array, requires_grad=True) for array in arrays]
    pairs = list(zip(flat(found(*mine)), flat(wanted(*theirs)), strict=True))
    for output, expected in pairs:
        close(output, expected)
    live = [(mine, theirs) for mine, theirs in pairs if theirs.requires_grad]
    starts = [normal(*theirs.shape, seed=7) for _, theirs in live]
    torch.autograd.backward([theirs for _, theirs in live], [torch.tensor(start) for start in starts])
    mt.autograd.backward([mine for mine, _ in live], [mt.tensor(start) for start in starts])
    for leaf, expected in zip([*mine, *found.parameters()], [*theirs, *wanted.parameters()], strict=True):
        close(leaf.grad, expected.grad)
    for buffer, expected in zip(found.buffers(), wanted.buffers(), strict=True):
        close(buffer, expected)


@pytest.mark.parametrize(("call", "inputs"), ROWS, ids=[row[0] for row in ROWS])
def test_new_parameters_are_spread_like_pytorchs(call, inputs):
    """The same shapes, and nearly the same mean and spread, over many draws."""
    torch.manual_seed(0)
    mt.manual_seed(0)
    draws = 40
    pairs = [[eval(f"m.nn.{call}", {"m": framework}) for _ in range(draws)] for framework in (torch, mt)]
    for name, _ in pairs[0][0].named_parameters():
        theirs, mine = (
            np.stack([np.array(layer.get_parameter(name).detach().numpy()) for layer in layers]) for layers in pairs
        )
        assert theirs.shape == mine.shape
        assert theirs.dtype == mine.dtype
        spread = max(theirs.std(), 1e-12)
        assert abs(theirs.mean() - mine.mean()) < 6 * spread / np.sqrt(theirs.size) + 1e-9, name
        assert abs(mine.std() / spread - 1) < 8 / np.sqrt(theirs.size) or theirs.std() == mine.std() == 0, name
        assert abs(np.abs(mine).max() - np.abs(theirs).max()) < 0.35 * np.abs(theirs).max() + 1e-9, name


@pytest.mark.parametrize("network", ["LSTM(3, 4, 2, bidirectional=True)", "GRU(3, 4, bidirectional=True)", "RNN(3, 4)"])
@pytest.mark.parametrize("enforce_sorted", [True, False])
def test_packed_sequences_are_read_as_in_pytorch(network, enforce_sorted):
    wanted, found = both(network)
    lengths = [5, 3, 2] if enforce_sorted else [2, 5, 3]
    array = normal(5, 3, 3)
    results = []
    for framework, layer in ((torch, wanted), (mt, found)):
        x = framework.tensor(array, requires_grad=True)
        rnn = framework.nn.utils.rnn
        packed = rnn.pack_padded_sequence(x, framework.tensor(lengths), enforce_sorted=enforce_sorted)
        output, state = layer(packed)
        padded, counts = rnn.pad_packed_sequence(output)
        (padded * padded).sum().backward()
        results.append([packed.data, packed.batch_sizes, padded, counts, *flat(state), x.grad, *[
            parameter.grad for parameter in layer.parameters()]])  # fmt: skip
    for mine, theirs in zip(results[1], results[0], strict=True):
        close(mine, theirs)


MASKS = {
    "causal": lambda m: {"attn_mask": m.nn.Transformer.generate_square_subsequent_mask(4).double()},
    "boolean": lambda m: {"attn_mask": m.ones(4, 4).triu(1).bool()},
    "padding": lambda m: {"key_padding_mask": m.tensor([[False, False, True, True], [False, False, False, True]])},
    "both": lambda m: {"attn_mask": m.ones(4, 4).triu(1).bool(), "key_padding_mask": m.zeros(2, 4).bool()},
    "per head": lambda m: {"attn_mask": m.arange(64).reshape(4, 4, 4).double() / 10},
    "all heads": lambda m: {"average_attn_weights": False},
    "no weights": lambda m: {"need_weights": False},
}  # fmt: skip


@pytest.mark.parametrize("name", MASKS)
def test_masks_of_attention_are_pytorchs(name):
    wanted, found = both("MultiheadAttention(4, 2, batch_first=True)")
    x = normal(2, 4, 4)
    theirs = wanted(*[torch.tensor(x)] * 3, **MASKS[name](torch))
    mine = found(*[mt.tensor(x)] * 3, **MASKS[name](mt))
    for output, expected in zip(flat(mine), flat(theirs), strict=True):
        close(output, expected)


ERRORS = [
    "Linear(3, 4)(m.ones(2, 5))",
    "Conv2d(3, 4, 3)(m.ones(1, 2, 5, 5))",
    "Conv2d(3, 4, 3)(m.ones(1, 3, 2, 2))",
    "Conv2d(3, 4, 3, groups=2)",
    "Conv2d(3, 4, 3, stride=2, padding='same')",
    "Conv2d(3, 4, 3, padding='full')",
    "MaxPool2d(2, padding=2)(m.ones(1, 1, 4, 4))",
    "BatchNorm2d(3)(m.ones(2, 3))",
    "BatchNorm1d(3)(m.ones(1, 3))",
    "LayerNorm(3)(m.ones(2, 4))",
    "GroupNorm(2, 3)",
    "Dropout(2.0)",
    "Embedding(3, 2)(m.tensor([3]))",
    "Embedding(3, 2)(m.tensor([0.5]))",
    "LSTM(3, 4)(m.ones(2, 2, 5))",
    "LSTM(3, 4, dropout=2)",
    "RNN(3, 4, nonlinearity='sin')",
    "MultiheadAttention(5, 2)",
    "CrossEntropyLoss()(m.ones(2, 3), m.tensor([0, 3]))",
    "CrossEntropyLoss()(m.ones(2, 3), m.tensor([0, 1, 2]))",
    "CrossEntropyLoss(reduction='all')(m.ones(2, 3), m.tensor([0, 1]))",
    "BCELoss()(m.ones(2) * 2, m.ones(2))",
    "BCEWithLogitsLoss()(m.ones(2), m.ones(3))",
    "TransformerEncoderLayer(4, 2, activation='sin')",
    "Linear(3, 4).load_state_dict({})",
    "Linear(3, 4).load_state_dict({'weight': m.ones(4, 2), 'bias': m.ones(4)})",
    "Linear(3, 4).load_state_dict([])",
    "Linear(3, 4).nothing",
    "Linear(3, 4).get_submodule('a')",
    "Sequential()[0]",
    "Module()(1)",
    "Linear(3, 4).register_parameter('a.b', None)",
    "Linear(3, 4).register_parameter('forward', None)",
    "Linear(3, 4).register_parameter('w', m.ones(2))",
    "Linear(3, 4).add_module('w', 3)",
    "Linear(3, 4).to(m.int64)",
    "Linear(3, 4).train(1)",
    "utils.rnn.pack_padded_sequence(m.ones(3, 2, 1), [1, 2])",
    "utils.rnn.pack_padded_sequence(m.ones(3, 2, 1), [2, 0])",
    "init.xavier_uniform_(m.ones(3))",
    "init.calculate_gain('sin')",
    "functional.one_hot(m.tensor([-1]))",
]


@pytest.mark.parametrize("call", ERRORS)
def test_errors_are_of_pytorchs_classes(call):
    kinds = []
    for framework in (torch, mt):
        with pytest.raises(Exception) as caught:  # noqa: PT011
            eval(f"m.nn.{call}", {"m": framework})
        kinds.append(caught.value)
    builtin = next(kind for kind in type(kinds[0]).__mro__ if kind.__module__ == "builtins")
    assert isinstance(kinds[1], builtin), kinds
