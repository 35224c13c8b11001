"""Every kernel of the backend compiles for real GPUs, and none is missing from the table."""

import importlib
import pkgutil

import pytest

from minitorch_ref.backends import numba_cuda
from minitorch_ref.backends.numba_cuda.compilation import ARCHITECTURES, compile_kernel

MODULES = [name for _, name, _ in pkgutil.iter_modules(numba_cuda.__path__)]


def table():
    return list(importlib.import_module("minitorch_ref.backends.numba_cuda.table").entries())


def test_every_kernel_is_in_the_table():
    listed = {entry.name.partition(" ")[0] for entry in table()}
    modules = [importlib.import_module(f"minitorch_ref.backends.numba_cuda.{name}") for name in MODULES]
    written = {name for module in modules for name in vars(module) if name.endswith("_kernel")}
    assert written - listed == {"compile_kernel"}


@pytest.mark.slow
@pytest.mark.parametrize("part", range(8))
def test_every_kernel_compiles_for_one_architecture_or_the_other(part: int):
    for number, entry in enumerate(table()):
        if number % 8 == part:
            compiled = compile_kernel(entry.kernel, entry.signature, ARCHITECTURES[number // 8 % len(ARCHITECTURES)])
            assert ".visible .entry" in compiled.ptx
            assert compiled.spilled_bytes == 0, f"{entry.name} keeps too much in registers"


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_the_register_tiles_of_a_matrix_product_are_in_registers(architecture: int):
    blocked = [entry for entry in table() if entry.name == "blocked_kernel float32 128"]
    compiled = compile_kernel(blocked[0].kernel, blocked[0].signature, architecture)
    assert (compiled.local_bytes, compiled.spilled_bytes) == (0, 0)
    assert compiled.registers < 255
