"""Tie a kernel to the machine that runs it: the same code, in which `cuda` and `math` mean the simulator's.

The kernel's source stays as it is, and the module it lives in is not touched: a bound kernel has its own copy of the
global names it uses. So one kernel may run on a real GPU and, a line later, in the simulator or under the tracer.
"""

import dis
from collections.abc import Iterator
from functools import lru_cache
from types import CellType, CodeType, FunctionType, ModuleType
from typing import Any

import numpy as np

from minitorch_ref.backends.cuda_simulator import random
from minitorch_ref.backends.cuda_simulator.device_math import device_math
from minitorch_ref.errors import CudaError

__all__ = ["Binder"]

_CUDA = frozenset(["numba.cuda", f"{__package__}.cuda"])
_RANDOM = frozenset(["numba.cuda.random", f"{__package__}.random"])


class Binder:
    """Binds a kernel and the device functions it calls.

    Args:
        cuda: what the module `cuda` becomes inside of the kernel.
        generators: what the module `cuda.random` becomes.
    """

    def __init__(self, cuda: object, generators: ModuleType = random) -> None:
        self.cuda = cuda
        self.generators = generators
        self._bound: dict[FunctionType, FunctionType] = {}

    def bind(self, function: FunctionType) -> FunctionType:
        """Return a copy of a kernel or device function that runs on this machine."""
        if function in self._bound:
            return self._bound[function]
        names = dict(function.__globals__)
        cells = tuple(CellType() for _ in function.__closure__ or ())
        bound = FunctionType(self.code(function.__code__), names, function.__name__, function.__defaults__, cells)
        bound.__kwdefaults__ = function.__kwdefaults__
        self._bound[function] = bound  # before its names: it may call itself
        used, attributes = global_names(function.__code__)
        for name in used:
            if name in names:
                names[name] = self._value(name, names[name], attributes)
        for cell, old in zip(cells, function.__closure__ or (), strict=True):
            cell.cell_contents = self._value("", old.cell_contents, attributes)
        return bound

    def code(self, code: CodeType) -> CodeType:
        """Return a new code object whose float literals are float64, as for Numba; NumPy's rule would let float32 win.

        It is new even without literals: shared arrays belong to a code object, and the functions of a factory have one.
        """
        return code.replace(co_consts=tuple(np.float64(c) if type(c) is float else c for c in code.co_consts))

    def device_function(self, compiled: Any) -> Any:
        """Return what stands for a device function inside of the kernel."""
        return self.bind(compiled.py_func)

    def library(self, module: ModuleType) -> Any:
        """Return what stands for a module of Python inside of the kernel."""
        return device_math if module.__name__ == "math" else module

    def _value(self, name: str, value: Any, attributes: frozenset[str]) -> Any:
        """Return what a global name or a captured variable stands for inside of the kernel."""
        if isinstance(value, ModuleType):
            return self._module(value, attributes)
        if getattr(value, "__module__", "") in _RANDOM:
            return getattr(self.generators, value.__name__)
        if isinstance(getattr(value, "py_func", None), FunctionType):
            return self.device_function(value)
        if isinstance(value, FunctionType) and not value.__module__.startswith(("numpy", __package__ or "")):
            raise CudaError(
                f"{name or value.__name__}() is not compiled for the GPU, but a kernel uses it; put "
                f"@cuda.jit(device=True) before {value.__name__}"
            )
        return value

    def _module(self, module: ModuleType, attributes: frozenset[str]) -> Any:
        if module.__name__ in _CUDA:
            return self.cuda
        if module.__name__ in _RANDOM:
            return self.generators
        used = {name: getattr(module, name) for name in attributes if hasattr(module, name)}
        compiled = {name: self.device_function(value) for name, value in used.items() if hasattr(value, "py_func")}
        if not compiled:
            return self.library(module)
        seen = ModuleType(module.__name__)
        vars(seen).update(used | compiled)
        return seen


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
