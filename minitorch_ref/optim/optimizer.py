"""Optimizer: parameters in groups with settings of their own, a state for each parameter, and the step over all."""

import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from typing import Any

from minitorch_ref.autograd.modes import enable_grad, no_grad
from minitorch_ref.errors import ArgumentError, DTypeError, UnsupportedError
from minitorch_ref.functions import dispatch
from minitorch_ref.tensors.tensor import Tensor

__all__ = ["Optimizer", "check_settings", "descent_direction", "sign_of", "signed"]

Group = dict[str, Any]
State = dict[str, Any]


class Optimizer:
    """Changes parameters along their gradients.

    A subclass passes its settings as `defaults` and gives `update_parameter`, which changes one parameter in place; or,
    as in PyTorch, it replaces `step` and goes through `param_groups` itself.

    Args:
        params: tensors, or dicts with the tensors under "params" and settings of their own.
        defaults: the settings of a group that brings none.

    Attributes:
        param_groups: a list of dicts, each with "params" and the settings; changing a setting takes effect at once.
        state: for each parameter a dict of what the method remembers of it.

    Raises:
        ArgumentError: (a ValueError) if there are no parameters, one is in two groups or is not a leaf of the graph.
        DTypeError: (a TypeError) if `params` is a single tensor, a set, or holds something that is no tensor.
        UnsupportedError: (a RuntimeError) if a parameter has complex elements.
    """

    def __init__(self, params: Iterable[Any], defaults: Group) -> None:
        if isinstance(params, Tensor):
            raise DTypeError("an optimizer takes a list of tensors or of dicts, got a single tensor; write [tensor]")
        self.defaults = defaults
        self.state: defaultdict[Tensor, State] = defaultdict(dict)
        self.param_groups: list[Group] = []
        self.largest: Tensor | None = None
        self.steps_taken = 0  # by which a schedule sees that it is not called too early
        groups = list(params)
        if not groups:
            raise ArgumentError(
                "optimizer got an empty parameter list: a module without parameters, or a used-up iterator?"
            )
        for group in groups if isinstance(groups[0], dict) else [{"params": groups}]:
            self.add_param_group(group)

    def add_param_group(self, param_group: Group) -> None:
        """Add parameters with settings of their own, for example those of layers that start to learn later.

        Args:
            param_group: the tensors under "params", and settings; those it leaves out have their defaults.
        """
        if isinstance(param_group["params"], set):
            raise DTypeError("optimizer parameters need an order, and sets have none; use a list")
        params = param_group["params"]
        params = [params] if isinstance(params, Tensor) else list(params)
        taken = {id(p) for group in self.param_groups for p in group["params"]}
        for p in params:
            if not isinstance(p, Tensor):
                raise DTypeError(f"an optimizer can only change tensors, got {type(p).__name__}")
            if p.dtype.is_complex:
                raise UnsupportedError(
                    "an optimizer changes real numbers; keep real and imaginary parts as two tensors"
                )
            if not p.is_leaf:
                raise ArgumentError("an optimizer can only change leaves of the graph, got the result of an operation")
            if id(p) in taken:
                raise ArgumentError("some parameters appear in more than one parameter group")
        if len({id(p) for p in params}) < len(params):
            warnings.warn("an optimizer's parameter group holds the same parameter twice", stacklevel=3)
        self.param_groups.append({**self.defaults, **param_group, "params": params})

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients of all parameters; with `set_to_none=False` make them zeros in place."""
        for group in self.param_groups:
            for p in group["params"]:
                if set_to_none or p.grad is None:
                    p.grad = None
                else:
                    p.grad = p.grad.detach()
                    p.grad.zero_()

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Change every parameter that has a gradient, in place.

        Args:
            closure: if given, it is called first, with gradients recorded: it computes the loss anew, calls `backward`
                and returns the loss.

        Returns: what the closure returned, or None.
        """
        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        with no_grad():
            for group in self.param_groups:
                self.largest = max(group["params"], key=Tensor.numel, default=None)
                for p in group["params"]:
                    if p.grad is not None:
                        self.update_parameter(p, p.grad, self.state[p], group)
        self.steps_taken += 1
        return loss

    def update_parameter(self, p: Tensor, grad: Tensor, state: State, group: Group) -> None:
        """Change one parameter in place.

        Args:
            p: the parameter, of any shape.
            grad: its gradient, of the same shape; not to be changed.
            state: what this method remembers of the parameter; empty at the first step.
            group: the settings.
        """
        raise NotImplementedError(f"{type(self).__name__}: give update_parameter or step")

    def take_fused(self, name: str, p: Tensor, grad: Tensor, state: Sequence[Tensor], *numbers: Any) -> bool:
        """Take a whole step in one pass over p, state and grad, if there is a kernel for them, and say whether.

        Small parameters go along with the largest of their group: starting a kernel costs less than composing.

        Args:
            name: of the kernel, which takes p, the state, grad and the numbers.
            p: the parameter; it and the state count as written to.
            grad: its gradient.
            state: tensors of the shape of p.
            numbers: what else the kernel takes.
        """
        kernel = dispatch.kernel(name, p if self.largest is None else self.largest, grad, p, *state)
        if kernel is None:
            return False
        changed = [p.strided, *[x.strided for x in state]]
        kernel(*changed, grad.strided, *numbers)
        for x in changed:
            x.storage.version += 1
        return True

    def state_dict(self) -> dict[str, Any]:
        """Return the state and the settings as plain data, with parameters numbered in the order of the groups."""
        order = [p for group in self.param_groups for p in group["params"]]
        number = {id(p): i for i, p in enumerate(order)}
        groups = [{**group, "params": [number[id(p)] for p in group["params"]]} for group in self.param_groups]
        state = {number[id(p)] if isinstance(p, Tensor) else p: kept for p, kept in self.state.items() if kept}
        return {
            "state": state,
            "param_groups": [dict(sorted(group.items(), key=lambda item: item[0] == "params")) for group in groups],
        }

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from a state that `state_dict` returned, here or in PyTorch; the state is copied.

        Raises: ArgumentError (a ValueError) if the groups, or the parameters in one of them, differ in number.
        """
        ours, saved = self.param_groups, state_dict["param_groups"]
        counts, wanted = ([len(group["params"]) for group in groups] for groups in (ours, saved))
        if counts != wanted:
            raise ArgumentError(
                f"load_state_dict: the groups have {counts} parameters, but in the loaded state dict {wanted}"
            )
        params = [p for group in ours for p in group["params"]]
        numbers = [number for group in saved for number in group["params"]]
        by_number = dict(zip(numbers, params, strict=True))
        self.state = defaultdict(dict)
        for number, kept in state_dict["state"].items():
            p = by_number.get(number, number)
            self.state[p] = {name: fitted(name, value, p) for name, value in kept.items()}
        self.param_groups = [
            {**group, **deepcopy(new), "params": group["params"]} for group, new in zip(ours, saved, strict=True)
        ]

    def __repr__(self) -> str:
        text = f"{type(self).__name__} ("
        for number, group in enumerate(self.param_groups):
            text += f"\nParameter Group {number}\n"
            text += "".join(f"    {name}: {group[name]}\n" for name in sorted(group) if name != "params")
        return text + ")"


def fitted(name: str, value: Any, p: Any) -> Any:
    """Return a copy of a piece of state, in the parameter's element type unless it counts steps."""
    if not isinstance(value, Tensor):
        return deepcopy(value)
    keep = name == "step" or not isinstance(p, Tensor) or not p.is_floating_point()
    return value.detach().clone() if keep else value.detach().to(p.device, p.dtype, copy=True)


def sign_of(group: Group) -> int:
    """Return the factor of gradients: -1 to climb, else 1."""
    return -1 if group["maximize"] else 1


def signed(grad: Tensor, group: Group) -> Tensor:
    """Return the gradient, negated to climb (`maximize`)."""
    return -grad if group["maximize"] else grad


def descent_direction(p: Tensor, grad: Tensor, group: Group) -> Tensor:
    """Return the gradient to step against: negated to climb (`maximize`), with `weight_decay` times p added."""
    grad = signed(grad, group)
    return grad.add(p, alpha=group["weight_decay"]) if group["weight_decay"] else grad


def check_settings(name: str, **settings: float) -> None:
    """Refuse negative settings.

    Raises: ArgumentError (a ValueError) that names the method, the setting and its value.
    """
    for setting, value in settings.items():
        if not value >= 0:
            raise ArgumentError(f"{name}: {setting} must not be negative, got {value}")
