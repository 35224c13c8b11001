"""Tensor: a storage and a layout on it. Every operation is a method that comes from `methods.py`."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from minitorch_ref import shapes
from minitorch_ref.dtypes import DType
from minitorch_ref.errors import DTypeError, UnsupportedError
from minitorch_ref.functions.sizes import Sizes
from minitorch_ref.shapes import Layout
from minitorch_ref.storage import Device, Storage, Strided, UntypedStorage, cpu
from minitorch_ref.tensors import factories, indexing
from minitorch_ref.tensors.differentiable import Differentiable
from minitorch_ref.tensors.methods import Methods
from minitorch_ref.tensors.size import Size

__all__ = ["Tensor"]


class Tensor(Differentiable, Methods):
    """A view of a storage: element (i, j, ...) is at offset + i * strides[0] + j * strides[1] + ...

    Made by `tensor`, `zeros`, `randn` and the other factories; views of one storage see one another's writes.
    """

    __slots__ = ("is_wrapped_number", "strided")
    __array_priority__ = 1000  # a NumPy array or number on the left lets Tensor's reflected operators answer

    def __init__(self, strided: Strided) -> None:
        self.strided = strided
        self.is_wrapped_number = self.needs_grad = False
        self.node = self.base = None
        self.output_number = 0

    def with_layout(self, layout: Layout) -> "Tensor":
        """Return a view: another tensor on the same storage."""
        view = Tensor(Strided(self.strided.storage, layout))
        base = view.base = self if self.base is None else self.base
        if base.rebased:
            view.based_on = base.rebased
        return view

    # ---- what it is ----

    @property
    def dtype(self) -> DType:
        """The type of the elements."""
        return self.strided.storage.dtype

    @property
    def device(self) -> Device:
        """Where the storage lives."""
        return self.strided.storage.device

    @property
    def is_cuda(self) -> bool:
        """Whether the storage is on a GPU."""
        return self.device.type == "cuda"

    def get_device(self) -> int:
        """Return the number of the GPU, or -1 on the CPU."""
        return -1 if self.device.index is None else self.device.index

    @property
    def shape(self) -> Size:
        """The size of each axis."""
        return Size(self.strided.layout.shape)

    def size(self, dim: int | None = None) -> Any:
        """Return the shape, or the size of one axis."""
        return self.shape if dim is None else self.shape[shapes.normalize_dim(dim, self.dim())]

    def stride(self, dim: int | None = None) -> Any:
        """Return the step along each axis, or along one, in elements."""
        strides = self.strided.layout.strides
        return strides if dim is None else strides[shapes.normalize_dim(dim, self.dim())]

    def storage_offset(self) -> int:
        """Return the position of the first element in the storage."""
        return self.strided.layout.offset

    def storage(self) -> Storage:
        """Return the flat buffer, which other tensors may share."""
        return self.strided.storage

    def untyped_storage(self) -> UntypedStorage:
        """Return the flat buffer seen as bytes."""
        return UntypedStorage(self.strided.storage)

    def data_ptr(self) -> int:
        """Return the address of the first element."""
        return self.strided.storage.data_ptr() + self.storage_offset() * self.element_size()

    def is_contiguous(self) -> bool:
        """Return whether the elements follow one another in storage, row by row."""
        return shapes.is_contiguous(self.strided.layout)

    def dim(self) -> int:
        """Return the number of axes."""
        return len(self.strided.layout.shape)

    ndim = property(dim)
    ndimension = dim

    def numel(self) -> int:
        """Return the number of elements."""
        return self.shape.numel()

    nelement = numel

    def element_size(self) -> int:
        """Return the bytes of one element."""
        return self.dtype.itemsize

    itemsize = property(element_size)

    @property
    def nbytes(self) -> int:
        """The bytes of all elements; a stretched axis counts as if it were copied."""
        return self.numel() * self.element_size()

    def is_floating_point(self) -> bool:
        """Return whether the elements are floating-point numbers."""
        return self.dtype.is_floating_point

    @property
    def T(self) -> "Tensor":  # noqa: N802  PyTorch's name
        """A view with the axes in reverse order."""
        return self.permute(tuple(reversed(range(self.dim()))))

    @property
    def mT(self) -> "Tensor":  # noqa: N802  PyTorch's name
        """A view with the last two axes exchanged."""
        if self.dim() < 2:
            raise UnsupportedError(f"mT: takes matrices or stacks of matrices, got shape {tuple(self.shape)}")
        return self.transpose(-2, -1)

    # ---- out into Python and NumPy ----

    def item(self) -> Any:
        """Return the only element as a Python number."""
        array = self.strided.array()
        if array.size != 1:
            raise UnsupportedError(f"item: takes a tensor of one element, got shape {tuple(self.shape)}; use tolist()")
        return array.item()

    def tolist(self) -> Any:
        """Return the elements as Python numbers in nested lists; of a scalar, the number."""
        return self.strided.array().tolist()

    def numpy(self) -> NDArray[Any]:
        """Return a NumPy array on the same memory.

        Raises:
            UnsupportedError: (a RuntimeError) if the tensor requires gradients: NumPy would not record them.
            DTypeError: (a TypeError) if it is not on the CPU.
        """
        if self.needs_grad:
            raise UnsupportedError(
                "Can't call numpy() on Tensor that requires grad: NumPy records nothing; use tensor.detach().numpy()"
            )
        if self.strided.storage.device is not cpu:
            raise DTypeError(
                f"can't convert {self.device} device type tensor to numpy; use Tensor.cpu() to copy it to the CPU first"
            )
        return self.strided.array().view()  # the array itself stays ours: users may give theirs another shape

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        array = self.numpy()
        if dtype is not None and array.dtype != dtype:
            return array.astype(dtype)
        return array.copy() if copy else array

    def __dlpack__(self, **options: Any) -> Any:
        """Hand the memory over to another library, by the DLPack protocol."""
        if self.needs_grad:
            raise UnsupportedError("__dlpack__: a tensor that requires grad cannot be handed over; use detach()")
        return self.detach().numpy().__dlpack__(**options)

    def __dlpack_device__(self) -> tuple[int, int]:
        """Return the DLPack number of the CPU, and which one."""
        return (1, 0)

    def __complex__(self) -> complex:
        return complex(self.item())

    def __bool__(self) -> bool:
        if self.numel() != 1:
            raise UnsupportedError(
                f"bool: the truth of a tensor of shape {tuple(self.shape)} is ambiguous; use any, all"
            )
        return bool(self.item())

    def __int__(self) -> int:
        return int(self.item())

    def __float__(self) -> float:
        return float(self.item())

    def __index__(self) -> int:
        if self.dtype.is_floating_point or self.numel() != 1:
            raise DTypeError(
                f"only an integer tensor of one element is an index, got {self.dtype}, {tuple(self.shape)}"
            )
        return int(self.item())

    def __len__(self) -> int:
        if self.dim() == 0:
            raise DTypeError("len: a scalar tensor has no length; numel() is 1")
        return self.shape[0]

    def __iter__(self) -> Iterator["Tensor"]:
        if self.dim() == 0:
            raise DTypeError("a scalar tensor cannot be iterated over; use item()")
        return iter(self.unbind(0))

    def __contains__(self, value: Any) -> bool:
        return bool((self == value).any())

    def __repr__(self) -> str:
        from minitorch_ref.tensors import printing  # when there is something to print

        return printing.text_of(self)

    def __format__(self, spec: str) -> str:
        return format(self.item(), spec) if self.dim() == 0 else format(str(self), spec)

    def __copy__(self) -> "Tensor":
        return self.with_layout(self.strided.layout)

    def __deepcopy__(self, memo: dict[int, Any]) -> "Tensor":
        if not self.is_leaf:
            raise UnsupportedError("deepcopy: only leaves of the graph can be copied with copy; use detach() first")
        return self.detach().clone().requires_grad_(self.requires_grad)

    def __reduce__(self) -> Any:
        return factories.from_numpy, (np.ascontiguousarray(self.strided.array()).reshape(self.shape),)

    # ---- indexing and making others like it ----

    __getitem__ = indexing.get_item
    __setitem__ = indexing.set_item

    def new_tensor(self, data: Any, dtype: DType | None = None, device: Any = None) -> "Tensor":
        """Return a tensor of the data with this tensor's element type, on its device."""
        return factories.tensor(data, dtype=dtype or self.dtype, device=device or self.device)

    def new_empty(self, *size: Sizes, dtype: DType | None = None, device: Any = None) -> "Tensor":
        """Return an unset tensor with this tensor's element type, on its device."""
        return factories.empty(*size, dtype=dtype or self.dtype, device=device or self.device)

    def new_zeros(self, *size: Sizes, dtype: DType | None = None, device: Any = None) -> "Tensor":
        """Return zeros with this tensor's element type, on its device."""
        return factories.zeros(*size, dtype=dtype or self.dtype, device=device or self.device)

    def new_ones(self, *size: Sizes, dtype: DType | None = None, device: Any = None) -> "Tensor":
        """Return ones with this tensor's element type, on its device."""
        return factories.ones(*size, dtype=dtype or self.dtype, device=device or self.device)

    def new_full(self, size: Sizes, fill_value: Any, dtype: DType | None = None, device: Any = None) -> "Tensor":
        """Return a tensor of one value with this tensor's element type, on its device."""
        return factories.full(size, fill_value, dtype=dtype or self.dtype, device=device or self.device)
