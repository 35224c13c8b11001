"""Layers of networks, forward and backward, and optimizers."""

from typing import Any

import numpy as np

from benchmarks.cases.case import Work, case, gradients, normal

CONVOLUTIONS = {
    "conv 1->32": (1, 32, 1),
    "conv 1->32 stride 2": (1, 32, 2),
    "conv 32->64": (32, 64, 1),
    "conv 32->64 stride 2": (32, 64, 2),
}


def enter_convolution(name: str, channels: int, features: int, stride: int) -> None:
    """Enter a 3x3 convolution of 32 images of 28x28, forward, and forward and backward."""

    def inputs(torch: Any, requires_grad: bool) -> tuple[Any, ...]:
        return (
            normal(torch, 32, channels, 28, 28, requires_grad=requires_grad),
            normal(torch, features, channels, 3, 3, scale=0.1, requires_grad=requires_grad),
            normal(torch, features, requires_grad=requires_grad),
        )

    @case(name)
    def forward(torch: Any) -> Work:
        x, weight, bias = inputs(torch, requires_grad=False)
        return lambda: torch.nn.functional.conv2d(x, weight, bias, stride=stride, padding=1)

    @case(f"{name}, backward too")
    def backward(torch: Any) -> Work:
        x, weight, bias = inputs(torch, requires_grad=True)
        convolve = torch.nn.functional.conv2d
        return gradients(lambda: convolve(x, weight, bias, stride=stride, padding=1), x, weight, bias)


for name, settings in CONVOLUTIONS.items():
    enter_convolution(name, *settings)


@case("conv1d 16->32 of 32x16x1000, backward too")
def sequences(torch: Any) -> Work:
    """Windows of 5."""
    x = normal(torch, 32, 16, 1000, requires_grad=True)
    weight = normal(torch, 32, 16, 5, scale=0.1, requires_grad=True)
    return gradients(lambda: torch.nn.functional.conv1d(x, weight, padding=2), x, weight)


@case("max pool 2x2 of 32x32x28x28")
def max_pool(torch: Any) -> Work:
    """Forward."""
    x = normal(torch, 32, 32, 28, 28)
    return lambda: torch.nn.functional.max_pool2d(x, 2)


@case("max pool 2x2 of 32x32x28x28, backward too")
def max_pool_backward(torch: Any) -> Work:
    """Forward and backward."""
    x = normal(torch, 32, 32, 28, 28, requires_grad=True)
    return gradients(lambda: torch.nn.functional.max_pool2d(x, 2), x)


def tokens(torch: Any) -> Any:
    """Return 64 texts of 128 tokens out of 10,000."""
    return torch.from_numpy(np.random.default_rng(0).integers(0, 10_000, (64, 128)))


@case("embedding of 64x128 tokens")
def embedding(torch: Any) -> Work:
    """Forward, of width 128."""
    table, text = normal(torch, 10_000, 128), tokens(torch)
    return lambda: torch.nn.functional.embedding(text, table)


@case("embedding of 64x128 tokens, backward too")
def embedding_backward(torch: Any) -> Work:
    """Forward and backward: the rows are added up where they came from."""
    table, text = normal(torch, 10_000, 128, requires_grad=True), tokens(torch)
    return gradients(lambda: torch.nn.functional.embedding(text, table), table)


@case("scatter_add of 8,192x128 into 10,000x128, backward too")
def scatter_add(torch: Any) -> Work:
    """Forward and backward, with an index for every number."""
    start, x = normal(torch, 10_000, 128), normal(torch, 8_192, 128, requires_grad=True)
    index = tokens(torch).reshape(-1, 1).expand(8_192, 128)
    return gradients(lambda: start.scatter_add(0, index, x), x)


@case("LSTM 64->128, 32 steps of 32, backward too")
def lstm(torch: Any) -> Work:
    """One layer."""
    layer = torch.nn.LSTM(64, 128)
    with torch.no_grad():
        for seed, weight in enumerate(layer.parameters()):
            weight.copy_(normal(torch, *weight.shape, seed=seed, scale=0.1))
    x = normal(torch, 32, 32, 64, requires_grad=True)
    return gradients(lambda: layer(x)[0], x, *layer.parameters())


@case("GRU 64->128, 32 steps of 32, backward too")
def gru(torch: Any) -> Work:
    """One layer."""
    layer = torch.nn.GRU(64, 128)
    for seed, weight in enumerate(layer.parameters()):
        weight.data.copy_(normal(torch, *weight.shape, seed=seed, scale=0.1))
    x = normal(torch, 32, 32, 64, requires_grad=True)
    return gradients(lambda: layer(x)[0], x, *layer.parameters())


def heads(torch: Any, requires_grad: bool) -> list[Any]:
    """Return queries, keys and values of 8 texts of 128 tokens, 8 heads of width 32."""
    return [normal(torch, 8, 8, 128, 32, seed=seed, requires_grad=requires_grad) for seed in range(3)]


@case("causal attention T=128, 8 heads")
def attention(torch: Any) -> Work:
    """Forward."""
    q, k, v = heads(torch, requires_grad=False)
    return lambda: torch.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)


@case("causal attention T=128, 8 heads, backward too")
def attention_backward(torch: Any) -> Work:
    """Forward and backward."""
    q, k, v = heads(torch, requires_grad=True)
    attend = torch.nn.functional.scaled_dot_product_attention
    return gradients(lambda: attend(q, k, v, is_causal=True), q, k, v)


def enter_optimizer(name: str, counts: bool, **settings: Any) -> None:
    """Enter a step of an optimizer on one tensor; if it does not count, the geometric mean leaves it out."""

    @case(f"{name} on 1e6 parameters", target=1.0, is_step=not counts)
    def prepare(torch: Any) -> Work:
        p = normal(torch, 10**6, requires_grad=True)
        p.grad = normal(torch, 10**6, seed=1)
        optimizer = getattr(torch.optim, name)([p], lr=1e-3, **settings)

        def step() -> Any:
            optimizer.step()
            return p.detach()

        return step


enter_optimizer("Adam", counts=True)
enter_optimizer("AdamW", counts=False)
enter_optimizer("SGD", counts=False, momentum=0.9)
