"""Tie a kernel to the machine that runs it: the same code, in which `cuda` and `math` mean the simulator's.

The kernel's source stays as it is, and the module it lives in is not touched: a bound kernel has its own copy of the
global names it uses. So one kernel may run on a real GPU and, a line later, in the simulator or under the tracer.
"""

import dis
from collections.abc import Iterator
from functools import lru_cache
from types import CellType, CodeType, FunctionType, ModuleType, SimpleNamespace
from typing import Any

import numpy as np

from minitorch_ref.backends.cuda_simulator import random
from minitorch_ref.backends.cuda_simulator.device_math import device_math
from minitorch_ref.errors import CudaError

__all__ = ["Binder"]


class Binder:
    """Binds the functions of one launch.

    Args:
        kernel_side: what `cuda` becomes inside of the kernel.
    """

    def __init__(self, kernel_side: object) -> None:
        self.kernel_side = kernel_side
        self._bound: dict[FunctionType, FunctionType] = {}

    def bind(self, function: FunctionType) -> FunctionType:
        """Return a copy of a kernel or device function that runs on this machine."""
        if function in self._bound:
            return self._bound[function]
        names = dict(function.__globals__)
        cells = tuple(CellType() for _ in function.__closure__ or ())
        bound = FunctionType(_strong(function.__code__), names, function.__name__, function.__defaults__, cells)
        bound.__kwdefaults__ = function.__kwdefaults__
        self._bound[function] = bound  # before its names: it may call itself
        used, attributes = global_names(function.__code__)
        for name in used:
            if name in names:
                names[name] = self._value(name, names[name], attributes)
        for cell, old in zip(cells, function.__closure__ or (), strict=True):
            cell.cell_contents = self._value("", old.cell_contents, attributes)
        return bound

    def _value(self, name: str, value: Any, attributes: frozenset[str]) -> Any:
        """Return what a global name or a captured variable stands for inside of the kernel."""
        if isinstance(value, ModuleType):
            return self._module(value, attributes)
        if getattr(value, "__module__", "") == "numba.cuda.random":
            return getattr(random, value.__name__)
        if isinstance(compiled := getattr(value, "py_func", None), FunctionType):
            return self.bind(compiled)
        if isinstance(value, FunctionType) and not value.__module__.startswith(("numpy", __package__ or "")):
            raise CudaError(
                f"{name or value.__name__}() is not compiled for the GPU, but a kernel uses it; put "
                f"@cuda.jit(device=True) before {value.__name__}"
            )
        return value

    def _module(self, module: ModuleType, attributes: frozenset[str]) -> Any:
        if module.__name__ == "math":
            return device_math
        if module.__name__ == "numba.cuda" or module.__name__ == f"{__package__}.cuda":
            return self.kernel_side
        used = {name: getattr(module, name) for name in attributes if hasattr(module, name)}
        compiled = {name: self.bind(value.py_func) for name, value in used.items() if hasattr(value, "py_func")}
        return SimpleNamespace(**(used | compiled)) if compiled else module


@lru_cache(maxsize=1024)
def global_names(code: CodeType) -> tuple[frozenset[str], frozenset[str]]:
    """Return the global names that a function uses and the attributes it asks for, with those of functions inside."""
    used: set[str] = set()
    attributes: set[str] = set()
    for part in _codes(code):
        attributes.update(part.co_names)
        used.update(i.argval for i in dis.get_instructions(part) if i.opname in ("LOAD_GLOBAL", "LOAD_NAME"))
    return frozenset(used), frozenset(attributes)


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _strong(code: CodeType) -> CodeType:
    """Return a new code object whose float literals are float64, as for Numba; NumPy's rule would let float32 win.

    It is new even without literals: shared arrays belong to a code object, and two functions from one factory have one.
    """
    return code.replace(co_consts=tuple(np.float64(c) if type(c) is float else c for c in code.co_consts))
