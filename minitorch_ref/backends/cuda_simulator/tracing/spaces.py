"""The memory of a traced launch: arrays that tell of every access, at the addresses that a GPU would give them."""

from types import FrameType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from minitorch_ref.backends.cuda_simulator.memory_spaces import MemorySpaces, Origin, Shape
from minitorch_ref.backends.cuda_simulator.tracing.recorder import Recorder, Region
from minitorch_ref.backends.cuda_simulator.tracing.sites import assigned_name
from minitorch_ref.backends.cuda_simulator.tracing.traced_array import TracedArray

__all__ = ["TracedSpaces"]


class TracedSpaces(MemorySpaces):
    """MemorySpaces whose arrays tell `recorder` of every access.

    Args:
        dynamic_bytes: bytes of dynamic shared memory of a block.
        recorder: the notebook.
    """

    def __init__(self, dynamic_bytes: int, recorder: Recorder) -> None:
        super().__init__(dynamic_bytes)
        self.recorder = recorder
        self._allocations: dict[int, tuple[int, set[int] | None]] = {}
        self._locals = 0
        self._dynamic_written: set[int] = set()

    def enter_block(self) -> None:
        """Forget the shared memory of the block before."""
        super().enter_block()
        self._dynamic_written = set()

    def argument(self, name: str, array: NDArray[Any], origin: Origin) -> TracedArray:
        """Return an array in global memory; arrays of one allocation share addresses."""
        if origin.key not in self._allocations:
            self._allocations[origin.key] = len(self._allocations), None if origin.written else set()
        memory, written = self._allocations[origin.key]
        region = Region.of(name, "global", memory, array)
        return TracedArray(array, region, array.ctypes.data - origin.address, written, self.recorder)

    def local(self, shape: Shape, dtype: Any, frame: FrameType) -> TracedArray:
        """Return a new array of this thread alone."""
        array = super().local(shape, dtype, frame)
        self._locals += 1
        region = Region.of(assigned_name(frame) or "local", "local", self._locals, array)
        return TracedArray(array, region, 0, set(), self.recorder)

    def _new_shared(self, shape: tuple[int, ...], dtype: np.dtype[Any], frame: FrameType) -> TracedArray:
        """Static arrays follow one another; all dynamic ones begin at one address behind them."""
        array = super()._new_shared(shape, dtype, frame)
        dynamic = shape == (0,)
        start = _DYNAMIC if dynamic else self.static_bytes - array.nbytes
        name = assigned_name(frame) or f"shared {len(self._shared) + 1}"
        region = Region.of(name, "shared", len(self.recorder.blocks) - 1, array)
        written = self._dynamic_written if dynamic else set()
        return TracedArray(array, region, start, written, self.recorder)


_DYNAMIC = 1 << 20
"""Where dynamic shared memory begins: behind all static arrays, at bank 0."""
