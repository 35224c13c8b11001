"""The state of a module: its parameters and persistent buffers by name, out into a dictionary and back."""

from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from minitorch_ref.autograd.modes import no_grad
from minitorch_ref.errors import DTypeError, StateError
from minitorch_ref.tensors.tensor import Tensor

if TYPE_CHECKING:
    from minitorch_ref.nn.module import Module

__all__ = ["IncompatibleKeys", "load_state_dict", "state_dict"]


class IncompatibleKeys(NamedTuple):
    """The names that a module has and a state lacks, and those that a state has and the module lacks."""

    missing_keys: list[str]
    unexpected_keys: list[str]

    def __repr__(self) -> str:
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return f"_IncompatibleKeys(missing_keys={self.missing_keys}, unexpected_keys={self.unexpected_keys})"


def persistent(module: "Module") -> dict[str, Tensor]:
    """Return the parameters and persistent buffers registered in this very module, by name."""
    found: dict[str, Tensor | None] = {**module._parameters, **module._buffers}
    return {name: x for name, x in found.items() if x is not None and name not in module._non_persistent}


def state_dict(
    module: "Module", *, destination: "dict[str, Any] | None" = None, prefix: str = "", keep_vars: bool = False
) -> "OrderedDict[str, Any]":
    """Return every parameter and persistent buffer under its dotted name: what `module.state_dict()` calls.

    First come the module's own parameters, then its own persistent buffers, then what is in the modules inside it, in
    the order of registration. What is shared by two modules is there under both names. Places that hold None are not.

    Args:
        module: whose state it is.
        destination: a dictionary to write to and to return, by default a new OrderedDict.
        prefix: put in front of every name as it is, "net." for example.
        keep_vars: whether to give the tensors of the module themselves; by default detached ones on the same storage.
    """
    result: Any = OrderedDict() if destination is None else destination
    for name, x in persistent(module).items():
        result[prefix + name] = x if keep_vars else x.detach()
    for name, child in module._modules.items():
        if child is not None:
            child.state_dict(destination=result, prefix=f"{prefix}{name}.", keep_vars=keep_vars)
    return result  # type: ignore[no-any-return]


def load_state_dict(
    self: "Module", state_dict: Mapping[str, Any], strict: bool = True, assign: bool = False
) -> IncompatibleKeys:
    """Copy the tensors of a state into the parameters and buffers of the same names.

    Args:
        self: the module.
        state_dict: tensors by dotted name, as `state_dict` gives them.
        strict: whether every name must be on both sides.
        assign: whether the tensors themselves take the place of the module's, instead of being copied into them.

    Returns: the missing and the unexpected names; both are empty if `strict`.

    Raises: StateError (a RuntimeError) that lists every missing or unexpected name if `strict`, and every wrong shape.
    """
    if not isinstance(state_dict, Mapping):
        raise DTypeError(f"load_state_dict: takes a dictionary of tensors, got {type(state_dict).__name__}")
    own: dict[str, Tensor] = {}
    for place, module in self.named_modules(remove_duplicate=False):
        for name, x in persistent(module).items():
            full_name = f"{place}.{name}" if place else name
            own[full_name] = adopted(module, name, state_dict.get(full_name)) if assign else x
    try:
        return load_into(own, state_dict, strict)
    except StateError as error:
        raise StateError(f"Error(s) in loading state_dict for {type(self).__name__}:\n\t{error}") from None


def load_into(own: Mapping[str, Tensor], state: Mapping[str, Any], strict: bool = True) -> IncompatibleKeys:
    """Copy the tensors of a state, without recording, into the tensors of the same names.

    Args:
        own: the tensors of a module by name; they stay the same objects on the same storage.
        state: what to copy, by name; not changed.
        strict: whether every name must be on both sides. If not, a name on one side only is left alone.

    Returns: IncompatibleKeys(missing_keys, unexpected_keys): the names in `own` that `state` lacks, in the order of
        `own`, and the names in `state` that `own` lacks, in the order of `state`.

    Raises: StateError (a RuntimeError) whose message lists every missing and every unexpected name, if `strict`, and
        in any case every name under which the shapes differ or `state` holds something that is no tensor.
    """
    missing = [name for name in own if name not in state]
    unexpected = [name for name in state if name not in own]
    lines = [*listed("Unexpected", unexpected), *listed("Missing", missing)] if strict else []
    with no_grad():
        for name in own:
            if name in state:
                wrong = misfit(name, own[name], state[name])
                lines += wrong
                if not wrong:
                    own[name].copy_(state[name])
    if lines:
        raise StateError("\n\t".join(lines))
    return IncompatibleKeys(missing, unexpected)


def listed(what: str, names: list[str]) -> list[str]:
    """Return one line about names that are on one side only, or none."""
    quoted = ", ".join(f'"{name}"' for name in names)
    return [f"{what} key(s) in state_dict: {quoted}. "] if names else []


def misfit(name: str, own: Tensor, value: Any) -> list[str]:
    """Return what stands against copying a value, in one line, or nothing."""
    if not isinstance(value, Tensor):
        return [f"{name}: expected a tensor, got {type(value).__name__}"]
    if value.shape != own.shape:
        return [f"size mismatch for {name}: the state has {value.shape}, the module {own.shape}"]
    return []


def adopted(module: "Module", name: str, value: Any) -> Tensor:
    """Put a tensor in the place of the module's own, if it fits, and return what stands there then."""
    own = persistent(module)[name]
    if value is None or misfit(name, own, value):
        return own
    if name in module._parameters:
        own.data = value.detach()
    else:
        module._buffers[name] = value
    return persistent(module)[name]
