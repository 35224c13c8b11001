"""The loops of the interface, each by the kernels of one file."""

from collections.abc import Callable

from minitorch_ref.backends.interface import Kernel
from minitorch_ref.backends.numba_cuda import (
    activation,
    attention_backward,
    batch_norm,
    batch_norm_backward,
    convolution,
    cross_entropy,
    dropout,
    embedding,
    extremes,
    indexing,
    layer_norm,
    matmul,
    optimizers,
    pointwise,
    pooling,
    reduction,
    scan,
    softmax,
    sorting,
)
from minitorch_ref.errors import UnsupportedError
from minitorch_ref.storage import Strided

__all__ = ["CudaBackend"]

KERNELS: dict[str, Callable[..., Kernel | None]] = {
    **activation.CHOICES,
    **attention_backward.CHOICES,
    **batch_norm.CHOICES,
    **batch_norm_backward.CHOICES,
    **convolution.CHOICES,
    **cross_entropy.CHOICES,
    **dropout.CHOICES,
    **embedding.CHOICES,
    **layer_norm.CHOICES,
    **optimizers.CHOICES,
    **pooling.CHOICES,
    **softmax.CHOICES,
}
"""What returns the fused kernel of a name for some operands, or None."""


class CudaBackend:
    """The loops on a GPU, or in a simulator of one."""

    name = "cuda"
    small_bytes = 0
    copy = staticmethod(pointwise.copy)
    where = staticmethod(pointwise.where)
    reduce = staticmethod(reduction.reduce)
    arg_reduce = staticmethod(extremes.arg_reduce)
    matmul = staticmethod(matmul.matmul)
    take = staticmethod(indexing.take)
    put = staticmethod(indexing.put)
    accumulate = staticmethod(scan.accumulate)
    arg_sort = staticmethod(sorting.arg_sort)

    def kernel(self, name: str, *operands: Strided) -> Kernel | None:
        """See Backend.kernel."""
        choose = KERNELS.get(name)
        return None if choose is None else choose(*operands)

    def map(self, name: str, out: Strided, x: Strided) -> None:
        """See Backend.map."""
        pointwise.map_elements(name, out, x)

    def zip(self, name: str, out: Strided, x: Strided, y: Strided) -> None:
        """See Backend.zip."""
        pointwise.zip_elements(name, out, x, y)

    def fft(self, name: str, out: Strided, x: Strided, dim: int) -> None:
        """Raise: spectra are complex, and there are no complex numbers on the device.

        Raises: UnsupportedError (a RuntimeError).
        """
        raise UnsupportedError(f"{name}: not on a cuda device, which has no complex numbers here; use x.cpu() first")
