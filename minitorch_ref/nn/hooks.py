"""Functions of the user that run before and after a module's `forward`, and when gradients pass through it."""

import itertools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from minitorch_ref.errors import UnsupportedError
from minitorch_ref.functions.function import Context, Function
from minitorch_ref.tensors.tensor import Tensor

if TYPE_CHECKING:
    from minitorch_ref.nn.module import Module

__all__ = [
    "Hooks",
    "RemovableHandle",
    "call",
    "register_forward_hook",
    "register_forward_pre_hook",
    "register_full_backward_hook",
    "register_full_backward_pre_hook",
]

Hook = Callable[..., Any]
counter = itertools.count()


class RemovableHandle:
    """What registering a hook returns: `remove()` takes the hook away again; also a context manager."""

    def __init__(self, hooks: dict[int, Any], hook: Any, prepend: bool = False) -> None:
        self.hooks = hooks
        self.id = next(counter)
        later = dict(hooks) if prepend else {}
        if prepend:
            hooks.clear()
        hooks[self.id] = hook
        hooks.update(later)

    def remove(self) -> None:
        """Take the hook away; once more does nothing."""
        self.hooks.pop(self.id, None)

    def __enter__(self) -> "RemovableHandle":
        return self

    def __exit__(self, *error: object) -> None:
        self.remove()


class Hooks:
    """The hooks of one module, in the order in which they run."""

    __slots__ = ("backward", "backward_pre", "forward", "forward_pre")

    def __init__(self) -> None:
        self.forward_pre: dict[int, tuple[Hook, bool]] = {}
        self.forward: dict[int, tuple[Hook, bool, bool]] = {}
        self.backward_pre: dict[int, Hook] = {}
        self.backward: dict[int, Hook] = {}

    def none(self) -> bool:
        """Say whether there is no hook at all."""
        return not (self.forward_pre or self.forward or self.backward_pre or self.backward)


def register_forward_pre_hook(
    self: "Module", hook: Hook, *, prepend: bool = False, with_kwargs: bool = False
) -> RemovableHandle:
    """Call hook(module, args) before `forward`; what it returns, if not None, takes the place of the arguments.

    Args:
        self: the module.
        hook: with `with_kwargs` it is called as hook(module, args, kwargs) and returns both or None.
        prepend: whether it runs before the hooks that are there.
        with_kwargs: whether it also sees the keyword arguments.
    """
    return RemovableHandle(self._hooks.forward_pre, (hook, with_kwargs), prepend)


def register_forward_hook(
    self: "Module", hook: Hook, *, prepend: bool = False, with_kwargs: bool = False, always_call: bool = False
) -> RemovableHandle:
    """Call hook(module, args, output) after `forward`; what it returns, if not None, takes the place of the output.

    Args:
        self: the module.
        hook: with `with_kwargs` it is called as hook(module, args, kwargs, output).
        prepend: whether it runs before the hooks that are there.
        with_kwargs: whether it also sees the keyword arguments.
        always_call: whether it runs, with None as output, also if `forward` raises.
    """
    return RemovableHandle(self._hooks.forward, (hook, with_kwargs, always_call), prepend)


def register_full_backward_pre_hook(self: "Module", hook: Hook, prepend: bool = False) -> RemovableHandle:
    """Call hook(module, grad_output) before gradients pass through; what it returns takes the place of them."""
    return RemovableHandle(self._hooks.backward_pre, hook, prepend)


def register_full_backward_hook(self: "Module", hook: Hook, prepend: bool = False) -> RemovableHandle:
    """Call hook(module, grad_input, grad_output) when the gradients of the module's inputs are known.

    Both are tuples with one gradient, or None, for each positional argument and each output. What the hook returns, if
    not None, takes the place of `grad_input`.
    """
    return RemovableHandle(self._hooks.backward, hook, prepend)


def call(module: "Module", args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Run the hooks of a module around its `forward`."""
    for hook, with_kwargs in list(module._hooks.forward_pre.values()):
        changed = hook(module, args, kwargs) if with_kwargs else hook(module, args)
        if changed is None:
            continue
        if with_kwargs:
            args, kwargs = changed
        else:
            args = changed if isinstance(changed, tuple) else (changed,)
    watched = BackwardWatch(module) if module._hooks.backward or module._hooks.backward_pre else None
    inputs = watched.inputs(args) if watched else args
    try:
        output = module.forward(*inputs, **kwargs)
    except Exception:
        for hook, with_kwargs, always_call in list(module._hooks.forward.values()):
            if always_call:
                _ = hook(module, args, kwargs, None) if with_kwargs else hook(module, args, None)
        raise
    for hook, with_kwargs, _ in list(module._hooks.forward.values()):
        changed = hook(module, args, kwargs, output) if with_kwargs else hook(module, args, output)
        output = output if changed is None else changed
    return watched.outputs(output) if watched else output


class Watch(Function):
    """The same tensors; what comes back as their gradients is shown to `report`, which may replace it."""

    @staticmethod
    def forward(ctx: Context, report: Hook, *tensors: Tensor) -> tuple[Tensor, ...]:
        ctx.report = report
        ctx.set_materialize_grads(False)
        return tuple(tensor.with_layout(tensor.strided.layout) for tensor in tensors)

    @staticmethod
    def backward(ctx: Context, *grads: Tensor | None) -> tuple[Any, ...]:
        return (None, *ctx.report(grads))


class BackwardWatch:
    """One call of a module of which the gradients are watched."""

    def __init__(self, module: "Module") -> None:
        self.module = module
        self.grad_output: tuple[Any, ...] = ()
        self.has_inputs = False
        self.positions: list[int] = []
        self.count = 0

    def inputs(self, args: tuple[Any, ...]) -> tuple[Any, ...]:
        """Return the arguments with every tensor that has a gradient passed through a Watch."""
        self.count = len(args)
        self.positions = [i for i, x in enumerate(args) if isinstance(x, Tensor) and x.requires_grad]
        self.has_inputs = bool(self.positions)
        return self.passed(args, self.positions, self.input_gradients)

    def outputs(self, output: Any) -> Any:
        """Return the output, a tensor or a tuple, passed through a Watch."""
        parts = output if isinstance(output, tuple) else (output,)
        if not any(isinstance(part, Tensor) for part in parts):
            raise UnsupportedError(f"a backward hook needs tensors as outputs, got {type(output).__name__}")
        positions = [i for i, x in enumerate(parts) if isinstance(x, Tensor) and x.requires_grad]
        watched = self.passed(parts, positions, lambda grads: self.output_gradients(len(parts), positions, grads))
        return watched if isinstance(output, tuple) else watched[0]

    @staticmethod
    def passed(parts: tuple[Any, ...], positions: list[int], report: Hook) -> tuple[Any, ...]:
        """Pass the parts at these positions through one Watch."""
        if not positions:
            return parts
        watched = Watch.apply(report, *(parts[i] for i in positions))
        result = list(parts)
        for i, tensor in zip(positions, watched, strict=True):
            result[i] = tensor
        return tuple(result)

    def output_gradients(self, count: int, positions: list[int], grads: tuple[Any, ...]) -> tuple[Any, ...]:
        """Remember the gradients of the outputs and run the hooks that may change them."""
        full = placed(count, positions, grads)
        for hook in list(self.module._hooks.backward_pre.values()):
            changed = hook(self.module, full)
            full = full if changed is None else changed if isinstance(changed, tuple) else (changed,)
        self.grad_output = full
        if not self.has_inputs:
            self.run_hooks((None,) * self.count)
        return tuple(full[i] for i in positions)

    def input_gradients(self, grads: tuple[Any, ...]) -> tuple[Any, ...]:
        """Run the hooks that see the gradients of inputs and outputs."""
        full = self.run_hooks(placed(self.count, self.positions, grads))
        return tuple(full[i] for i in self.positions)

    def run_hooks(self, grad_input: tuple[Any, ...]) -> tuple[Any, ...]:
        """Run the backward hooks; return the gradients of the inputs that they leave."""
        for hook in list(self.module._hooks.backward.values()):
            changed = hook(self.module, grad_input, self.grad_output)
            if changed is not None:
                grad_input = changed if isinstance(changed, tuple) else (changed,)
        return grad_input


def placed(count: int, positions: list[int], values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return `count` places with the values at theirs and None elsewhere."""
    full: list[Any] = [None] * count
    for i, value in zip(positions, values, strict=True):
        full[i] = value
    return tuple(full)
