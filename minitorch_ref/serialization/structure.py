"""Nested containers as flat tensors by name, and a description of the structure in plain JSON; and back."""

from collections import Counter
from typing import Any

from minitorch_ref import dtypes
from minitorch_ref.dtypes import DType
from minitorch_ref.errors import ArgumentError, LoadError
from minitorch_ref.tensors.size import Size
from minitorch_ref.tensors.tensor import Tensor

__all__ = ["flattened", "restored"]

Json = Any
DEEPEST = 100


def flattened(value: Any) -> tuple[dict[str, Tensor], Json]:
    """Return the tensors in a structure by name, and the structure with those names in place of the tensors.

    Args:
        value: a tensor, a number, text, None, an element type, or a dict, list, tuple, set or Counter of such.

    Raises: ArgumentError (a ValueError) that says where in the structure something else is.
    """
    tensors: dict[str, Tensor] = {}
    return tensors, Writer(tensors).described(value, ())


class Writer:
    """Describes a structure and collects its tensors; a tensor that comes twice is kept once."""

    def __init__(self, tensors: dict[str, Tensor]) -> None:
        self.tensors = tensors
        self.names: dict[int, str] = {}

    def described(self, value: Any, path: tuple[Any, ...]) -> Json:
        """Return the description of one value."""
        if value is None or type(value) in (bool, int, float, str):
            return value
        if len(path) > DEEPEST:
            raise ArgumentError(f"save: containers are nested deeper than {DEEPEST}, or one holds itself")
        if isinstance(value, Tensor):
            return {"tensor": self.name_of(value, path)}
        if isinstance(value, DType):
            return {"dtype": value.name}
        if isinstance(value, dict):
            kind = "counter" if isinstance(value, Counter) else "dict"
            return {kind: [[key_of(key, path), self.described(part, (*path, key))] for key, part in value.items()]}
        if type(value) in (tuple, Size):
            return {"tuple": self.parts(value, path)}
        if type(value) in (set, frozenset):
            return {"set": [key_of(key, path) for key in value]}
        if type(value) is list:
            return self.parts(value, path)
        raise ArgumentError(
            f"save: a {type(value).__name__} at {written(path)} cannot be saved, only tensors, numbers, text, None and "
            "containers of these; of a module or an optimizer save its state_dict()"
        )

    def parts(self, values: Any, path: tuple[Any, ...]) -> list[Json]:
        """Return the descriptions of the parts of a sequence."""
        return [self.described(part, (*path, number)) for number, part in enumerate(values)]

    def name_of(self, tensor: Tensor, path: tuple[Any, ...]) -> str:
        """Return the name of a tensor, made of its place in the structure."""
        if id(tensor) not in self.names:
            name = ".".join(map(str, path)) or "tensor"
            while name in self.tensors or name == "__metadata__":
                name += "'"
            self.names[id(tensor)] = name
            self.tensors[name] = tensor
        return self.names[id(tensor)]


def key_of(key: Any, path: tuple[Any, ...]) -> Any:
    """Return a key that is a number, text or None."""
    if key is None or type(key) in (bool, int, float, str):
        return key
    raise ArgumentError(f"save: a key at {written(path)} is a {type(key).__name__}; keys must be numbers or text")


def written(path: tuple[Any, ...]) -> str:
    """Return a place in a structure as it would be written in Python."""
    return "the top" if not path else "".join(f"[{key!r:.40}]" for key in path)


def restored(description: Json, tensors: dict[str, Tensor]) -> Any:
    """Return the structure that `flattened` described.

    Raises: LoadError (an UnpicklingError) if it is not such a description.
    """
    if description is None or isinstance(description, bool | int | float | str):
        return description
    if isinstance(description, list):
        return [restored(part, tensors) for part in description]
    try:
        ((kind, content),) = description.items()
        if kind in ("dict", "counter"):
            pairs = {key: restored(part, tensors) for key, part in content}
            return Counter(pairs) if kind == "counter" else pairs
        if kind == "tuple":
            return tuple(restored(part, tensors) for part in content)
        if kind == "set":
            return set(content)
        return tensors[content] if kind == "tensor" else DTYPES[content]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise LoadError("load: the file is damaged: its description of the structure") from error


DTYPES = {dtype.name: dtype for dtype in dtypes.ALL}
