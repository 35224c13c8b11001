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
    self: "Module", *, destination: "dict[str, Any] | None" = None, prefix: str = "", keep_vars: bool = False
) -> "OrderedDict[str, Any]":
    """Return every parameter and persistent buffer under its dotted name.

    Args:
        self: the module.
        destination: a dictionary to write to, by default a new one.
        prefix: put in front of every name.
        keep_vars: whether to give the parameters themselves; by default detached tensors on the same storage.
    """
    result: Any = OrderedDict() if destination is None else destination
    for name, x in persistent(self).items():
        result[prefix + name] = x if keep_vars else x.detach()
    for name, module in self._modules.items():
        if module is not None:
            module.state_dict(destination=result, prefix=f"{prefix}{name}.", keep_vars=keep_vars)
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
    own: dict[str, tuple[Module, str, Tensor]] = {}
    for place, module in self.named_modules(remove_duplicate=False):
        for name, x in persistent(module).items():
            own[f"{place}.{name}" if place else name] = (module, name, x)
    missing = [name for name in own if name not in state_dict]
    unexpected = [name for name in state_dict if name not in own]
    wrong = []
    for name in own:
        if name in state_dict:
            wrong += load_one(*own[name], name, state_dict[name], assign)
    report(type(self).__name__, missing if strict else [], unexpected if strict else [], wrong)
    return IncompatibleKeys(missing, unexpected)


def load_one(module: "Module", name: str, own: Tensor, full_name: str, value: Any, assign: bool) -> list[str]:
    """Copy one tensor, or return what stands against it."""
    if not isinstance(value, Tensor):
        return [f"{full_name}: expected a tensor, got {type(value).__name__}"]
    if value.shape != own.shape:
        return [f"size mismatch for {full_name}: the state has {value.shape}, the module {own.shape}"]
    with no_grad():
        if not assign:
            own.copy_(value)
        elif name in module._parameters:
            own.data = value.detach()
        else:
            module._buffers[name] = value
    return []


def report(kind: str, missing: list[str], unexpected: list[str], wrong: list[str]) -> None:
    """Raise one error that says everything that does not fit."""
    lines = list(wrong)
    for what, names in (("Unexpected", unexpected), ("Missing", missing)):
        if names:
            quoted = ", ".join(f'"{name}"' for name in names)
            lines.insert(0, f"{what} key(s) in state_dict: {quoted}. ")
    if lines:
        raise StateError(f"Error(s) in loading state_dict for {kind}:\n\t" + "\n\t".join(lines))
