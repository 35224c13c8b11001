"""The safetensors format: 8 bytes with the length of a header, the header in JSON, and the bytes of the tensors.

The header maps each name to an element type, a shape and where the bytes begin and end after the header; under
`__metadata__` it may hold text by name. There is nothing in it to execute.
"""

import json
import math
import struct
from collections.abc import Mapping
from typing import Any, BinaryIO

import numpy as np

from minitorch_ref import dtypes
from minitorch_ref.dtypes import DType
from minitorch_ref.errors import ArgumentError, LoadError
from minitorch_ref.tensors import factories
from minitorch_ref.tensors.tensor import Tensor

__all__ = ["read_safetensors", "write_safetensors"]

CODES = {
    "bool": "BOOL",
    "uint8": "U8",
    "int8": "I8",
    "int16": "I16",
    "int32": "I32",
    "int64": "I64",
    "float16": "F16",
    "bfloat16": "BF16",
    "float32": "F32",
    "float64": "F64",
    "complex64": "C64",
}
BY_CODE = {CODES[dtype.name]: dtype for dtype in dtypes.ALL if dtype.name in CODES}
LONGEST_HEADER = 100_000_000
METADATA = "__metadata__"


def write_safetensors(file: BinaryIO, tensors: Mapping[str, Tensor], metadata: Mapping[str, str] | None = None) -> None:
    """Write tensors by name.

    Args:
        file: open for writing.
        tensors: by name; each is written row-major, with a copy of what it shares with others.
        metadata: text to keep with them.

    Raises: ArgumentError (a ValueError) for elements that the format does not have.
    """
    header: dict[str, Any] = {} if metadata is None else {METADATA: dict(metadata)}
    for name, tensor in tensors.items():
        if tensor.dtype.name not in CODES:
            raise ArgumentError(f"save: the format has no elements of type {tensor.dtype} ({name})")
        header[name] = {"dtype": CODES[tensor.dtype.name], "shape": list(tensor.shape), "data_offsets": [0, 0]}
    # large elements first, so that every tensor begins at a multiple of the size of its elements
    order = sorted(tensors, key=lambda name: -tensors[name].dtype.itemsize)
    end = 0
    for name in order:
        begin, end = end, end + tensors[name].nbytes
        header[name]["data_offsets"] = [begin, end]
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    file.write(struct.pack("<Q", len(text)) + text)
    for name in order:
        file.write(tensors[name].detach().numpy().tobytes())


def read_safetensors(file: BinaryIO) -> tuple[dict[str, Tensor], dict[str, str]]:
    """Return the tensors by name, and the text that was kept with them.

    Raises: LoadError (an UnpicklingError) if the file is damaged or is not of this format.
    """
    start = file.read(8)
    length = struct.unpack("<Q", start)[0] if len(start) == 8 else -1
    if not 0 <= length <= LONGEST_HEADER:
        raise LoadError("load: the file is neither of safetensors nor of torch.save")
    header = parsed(file.read(length), length)
    content = bytearray(file.read())
    metadata = header.pop(METADATA, {})
    if not isinstance(metadata, dict) or not all(isinstance(text, str) for text in metadata.values()):
        raise LoadError("load: the file is damaged: its metadata must be text")
    places = {name: place_of(name, entry) for name, entry in header.items()}
    end = 0
    for first, last in sorted((first, last) for _, _, first, last in places.values()):
        if first != end:
            raise LoadError(f"load: the file is damaged: its tensors leave a gap or overlap at byte {first}")
        end = last
    if end != len(content):
        raise LoadError(f"load: the file is damaged: {len(content)} bytes of data, but its header counts {end}")
    tensors = {}
    for name, (dtype, shape, first, last) in places.items():
        array = np.frombuffer(content[first:last], dtype.numpy)
        tensors[name] = factories.of_array(array.reshape(shape))
    return tensors, metadata


def parsed(text: bytes, length: int) -> dict[str, Any]:
    """Return the header."""
    try:
        header = json.loads(text.decode(), object_pairs_hook=without_duplicates)
    except (ValueError, RecursionError) as error:
        raise LoadError("load: the file is neither of safetensors nor of torch.save, or damaged") from error
    if not isinstance(header, dict) or len(text) != length:
        raise LoadError("load: the file is damaged: its header is cut off, or no object")
    return header


def without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return a JSON object as a dict; refuse a name that comes twice."""
    result = dict(pairs)
    if len(result) < len(pairs):
        raise LoadError("load: the file is damaged: a name comes twice in its header")
    return result


def place_of(name: str, entry: Any) -> tuple[DType, tuple[int, ...], int, int]:
    """Return the type, the shape, and the first and last byte of a tensor."""
    try:
        code, shape, (first, last) = entry["dtype"], entry["shape"], entry["data_offsets"]
        sizes = [*shape, first, last]
    except (TypeError, KeyError, ValueError) as error:
        raise LoadError(f"load: the file is damaged: the header's entry of {name!r:.60}") from error
    if not isinstance(code, str) or code not in BY_CODE:
        raise LoadError(f"load: {name!r:.60} has elements of type {code!r:.20}, which tensors here do not have")
    if len(sizes) > 64 or not all(type(size) is int and 0 <= size < 2**63 for size in sizes):
        raise LoadError(f"load: the file is damaged: the sizes of {name!r:.60}")
    if last - first != math.prod(shape) * BY_CODE[code].itemsize:
        raise LoadError(f"load: the file is damaged: {name!r:.60} has {last - first} bytes for shape {shape}")
    return BY_CODE[code], tuple(shape), first, last
