"""DataLoader, samplers and collation beside PyTorch's: the same batches, kinds and errors."""

import collections

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref.utils import data

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.parity
FRAMEWORKS = [(mt, data), (torch, torch.utils.data)]
Point = collections.namedtuple("Point", ["x", "y"])


def plain(batch):
    """Return a batch with its tensors as (type, shape, values), so that those of both frameworks compare."""
    if isinstance(batch, mt.Tensor | torch.Tensor):
        return "tensor", repr(batch.dtype), tuple(batch.shape), batch.tolist()
    if isinstance(batch, dict):
        return type(batch).__name__, {name: plain(part) for name, part in batch.items()}
    if isinstance(batch, list | tuple):
        return type(batch).__name__, [plain(part) for part in batch]
    return batch


def both(function):
    """Return what a function of (framework, its data package) gives, or the class of its error, for each."""
    results = []
    for framework, library in FRAMEWORKS:
        try:
            results.append(plain(function(framework, library)))
        except Exception as error:
            results.append(type(error))
    return results


def assert_same(function):
    own, wanted = both(function)
    if isinstance(wanted, type):
        assert isinstance(own, type), f"PyTorch raises {wanted}, this gives {own}"
        assert issubclass(own, mt.MiniTorchError if wanted is AssertionError else wanted)
    else:
        assert own == wanted


SETTINGS = [
    {},
    {"batch_size": 3},
    {"batch_size": 3, "drop_last": True},
    {"batch_size": None},
    {"batch_size": 20},
    {"batch_size": 20, "drop_last": True},
    {"batch_sampler": [[0, 5], [3], [2, 2, 1]]},
    {"sampler": [4, 2, 0, 2], "batch_size": 3},
    {"sampler": [4, 2, 0, 2], "batch_size": None},
    {"batch_size": 4, "collate_fn": len},
    {"batch_size": None, "collate_fn": str},
]
WORKERS = [{}, {"num_workers": 2}, {"num_workers": 1, "prefetch_factor": 4, "persistent_workers": True}]


def squares(framework, library):
    numbers = framework.arange(10)
    return library.TensorDataset(numbers, (numbers * numbers).double())


@pytest.mark.parametrize("settings", SETTINGS)
def test_passes_over_a_data_set_give_pytorchs_batches(settings):
    def passes(framework, library):
        loader = library.DataLoader(squares(framework, library), **settings)
        return [len(loader), list(loader), list(loader)]

    assert_same(passes)


class Count(data.IterableDataset, torch.utils.data.IterableDataset):
    """A stream for both frameworks; each worker counts numbers of its own."""

    def __init__(self, total):
        self.total = total

    def __iter__(self):
        info = data.get_worker_info() or torch.utils.data.get_worker_info()
        return iter(range(self.total) if info is None else range(info.id, self.total, info.num_workers))


@pytest.mark.parametrize("workers", WORKERS)
@pytest.mark.parametrize(
    "settings", [{}, {"batch_size": 3}, {"batch_size": 3, "drop_last": True}, {"batch_size": None}]
)
def test_streams_are_divided_and_batched_as_in_pytorch(settings, workers):
    def passes(_, library):
        loader = library.DataLoader(Count(10), **settings, **workers)
        return [list(loader), list(loader)]

    assert_same(passes)


@pytest.mark.parametrize("settings", SETTINGS[1:9:3])
def test_workers_give_the_batches_in_pytorchs_order(settings):
    assert_same(lambda f, library: list(library.DataLoader(squares(f, library), num_workers=2, **settings)))


BATCHES = {
    "tensors": lambda f: [f.ones(2), f.zeros(2)],
    "tensors of other shapes": lambda f: [f.ones(2), f.zeros(3)],
    "scalars": lambda f: [f.tensor(1), f.tensor(2)],
    "arrays": lambda f: [np.ones(2), np.zeros(2)],
    "arrays of float32": lambda f: [np.ones((1, 2), np.float32)] * 2,
    "numbers of NumPy": lambda f: [np.float32(1), np.float32(2)],
    "numbers of NumPy, int16": lambda f: [np.int16(1), np.int16(2)],
    "arrays of text": lambda f: [np.array("a"), np.array("b")],
    "floats": lambda f: [1.5, 2.5],
    "floats then integers": lambda f: [1.5, 2],
    "integers": lambda f: [1, 2],
    "truth": lambda f: [True, False],
    "text": lambda f: ["a", "b"],
    "bytes": lambda f: [b"a", b"b"],
    "dicts": lambda f: [{"x": 1, "y": "a"}, {"x": 2, "y": "b"}],
    "ordered dicts": lambda f: [collections.OrderedDict(x=1), collections.OrderedDict(x=2)],
    "dicts with other keys": lambda f: [{"x": 1}, {"y": 1}],
    "nested": lambda f: [{"x": (1, [f.ones(1)])}] * 2,
    "tuples": lambda f: [(1, "a", 2.0), (2, "b", 3.0)],
    "lists": lambda f: [[1, 2], [3, 4]],
    "lists of other lengths": lambda f: [[1, 2], [3]],
    "named tuples": lambda f: [Point(1, 2.0), Point(3, 4.0)],
    "empty tuples": lambda f: [(), ()],
    "nothing": lambda f: [None, None],
    "sets": lambda f: [{1}, {2}],
    "objects": lambda f: [object(), object()],
    "no examples": lambda f: [],
}


@pytest.mark.parametrize("batch", BATCHES.values(), ids=BATCHES)
def test_collation_makes_pytorchs_types(batch):
    assert_same(lambda framework, library: library.default_collate(batch(framework)))


@pytest.mark.parametrize("batch", BATCHES.values(), ids=BATCHES)
def test_conversion_makes_pytorchs_types(batch):
    examples = batch(mt)
    if not any(isinstance(example, set | mt.Tensor) or type(example) is object for example in examples):
        assert_same(lambda framework, library: library.default_convert(batch(framework)))


WRONG = [
    {"shuffle": True, "sampler": [1]},
    {"batch_sampler": [[1]], "batch_size": 2},
    {"batch_sampler": [[1]], "shuffle": True},
    {"batch_sampler": [[1]], "drop_last": True},
    {"batch_size": None, "drop_last": True},
    {"batch_size": 0},
    {"batch_size": -1},
    {"batch_size": 1.5},
    {"num_workers": -1},
    {"timeout": -1},
    {"prefetch_factor": 2},
    {"persistent_workers": True},
    {"multiprocessing_context": "fork"},
    {"num_workers": 1, "multiprocessing_context": "telepathy"},
]


@pytest.mark.parametrize("settings", WRONG, ids=str)
def test_impossible_settings_raise_pytorchs_errors(settings):
    own, wanted = both(lambda f, library: len(list(library.DataLoader(squares(f, library), **settings))))
    assert isinstance(wanted, type)
    assert issubclass(own, wanted)


@pytest.mark.parametrize("settings", [{"shuffle": True}, {"sampler": [1]}, {"batch_sampler": [[1]]}], ids=str)
def test_a_stream_has_no_other_order_as_in_pytorch(settings):
    own, wanted = both(lambda f, library: len(list(library.DataLoader(Count(3), **settings))))
    assert wanted is ValueError
    assert issubclass(own, ValueError)


class Broken(data.Dataset, torch.utils.data.Dataset):
    """A data set for both frameworks with one bad example."""

    def __init__(self, error):
        self.error = error

    def __len__(self):
        return 6

    def __getitem__(self, index):
        if index == 3:
            raise self.error
        return index


class TwoPartError(Exception):
    def __init__(self, first, second):
        super().__init__(first, second)


@pytest.mark.parametrize(
    "error", [KeyError("a"), ValueError("b"), IndexError("c"), TwoPartError("d", "e"), OSError(2, "f")], ids=repr
)
def test_an_error_in_a_worker_has_pytorchs_class_and_the_pass_goes_on(error):
    def steps(_, library):
        batches, iterator = [], iter(library.DataLoader(Broken(error), batch_size=2, num_workers=2))
        while len(batches) < 4:
            try:
                batches.append(next(iterator).tolist())
            except StopIteration:
                batches.append("end")
            except Exception as raised:
                told = "worker process 1" in str(raised) and "__getitem__" in str(raised)
                batches.append(type(raised).__name__ if told else f"untold {raised}")
        return batches

    assert_same(steps)


class Dies(Broken):
    def __getitem__(self, index):
        if index == 3:
            import os

            os._exit(3)
        return index


class Sleeps(Broken):
    def __getitem__(self, index):
        if index == 3:
            import time

            time.sleep(20)
        return index


@pytest.mark.parametrize(("dataset", "settings"), [(Dies, {}), (Sleeps, {"timeout": 0.5})])
def test_a_worker_that_dies_or_hangs_is_a_runtime_error_as_in_pytorch(dataset, settings):
    own, wanted = both(lambda f, library: list(library.DataLoader(dataset(None), num_workers=1, **settings)))
    assert wanted in (RuntimeError, ConnectionResetError)  # the latter now and then, where PyTorch is unlucky
    assert issubclass(own, RuntimeError)


SAMPLERS = {
    "sequential": lambda f, d: list(d.SequentialSampler(range(4))),
    "batches": lambda f, d: list(d.BatchSampler(range(7), 3, False)),
    "batches without the last": lambda f, d: list(d.BatchSampler(range(7), 3, True)),
    "length": lambda f, d: [len(d.BatchSampler(range(7), 3, False)), len(d.BatchSampler(range(7), 3, True))],
    "random": lambda f, d: sorted(d.RandomSampler(range(9))),
    "random, more than there are": lambda f, d: collections.Counter(d.RandomSampler(range(3), num_samples=9)),
    "random, fewer": lambda f, d: len(set(d.RandomSampler(range(9), num_samples=4))),
    "random with replacement": lambda f, d: len(list(d.RandomSampler(range(3), True, 8))),
    "random of nothing": lambda f, d: list(d.RandomSampler([])),
    "a subset": lambda f, d: sorted(d.SubsetRandomSampler([3, 1, 4])),
    "weights of one": lambda f, d: list(d.WeightedRandomSampler([0.0, 2.0, 0.0], 5)),
    "weights without replacement": lambda f, d: sorted(d.WeightedRandomSampler([1.0, 0.0, 3.0], 2, replacement=False)),
    "weights of two axes": lambda f, d: list(d.WeightedRandomSampler([[1.0]], 3)),
    "no samples": lambda f, d: d.RandomSampler(range(3), num_samples=0),
    "half a batch": lambda f, d: d.BatchSampler(range(3), 0.5, False),
    "drop what?": lambda f, d: d.BatchSampler(range(3), 2, "yes"),
    "replace what?": lambda f, d: d.RandomSampler(range(3), "no"),
    "negative count": lambda f, d: d.WeightedRandomSampler([1.0], -1),
}


@pytest.mark.parametrize("call", SAMPLERS.values(), ids=SAMPLERS)
def test_samplers_do_what_pytorchs_do(call):
    assert_same(call)


def lengths(parts):
    return [len(part) for part in parts]


DATASETS = {
    "concatenated": lambda f, d: list(d.DataLoader(squares(f, d) + squares(f, d), batch_size=7)),
    "concatenated, from the end": lambda f, d: d.ConcatDataset([range(3), range(4)])[-1],
    "concatenated, before the beginning": lambda f, d: d.ConcatDataset([range(3), range(4)])[-8],
    "concatenated, nothing": lambda f, d: d.ConcatDataset([]),
    "concatenated streams": lambda f, d: d.ConcatDataset([Count(3)]),
    "chained": lambda f, d: list(d.ChainDataset([Count(2), Count(3)])),
    "subset": lambda f, d: [d.Subset(squares(f, d), [4, 2])[i] for i in (0, 1)],
    "subset in batches": lambda f, d: list(d.DataLoader(d.Subset(squares(f, d), [4, 2, 9]), batch_size=2)),
    "stacked": lambda f, d: [d.StackDataset(range(3), "abc")[1], d.StackDataset(a=range(3), b="abc")[2]],
    "stacked of other lengths": lambda f, d: d.StackDataset(range(3), "ab"),
    "stacked of nothing": lambda f, d: d.StackDataset(),
    "split": lambda f, d: lengths(d.random_split(range(10), [3, 7])),
    "split by fractions": lambda f, d: lengths(d.random_split(range(10), [0.25, 0.35, 0.4])),
    "split into all": lambda f, d: sorted(i for part in d.random_split(range(10), [3, 7]) for i in part),
    "split of other lengths": lambda f, d: d.random_split(range(10), [3, 6]),
    "split by odd fractions": lambda f, d: d.random_split(range(10), [1.5, -0.5]),
    "no such example": lambda f, d: squares(f, d)[10],
    "data set without examples": lambda f, d: d.Dataset()[0],
}


@pytest.mark.parametrize("call", DATASETS.values(), ids=DATASETS)
def test_data_sets_do_what_pytorchs_do(call):
    assert_same(call)
