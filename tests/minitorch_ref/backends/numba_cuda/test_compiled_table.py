"""Every kernel of the backend compiles for real GPUs, and none is missing from the table."""

import ast
import importlib
import pkgutil
from pathlib import Path

import pytest

from minitorch_ref.backends import numba_cuda
from minitorch_ref.backends.numba_cuda.compilation import ARCHITECTURES, compile_kernel

PARTS = 8
MODULES = [name for _, name, _ in pkgutil.iter_modules(numba_cuda.__path__)]


def table():
    return list(importlib.import_module("minitorch_ref.backends.numba_cuda.table").entries())


def test_every_kernel_is_in_the_table():
    listed = {entry.name.partition(" ")[0] for entry in table()}
    modules = [importlib.import_module(f"minitorch_ref.backends.numba_cuda.{name}") for name in MODULES]
    written = {name for module in modules for name in vars(module) if name.endswith("_kernel")}
    assert written - listed == {"compile_kernel"}


@pytest.mark.slow
@pytest.mark.parametrize("architecture", ARCHITECTURES)
@pytest.mark.parametrize("part", range(PARTS))
def test_every_kernel_compiles_to_ptx_and_machine_code(part: int, architecture: int):
    for entry in table()[part::PARTS]:
        compiled = compile_kernel(entry.kernel, entry.signature, architecture)
        assert f".target sm_{architecture}" in compiled.ptx
        assert compiled.cubin.startswith(b"\x7fELF")
        assert compiled.spilled_bytes == 0, f"{entry.name} keeps too much in registers"


def test_every_jit_is_of_a_device_function_or_of_a_kernel_with_a_name_in_the_table():
    """What the name of a kernel is: its own or, where a function makes it, that function's."""
    listed = {entry.kernel.py_func.__qualname__.partition(".")[0] for entry in table()}
    for name in MODULES:
        source = Path(next(iter(numba_cuda.__path__)), f"{name}.py").read_text(encoding="utf-8")
        for function in ast.parse(source).body:
            if isinstance(function, ast.FunctionDef) and any(map(makes_a_kernel, ast.walk(function))):
                assert function.name in listed, f"{name}.{function.name}"


def makes_a_kernel(node: ast.AST) -> bool:
    """Say whether a definition is decorated with `cuda.jit` and is not a device function."""
    decorators = node.decorator_list if isinstance(node, ast.FunctionDef) else []
    return any(
        ast.unparse(found) == "cuda.jit"
        or (ast.unparse(found).startswith("cuda.jit(") and "device" not in ast.unparse(found))
        for found in decorators
    )


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_the_register_tiles_of_a_matrix_product_are_in_registers(architecture: int):
    blocked = [entry for entry in table() if entry.name == "blocked_kernel float32 128"]
    compiled = compile_kernel(blocked[0].kernel, blocked[0].signature, architecture)
    assert (compiled.local_bytes, compiled.spilled_bytes) == (0, 0)
    assert compiled.registers < 255
