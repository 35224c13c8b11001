"""Tensors copied between devices, and what operations ask when their operands lie on different ones."""

from typing import TYPE_CHECKING

import numpy as np

from minitorch_ref.errors import DeviceError
from minitorch_ref.functions import dispatch
from minitorch_ref.shapes import Layout
from minitorch_ref.storage import Device, Storage, Strided, cpu
from minitorch_ref.tensors import tensor as tensors

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["moved", "scalar_on", "together"]


def moved(x: "Tensor", device: Device) -> "Tensor":
    """Return a row-major copy on another device, x itself if it is there; does not record."""
    if x.strided.storage.device is device:
        return x
    layout = dispatch.row_major(x.strided.layout.shape)
    array = np.ascontiguousarray(x.strided.array()).reshape(-1)
    if device is cpu:
        return tensors.Tensor(Strided(Storage(array if array.flags.writeable else array.copy()), layout))
    storage = Storage.empty(array.size, x.dtype, device)
    storage.data.write(array)
    return tensors.Tensor(Strided(storage, layout))


def together(*operands: "Tensor") -> "tuple[Tensor, ...]":
    """Return the operands on one device: scalar tensors on the CPU follow the others, as in PyTorch.

    Raises: DeviceError (a RuntimeError) if two tensors are on different devices.
    """
    places = {x.strided.storage.device for x in operands if x.strided.layout.shape or x.device is not cpu}
    if len(places) > 1:
        names = " and ".join(sorted(map(str, places), reverse=True))
        raise DeviceError(
            f"Expected all tensors to be on the same device, but found at least two devices, {names}! Move one of "
            "them with .to(device)"
        )
    device = places.pop() if places else cpu
    return tuple(scalar_on(device, x) for x in operands)


def scalar_on(device: Device, x: "Tensor") -> "Tensor":
    """Return a scalar of the CPU as one on another device; its value travels with the launch of a kernel."""
    if x.strided.storage.device is device:
        return x
    storage = Storage.empty(1, x.dtype, device)
    storage[0] = x.item()
    scalar = tensors.Tensor(Strided(storage, Layout((), ())))
    scalar.is_wrapped_number = x.is_wrapped_number
    return scalar
