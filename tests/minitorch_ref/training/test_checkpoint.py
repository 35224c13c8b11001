"""A run that is interrupted ends where one ends that is not, to the last bit."""

import pytest

import minitorch_ref as mt
from minitorch_ref import nn, optim
from minitorch_ref.training import Checkpoint, EarlyStopping, run_epoch
from minitorch_ref.utils.data import DataLoader, TensorDataset


def squares(outputs, targets):
    return ((outputs - targets) ** 2).mean()


class Run:
    """A model with dropout, momentum, a schedule, a shuffle and a watch."""

    def __init__(self, seed):
        generator = mt.Generator().manual_seed(99)
        self.data = TensorDataset(mt.randn(20, 3, generator=generator), mt.randn(20, 1, generator=generator))
        mt.manual_seed(seed)
        self.model = nn.Sequential(nn.Linear(3, 8), nn.Dropout(0.5), nn.Linear(8, 1))
        self.optimizer = optim.AdamW(self.model.parameters(), lr=0.01)
        self.schedule = optim.lr_scheduler.StepLR(self.optimizer, 2)
        self.watch = EarlyStopping(3, min_delta=100)  # so that the first value stays the best
        self.shuffle = mt.Generator().manual_seed(seed)

    @property
    def parts(self):
        names = ("model", "optimizer", "schedule", "watch", "shuffle")
        return {"random": mt.default_generator, **{name: getattr(self, name) for name in names}}

    def train(self, passes):
        for _ in range(passes):
            loader = DataLoader(self.data, 8, shuffle=True, generator=self.shuffle)
            self.watch.step(run_epoch(self.model, loader, squares, self.optimizer), self.model)
            self.schedule.step()
        return self

    def outcome(self):
        return [p.tolist() for p in self.model.parameters()], self.watch.best, self.optimizer.param_groups[0]["lr"]


@pytest.fixture
def file(tmp_path):
    return tmp_path / "run.safetensors"


def test_an_interrupted_run_ends_at_the_same_bits(file):
    straight = Run(0).train(5).outcome()
    Checkpoint(**Run(0).train(2).parts).save(file, epoch=2)
    again = Run(1)
    assert Checkpoint(**again.parts).load(file) == {"epoch": 2}
    assert again.train(3).outcome() == straight


@pytest.mark.parametrize("left_out", ["random", "model", "optimizer", "schedule", "watch", "shuffle"])
def test_every_part_is_needed(file, left_out):
    straight = Run(0).train(5).outcome()

    def without(run):
        return {name: part for name, part in run.parts.items() if name != left_out}

    Checkpoint(**without(Run(0).train(2))).save(file)
    again = Run(1)
    Checkpoint(**without(again)).load(file)
    again.optimizer.param_groups[0]["lr"] = 0.001 if left_out == "schedule" else again.optimizer.param_groups[0]["lr"]
    assert again.train(3).outcome() != straight


def test_other_parts_are_refused_and_nothing_is_changed(file):
    model = nn.Linear(1, 1)
    Checkpoint(model=model).save(file)
    other = nn.Linear(1, 1)
    before = other.weight.item()
    with pytest.raises(RuntimeError, match="the file has \\['model'\\], and here are \\['model', 'optimizer'\\]"):
        Checkpoint(model=other, optimizer=optim.SGD(other.parameters())).load(file)
    assert other.weight.item() == before
