"""Reading what `torch.save` wrote: a zip archive with a pickle of the structure and one file of bytes per storage."""

import math
import struct
import zipfile
from collections import Counter, OrderedDict
from collections.abc import Callable
from typing import Any, BinaryIO

import numpy as np

from minitorch_ref import dtypes
from minitorch_ref.errors import LoadError
from minitorch_ref.nn.parameter import Parameter
from minitorch_ref.serialization.pickle_machine import Builder, expect, plain_key, read_pickle
from minitorch_ref.shapes import Layout
from minitorch_ref.storage import Device, Storage, Strided
from minitorch_ref.tensors.size import Size
from minitorch_ref.tensors.tensor import Tensor

__all__ = ["read_torch_file"]

MOST_AXES = 64
# what `zipfile` raises on archives with changed bytes
DAMAGE = (zipfile.BadZipFile, EOFError, OSError, ValueError, RuntimeError, IndexError, OverflowError, struct.error)
STORAGES = {
    "Bool": "bool",
    "Byte": "uint8",
    "Char": "int8",
    "Short": "int16",
    "Int": "int32",
    "Long": "int64",
    "Half": "float16",
    "BFloat16": "bfloat16",
    "Float": "float32",
    "Double": "float64",
    "ComplexFloat": "complex64",
    "ComplexDouble": "complex128",
}


def read_torch_file(file: BinaryIO) -> Any:
    """Return the tensors and plain containers in a file of `torch.save`; nothing in the file is executed.

    All tensors come to the CPU. Those that shared memory share it again.

    Args:
        file: open for reading, at its beginning.

    Raises: LoadError (an UnpicklingError) if the file is damaged, or holds anything else, which the message names.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            return Archive(archive).read()
    except DAMAGE as error:
        raise LoadError(f"load: the file is not a whole file of torch.save: {error}") from error


class Archive:
    """An open archive and the storages that were read from it."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.entries = {info.filename: info for info in archive.infolist()}
        pickles = [name for name in self.entries if name.count("/") == 1 and name.endswith("/data.pkl")]
        if len(pickles) != 1:
            raise LoadError("load: the archive is not one of torch.save: it must have one data.pkl")
        self.root = pickles[0].removesuffix("data.pkl")
        self.storages: dict[tuple[str, str], Storage] = {}

    def read(self) -> Any:
        """Return what was saved."""
        if f"{self.root}constants.pkl" in self.entries:
            raise LoadError("load: the file holds a TorchScript program, which is refused; save the state_dict()")
        if self.root + "byteorder" in self.entries and self.content("byteorder") != b"little":
            raise LoadError("load: the file was written on a machine with another order of bytes")
        return read_pickle(self.content("data.pkl"), KNOWN, self.storage)

    def content(self, name: str) -> bytes:
        """Return the bytes of one entry; a compressed one, which torch.save never writes, might be a bomb."""
        entry = self.entries.get(self.root + name)
        if entry is None:
            raise LoadError(f"load: the file is damaged: {name} is missing")
        if entry.compress_type != zipfile.ZIP_STORED or entry.compress_size != entry.file_size:
            raise LoadError(f"load: the file is not one of torch.save: {name} is compressed")
        return self.archive.read(entry)

    def storage(self, reference: Any) -> Storage:
        """Return the storage that the pickle refers to by ("storage", type, key, location, number of elements)."""
        kind, dtype, key, _, numel = reference
        if kind != "storage" or not isinstance(dtype, dtypes.DType) or not isinstance(key, str):
            raise LoadError(f"load: the file is damaged: it refers to {kind!r:.40}")
        if (key, dtype.name) not in self.storages:
            content = self.content(f"data/{key}")
            if len(content) != numel * dtype.itemsize:
                raise LoadError(
                    f"load: the file is damaged: storage {key} has {len(content)} bytes, not {numel} elements"
                )
            self.storages[key, dtype.name] = Storage(np.frombuffer(bytearray(content), dtype.numpy))
        return self.storages[key, dtype.name]


def rebuild_tensor(
    storage: Any,
    offset: Any,
    size: Any,
    stride: Any,
    requires_grad: bool = False,
    hooks: Any = None,
    metadata: Any = None,
) -> Tensor:
    """Return the tensor that lies in a storage in this way."""
    numbers = (offset, *size, *stride)
    if not isinstance(storage, Storage) or len(size) != len(stride):
        raise LoadError("load: the file is damaged: a tensor without a storage, or sizes without strides")
    if len(size) > MOST_AXES or not all(isinstance(number, int) and 0 <= number < 2**63 for number in numbers):
        raise LoadError("load: the file is damaged: a tensor with impossible sizes or strides")
    last = offset + sum((n - 1) * step for n, step in zip(size, stride, strict=True))
    if math.prod(size) and last >= len(storage):
        raise LoadError(f"load: the file is damaged: a tensor of shape {tuple(size)} reaches beyond its storage")
    if metadata or hooks:
        raise LoadError(
            "load: a tensor with hooks, or one that is a conjugate, is refused; save clone() or resolve_conj()"
        )
    tensor = Tensor(Strided(storage, Layout(tuple(size), tuple(stride), offset)))
    tensor.requires_grad = requires_grad is True and tensor.is_floating_point()
    return tensor


def rebuild_parameter(data: Any, requires_grad: Any, hooks: Any) -> Tensor:
    """Return the parameter with this data."""
    if not isinstance(data, Tensor) or hooks:
        raise LoadError("load: the file is damaged: a parameter without data, or with hooks")
    return Parameter(data, requires_grad is True)


def encode_latin(text: Any, encoding: Any) -> bytes:
    """Return bytes that protocol 2 keeps as text."""
    if not isinstance(text, str) or encoding != "latin1":
        raise LoadError(f"load: the file is more than plain data: text in the encoding {encoding!r:.20}")
    return text.encode("latin-1")


def empty_ordered_dict() -> OrderedDict[Any, Any]:
    """Return an empty dict, which the file then fills."""
    return OrderedDict()


def counter(counts: Any) -> Counter[Any]:
    """Return a Counter with the counts of a dict."""
    return Counter(expect(counts, dict))


def set_of(members: Any) -> set[Any]:
    """Return the set of the plain values in a list."""
    return {plain_key(member) for member in expect(members, list)}


def size_of(sizes: Any) -> Size:
    """Return a shape."""
    return Size(expect(size, int) for size in expect(sizes, tuple))


def any_device(*_: Any) -> Device:
    """Return the only device there is."""
    return Device("cpu")


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "torch._utils._rebuild_tensor": rebuild_tensor,
    "torch._utils._rebuild_tensor_v2": rebuild_tensor,
    "torch._utils._rebuild_parameter": rebuild_parameter,
    "torch.Size": size_of,
    "torch.device": any_device,
    "collections.OrderedDict": empty_ordered_dict,
    "collections.Counter": counter,
    "builtins.set": set_of,
    "__builtin__.set": set_of,
    "_codecs.encode": encode_latin,
}
KNOWN: dict[str, Any] = {name: Builder(name, function) for name, function in FUNCTIONS.items()}
BY_NAME = {dtype.name: dtype for dtype in dtypes.ALL}
KNOWN |= {f"torch.{storage}Storage": BY_NAME[name] for storage, name in STORAGES.items()}
KNOWN |= {f"torch.{name}": dtype for name, dtype in BY_NAME.items()}
