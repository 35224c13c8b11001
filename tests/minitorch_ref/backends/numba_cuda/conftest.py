"""The device of these tests: a real GPU where there is one and nothing else is asked for, else the simulator."""

import importlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import minitorch_ref as mt
from minitorch_ref.backends.numba_cuda import devices

HARDWARE = devices.is_available()

if not HARDWARE:  # which `cuda` kernels are written against is decided once in a process, when the first is imported
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(devices.CHOICE, "simulator")
        importlib.import_module("minitorch_ref.backends.numba_cuda.api")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where there is a GPU, all of this folder runs on it, and `pytest -m gpu` chooses it."""
    for item in items:
        if HARDWARE and Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.gpu)


def forget_what_is_there() -> None:
    devices.is_available.cache_clear()
    devices.connect.cache_clear()


@pytest.fixture(scope="module", autouse=True)
def device() -> Iterator[mt.device]:
    """cuda:0; after the last test of a file, a machine without a GPU has none again."""
    if HARDWARE:
        yield mt.ones(1, device="cuda").device
        return
    os.environ[devices.CHOICE] = "simulator"
    forget_what_is_there()
    yield mt.ones(1, device="cuda").device
    del os.environ[devices.CHOICE]
    forget_what_is_there()
