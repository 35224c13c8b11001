"""Blocks of memory: never seen by two at once, kept as long as anybody sees them, used again, bounded, counted."""

import gc
import os
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

import minitorch_ref as mt
from minitorch_ref import memory

LARGE = memory.SMALLEST // 4  # elements of float32


@pytest.fixture(autouse=True)
def fresh():
    gc.collect()
    mt.memory.set_cache_limit(None)
    mt.memory.empty_cache()
    mt.memory.reset_peak_memory_stats()
    yield
    mt.memory.set_cache_limit(None)


class Programs(RuleBasedStateMachine):
    """Tensors, views and NumPy arrays come and go in any order; each must always show what was written through it."""

    def __init__(self):
        super().__init__()
        self.held = []
        self.next_value = 0

    def hold(self, thing, value):
        self.held.append((thing, value))

    @rule(factor=st.sampled_from([1, 1.2, 2]), dtype=st.sampled_from([mt.float32, mt.int64, mt.bfloat16]))
    def make(self, factor, dtype):
        self.next_value = (self.next_value + 1) % 100
        tensor = mt.empty(int(LARGE * factor), 2, dtype=dtype).fill_(self.next_value)
        self.hold(tensor, self.next_value)

    @rule(data=st.data())
    def look(self, data):
        if self.held:
            thing, value = data.draw(st.sampled_from(self.held))
            if isinstance(thing, np.ndarray):
                self.hold(thing[1::3], value)
            else:
                kinds = [lambda x: x.T, lambda x: x[5:], lambda x: x.detach(), lambda x: x.numpy()]
                kinds += [lambda x: x.numpy()[:, 0], lambda x: np.asarray(x)[::-1], lambda x: mt.from_numpy(x.numpy())]
                self.hold(data.draw(st.sampled_from(kinds))(thing), value)

    @rule(data=st.data())
    def drop(self, data):
        if self.held:
            self.held.pop(data.draw(st.integers(0, len(self.held) - 1)))

    @rule()
    def empty(self):
        mt.memory.empty_cache()

    @invariant()
    def everybody_sees_his_own(self):
        for thing, value in self.held:
            seen = np.asarray(thing if isinstance(thing, np.ndarray) else thing.numpy()).astype(np.float32)
            assert (seen == value).all()
        assert 0 <= mt.memory.memory_allocated() <= mt.memory.memory_reserved()


TestPrograms = Programs.TestCase
TestPrograms.settings = settings(max_examples=20, stateful_step_count=30, deadline=None)


def test_a_block_is_used_again_and_not_asked_for_anew():
    x = mt.zeros(LARGE)
    place = x.data_ptr()
    before = mt.memory.memory_stats()
    del x
    again = mt.zeros(LARGE)
    after = mt.memory.memory_stats()
    assert again.data_ptr() == place
    assert after["num_device_alloc"] == before["num_device_alloc"]
    assert after["num_reused"] == before["num_reused"] + 1


def test_an_array_a_view_or_a_capsule_keeps_the_block():
    keepers = [lambda x: x.numpy(), lambda x: x[1:].T, np.from_dlpack, lambda x: x.numpy()[3:].reshape(-1)]
    for keep in keepers:
        x = mt.ones(LARGE)
        kept = keep(x)
        del x
        other = mt.zeros(LARGE)
        assert (np.asarray(kept) == 1).all()
        assert mt.memory.memory_allocated() == 2 * memory.SMALLEST
        del kept, other
    assert mt.memory.memory_allocated() == 0


def test_small_storages_have_no_block():
    x = mt.zeros(LARGE - 1)
    assert mt.memory.memory_allocated() == 0
    assert x.sum() == 0


def test_the_figures_count_blocks_in_use_and_the_most_there_were():
    x, y = mt.zeros(LARGE), mt.zeros(2 * LARGE)
    assert mt.memory.memory_allocated() == 3 * memory.SMALLEST
    del x, y
    assert mt.memory.memory_allocated() == 0
    assert mt.memory.memory_reserved() == mt.memory.max_memory_reserved() == 3 * memory.SMALLEST
    assert mt.memory.max_memory_allocated() == 3 * memory.SMALLEST
    mt.memory.reset_peak_memory_stats()
    assert mt.memory.max_memory_allocated() == 0
    mt.memory.empty_cache()
    assert mt.memory.memory_reserved() == 0


def test_what_waits_is_bounded_and_sizes_not_used_for_longest_go_first():
    mt.memory.set_cache_limit(3 * memory.SMALLEST)
    tensors = [mt.zeros(LARGE), mt.zeros(2 * LARGE), mt.zeros(4 * LARGE)]
    tensors.clear()
    assert mt.memory.memory_reserved() <= 3 * memory.SMALLEST
    mt.memory.set_cache_limit(0)
    assert mt.memory.memory_reserved() == 0
    with pytest.raises(ValueError, match="negative"):
        mt.memory.set_cache_limit(-1)


@given(st.integers(memory.SMALLEST, 1 << 40))
def test_a_block_is_large_enough_and_at_most_a_quarter_too_large(nbytes):
    assert nbytes <= memory.size_class(nbytes) <= 1.25 * nbytes
    assert memory.size_class(memory.size_class(nbytes)) == memory.size_class(nbytes)


def test_threads_never_share_a_block():
    wrong = []

    def work(value):
        for _ in range(50):
            mine = [mt.full((LARGE,), value) for _ in range(3)]
            wrong.extend(x for x in mine if not (x.numpy() == value).all())

    threads = [threading.Thread(target=work, args=(float(value),)) for value in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert mt.memory.memory_allocated() == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_child_process_has_blocks_of_its_own():
    x = mt.ones(LARGE)
    y = mt.ones(LARGE)
    del y
    child = os.fork()
    if child == 0:
        try:
            z = mt.full((LARGE,), 7.0)
            x.add_(1)
            os._exit(0 if (z == 7).all() and (x == 2).all() else 1)
        finally:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert (x == 1).all()


def test_the_default_limit_is_an_eighth_of_what_the_process_may_have():
    physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    assert 0 < memory.default_limit() <= physical // 8
