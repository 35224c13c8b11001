"""A GPU made of coroutines: runs CUDA kernels without a GPU, one thread after the other, and says what is wrong.

It knows CUDA's rules (blocks, warps, barriers, shared memory, limits) and nothing of tensors; it never imports Numba.
`cuda` is the module that kernels see; it has the names and the meaning of `numba.cuda`.
"""

from minitorch_ref.backends.cuda_simulator import cuda

__all__ = ["cuda"]
