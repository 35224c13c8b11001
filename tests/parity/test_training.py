"""The same weights and data order give PyTorch's training curve, to 1e-4 of each loss, for 50 steps."""

from types import SimpleNamespace

import numpy as np
import pytest

import minitorch_ref as mt

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.parity
torch.set_num_threads(1)  # PyTorch's threads wait by spinning, which on a busy machine makes small steps slow
STEPS = 50


def mlp(fw):
    nn = fw.nn
    return nn.Sequential(nn.Linear(20, 32), nn.ReLU(), nn.Linear(32, 32), nn.Tanh(), nn.Linear(32, 5))


def cnn(fw):
    nn = fw.nn
    return nn.Sequential(
        nn.Conv2d(1, 6, 3, padding=1), nn.BatchNorm2d(6), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 8, 3, stride=2), nn.ReLU(), nn.AdaptiveAvgPool2d(2), nn.Flatten(), nn.Linear(32, 5),
    )  # fmt: skip


def lstm(fw):
    nn = fw.nn

    class Tagger(nn.Module):
        def __init__(self):
            super().__init__()
            self.embedding = nn.Embedding(11, 8)
            self.lstm = nn.LSTM(8, 12, num_layers=2, batch_first=True, bidirectional=True)
            self.head = nn.Linear(24, 5)

        def forward(self, tokens):
            return self.head(self.lstm(self.embedding(tokens))[0]).flatten(0, 1)

    return Tagger()


def gpt(fw):
    nn = fw.nn

    class Block(nn.Module):
        def __init__(self, width, heads):
            super().__init__()
            self.heads = heads
            self.before, self.after = nn.LayerNorm(width), nn.LayerNorm(width)
            self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
            self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

        def forward(self, x):
            n, t, c = x.shape
            q, k, v = (
                part.view(n, t, self.heads, c // self.heads).transpose(1, 2)
                for part in self.qkv(self.before(x)).split(c, dim=2)
            )
            attended = nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)
            x = x + self.out(attended.transpose(1, 2).reshape(n, t, c))
            return x + self.mlp(self.after(x))

    class GPT(nn.Module):
        def __init__(self):
            super().__init__()
            self.tokens, self.places = nn.Embedding(11, 16), nn.Embedding(9, 16)
            self.blocks = nn.ModuleList([Block(16, 4) for _ in range(2)])
            self.norm, self.head = nn.LayerNorm(16), nn.Linear(16, 11, bias=False)
            self.head.weight = self.tokens.weight

        def forward(self, tokens):
            x = self.tokens(tokens) + self.places(fw.arange(tokens.shape[1]))
            for block in self.blocks:
                x = block(x)
            return self.head(self.norm(x)).flatten(0, 1)

    return GPT()


def features(numbers):
    return numbers.standard_normal((12, 20), dtype=np.float32), numbers.integers(0, 5, 12)


def images(numbers):
    return numbers.standard_normal((6, 1, 10, 10), dtype=np.float32), numbers.integers(0, 5, 6)


def tagged(numbers):
    return numbers.integers(0, 11, (4, 7)), numbers.integers(0, 5, 28)


def texts(numbers):
    tokens = numbers.integers(0, 11, (4, 10))
    return tokens[:, :-1].copy(), tokens[:, 1:].reshape(-1).copy()


def sgd(fw, params):
    return fw.optim.SGD(params, lr=0.05, momentum=0.9, weight_decay=1e-3)


def adam(fw, params):
    return fw.optim.Adam(params, lr=2e-3)


def adamw(fw, params):
    return fw.optim.AdamW(params, lr=2e-3, betas=(0.9, 0.95), weight_decay=0.1)


def rmsprop(fw, params):
    return fw.optim.RMSprop(params, lr=1e-3)


CASES = {
    "mlp": SimpleNamespace(model=mlp, batch=features, optimizer=sgd),
    "mlp, adam": SimpleNamespace(model=mlp, batch=features, optimizer=adam),
    "cnn": SimpleNamespace(model=cnn, batch=images, optimizer=sgd),
    "cnn, rmsprop": SimpleNamespace(model=cnn, batch=images, optimizer=rmsprop),
    "lstm": SimpleNamespace(model=lstm, batch=tagged, optimizer=adam),
    "gpt": SimpleNamespace(model=gpt, batch=texts, optimizer=adamw),
}


def curve(fw, as_tensor, model, case):
    """Return the losses of 50 steps with gradient clipping, a warm-up and a cosine."""
    optimizer = case.optimizer(fw, model.parameters())
    schedules = fw.optim.lr_scheduler
    warm_up = schedules.LinearLR(optimizer, 0.1, total_iters=10)
    schedule = schedules.SequentialLR(optimizer, [warm_up, schedules.CosineAnnealingLR(optimizer, 40)], [10])
    numbers = np.random.default_rng(0)
    batches = [case.batch(numbers) for _ in range(10)]
    losses = []
    for step in range(STEPS):
        inputs, targets = (as_tensor(part) for part in batches[step % len(batches)])
        optimizer.zero_grad()
        loss = fw.nn.functional.cross_entropy(model(inputs), targets)
        loss.backward()
        fw.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
    return losses


def as_own(state):
    return {name: mt.from_numpy(tensor.detach().numpy().copy()) for name, tensor in state.items()}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_50_steps_give_pytorchs_losses(case):
    torch.manual_seed(0)
    wanted, own = case.model(torch), case.model(mt)
    own.load_state_dict(as_own(wanted.state_dict()))
    theirs = curve(torch, torch.from_numpy, wanted, case)
    ours = curve(mt, mt.from_numpy, own, case)
    assert min(theirs[-10:]) < min(theirs[:10])
    assert ours == pytest.approx(theirs, rel=1e-4)
