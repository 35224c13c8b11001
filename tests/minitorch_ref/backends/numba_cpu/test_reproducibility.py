"""The same program with the same seed and as many threads gives the same bits in every process."""

import os
import subprocess
import sys

import pytest

PROGRAM = """
import hashlib, sys
import minitorch_ref as mt
from minitorch_ref import nn
from minitorch_ref.nn import functional as F

mt.use_backend("numba")
mt.set_num_threads(int(sys.argv[1]))
mt.manual_seed(3)


class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(50, 32)
        self.memory = nn.LSTM(32, 32, batch_first=True)
        self.gates = nn.GRU(32, 32, batch_first=True)
        self.attention = nn.MultiheadAttention(32, 4, batch_first=True)
        self.norm, self.out = nn.LayerNorm(32), nn.Linear(32, 50)

    def forward(self, text):
        x = self.gates(self.memory(self.words(text))[0])[0]
        x = self.norm(x + self.attention(x, x, x, need_weights=False)[0])
        return self.out(F.gelu(x)).flatten(0, 1)


def seen(*tensors):
    digest = hashlib.sha256()
    for x in tensors:
        digest.update(x.detach().contiguous().numpy().tobytes())
    return digest.hexdigest()[:16]


def train(model, optimizer, inputs, targets):
    for _ in range(3):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(inputs), targets)
        loss.backward()
        optimizer.step()
    print(type(model).__name__, seen(loss, *model.parameters(), *[p.grad for p in model.parameters()]))


images = nn.Sequential(
    nn.Conv2d(1, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.3),
    nn.Conv2d(8, 16, 3), nn.Tanh(), nn.AvgPool2d(2), nn.Flatten(), nn.Linear(16 * 6 * 6, 10),
)
train(images, mt.optim.Adam(images.parameters()), mt.randn(32, 1, 28, 28), mt.randint(10, (32,)))
text = mt.randint(50, (16, 40))
reader = Reader()
train(reader, mt.optim.SGD(reader.parameters(), lr=0.1, momentum=0.9), text, text.flatten())

x = mt.randn(700, 900)
print("loops", seen(x.sum(), x.sum(0), x.sum(1), x.mean(), x.var(), x.std(0), x.amax(1), x.prod(0), x.cumsum(1),
                    x.softmax(0), x.logsumexp(1), x @ x.T, (x.T + x.T).exp(), x.sort(1)[0], mt.where(x > 0, x, 0.0)))
spread = mt.zeros(100, 900).index_add(0, mt.randint(100, (700,)), x)
print("scattered", seen(spread, mt.zeros(9, 900).scatter_add(0, mt.randint(9, (700, 900)), x)))
"""


def printed(threads: int) -> str:
    """Run the program in a process of its own; another seed for hashes, so that no order of a set goes unnoticed."""
    environment = os.environ | {"PYTHONHASHSEED": "random"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(threads)], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("threads", [1, 2])
def test_results_are_the_same_in_every_run(threads):
    first, again = printed(threads), printed(threads)
    assert len(first.splitlines()) == 4
    assert again == first
