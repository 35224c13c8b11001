"""Compile kernels for GPUs that need not be there: PTX, the machine code made of it, and what that takes.

Needs NVIDIA's compiler libraries, `pip install minitorch-course[cuda]`, but no driver.
"""

import importlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, NamedTuple

from minitorch_ref.backends.cuda_simulator.binding import Binder
from minitorch_ref.errors import CudaError

__all__ = ["ARCHITECTURES", "CompiledKernel", "compile_kernel"]

ARCHITECTURES = (80, 90)
"""Compute capability 8.0 (A100) and 9.0 (H100, H200)."""


class CompiledKernel(NamedTuple):
    """A kernel as a GPU runs it.

    Attributes:
        ptx: the portable assembly.
        cubin: the machine code.
        registers: per thread.
        spilled_bytes: what did not fit the registers and is stored to local memory, per thread.
        local_bytes: local memory per thread, spilled registers included.
        shared_bytes: static shared memory per block, with what the GPU takes for itself (1 KiB from 9.0 on).
    """

    ptx: str
    cubin: bytes
    registers: int
    spilled_bytes: int
    local_bytes: int
    shared_bytes: int


def compile_kernel(kernel: Any, signature: str, architecture: int = 80, fastmath: bool = False) -> CompiledKernel:
    """Compile a kernel for one kind of GPU.

    Args:
        kernel: made by `cuda.jit`, of Numba or of the simulator.
        signature: the types of its arguments, as "void(float32[::1], int64)".
        architecture: 10 times the compute capability.
        fastmath: whether to trade accuracy for speed.
    Raises: CudaError naming the kernel, with the compiler's words.
    """
    import numba.cuda
    import numba.cuda.random

    name = kernel.py_func.__name__
    try:
        bound = NumbaBinder(numba.cuda, numba.cuda.random).bind(kernel.py_func)
        capability = divmod(architecture, 10)
        with _instead_of_the_device(capability):
            ptx, _ = numba.cuda.compile(bound, signature, cc=capability, device=False, abi="numba", fastmath=fastmath)
        cubin, log = _assemble(ptx, architecture)
    except Exception as error:
        raise CudaError(f"{name}({signature}) for sm_{architecture}: {error}") from error
    return CompiledKernel(
        ptx,
        cubin,
        registers=_largest(r"used (\d+) registers", log),
        spilled_bytes=_largest(r"(\d+) bytes spill stores", log),
        local_bytes=_largest(r"(\d+) bytes stack frame", log),
        shared_bytes=_largest(r"(\d+) bytes smem", log),
    )


@contextmanager
def _instead_of_the_device(capability: tuple[int, int]) -> Iterator[None]:
    """Let Numba compile device functions for this GPU: it takes them to be for the one in the machine."""
    dispatcher: Any = importlib.import_module("numba.cuda.dispatcher")
    found = dispatcher.get_current_device
    dispatcher.get_current_device = lambda: SimpleNamespace(compute_capability=capability)
    try:
        yield
    finally:
        dispatcher.get_current_device = found


def _assemble(ptx: str, architecture: int) -> tuple[bytes, str]:
    from cuda.core import Linker, LinkerOptions, ObjectCode

    options = LinkerOptions(arch=f"sm_{architecture}", verbose=True)
    linker = Linker(ObjectCode.from_ptx(ptx.encode()), options=options)
    return bytes(linker.link("cubin").code), linker.get_info_log()


def _largest(pattern: str, log: str) -> int:
    return max((int(found) for found in re.findall(pattern, log, re.IGNORECASE)), default=0)


class NumbaBinder(Binder):
    """Ties a kernel to Numba, also one that was made for the simulator."""

    def code(self, code: Any) -> Any:
        """Return the code as it is: Numba gives literals their types."""
        return code

    def device_function(self, compiled: Any) -> Any:
        """Return a device function of Numba."""
        import numba.cuda

        return numba.cuda.jit(device=True)(self.bind(compiled.py_func))

    def library(self, module: Any) -> Any:
        """Return the module as it is: Numba knows `math`."""
        return module
