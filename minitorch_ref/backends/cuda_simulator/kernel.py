"""`cuda.jit`: kernels, which the host launches over a grid, and device functions, which kernels call."""

from collections.abc import Sequence
from functools import update_wrapper
from types import FunctionType
from typing import Any

from minitorch_ref.backends.cuda_simulator.launch import Launch, running
from minitorch_ref.backends.cuda_simulator.limits import LaunchShape, launch_shape
from minitorch_ref.errors import CudaError

__all__ = ["DeviceFunction", "Kernel", "jit"]

Size = int | Sequence[int]
THREADS_FOR_ALL = 256


class DeviceFunction:
    """A function that kernels call; each caller runs a copy bound to its machine (see binding)."""

    def __init__(self, function: FunctionType) -> None:
        self.py_func = function
        update_wrapper(self, function)

    def __call__(self, *arguments: Any) -> Any:
        """Run in the thread that calls. Raises: CudaError if the host calls."""
        if getattr(running, "kernel_side", None) is None:
            name = self.py_func.__name__
            raise CudaError(f"{name}() is a device function: only kernels can call it; try {name}.py_func(...)")
        return self.py_func(*arguments)


class Kernel(DeviceFunction):
    """A function that `kernel[grid, block](*arguments)` runs in every thread of a grid."""

    def __getitem__(self, configuration: tuple[Any, ...]) -> "ConfiguredKernel":
        if not isinstance(configuration, tuple) or not 2 <= len(configuration) <= 4:
            raise CudaError(f"{self.py_func.__name__}: launch it with [grid, block, stream, dynamic shared bytes]")
        grid, block, *rest = configuration
        dynamic = rest[1] if len(rest) == 2 else 0
        return ConfiguredKernel(self, launch_shape(self.py_func.__name__, grid, block, dynamic))

    def __call__(self, *arguments: Any) -> Any:
        """Run in the thread that calls. Raises: CudaError if the host calls."""
        if getattr(running, "kernel_side", None) is None:
            name = self.py_func.__name__
            raise CudaError(f"{name}: say over which grid it shall run: {name}[blocks, threads_per_block](...)")
        return self.py_func(*arguments)

    def forall(self, ntasks: int, tpb: int = 0, stream: object = 0, sharedmem: int = 0) -> "ConfiguredKernel":
        """Return the kernel configured for at least `ntasks` threads along x."""
        threads = tpb or THREADS_FOR_ALL
        return self[max(1, -(-ntasks // threads)), threads, stream, sharedmem]


class ConfiguredKernel:
    """A kernel and the shape of its launch."""

    def __init__(self, kernel: Kernel, shape: LaunchShape) -> None:
        self.kernel = kernel
        self.shape = shape

    def __call__(self, *arguments: Any) -> None:
        """Launch the kernel and wait for its end."""
        observer = getattr(running, "observer", None)
        if observer is not None:
            observer(self.kernel, self.shape, arguments)
        else:
            Launch(self.kernel.py_func, self.shape, arguments).run()


def jit(func_or_sig: Any = None, device: bool = False, **options: Any) -> Any:
    """Make a kernel or, with device=True, a device function.

    Args:
        func_or_sig: the function; or its signature, as in `@jit("void(...)")`, which the simulator does not need.
        device: whether only kernels call it.
        options: what the compiler can be asked for (fastmath, inline, cache, ...); nothing is compiled here.
    """

    def make(function: FunctionType) -> DeviceFunction:
        return DeviceFunction(function) if device else Kernel(function)

    return make(func_or_sig) if isinstance(func_or_sig, FunctionType) else make
