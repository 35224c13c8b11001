"""Every layer, loss and optimizer takes a step on the device: the numbers of the CPU, and nothing travels."""

import copy
from typing import Any

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref import nn, optim
from minitorch_ref.backends.numba_cuda import transfers


def labels(*values: Any) -> mt.Tensor:
    return mt.tensor(values)


LAYERS: dict[str, tuple[Any, ...]] = {
    # how it is made, and its inputs: shapes of random numbers, or tensors
    "AdaptiveAvgPool1d": (lambda: nn.AdaptiveAvgPool1d(2), (1, 2, 5)),
    "AdaptiveAvgPool2d": (lambda: nn.AdaptiveAvgPool2d((2, 1)), (1, 2, 5, 3)),
    "AdaptiveMaxPool1d": (lambda: nn.AdaptiveMaxPool1d(2), (1, 2, 5)),
    "AdaptiveMaxPool2d": (lambda: nn.AdaptiveMaxPool2d((2, 1)), (1, 2, 5, 3)),
    "AvgPool1d": (lambda: nn.AvgPool1d(2), (1, 2, 5)),
    "AvgPool2d": (lambda: nn.AvgPool2d(2, 1, 1), (1, 2, 4, 3)),
    "BCELoss": (nn.BCELoss, mt.tensor([0.2, 0.7]), mt.tensor([0.0, 1.0])),
    "BCEWithLogitsLoss": (nn.BCEWithLogitsLoss, (2, 3), mt.tensor([[0.0, 1.0, 1.0], [1.0, 0.0, 0.5]])),
    "BatchNorm1d": (lambda: nn.BatchNorm1d(3), (4, 3)),
    "BatchNorm2d": (lambda: nn.BatchNorm2d(2), (2, 2, 3, 2)),
    "Bilinear": (lambda: nn.Bilinear(2, 3, 2), (4, 2), (4, 3)),
    "CTCLoss": (nn.CTCLoss, (4, 2, 3), labels([1, 2], [2, 1]), labels(4, 4), labels(2, 1)),
    "CircularPad1d": (lambda: nn.CircularPad1d(1), (1, 2, 3)),
    "CircularPad2d": (lambda: nn.CircularPad2d(1), (1, 2, 3)),
    "ConstantPad1d": (lambda: nn.ConstantPad1d(1, 2.0), (1, 2, 3)),
    "ConstantPad2d": (lambda: nn.ConstantPad2d(1, 2.0), (1, 2, 3)),
    "Conv1d": (lambda: nn.Conv1d(2, 3, 2, padding=1), (2, 2, 4)),
    "Conv2d": (lambda: nn.Conv2d(2, 2, 3, stride=2, groups=2), (1, 2, 5, 5)),
    "ConvTranspose1d": (lambda: nn.ConvTranspose1d(2, 3, 2), (2, 2, 4)),
    "ConvTranspose2d": (lambda: nn.ConvTranspose2d(2, 2, 2, stride=2), (1, 2, 2, 2)),
    "CosineEmbeddingLoss": (nn.CosineEmbeddingLoss, (2, 3), (2, 3), mt.tensor([1.0, -1.0])),
    "CosineSimilarity": (nn.CosineSimilarity, (2, 3), (2, 3)),
    "CrossEntropyLoss": (nn.CrossEntropyLoss, (2, 3), labels(0, 2)),
    "Embedding": (lambda: nn.Embedding(4, 2), labels([0, 3], [3, 1])),
    "EmbeddingBag": (lambda: nn.EmbeddingBag(4, 2), labels([0, 3], [3, 1])),
    "Flatten": (nn.Flatten, (2, 3, 1)),
    "Fold": (lambda: nn.Fold((3, 3), 2), (1, 4, 4)),
    "GLU": (nn.GLU, (2, 4)),
    "GRU": (lambda: nn.GRU(2, 3, bidirectional=True), (3, 2, 2)),
    "GRUCell": (lambda: nn.GRUCell(2, 3), (2, 2), (2, 3)),
    "GaussianNLLLoss": (nn.GaussianNLLLoss, (2, 3), (2, 3), mt.tensor([[0.5, 1.0, 2.0], [1.0, 3.0, 0.1]])),
    "GroupNorm": (lambda: nn.GroupNorm(2, 4), (2, 4, 3)),
    "HingeEmbeddingLoss": (nn.HingeEmbeddingLoss, (3,), mt.tensor([1.0, -1.0, 1.0])),
    "HuberLoss": (nn.HuberLoss, (2, 3), (2, 3)),
    "Identity": (nn.Identity, (2, 3)),
    "InstanceNorm1d": (lambda: nn.InstanceNorm1d(2), (2, 2, 3)),
    "InstanceNorm2d": (lambda: nn.InstanceNorm2d(2, affine=True), (1, 2, 3, 2)),
    "KLDivLoss": (lambda: nn.KLDivLoss(reduction="batchmean"), (2, 2), mt.tensor([[0.5, 0.5], [0.1, 0.9]])),
    "L1Loss": (nn.L1Loss, (2, 3), (2, 3)),
    "LSTM": (lambda: nn.LSTM(2, 3, num_layers=2, batch_first=True), (2, 3, 2)),
    "LSTMCell": (lambda: nn.LSTMCell(2, 3), (2, 2)),
    "LayerNorm": (lambda: nn.LayerNorm(3), (2, 4, 3)),
    "Linear": (lambda: nn.Linear(3, 2), (4, 3)),
    "LogSoftmax": (lambda: nn.LogSoftmax(1), (2, 3)),
    "MSELoss": (nn.MSELoss, (2, 3), (2, 3)),
    "MarginRankingLoss": (nn.MarginRankingLoss, (3,), (3,), mt.tensor([1.0, -1.0, 1.0])),
    "MaxPool1d": (lambda: nn.MaxPool1d(2), (1, 2, 5)),
    "MaxPool2d": (lambda: nn.MaxPool2d(3, 2, 1), (1, 2, 5, 4)),
    "MultiheadAttention": (lambda: nn.MultiheadAttention(4, 2, batch_first=True), (2, 3, 4), (2, 3, 4), (2, 3, 4)),
    "NLLLoss": (nn.NLLLoss, (2, 3), labels(0, 2)),
    "PReLU": (nn.PReLU, (2, 3)),
    "PairwiseDistance": (nn.PairwiseDistance, (2, 3), (2, 3)),
    "PoissonNLLLoss": (nn.PoissonNLLLoss, (3,), mt.tensor([1.0, 0.0, 4.0])),
    "RMSNorm": (lambda: nn.RMSNorm(3), (2, 3)),
    "RNN": (lambda: nn.RNN(2, 3), (3, 2, 2)),
    "RNNCell": (lambda: nn.RNNCell(2, 3), (2, 2)),
    "ReflectionPad1d": (lambda: nn.ReflectionPad1d(1), (1, 2, 3)),
    "ReflectionPad2d": (lambda: nn.ReflectionPad2d(1), (1, 2, 3)),
    "ReplicationPad1d": (lambda: nn.ReplicationPad1d(1), (1, 2, 3)),
    "ReplicationPad2d": (lambda: nn.ReplicationPad2d(1), (1, 2, 3)),
    "Sequential": (lambda: nn.Sequential(nn.Linear(2, 2), nn.Tanh()), (3, 2)),
    "SmoothL1Loss": (nn.SmoothL1Loss, (2, 3), (2, 3)),
    "SoftMarginLoss": (nn.SoftMarginLoss, (3,), mt.tensor([1.0, -1.0, 1.0])),
    "Softmax": (lambda: nn.Softmax(1), (2, 3)),
    "Softmax2d": (nn.Softmax2d, (1, 2, 2, 2)),
    "Softmin": (lambda: nn.Softmin(1), (2, 3)),
    "Transformer": (lambda: nn.Transformer(4, 2, 1, 1, 4, dropout=0), (2, 1, 4), (3, 1, 4)),
    "TransformerDecoder": (
        lambda: nn.TransformerDecoder(nn.TransformerDecoderLayer(4, 2, 4, dropout=0), 1), (2, 1, 4), (3, 1, 4),
    ),
    "TransformerDecoderLayer": (lambda: nn.TransformerDecoderLayer(4, 2, 4, dropout=0), (2, 1, 4), (3, 1, 4)),
    "TransformerEncoder": (
        lambda: nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 4, dropout=0), 1, enable_nested_tensor=False),
        (2, 1, 4),
    ),
    "TransformerEncoderLayer": (lambda: nn.TransformerEncoderLayer(4, 2, 4, dropout=0, activation="gelu"), (2, 1, 4)),
    "TripletMarginLoss": (nn.TripletMarginLoss, (2, 3), (2, 3), (2, 3)),
    "Unflatten": (lambda: nn.Unflatten(1, (2, 2)), (1, 4)),
    "Unfold": (lambda: nn.Unfold(2), (1, 2, 3, 3)),
    "ZeroPad1d": (lambda: nn.ZeroPad1d(1), (1, 2, 3)),
    "ZeroPad2d": (lambda: nn.ZeroPad2d(1), (1, 2, 3)),
}  # fmt: skip
POINTWISE = """CELU ELU GELU Hardshrink Hardsigmoid Hardswish Hardtanh LeakyReLU LogSigmoid Mish ReLU ReLU6 SELU SiLU
Sigmoid Softplus Softshrink Softsign Tanh Tanhshrink"""
for pointwise in POINTWISE.split():
    LAYERS[pointwise] = (getattr(nn, pointwise), (2, 3))
LAYERS["Threshold"] = (lambda: nn.Threshold(0.1, 20.0), (2, 3))
AT_RANDOM = {
    "AlphaDropout": nn.AlphaDropout, "Dropout": nn.Dropout, "Dropout1d": nn.Dropout1d, "Dropout2d": nn.Dropout2d,
    "RReLU": nn.RReLU,
}  # fmt: skip
READ_BY_THE_HOST = {"CTCLoss"}
"""Its lengths say how large everything is, so the host has to know them, as in PyTorch."""
NOT_LAYERS = {"Buffer", "Module", "ModuleDict", "ModuleList", "Parameter", "ParameterDict", "ParameterList", "RNNBase"}


def test_every_layer_is_here():
    public = {name for name in nn.__all__ if isinstance(getattr(nn, name), type)}
    assert public == LAYERS.keys() | AT_RANDOM.keys() | NOT_LAYERS


def inputs_of(name: str) -> list[mt.Tensor]:
    drawn = (mt.randn(part) if isinstance(part, tuple) else part for part in LAYERS[name][1:])
    return [x.double() if x.is_floating_point() else x for x in drawn]


def tensors(found: Any) -> list[mt.Tensor]:
    """The floating-point tensors of a result, which may be a tuple of tuples."""
    if isinstance(found, tuple | list):
        return [x for part in found for x in tensors(part)]
    return [found] if isinstance(found, mt.Tensor) and found.is_floating_point() else []


def step(layer: nn.Module, inputs: list[mt.Tensor]) -> list[mt.Tensor]:
    """Forward, backward and a step of SGD; return outputs, gradients of the inputs, and parameters."""
    outputs = tensors(layer(*inputs))
    loss = sum(((x + 1) ** 2).sum() for x in outputs)
    parameters = list(layer.parameters())
    optimizer = optim.SGD(parameters, lr=0.1) if parameters else None
    if loss.requires_grad:
        loss.backward()
    if optimizer is not None:
        optimizer.step()
    leaves = [x for x in inputs if x.requires_grad]
    return [*outputs, *(x.grad for x in leaves), *parameters]


@pytest.mark.parametrize("name", sorted(LAYERS))
def test_a_layer_takes_the_step_of_the_cpu(name: str):
    mt.manual_seed(3)
    here = LAYERS[name][0]().double()
    inputs = inputs_of(name)
    there, far = copy.deepcopy(here).to("cuda"), [x.to("cuda") for x in inputs]
    for x in (*inputs[:1], *far[:1]):
        x.requires_grad_(x.is_floating_point())
    wanted = step(here, inputs)
    with mt.no_grad():
        copy.deepcopy(there)(*far)  # indices that follow from shapes are brought to the device once
    before = transfers.count.to_device, transfers.count.from_device
    found = step(there, far)
    if name not in READ_BY_THE_HOST:
        assert (transfers.count.to_device, transfers.count.from_device) == before
    assert len(found) == len(wanted) > 0
    for ours, theirs in zip(found, wanted, strict=True):
        assert ours.device.type == "cuda"
        np.testing.assert_allclose(ours.detach().cpu().numpy(), theirs.detach().numpy(), rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("name", sorted(AT_RANDOM))
def test_a_layer_that_draws_does_so_on_the_device_and_rests_afterwards(name: str):
    mt.manual_seed(0)
    layer, x = AT_RANDOM[name](), -mt.ones(2, 30, 4, device="cuda", requires_grad=True)
    before = transfers.count.to_device, transfers.count.from_device
    out = layer(x)
    out.sum().backward()
    assert (transfers.count.to_device, transfers.count.from_device) == before
    assert len(set(out.flatten().tolist())) > 1
    resting = AT_RANDOM[name]().eval()
    assert len(set(resting(x.detach()).flatten().tolist())) == 1


OPTIMIZERS: dict[str, list[dict[str, Any]]] = {
    "SGD": [{}, {"momentum": 0.9}, {"momentum": 0.9, "nesterov": True, "weight_decay": 0.1}, {"maximize": True}],
    "Adam": [{}, {"amsgrad": True}, {"weight_decay": 0.1}],
    "AdamW": [{}, {"amsgrad": True}],
    "RMSprop": [{}, {"centered": True, "momentum": 0.5}],
    "Adagrad": [{}, {"lr_decay": 0.1, "weight_decay": 0.1}],
}


def test_every_optimizer_is_here():
    kinds = {name for name in optim.__all__ if isinstance(getattr(optim, name), type)}
    assert kinds - {"Optimizer"} == OPTIMIZERS.keys()


@pytest.mark.parametrize(
    ("name", "number"), [(name, i) for name, found in OPTIMIZERS.items() for i in range(len(found))]
)
def test_an_optimizer_takes_the_steps_of_the_cpu(name: str, number: int):
    made = []
    for device in ("cpu", "cuda"):
        p = mt.tensor([[1.0, -2.0, 3.0], [0.5, 0.0, -1.0]], dtype=mt.float64).to(device).requires_grad_()
        optimizer = getattr(optim, name)([p], lr=0.1, **OPTIMIZERS[name][number])
        schedule = optim.lr_scheduler.StepLR(optimizer, 1, 0.5)
        grads = [mt.arange(6.0, dtype=mt.float64, device=device).reshape(2, 3) - step for step in range(3)]
        before = transfers.count.to_device, transfers.count.from_device
        for grad in grads:
            p.grad = grad
            optimizer.step()
            schedule.step()
        assert (transfers.count.to_device, transfers.count.from_device) == before
        made.append(p.detach().cpu().numpy())
    np.testing.assert_allclose(made[1], made[0], rtol=1e-10)
