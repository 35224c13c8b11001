"""`save` and `load`: checkpoints that hold tensors and plain values, and nothing that could be executed."""

import contextlib
import io
import json
import os
from collections.abc import Iterator
from typing import Any, BinaryIO

from minitorch_ref.errors import ArgumentError, LoadError, UnsupportedError
from minitorch_ref.serialization.safetensors import read_safetensors, write_safetensors
from minitorch_ref.serialization.structure import flattened, restored
from minitorch_ref.storage import Device, on
from minitorch_ref.tensors.tensor import Tensor

__all__ = ["load", "save"]

File = str | os.PathLike[str] | BinaryIO
STRUCTURE = "minitorch.structure"
ZIP = b"PK\x03\x04"


def save(obj: Any, f: File) -> None:
    """Write tensors and plain values to a file in the safetensors format.

    A dict of tensors by name, such as a module's `state_dict()`, becomes an ordinary safetensors file, which other
    libraries read. For other structures the file also describes how they are nested. A file is replaced only once the
    new one is complete.

    Args:
        obj: tensors, numbers, text, None and element types in dicts, lists, tuples, sets, Counters, nested as you like.
        f: a path, or a file open for writing bytes.

    Raises: ArgumentError (a ValueError) that says where something else is; nothing is written then.
    """
    if is_state_dict(obj):
        tensors, metadata = obj, {}
    else:
        tensors, description = flattened(obj)
        metadata = {STRUCTURE: json.dumps(description, separators=(",", ":"))}
    content = io.BytesIO()
    write_safetensors(content, tensors, metadata or None)
    if not isinstance(f, str | os.PathLike):
        f.write(content.getbuffer())
        return
    unfinished = f"{os.fspath(f)}.{os.getpid()}.unfinished"
    try:
        with open(unfinished, "wb") as file:
            file.write(content.getbuffer())
        os.replace(unfinished, f)
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.remove(unfinished)


def load(f: File, map_location: Any = None, *, weights_only: bool | None = None, mmap: bool | None = None) -> Any:
    """Return what `save` or PyTorch's `torch.save` wrote; nothing in the file is executed.

    Of a file of `torch.save`, tensors, parameters and plain containers are read, and anything else is refused by name.
    Tensors come to the CPU, wherever they were.

    Args:
        f: a path, or a file open for reading bytes.
        map_location: only the CPU, "cpu".
        weights_only: True or None; there is no other way of reading here.
        mmap: whether to leave the data in the file until it is used; not supported.

    Raises:
        LoadError: (a pickle.UnpicklingError) if the file is damaged or holds more than plain data.
        UnsupportedError: (a RuntimeError) if asked to read in another way.
        ArgumentError: (a ValueError) if asked for a device there is not.
    """
    if weights_only is False or mmap:
        raise UnsupportedError("load: a file is only read, never executed (weights_only=True) nor mapped (mmap=False)")
    if isinstance(map_location, str):
        on(map_location)
    elif not (map_location is None or isinstance(map_location, Device)):
        raise ArgumentError(f"load: map_location must be None or 'cpu', got {map_location!r}")
    with opened(f) as file:
        start = file.read(9)
        file.seek(-len(start), os.SEEK_CUR)
        if start.startswith(ZIP):
            from minitorch_ref.serialization.torch_file import read_torch_file

            return read_torch_file(file)
        if start.startswith(b"\x80") and start[8:] != b"{":  # 0x80 may also be the length of a header
            raise LoadError(
                "load: this is a bare pickle, which is refused; torch.save of PyTorch 1.6 or later writes archives"
            )
        return from_safetensors(*read_safetensors(file))


def from_safetensors(tensors: dict[str, Tensor], metadata: dict[str, str]) -> Any:
    """Return the tensors by name, or in the structure that the metadata describe."""
    if STRUCTURE not in metadata:
        return tensors
    try:
        return restored(json.loads(metadata[STRUCTURE]), tensors)
    except (ValueError, RecursionError) as error:
        raise LoadError("load: the file is damaged: its description of the structure") from error


def is_state_dict(obj: Any) -> bool:
    """Say whether something is a dict of tensors by name."""
    if not isinstance(obj, dict) or "__metadata__" in obj:
        return False
    return all(isinstance(name, str) and isinstance(tensor, Tensor) for name, tensor in obj.items())


@contextlib.contextmanager
def opened(f: File) -> Iterator[BinaryIO]:
    """Open a path; leave an open file as it is."""
    if isinstance(f, str | os.PathLike):
        with open(f, "rb") as file:
            yield file
    else:
        yield f
