"""DataLoader in one process and with workers: the same batches, errors with their traceback, clean endings."""

import gc
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref.utils.data import (
    DataLoader,
    Dataset,
    IterableDataset,
    Subset,
    TensorDataset,
    default_collate,
    get_worker_info,
)

WORKERS = [{}, {"num_workers": 2, "timeout": 20}]


class Squares(Dataset):
    """x and its square; some numbers misbehave."""

    def __init__(self, total=10, fails=(), dies=(), sleeps=(), size=1):
        self.total, self.fails, self.dies, self.sleeps, self.size = total, fails, dies, sleeps, size

    def __len__(self):
        return self.total

    def __getitem__(self, index):
        if index in self.fails:
            raise KeyError(f"no example {index}")
        if index in self.dies:
            os.kill(os.getpid(), signal.SIGKILL)
        if index in self.sleeps:
            time.sleep(30)
        return mt.full((self.size,), float(index)), index * index


class Count(IterableDataset):
    """0, 1, 2, ...; each worker has numbers of its own."""

    def __init__(self, total):
        self.total = total

    def __iter__(self):
        info = get_worker_info()
        return iter(range(self.total) if info is None else range(info.id, self.total, info.num_workers))


class Noise(Dataset):
    """Random numbers of the framework, of Python and of NumPy, and who drew them."""

    def __len__(self):
        return 4

    def __getitem__(self, index):
        import random

        info = get_worker_info()
        assert info is not None
        return mt.rand(()).item(), random.random(), np.random.rand(), info.id, info.seed


def numbers(loader):
    return [batch[1].tolist() for batch in loader]


@pytest.mark.parametrize("workers", WORKERS)
@pytest.mark.parametrize(("drop_last", "batches"), [(False, [[0, 1, 4, 9], [16, 25, 36, 49], [64, 81]]),
                                                    (True, [[0, 1, 4, 9], [16, 25, 36, 49]])])  # fmt: skip
def test_batches_come_in_order(workers, drop_last, batches):
    loader = DataLoader(Squares(), batch_size=4, drop_last=drop_last, **workers)
    assert numbers(loader) == numbers(loader) == batches
    assert len(loader) == len(batches)
    assert next(iter(loader))[0].shape == (4, 1)


@pytest.mark.parametrize("workers", WORKERS)
def test_shuffling_is_new_in_each_pass_and_repeats_with_the_seed(workers):
    def passes(seed):
        loader = DataLoader(Squares(40), 10, shuffle=True, generator=mt.Generator().manual_seed(seed), **workers)
        return [numbers(loader), numbers(loader)]

    first, second = passes(0)
    assert passes(0) == [first, second]
    assert first != second
    assert sorted(number for batch in first for number in batch) == [i * i for i in range(40)]


def test_the_number_of_workers_does_not_change_the_order():
    def pass_with(**workers):
        return numbers(DataLoader(Squares(40), 7, shuffle=True, generator=mt.Generator().manual_seed(5), **workers))

    assert pass_with() == pass_with(num_workers=2) == pass_with(num_workers=3, prefetch_factor=1)


def test_single_examples_are_not_collated():
    loader = DataLoader(TensorDataset(mt.arange(3)), batch_size=None)
    assert [example[0].shape for example in loader] == [(), (), ()]


def test_rows_of_tensors_are_taken_at_once_with_the_same_result():
    rows = TensorDataset(mt.randn(9, 2, 3), mt.arange(9), mt.rand(9).to(mt.float16))
    part = Subset(Subset(rows, [8, 1, 5, 5, 0]), [4, 1, 1, 0])
    for dataset in (rows, part):
        fast = DataLoader(dataset, 4)
        slow = DataLoader(dataset, 4, collate_fn=lambda examples: default_collate(examples))
        for first, second in zip(fast, slow, strict=True):
            assert type(first) is type(second) is list
            assert [x.tolist() for x in first] == [x.tolist() for x in second]
            assert [x.dtype for x in first] == [x.dtype for x in second]
            assert all(x.is_contiguous() for x in first)
    batch = next(iter(DataLoader(rows, 4)))
    batch[1].fill_(77)
    assert rows[0][1].item() == 0
    with pytest.raises(IndexError):
        next(iter(DataLoader(rows, batch_sampler=[[1, 9]])))


def test_a_function_of_ones_own_makes_batches():
    assert list(DataLoader(range(5), 2, collate_fn=sum)) == [1, 5, 4]
    assert list(DataLoader(range(5), batch_sampler=[[0, 4], [2]], collate_fn=list)) == [[0, 4], [2]]
    assert list(DataLoader(range(5), sampler=[3, 1], collate_fn=list)) == [[3], [1]]


def test_a_stream_is_cut_into_batches():
    assert [batch.tolist() for batch in DataLoader(Count(5), 2)] == [[0, 1], [2, 3], [4]]
    assert [batch.tolist() for batch in DataLoader(Count(5), 2, drop_last=True)] == [[0, 1], [2, 3]]
    with pytest.raises(TypeError):
        len(DataLoader(Count(5), 2))


def test_each_worker_has_a_part_of_a_stream():
    loader = DataLoader(Count(9), 2, num_workers=2, persistent_workers=True, timeout=20)
    for _ in range(2):
        assert [batch.tolist() for batch in loader] == [[0, 2], [1, 3], [4, 6], [5, 7], [8]]


def test_an_error_in_a_worker_is_raised_with_its_traceback_and_the_pass_goes_on():
    iterator = iter(DataLoader(Squares(fails=[5]), batch_size=2, num_workers=2, timeout=20))
    assert [next(iterator)[1].tolist() for _ in range(2)] == [[0, 1], [4, 9]]
    with pytest.raises(KeyError) as raised:
        next(iterator)
    text = str(raised.value)
    assert "Caught KeyError in DataLoader worker process 0" in text
    assert 'raise KeyError(f"no example {index}")\n' in text
    assert [batch[1].tolist() for batch in iterator] == [[36, 49], [64, 81]]


class TwoPartError(Exception):
    def __init__(self, first, second):
        super().__init__(first, second)


def raises_error_of_two_parts(batch):
    raise TwoPartError(1, 2)


def makes_a_function(batch):
    return lambda: batch


@pytest.mark.parametrize(
    ("collate", "message"), [(raises_error_of_two_parts, "TwoPartError"), (makes_a_function, "pickle")]
)
def test_an_error_that_cannot_be_sent_becomes_a_runtime_error(collate, message):
    with pytest.raises(RuntimeError, match=message):
        list(DataLoader(range(3), collate_fn=collate, num_workers=1, timeout=20))


def test_a_worker_that_is_killed_is_reported():
    with pytest.raises(RuntimeError, match=r"worker 1 .*exited unexpectedly.*signal 9"):
        list(DataLoader(Squares(dies=[3]), batch_size=2, num_workers=2, timeout=20))


def test_a_worker_that_hangs_is_reported_after_the_timeout_and_stopped():
    loader = DataLoader(Squares(sleeps=[2]), batch_size=1, num_workers=1, timeout=0.5)
    iterator = iter(loader)
    with pytest.raises(RuntimeError, match=r"timed out after 0\.5 seconds"):
        list(iterator)
    processes = iterator.pool.processes
    del iterator
    gc.collect()
    assert not any(process.is_alive() for process in processes)


def test_workers_end_with_the_pass_or_when_it_is_given_up():
    iterator = iter(DataLoader(Squares(1000), num_workers=2))
    processes = iterator.pool.processes
    next(iterator)
    assert all(process.is_alive() for process in processes)
    del iterator
    gc.collect()
    assert not any(process.is_alive() for process in processes)
    iterator = iter(DataLoader(Squares(4), num_workers=2))
    processes = iterator.pool.processes
    list(iterator)
    assert not any(process.is_alive() for process in processes)


def test_persistent_workers_stay_also_after_a_pass_that_was_given_up():
    loader = DataLoader(Squares(30), 3, num_workers=2, persistent_workers=True, timeout=20)
    seen = set()
    for _ in range(3):
        assert next(iter(loader))[1].tolist() == [0, 1, 4]
        seen |= {process.pid for process in loader.pool.processes}
    assert len(numbers(loader)) == 10
    assert len(seen) == 2


def test_large_batches_pass_without_a_jam():
    loader = DataLoader(Squares(12, size=300_000), 2, num_workers=2, prefetch_factor=3, timeout=20)
    assert [batch[0].sum(dim=1).tolist()[0] for batch in loader] == [300_000.0 * i for i in (0, 2, 4, 6, 8, 10)]


def test_workers_are_seeded_and_told_who_they_are():
    def draw(seed):
        loader = DataLoader(Noise(), num_workers=2, generator=mt.Generator().manual_seed(seed), collate_fn=list)
        return [batch[0] for batch in loader]

    first = draw(0)
    assert first == draw(0)
    assert first != draw(1)
    assert [example[3] for example in first] == [0, 1, 0, 1]
    assert first[1][4] == first[0][4] + 1
    assert len({number for example in first for number in example[:3]}) == 12
    assert get_worker_info() is None


def say_hello(worker):
    mt.manual_seed(100 + worker)


def fail_to_start(worker):
    raise OSError(f"worker {worker} finds no disk")


def test_workers_are_initialised_once_seeded():
    loader = DataLoader(Noise(), num_workers=1, worker_init_fn=say_hello, collate_fn=list)
    drawn = next(iter(loader))[0][0]
    mt.manual_seed(100)
    assert drawn == mt.rand(()).item()
    with pytest.raises(OSError, match="worker 0 finds no disk"):
        list(DataLoader(Squares(), num_workers=1, worker_init_fn=fail_to_start, timeout=20))


def test_workers_start_afresh_too():
    loader = DataLoader(TensorDataset(mt.arange(4), mt.arange(4)), 2, num_workers=1, multiprocessing_context="spawn")
    assert numbers(loader) == [[0, 1], [2, 3]]


def test_nothing_is_left_behind_when_the_program_ends_or_is_killed():
    program = """
import os, sys, time
from minitorch_ref.utils.data import DataLoader
loader = DataLoader(range(1000), num_workers=2, persistent_workers=True)
for batch in loader: break
print(*(process.pid for process in loader.pool.processes), flush=True)
if sys.argv[1] == "wait": time.sleep(60)
"""
    for mode in ("end", "wait"):
        child = subprocess.Popen([sys.executable, "-c", program, mode], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        pids = [int(pid) for pid in child.stdout.readline().split()]
        assert len(pids) == 2
        if mode == "wait":
            child.kill()
        _, errors = child.communicate(timeout=20)
        assert errors == b""
        deadline = time.monotonic() + 10
        while any(is_running(pid) for pid in pids) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not any(is_running(pid) for pid in pids)


def is_running(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            return file.read().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


WRONG = [
    ({"shuffle": True, "sampler": [1]}, "not both"),
    ({"batch_sampler": [[1]], "batch_size": 2}, "takes the place"),
    ({"batch_sampler": [[1]], "drop_last": True}, "takes the place"),
    ({"batch_size": None, "drop_last": True}, "batch_size"),
    ({"batch_size": 0}, "above 0"),
    ({"num_workers": -1}, "num_workers"),
    ({"timeout": -1}, "timeout"),
    ({"prefetch_factor": 2}, "num_workers"),
    ({"persistent_workers": True}, "num_workers"),
    ({"multiprocessing_context": "fork"}, "num_workers"),
    ({"num_workers": 1, "prefetch_factor": 0}, "prefetch_factor"),
]


@pytest.mark.parametrize(("settings", "message"), WRONG)
def test_settings_that_exclude_one_another_are_refused(settings, message):
    with pytest.raises(ValueError, match=message):
        DataLoader(Squares(), **settings)


@pytest.mark.parametrize("settings", [{"shuffle": True}, {"sampler": [1]}, {"batch_sampler": [[1]]}])
def test_a_stream_has_no_other_order(settings):
    with pytest.raises(ValueError, match="own order"):
        DataLoader(Count(3), **settings)
