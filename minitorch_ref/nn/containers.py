"""Modules that hold modules: Sequential runs them in order, ModuleList and ModuleDict only keep them."""

import itertools
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from operator import index as as_int
from typing import Any, Self

from minitorch_ref.errors import ArgumentError, DimensionError, DTypeError
from minitorch_ref.nn.module import Module, indented

__all__ = ["ModuleDict", "ModuleList", "Sequential"]


class Numbered(Module):
    """Modules named "0", "1", ...: what Sequential and ModuleList have in common."""

    _modules: dict[str, Module]  # type: ignore[assignment]

    def _rebuild(self, modules: Iterable[Module]) -> None:
        """Hold these modules, numbered from 0."""
        self._modules.clear()
        for module in modules:
            self.append(module)

    def _position(self, index: int) -> int:
        """Return a position counted from the front."""
        if not -len(self) <= index < len(self):
            raise DimensionError(f"{type(self).__name__}: index {index} is out of range for {len(self)} modules")
        return as_int(index) % len(self)

    def _name_at(self, index: int) -> str:
        """Return the name under which the module at a position is registered."""
        return list(self._modules)[self._position(index)]

    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return self._of(list(self._modules.items())[index])
        return self._modules[self._name_at(index)]

    def _of(self, chosen: list[tuple[str, Module]]) -> Any:
        """Return a container of the same kind."""
        return type(self)([module for _, module in chosen])  # type: ignore[call-arg]

    def __setitem__(self, index: int, module: Module) -> None:
        setattr(self, self._name_at(index), module)

    def __delitem__(self, index: int | slice) -> None:
        modules = list(self._modules.values())
        del modules[index]
        self._rebuild(modules)

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[Module]:
        return iter(self._modules.values())

    def __contains__(self, module: object) -> bool:
        return any(module is own for own in self)

    def append(self, module: Module) -> Self:
        """Add a module at the end."""
        self.add_module(str(len(self)), module)
        return self

    def extend(self, modules: Iterable[Module]) -> Self:
        """Add several modules at the end."""
        for module in list(modules):
            self.append(module)
        return self

    def insert(self, index: int, module: Module) -> Self:
        """Add a module in front of a position."""
        modules = list(self)
        modules.insert(index, module)
        self._rebuild(modules)
        return self

    def pop(self, key: int) -> Module:
        """Take a module out and return it."""
        module: Module = self[key]
        del self[key]
        return module


class Sliced(Numbered):
    """What slicing and adding make of a Sequential: another one."""

    def _of(self, chosen: list[tuple[str, Module]]) -> "Sequential":
        return Sequential(OrderedDict(chosen))

    def __add__(self, other: "Sequential") -> "Sequential":
        return Sequential(*self, *other)


class Sequential(Sliced):
    """Modules one after another: each is given what the one before returns.

    Args:
        args: modules, registered as "0", "1", ...; or one OrderedDict of modules, registered under its names.
    """

    def __init__(self, *args: Any) -> None:
        """Register the modules."""
        super().__init__()
        named = args[0] if len(args) == 1 and isinstance(args[0], OrderedDict) else dict(enumerate(args))
        for name, module in named.items():
            self.add_module(str(name), module)

    def forward(self, input: Any) -> Any:
        """Pass the input through all modules in order; without modules it comes back as it is."""
        for module in self:
            input = module(input)
        return input


class ModuleList(Numbered):
    """A list of modules that are registered, so that their parameters are found; it has no forward of its own.

    Args:
        modules: what to start with.
    """

    def __init__(self, modules: Iterable[Module] | None = None) -> None:
        super().__init__()
        self.extend(modules or [])

    def __iadd__(self, modules: Iterable[Module]) -> Self:
        return self.extend(modules)

    def __add__(self, other: Iterable[Module]) -> "ModuleList":
        return ModuleList([*self, *other])

    def __repr__(self) -> str:
        """Print equal neighbours once, with their numbers and how many they are."""
        if not len(self):
            return f"{self._get_name()}()"
        lines, start = [], 0
        for text, group in itertools.groupby(map(repr, self)):
            count = len(list(group))
            stop = start + count - 1
            lines.append(f"({start}): {text}" if count == 1 else f"({start}-{stop}): {count} x {text}")
            start += count
        return f"{self._get_name()}(\n  " + "\n  ".join(map(indented, lines)) + "\n)"


class ModuleDict(Module):
    """A dictionary of modules that are registered, in the order in which they came.

    Args:
        modules: what to start with: a dictionary or pairs of a name and a module.
    """

    _modules: dict[str, Module]  # type: ignore[assignment]

    def __init__(self, modules: Mapping[str, Module] | Iterable[tuple[str, Module]] | None = None) -> None:
        super().__init__()
        self.update(modules or {})

    def __getitem__(self, key: str) -> Module:
        return self._modules[key]

    def __setitem__(self, key: str, module: Module) -> None:
        self.add_module(key, module)

    def __delitem__(self, key: str) -> None:
        del self._modules[key]

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __contains__(self, key: object) -> bool:
        return key in self._modules

    def clear(self) -> None:
        """Take every module out."""
        self._modules.clear()

    def pop(self, key: str) -> Module:
        """Take a module out and return it."""
        return self._modules.pop(key)

    def keys(self) -> Iterable[str]:
        """Return the names."""
        return self._modules.keys()

    def items(self) -> Iterable[tuple[str, Module]]:
        """Return pairs of a name and a module."""
        return self._modules.items()

    def values(self) -> Iterable[Module]:
        """Return the modules."""
        return self._modules.values()

    def update(self, modules: Mapping[str, Module] | Iterable[tuple[str, Module]]) -> None:
        """Register every module of a dictionary or of pairs."""
        if not isinstance(modules, Iterable):
            raise DTypeError(f"ModuleDict: takes a dictionary or pairs, got {type(modules).__name__}")
        pairs = modules.items() if isinstance(modules, Mapping | ModuleDict) else modules
        for pair in pairs:
            if len(pair) != 2:
                raise ArgumentError(f"ModuleDict: takes pairs of a name and a module, got {len(pair)} elements")
            self[pair[0]] = pair[1]
