"""One launch of a kernel: every block of the grid, one after the other, x fastest."""

import inspect
import threading
from collections.abc import Callable
from types import FunctionType
from typing import Any

import numpy as np

from minitorch_ref.backends.cuda_simulator.binding import Binder
from minitorch_ref.backends.cuda_simulator.block import BlockScheduler
from minitorch_ref.backends.cuda_simulator.kernel_side import KernelSide
from minitorch_ref.backends.cuda_simulator.limits import Dim3, LaunchShape
from minitorch_ref.backends.cuda_simulator.memory import DeviceArray
from minitorch_ref.backends.cuda_simulator.memory_spaces import MemorySpaces, Origin
from minitorch_ref.backends.cuda_simulator.thread import Request, Thread, threads_of
from minitorch_ref.errors import CudaError

__all__ = ["Launch", "running"]

running = threading.local()
"""Of this thread of Python: `kernel_side` is what `cuda` means to the kernel that runs, if one does; `observer`, if
there is one, is called with kernel, shape and arguments in the place of every launch."""


class Launch:
    """A kernel about to run.

    Args:
        function: the kernel's Python function.
        shape: of the grid and its blocks.
        arguments: device arrays, host arrays, numbers, tuples of them.
        spaces: where shared memory comes from and how arguments are seen; None means plain NumPy arrays.
    """

    def __init__(
        self, function: FunctionType, shape: LaunchShape, arguments: tuple[Any, ...], spaces: MemorySpaces | None = None
    ) -> None:
        self.name = function.__name__
        self.shape = shape
        self.spaces = spaces or MemorySpaces(shape.dynamic_bytes)
        self.kernel_side = KernelSide(shape, self.spaces)
        names = _parameters(function, len(arguments))
        self.arguments = [self._seen(name, value) for name, value in zip(names, arguments, strict=True)]
        self.function = Binder(self.kernel_side).bind(function)
        self.device_arrays = [value for value in arguments if isinstance(value, DeviceArray)]

    def run(
        self,
        entered: Callable[[Dim3], None] = lambda block: None,
        passed: Callable[[Request, list[Thread]], None] = lambda request, threads: None,
    ) -> None:
        """Run every block.

        Args:
            entered: told the index of each block before it runs.
            passed: told of each barrier or instruction of a warp that threads have passed together.
        Raises: CudaError naming kernel, line, block and thread.
        """
        side, grid = self.kernel_side, self.shape.grid
        scheduler = BlockScheduler(self.name, threads_of(self.shape.block), self._call, side.enter, passed)
        side.scheduler = scheduler
        before = getattr(running, "kernel_side", None)
        if before is not None:
            raise CudaError(f"{self.name}: a kernel cannot launch a kernel; make it @cuda.jit(device=True) and call it")
        running.kernel_side = side
        try:
            with np.errstate(all="ignore"):  # a GPU overflows without a word
                for z in range(grid.z):
                    for y in range(grid.y):
                        for x in range(grid.x):
                            side.blockIdx = Dim3(x, y, z)
                            self.spaces.enter_block()
                            entered(side.blockIdx)
                            scheduler.run(side.blockIdx)
        finally:
            running.kernel_side = None
            side.scheduler = None  # it refers to this launch: a ring would keep its arrays alive
        for array in self.device_arrays:
            array.allocation.written = True

    def _call(self) -> None:
        if self.function(*self.arguments) is not None:
            raise CudaError("a kernel returns nothing; write its result to an array")

    def _seen(self, name: str, value: Any) -> Any:
        """Return what the kernel sees of an argument. Numbers get the types that Numba gives them."""
        if isinstance(value, DeviceArray):
            allocation = value.allocation
            return self.spaces.argument(
                name, value.memory, Origin(id(allocation), allocation.address, allocation.written)
            )
        if isinstance(value, np.ndarray):
            owner = _owner(value)
            origin = Origin(id(owner), owner.ctypes.data, written=True)
            return self.spaces.argument(name, _transferable(self.name, name, value), origin)
        if isinstance(value, float) and not isinstance(value, np.generic):
            return np.float64(value)
        if isinstance(value, tuple):
            return tuple(self._seen(f"{name}[{i}]", part) for i, part in enumerate(value))
        if value is None or isinstance(value, int | complex | np.generic):
            return value
        raise CudaError(
            f"{self.name}: {name} must be an array, a number or a tuple of them, got {type(value).__name__}; a GPU "
            "knows no other objects"
        )


def _parameters(function: FunctionType, count: int) -> list[str]:
    names = list(inspect.signature(function).parameters)
    if len(names) != count:
        raise CudaError(f"{function.__name__}: takes {len(names)} arguments ({', '.join(names)}), got {count}")
    return names


def _owner(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array


def _transferable(kernel: str, name: str, array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    if not (array.flags.c_contiguous or array.flags.f_contiguous):
        raise CudaError(
            f"{kernel}: {name} is a host array with gaps (strides {array.strides}), which cannot be copied to the "
            "device in one piece; pass np.ascontiguousarray(...) of it"
        )
    return array.reshape(1) if array.ndim == 0 else array
