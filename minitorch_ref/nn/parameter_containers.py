"""ParameterList and ParameterDict: parameters kept in a list or a dictionary, and found by the module around them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Self

from minitorch_ref.errors import DimensionError
from minitorch_ref.nn.module import Module
from minitorch_ref.nn.parameter import Parameter
from minitorch_ref.tensors.tensor import Tensor

__all__ = ["ParameterDict", "ParameterList"]


def as_parameter(value: Any) -> Any:
    """Return a tensor as a parameter; anything else as it is."""
    return Parameter(value) if isinstance(value, Tensor) and not isinstance(value, Parameter) else value


def description(key: object, value: Any) -> str:
    """Return the line that is printed for one entry."""
    if isinstance(value, Tensor):
        kind = "Parameter" if isinstance(value, Parameter) else "Tensor"
        return f"  ({key}): {kind} containing: [{value.dtype} of size {'x'.join(map(str, value.shape))}]"
    return f"  ({key}): Object of type: {type(value).__name__}"


class ParameterList(Module):
    """A list of parameters; tensors put into it become parameters.

    Args:
        values: what to start with.
    """

    def __init__(self, values: Iterable[Any] | None = None) -> None:
        super().__init__()
        self._size = 0
        self.extend(values or [])

    def _name_at(self, index: int) -> str:
        """Return the attribute that holds an entry."""
        if not -len(self) <= index < len(self):
            raise DimensionError(f"ParameterList: index {index} is out of range for {len(self)} parameters")
        return str(index % len(self))

    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return ParameterList(list(self)[index])
        return getattr(self, self._name_at(index))

    def __setitem__(self, index: int, value: Any) -> None:
        setattr(self, self._name_at(index), as_parameter(value))

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[Any]:
        return (getattr(self, str(place)) for place in range(len(self)))

    def __iadd__(self, values: Iterable[Any]) -> Self:
        return self.extend(values)

    def append(self, value: Any) -> Self:
        """Add a parameter at the end."""
        self._size += 1
        self[self._size - 1] = value
        return self

    def extend(self, values: Iterable[Any]) -> Self:
        """Add several parameters at the end."""
        for value in list(values):
            self.append(value)
        return self

    def extra_repr(self) -> str:
        """Return one line for each parameter."""
        return "\n".join(description(place, value) for place, value in enumerate(self))


class ParameterDict(Module):
    """A dictionary of parameters; tensors put into it become parameters.

    Args:
        parameters: what to start with: a dictionary or pairs of a name and a parameter.
    """

    def __init__(self, parameters: Mapping[str, Any] | Iterable[tuple[str, Any]] | None = None) -> None:
        super().__init__()
        self._keys: dict[str, None] = {}
        self.update(parameters or {})

    def __getitem__(self, key: str) -> Any:
        if key not in self._keys:
            raise KeyError(key)
        return getattr(self, key)

    def __setitem__(self, key: str, value: Any) -> None:
        self._keys[key] = None
        setattr(self, key, as_parameter(value))

    def __delitem__(self, key: str) -> None:
        del self._keys[key]
        delattr(self, key)

    def __len__(self) -> int:
        return len(self._keys)

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def pop(self, key: str) -> Any:
        """Take a parameter out and return it."""
        value = self[key]
        del self[key]
        return value

    def get(self, key: str, default: Any = None) -> Any:
        """Return a parameter, or the default if there is none of this name."""
        return getattr(self, key) if key in self._keys else default

    def keys(self) -> Iterable[str]:
        """Return the names."""
        return self._keys.keys()

    def items(self) -> Iterable[tuple[str, Any]]:
        """Return pairs of a name and a parameter."""
        return [(key, self[key]) for key in self]

    def values(self) -> Iterable[Any]:
        """Return the parameters."""
        return [self[key] for key in self]

    def update(self, parameters: Mapping[str, Any] | Iterable[tuple[str, Any]]) -> None:
        """Put in every entry of a dictionary or of pairs."""
        pairs = parameters.items() if isinstance(parameters, Mapping | ParameterDict) else parameters
        for key, value in pairs:
            self[key] = value

    def extra_repr(self) -> str:
        """Return one line for each parameter."""
        return "\n".join(description(key, value) for key, value in self.items())
