"""Whole training steps, as a user writes them, and the overhead of recording a graph."""

from typing import Any

import numpy as np

from benchmarks.cases.case import Work, case, normal


@case("training step: MLP 784-256-10, batch 64", target=0.7, is_step=True)
def mlp(torch: Any) -> Work:
    """Of linear layers, with SGD and momentum."""
    nn = torch.nn
    model = nn.Sequential(nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 10))
    optimizer = torch.optim.SGD(set_parameters(torch, model), lr=0.01, momentum=0.9)
    return training_step(torch, model, optimizer, normal(torch, 64, 784), labels(torch, 64))


@case("training step: LeNet, batch 64", target=1.0, is_step=True)
def lenet(torch: Any) -> Work:
    """Of LeCun's network of 1998 for 28x28 digits, with ReLU and max pooling, and Adam."""
    nn = torch.nn
    model = nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
    )  # fmt: skip
    optimizer = torch.optim.Adam(set_parameters(torch, model), lr=1e-3)
    return training_step(torch, model, optimizer, normal(torch, 64, 1, 28, 28), labels(torch, 64))


@case("training step: GPT, 4 layers, 128 wide, 16 texts of 128", target=0.9, is_step=True)
def gpt(torch: Any, texts: int = 16) -> Work:
    """Of a language model of 65 characters, with AdamW."""
    model = make_gpt(torch, vocabulary=65, width=128, heads=8, layers=4, length=128)
    optimizer = torch.optim.AdamW(set_parameters(torch, model), lr=1e-3)
    numbers = torch.from_numpy(np.random.default_rng(0).integers(0, 65, (texts, 129)))
    inputs, targets = numbers[:, :-1].contiguous(), numbers[:, 1:].reshape(-1)
    return training_step(torch, model, optimizer, inputs, targets)


@case("1,000 additions of 8 numbers, backward too", target=0.8, is_step=True)
def chain(torch: Any) -> Work:
    """So small that all the time goes into calls and the graph."""
    x, y = normal(torch, 8, requires_grad=True), normal(torch, 8, seed=1)

    def run() -> Any:
        x.grad = None
        total = x
        for _ in range(1000):
            total = total + y
        total.sum().backward()
        return x.grad

    return run


def training_step(torch: Any, model: Any, optimizer: Any, inputs: Any, targets: Any) -> Work:
    """Return one step on one batch; it returns the loss before the step."""

    def step() -> Any:
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(inputs), targets)
        loss.backward()
        optimizer.step()
        return loss.detach()

    return step


def labels(torch: Any, number: int) -> Any:
    """Return a class out of ten for each image."""
    return torch.from_numpy(np.random.default_rng(1).integers(0, 10, number))


def set_parameters(torch: Any, model: Any) -> list[Any]:
    """Give a model parameters that do not depend on the framework's random numbers, and return them."""
    with torch.no_grad():
        for seed, (name, p) in enumerate(model.named_parameters()):
            if p.dim() > 1 or name.endswith("bias"):  # the other vectors are the ones of a normalisation
                p.copy_(normal(torch, *p.shape, seed=seed, scale=0.05))
    return list(model.parameters())


def make_gpt(torch: Any, vocabulary: int, width: int, heads: int, layers: int, length: int) -> Any:
    """Return a decoder with normalisation before each part, made of the framework's own layers."""
    nn = torch.nn

    class Block(nn.Module):
        """Attention to what came before, then a network for each token; both are added to what comes in."""

        def __init__(self) -> None:
            super().__init__()
            self.before, self.after = nn.LayerNorm(width), nn.LayerNorm(width)
            self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
            self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

        def forward(self, x: Any) -> Any:
            """Return (texts, length, width) from the same."""
            n, t, c = x.shape
            parts = self.qkv(self.before(x)).split(c, dim=2)
            q, k, v = (part.view(n, t, heads, c // heads).transpose(1, 2) for part in parts)
            attended = nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)
            x = x + self.out(attended.transpose(1, 2).reshape(n, t, c))
            return x + self.mlp(self.after(x))

    class GPT(nn.Module):
        """Embeddings of tokens and places, blocks, and a linear layer on top."""

        def __init__(self) -> None:
            super().__init__()
            self.tokens, self.places = nn.Embedding(vocabulary, width), nn.Embedding(length, width)
            self.blocks = nn.ModuleList([Block() for _ in range(layers)])
            self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, vocabulary)

        def forward(self, tokens: Any) -> Any:
            """Return (texts * length, vocabulary) from (texts, length)."""
            x = self.tokens(tokens) + self.places(torch.arange(tokens.shape[1], device=tokens.device))
            for block in self.blocks:
                x = block(x)
            return self.head(self.norm(x)).flatten(0, 1)

    return GPT()
