"""A second correct answer to each exercise of lesson 07, written differently from the model answer."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from minitorch import dtypes
from minitorch.autograd.modes import enable_grad, no_grad
from minitorch.errors import ArgumentError, DimensionError, ShapeError, StateError
from minitorch.serialization import files
from minitorch.tensors import factories
from minitorch.tensors.random import randint, randperm
from minitorch.tensors.tensor import Tensor
from minitorch.training.early_stopping import Remembers
from minitorch.utils.data.collate import as_tensors, check_sequences, rebuilt
from minitorch.utils.data.dataset import Dataset
from minitorch.utils.data.sampler import Drawn, Sampler, check_count

from course.checks import other_answer


@other_answer("7.1")
class ByListsOfRows(Dataset[tuple[Tensor, ...]]):
    def __init__(self, *tensors):
        for tensor in tensors:
            if len(tensor) != len(tensors[0]):
                raise RuntimeError(f"{len(tensor)} rows and {len(tensors[0])} rows")
        self.tensors = tensors

    def __getitem__(self, index):
        parts = []
        for tensor in self.tensors:
            parts.append(tensor[index])
        return tuple(parts)

    def __len__(self):
        return len(self.tensors[0])


@other_answer("7.2")
class ByYielding(Drawn):
    def __iter__(self):
        given, total = 0, len(self.data_source)
        while given < self.num_samples:
            if self.replacement:
                yield int(randint(0, total, (), generator=self.generator).item())
                given += 1
                continue
            for number in randperm(total, generator=self.generator).tolist()[: self.num_samples - given]:
                yield number
                given += 1


@other_answer("7.3")
class ByFillingAList(Sampler[list[int]]):
    def __init__(self, sampler, batch_size, drop_last):
        check_count("BatchSampler", batch_size)
        if drop_last is not True and drop_last is not False:
            raise ValueError(f"drop_last {drop_last!r}")
        self.sampler, self.batch_size, self.drop_last = sampler, batch_size, drop_last

    def __iter__(self):
        group = []
        for number in self.sampler:
            group.append(number)
            if len(group) == self.batch_size:
                yield group
                group = []
        if group and not self.drop_last:
            yield group

    def __len__(self):
        full, rest = divmod(len(self.sampler), self.batch_size)
        return full + (1 if rest and not self.drop_last else 0)


@other_answer("7.4")
def by_kinds(batch):
    first = batch[0]
    if isinstance(first, Mapping):
        return rebuilt(first, {key: by_kinds([example[key] for example in batch]) for key in first})
    if isinstance(first, (str, bytes)) and not isinstance(first, np.generic):
        return batch
    if isinstance(first, (np.ndarray, np.generic)):
        return by_kinds(as_tensors(batch))
    if isinstance(first, Tensor):
        for tensor in batch:
            if tensor.shape != first.shape:
                raise ShapeError(f"{tuple(tensor.shape)} and {tuple(first.shape)}")
        return joining.cat([tensor.unsqueeze(0) for tensor in batch])  # noqa: F821
    if isinstance(first, bool) or not isinstance(first, (int, float)):
        if isinstance(first, bool):
            return factories.tensor(list(batch), dtype=dtypes.bool_)
        check_sequences(batch)
        assert isinstance(first, Sequence)
        return rebuilt(first, [by_kinds([example[place] for example in batch]) for place in range(len(first))])
    return factories.tensor(list(batch), dtype=dtypes.float64 if isinstance(first, float) else None)


@other_answer("7.5")
def by_a_loop(predicted, target, num_classes):
    if predicted.dim() != 1 or target.dim() != 1 or len(predicted) != len(target):
        raise RuntimeError("confusion_matrix: one prediction for each target")
    table = [[0] * num_classes for _ in range(num_classes)]
    for called, is_ in zip(predicted.tolist(), target.tolist(), strict=True):
        if not (0 <= called < num_classes and 0 <= is_ < num_classes):
            raise DimensionError(f"confusion_matrix: {called}, {is_}")
        table[is_][called] += 1
    return factories.tensor(table, dtype=dtypes.int64)


@other_answer("7.6")
def with_a_list_of_losses(model, batches, loss_fn, optimizer=None):
    losses, sizes = [], []
    if optimizer is None:
        model.eval()
        with no_grad():
            for inputs, targets in batches:
                losses.append(loss_fn(model(inputs), targets).item())
                sizes.append(targets.shape[0])
    else:
        model.train()
        with enable_grad():
            for inputs, targets in batches:
                loss = loss_fn(model(inputs), targets)
                for parameter in model.parameters():
                    parameter.grad = None
                loss.backward()
                optimizer.step()
                losses.append(loss.item())
                sizes.append(targets.shape[0])
    if not losses:
        raise ArgumentError("run_epoch: no rows")
    return sum(loss * size for loss, size in zip(losses, sizes, strict=True)) / sum(sizes)


@other_answer("7.7")
class WithDeepCopies(Remembers):
    def __init__(self, patience, min_delta=0.0):
        self.patience = patience
        self.min_delta = min_delta
        self.best = math.inf
        self.waited = 0
        self.best_state = None

    def step(self, value, model):
        if math.isnan(value) or value >= self.best - self.min_delta:
            self.waited += 1
            return self.waited >= self.patience
        self.waited = 0
        self.best = value
        self.best_state = {}
        for name, tensor in model.state_dict().items():
            self.best_state[name] = factories.empty_like(tensor).copy_(tensor.detach())
        return False

    def restore(self, model):
        if not self.best_state:
            raise StateError("restore: nothing has been kept")
        model.load_state_dict(self.best_state)


@other_answer("7.8")
class ByAskingForMethods:
    def __init__(self, **parts):
        self.parts = dict(parts)

    def save(self, f, **facts):
        file = {"facts": facts, "parts": {}}
        for name, part in self.parts.items():
            take = part.get_state if hasattr(part, "get_state") else part.state_dict
            file["parts"][name] = take()
        files.save(file, f)

    def load(self, f):
        file = files.load(f)
        if set(file["parts"]) != set(self.parts):
            raise RuntimeError(f"other parts: {sorted(file['parts'])}")
        for name, state in file["parts"].items():
            part = self.parts[name]
            if hasattr(part, "set_state"):
                part.set_state(state)
            else:
                part.load_state_dict(state)
        return file["facts"]
