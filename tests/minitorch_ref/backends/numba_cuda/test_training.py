"""Training on the device: the same numbers as on the CPU, and nothing travels between the two during a step."""

import copy

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref import nn, optim
from minitorch_ref.backends.numba_cuda import transfers
from minitorch_ref.nn import functional


class LittleGPT(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.tokens, self.places = nn.Embedding(7, 8), nn.Embedding(5, 8)
        self.norm, self.attend, self.out = nn.LayerNorm(8), nn.Linear(8, 24), nn.Linear(8, 8)
        self.think = nn.Sequential(nn.LayerNorm(8), nn.Linear(8, 16), nn.GELU(), nn.Linear(16, 8))
        self.head = nn.Linear(8, 7)

    def forward(self, x: mt.Tensor) -> mt.Tensor:
        h = self.tokens(x) + self.places(mt.arange(x.shape[1], device=x.device))
        heads = [part.reshape(*x.shape, 2, 4).transpose(1, 2) for part in self.attend(self.norm(h)).chunk(3, -1)]
        seen = functional.scaled_dot_product_attention(*heads, is_causal=True)
        h = h + self.out(seen.transpose(1, 2).reshape(h.shape))
        return self.head(h + self.think(h)).flatten(0, 1)


class LastOfLSTM(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lstm, self.head = nn.LSTM(3, 4, batch_first=True), nn.Linear(4, 3)

    def forward(self, x: mt.Tensor) -> mt.Tensor:
        return self.head(self.lstm(x)[0][:, -1])


def little_cnn() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(1, 3, 3, padding=1), nn.BatchNorm2d(3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(27, 3)
    )


def mlp() -> nn.Module:
    return nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.BatchNorm1d(8), nn.Linear(8, 3))


MODELS = {
    "mlp": (mlp, lambda: mt.randn(8, 6), lambda: mt.randint(0, 3, (8,))),
    "cnn": (little_cnn, lambda: mt.randn(3, 1, 6, 6), lambda: mt.randint(0, 3, (3,))),
    "gpt": (LittleGPT, lambda: mt.randint(0, 7, (2, 5)), lambda: mt.randint(0, 7, (10,))),
    "lstm": (LastOfLSTM, lambda: mt.randn(2, 3, 3), lambda: mt.randint(0, 3, (2,))),
}
OPTIMIZERS = {
    "sgd": lambda p: optim.SGD(p, 1e-2, momentum=0.9, weight_decay=1e-3, nesterov=True),
    "adam": lambda p: optim.Adam(p, 1e-2),
    "adamw": lambda p: optim.AdamW(p, 1e-2, amsgrad=True),
    "rmsprop": lambda p: optim.RMSprop(p, 1e-2, centered=True, momentum=0.5),
    "adagrad": lambda p: optim.Adagrad(p, 1e-2),
}


def step(model, optimizer, x, y) -> mt.Tensor:
    optimizer.zero_grad()
    loss = functional.cross_entropy(model(x), y)
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    return loss


@pytest.mark.parametrize(
    ("name", "optimizer"), [("mlp", name) for name in OPTIMIZERS] + [(name, "sgd") for name in ("cnn", "gpt", "lstm")]
)
def test_a_step_gives_the_same_as_on_the_cpu_and_moves_nothing(name: str, optimizer: str):
    make, draw_x, draw_y = MODELS[name]
    mt.manual_seed(1)
    here, x, y = make(), draw_x(), draw_y()
    there, far_x, far_y = copy.deepcopy(here).to("cuda"), x.to("cuda"), y.to("cuda")
    ours, theirs = (OPTIMIZERS[optimizer](model.parameters()) for model in (here, there))
    losses = []
    for _ in range(3):
        wanted = step(here, ours, x, y)
        before = transfers.count.to_device, transfers.count.from_device
        found = step(there, theirs, far_x, far_y)
        moved = transfers.count.to_device - before[0], transfers.count.from_device - before[1]
        losses.append((found.item(), wanted.item()))
    assert moved == (0, 0)
    np.testing.assert_allclose(*zip(*losses, strict=True), rtol=2e-5)
    for own, other in zip(here.parameters(), there.parameters(), strict=True):
        np.testing.assert_allclose(other.detach().cpu().numpy(), own.detach().numpy(), rtol=1e-3, atol=1e-5)


def test_a_model_trains_with_dropout_and_its_state_moves_between_devices():
    mt.manual_seed(0)
    model = nn.Sequential(nn.Linear(4, 16, device="cuda"), nn.ReLU(), nn.Dropout(0.2), nn.Linear(16, 2, device="cuda"))
    x = mt.randn(16, 4, device="cuda")
    y = (x[:, 0] > 0).long()
    optimizer = optim.Adam(model.parameters(), 0.05)
    losses = [step(model, optimizer, x, y).item() for _ in range(12)]
    assert losses[-1] < 0.5 * losses[0]
    assert all(kept["exp_avg"].device.type == "cuda" for kept in optimizer.state.values())
    here = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Dropout(0.2), nn.Linear(16, 2))
    here.load_state_dict(model.state_dict())
    assert {p.device.type for p in here.parameters()} == {"cpu"}
    np.testing.assert_allclose(here.eval()(x.cpu()).tolist(), model.eval()(x).tolist(), rtol=1e-5, atol=1e-6)
    model.load_state_dict(here.state_dict())
    assert {p.device.type for p in model.cpu().parameters()} == {"cpu"}
    optimizer = optim.Adam(here.cuda().parameters(), 0.05)
    optimizer.load_state_dict({"state": {0: {"step": mt.tensor(1.0), "exp_avg": mt.zeros(16, 4)}}, "param_groups":
                               optimizer.state_dict()["param_groups"]})  # fmt: skip
    assert next(iter(optimizer.state.values()))["exp_avg"].device.type == "cuda"
