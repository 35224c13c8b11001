"""One number at a time: variables that remember how they were made, and the sweep that differentiates them.

Knows numbers, nodes and edges; knows no tensors. What `autograd` does for tensors is done here where it can be seen.
"""

from minitorch_ref.scalars import differences, drawing, operations, sweep, trial, variable
from minitorch_ref.scalars.sweep import backward
from minitorch_ref.scalars.variable import Variable

__all__ = ["Variable", "backward", "differences", "drawing", "operations", "sweep", "trial", "variable"]
