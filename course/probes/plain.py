"""Plain data as typed JSON: what a probe may return, and all that crosses the sandbox's boundary.

JSON's own null, true, number, string and list stand for themselves; every other type is an object with one key, the
type's name: ``{"tuple": [...]}``, ``{"dict": [[key, value], ...]}``, ``{"float": "nan"}``, ``{"complex": [re, im]}``,
``{"array": {"dtype", "shape", "data"}}``, ``{"scalar": {...}}``. Types are matched exactly: an object of a
student's class, even one that inherits from ``int``, is not plain.
"""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Callable
from typing import Any

import numpy as np

MAX_DEPTH = 20
MAX_ITEMS = 50_000
MAX_TEXT = 20_000
MAX_BYTES = 4_000_000
MAX_INT_BITS = 256
_NUMBERS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64")
ARRAY_DTYPES = frozenset(["bool", *_NUMBERS, "complex64", "complex128"])


class PlainDataError(ValueError):
    """A value is not plain data, too large, or its JSON is malformed."""


class _Budget:
    """Counts what has been encoded or decoded, so that no value can grow without bound."""

    def __init__(self) -> None:
        self.items = 0
        self.bytes = 0

    def take(self, items: int = 1, nbytes: int = 0) -> None:
        self.items += items
        self.bytes += nbytes
        if self.items > MAX_ITEMS:
            raise PlainDataError(f"plain data: more than {MAX_ITEMS} values")
        if self.bytes > MAX_BYTES:
            raise PlainDataError(f"plain data: more than {MAX_BYTES} bytes")


def encode(value: object) -> Any:
    """Return `value` as JSON-ready data.

    Raises: PlainDataError if a part of `value` is of another type than those named above, or too large.
    """
    return _encode(value, 0, _Budget())


def decode(data: Any) -> Any:
    """Return the value that `encode` made `data` from.

    Raises: PlainDataError if `data` is not what `encode` produces.
    """
    return _decode(data, 0, _Budget())


def _encode(value: Any, depth: int, budget: _Budget) -> Any:
    if depth > MAX_DEPTH:
        raise PlainDataError(f"plain data: nested deeper than {MAX_DEPTH}")
    budget.take()
    kind = type(value)
    if value is None or kind is bool:
        return value
    if kind in _ENCODERS:
        return _ENCODERS[kind](value, budget)
    if kind is list:
        return [_encode(item, depth + 1, budget) for item in value]
    if kind is tuple:
        return {"tuple": [_encode(item, depth + 1, budget) for item in value]}
    if kind is dict:
        return {"dict": [[_encode(k, depth + 1, budget), _encode(v, depth + 1, budget)] for k, v in value.items()]}
    if isinstance(value, tuple) and hasattr(kind, "_fields"):  # a NamedTuple such as Layout: its values count
        return {"tuple": [_encode(item, depth + 1, budget) for item in tuple.__iter__(value)]}
    if kind is np.ndarray:
        return {"array": _encode_array(value, budget)}
    if isinstance(value, np.generic) and kind.__module__ == "numpy":
        return {"scalar": _encode_array(np.asarray(value), budget)}
    raise PlainDataError(
        f"plain data: a {kind.__name__} is not plain; return numbers, strings, tuples, lists or arrays"
    )


def _encode_int(value: int, budget: _Budget) -> Any:
    if value.bit_length() > MAX_INT_BITS:
        raise PlainDataError(f"plain data: an integer of {value.bit_length()} bits")
    return value


def _encode_text(value: str, budget: _Budget) -> Any:
    if len(value) > MAX_TEXT:
        raise PlainDataError(f"plain data: a string of {len(value)} characters")
    budget.take(0, len(value))
    return value.encode("utf-8", "replace").decode("utf-8")


def _encode_float(value: float, budget: _Budget) -> Any:
    return value if math.isfinite(value) else {"float": repr(value)}


def _encode_complex(value: complex, budget: _Budget) -> Any:
    return {"complex": [_encode_float(value.real, budget), _encode_float(value.imag, budget)]}


def _encode_array(array: np.ndarray[Any, Any], budget: _Budget) -> dict[str, Any]:
    if array.dtype.name not in ARRAY_DTYPES:
        raise PlainDataError(f"plain data: an array of {array.dtype} is not plain")
    budget.take(0, array.nbytes)
    little = np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<"), copy=False)
    return {
        "dtype": array.dtype.name,
        "shape": list(array.shape),
        "data": base64.b64encode(little.tobytes()).decode("ascii"),
    }


_ENCODERS: dict[type, Callable[[Any, _Budget], Any]] = {
    int: _encode_int,
    str: _encode_text,
    float: _encode_float,
    complex: _encode_complex,
}


def _decode(data: Any, depth: int, budget: _Budget) -> Any:
    if depth > 2 * MAX_DEPTH:
        raise PlainDataError(f"plain data: nested deeper than {MAX_DEPTH}")
    budget.take()
    if data is None or type(data) is bool:
        return data
    if type(data) in (int, str):
        return _ENCODERS[type(data)](data, budget)
    if type(data) is float and math.isfinite(data):
        return data
    if type(data) is list:
        return [_decode(item, depth + 1, budget) for item in data]
    if type(data) is dict and len(data) == 1:
        [(kind, content)] = data.items()
        if kind in _DECODERS:
            try:
                return _DECODERS[kind](content, depth, budget)
            except (TypeError, ValueError, KeyError, binascii.Error, OverflowError) as error:
                raise PlainDataError(f"plain data: malformed {kind}: {error}") from None
    raise PlainDataError("plain data: malformed JSON")


def _decode_tuple(content: Any, depth: int, budget: _Budget) -> tuple[Any, ...]:
    if type(content) is not list:
        raise ValueError("not a list")
    return tuple(_decode(item, depth + 1, budget) for item in content)


def _decode_dict(content: Any, depth: int, budget: _Budget) -> dict[Any, Any]:
    return {_decode(key, depth + 1, budget): _decode(value, depth + 1, budget) for key, value in content}


def _decode_float(content: Any, depth: int, budget: _Budget) -> float:
    if content not in ("nan", "inf", "-inf"):
        raise ValueError("not one of nan, inf, -inf")
    return float(content)


def _decode_complex(content: Any, depth: int, budget: _Budget) -> complex:
    real, imag = (_decode(part, depth + 1, budget) for part in content)
    return complex(real, imag)


def _decode_array(content: Any, depth: int, budget: _Budget) -> np.ndarray[Any, Any]:
    dtype, shape, data = content["dtype"], content["shape"], content["data"]
    if dtype not in ARRAY_DTYPES or any(type(size) is not int or size < 0 for size in shape):
        raise ValueError("dtype or shape")
    raw = base64.b64decode(data, validate=True)
    budget.take(0, len(raw))
    flat = np.frombuffer(raw, dtype=np.dtype(dtype).newbyteorder("<")).astype(dtype)
    return flat.reshape(shape)


def _decode_scalar(content: Any, depth: int, budget: _Budget) -> Any:
    return _decode_array(content, depth, budget)[()]


_DECODERS: dict[str, Callable[[Any, int, _Budget], Any]] = {
    "tuple": _decode_tuple,
    "dict": _decode_dict,
    "float": _decode_float,
    "complex": _decode_complex,
    "array": _decode_array,
    "scalar": _decode_scalar,
}
