"""Walking over what is registered in a module and, by default, in the modules inside it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minitorch_ref.errors import ArgumentError

if TYPE_CHECKING:
    from minitorch_ref.nn.module import Module
    from minitorch_ref.nn.parameter import Parameter
    from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "buffers",
    "children",
    "get_buffer",
    "get_parameter",
    "get_submodule",
    "modules",
    "named_buffers",
    "named_children",
    "named_modules",
    "named_parameters",
    "parameters",
]


def named_modules(
    self: "Module", memo: "set[Module] | None" = None, prefix: str = "", remove_duplicate: bool = True
) -> "Iterator[tuple[str, Module]]":
    """Yield the module itself, named `prefix`, and every module inside, under names joined by dots; each once.

    Args:
        self: the module.
        memo: modules that were met before.
        prefix: put in front of every name.
        remove_duplicate: whether a module registered twice comes only once.
    """
    memo = set() if memo is None else memo
    if self in memo:
        return
    if remove_duplicate:
        memo.add(self)
    yield prefix, self
    for name, module in self._modules.items():
        if module is not None:
            yield from module.named_modules(memo, f"{prefix}.{name}" if prefix else name, remove_duplicate)


def modules(self: "Module") -> "Iterator[Module]":
    """Yield the module itself and every module inside, each once."""
    for _, module in self.named_modules():
        yield module


def set_mode(module: "Module", mode: bool) -> None:
    """Tell a module, and every module inside it, whether it is being trained: `training` becomes `mode` everywhere.

    `module.train(mode)` and `module.eval()` call this.

    Args:
        module: where to begin. A module inside may be met on several ways, and may hold the module around it.
        mode: True while the model is trained, False while it is used.

    Raises: ArgumentError (a ValueError) if `mode` is neither True nor False; then no module has been told anything.
    """
    if not isinstance(mode, bool):
        raise ArgumentError(f"train: mode must be True or False, got {mode!r}")
    for inner in module.modules():
        inner.training = mode


def named_children(self: "Module") -> "Iterator[tuple[str, Module]]":
    """Yield the modules registered here, not those inside them, with their names; each once."""
    seen = set()
    for name, module in self._modules.items():
        if module is not None and module not in seen:
            seen.add(module)
            yield name, module


def children(self: "Module") -> "Iterator[Module]":
    """Yield the modules registered here, not those inside them; each once."""
    for _, module in self.named_children():
        yield module


def named_members(
    module: "Module", register: str, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
) -> Iterator[tuple[str, Any]]:
    """Yield pairs of a name and what a register holds: of a module, then of the modules inside it, and inside those.

    Names are joined by dots along the way, as in "encoder.0.weight". A register is a dictionary by name; places in it
    that hold None are passed over.

    Args:
        module: where to begin.
        register: "_parameters" or "_buffers"; `module.__dict__[register]` is that dictionary. Every module has both,
            and `_modules` for the modules inside it.
        prefix: the name of `module` itself; "" gives the names in it no prefix.
        recurse: whether to go into the modules inside.
        remove_duplicate: whether a thing, or a module, that is registered in several places comes only the first time.
    """
    met: set[int] = set()

    def walk(module: "Module", place: str) -> Iterator[tuple[str, Any]]:
        for name, member in module.__dict__[register].items():
            if member is not None and not (remove_duplicate and id(member) in met):
                met.add(id(member))
                yield place + name, member
        for name, child in module._modules.items() if recurse else ():
            if child is not None and not (remove_duplicate and id(child) in met):
                met.add(id(child))
                yield from walk(child, f"{place}{name}.")

    return walk(module, f"{prefix}." if prefix else "")


def named_parameters(
    self: "Module", prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
) -> "Iterator[tuple[str, Parameter]]":
    """Yield every parameter with its dotted name; one that is shared comes once."""
    return named_members(self, "_parameters", prefix, recurse, remove_duplicate)


def parameters(self: "Module", recurse: bool = True) -> "Iterator[Parameter]":
    """Yield every parameter, each once: what an optimizer is given."""
    for _, parameter in self.named_parameters(recurse=recurse):
        yield parameter


def named_buffers(
    self: "Module", prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
) -> "Iterator[tuple[str, Tensor]]":
    """Yield every buffer with its dotted name; one that is shared comes once."""
    return named_members(self, "_buffers", prefix, recurse, remove_duplicate)


def buffers(self: "Module", recurse: bool = True) -> "Iterator[Tensor]":
    """Yield every buffer, each once."""
    for _, buffer in self.named_buffers(recurse=recurse):
        yield buffer


def get_submodule(self: "Module", target: str) -> "Module":
    """Return the module inside that has this dotted name; the module itself for an empty name.

    Raises: AttributeError if there is none.
    """
    module = self
    for name in target.split(".") if target else ():
        found = module._modules.get(name)
        if found is None:
            raise AttributeError(f"get_submodule: {type(module).__name__} has no submodule {name!r} of {target!r}")
        module = found
    return module


def get_parameter(self: "Module", target: str) -> "Parameter":
    """Return the parameter that has this dotted name."""
    parameter: Parameter = member(self, "_parameters", target)
    return parameter


def get_buffer(self: "Module", target: str) -> "Tensor":
    """Return the buffer that has this dotted name."""
    buffer: Tensor = member(self, "_buffers", target)
    return buffer


def member(module: "Module", register: str, target: str) -> Any:
    """Return what a register of the module with the first part of a dotted name holds under its last part."""
    place, _, name = target.rpartition(".")
    owner = module.get_submodule(place)
    if name not in owner.__dict__[register]:
        raise AttributeError(f"{type(owner).__name__} has no {register[1:-1]} {name!r}")
    return owner.__dict__[register][name]
