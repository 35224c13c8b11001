"""Run a kernel in the simulator and note every access to memory; then say what is wrong and what is slow.

It knows memory, barriers and warps, and what a GPU does with them. Its results are plain data.
"""

from minitorch_ref.backends.cuda_simulator.tracing.result import Trace
from minitorch_ref.backends.cuda_simulator.tracing.tracer import trace
from minitorch_ref.backends.cuda_simulator.tracing.watch import watch

__all__ = ["Trace", "trace", "watch"]
