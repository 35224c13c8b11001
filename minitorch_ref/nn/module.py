"""Module: a function with parameters, made of other modules.

Assigning a Parameter, a Buffer or a Module to an attribute registers it under the attribute's name; everything else a
module can do walks over what is registered.
"""

from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Self

from minitorch_ref.dtypes import DType
from minitorch_ref.errors import ArgumentError, DTypeError, UnsupportedError
from minitorch_ref.nn import hooks, state, traversal
from minitorch_ref.nn.parameter import Buffer, Parameter
from minitorch_ref.storage import Device
from minitorch_ref.tensors.tensor import Tensor

__all__ = ["Module"]

REGISTERS = ("_parameters", "_buffers", "_modules")


class Module:
    """The base of every layer and every model.

    A subclass calls `super().__init__()`, assigns its parameters and submodules to attributes and defines `forward`.
    Calling the module runs its hooks and `forward`.
    """

    training: bool
    _parameters: dict[str, Parameter | None]
    _buffers: dict[str, Tensor | None]
    _modules: dict[str, "Module | None"]
    _non_persistent: set[str]
    _hooks: hooks.Hooks

    forward: Callable[..., Any]

    def __init__(self) -> None:
        fresh = {"training": True, "_parameters": {}, "_buffers": {}, "_modules": {}, "_non_persistent": set()}
        self.__dict__.update(fresh, _hooks=hooks.Hooks())

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run the hooks and `forward`."""
        if self._hooks.none():
            return self.forward(*args, **kwargs)
        return hooks.call(self, args, kwargs)

    # ---- registration ----

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(value, Buffer):
            self.register_buffer(name, value, persistent=value.persistent)
        elif name in self.__dict__.get("_buffers", ()) and not isinstance(value, Parameter | Module):
            self._buffers[name] = checked(self, name, value, Tensor)
        else:
            assign(self, name, value)

    def __getattr__(self, name: str) -> Any:
        own = self.__dict__
        for register in REGISTERS:
            if register in own and name in own[register]:
                return own[register][name]
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def __delattr__(self, name: str) -> None:
        if not self._forget(name):
            object.__delattr__(self, name)

    def _forget(self, name: str, keep: str = "") -> bool:
        """Take a name out of every register but one, and out of the plain attributes; say whether a register had it."""
        found = [register for register in REGISTERS if register != keep and name in self.__dict__[register]]
        for register in found:
            del self.__dict__[register][name]
        self.__dict__.pop(name, None)
        if keep != "_buffers":
            self._non_persistent.discard(name)
        return bool(found)

    def __dir__(self) -> list[str]:
        return [*object.__dir__(self), *self._parameters, *self._buffers, *self._modules]

    def register_parameter(self, name: str, param: Parameter | None) -> None:
        """Register a parameter, or None to say that the module can do without one, under a name."""
        self._check_name("register_parameter", name, "_parameters")
        if param is not None and not isinstance(param, Parameter):
            raise DTypeError(f"register_parameter: {name!r} must be a Parameter or None, got {type(param).__name__}")
        self._parameters[name] = param

    def register_buffer(self, name: str, tensor: Tensor | None, persistent: bool = True) -> None:
        """Register a tensor that is kept but not learned; in the `state_dict` only if it is persistent."""
        self._check_name("register_buffer", name, "_buffers")
        if tensor is not None and not isinstance(tensor, Tensor):
            raise DTypeError(f"register_buffer: {name!r} must be a tensor or None, got {type(tensor).__name__}")
        self._buffers[name] = tensor
        if persistent:
            self._non_persistent.discard(name)
        else:
            self._non_persistent.add(name)

    def add_module(self, name: str, module: "Module | None") -> None:
        """Register a submodule under a name that need not be an identifier."""
        self._check_name("add_module", name, "_modules")
        if module is not None and not isinstance(module, Module):
            raise DTypeError(f"add_module: {name!r} must be a Module or None, got {type(module).__name__}")
        self._modules[name] = module

    register_module = add_module

    def _check_name(self, operation: str, name: str, register: str) -> None:
        """Raise unless this name may be registered."""
        if register not in self.__dict__:
            raise AttributeError(f"{operation}: call super().__init__() before registering {name!r}")
        if not isinstance(name, str):
            raise DTypeError(f"{operation}: the name must be a string, got {type(name).__name__}")
        if not name or "." in name:
            raise KeyError(f"{operation}: a name must not be empty nor contain a dot, got {name!r}")
        if hasattr(self, name) and name not in self.__dict__[register]:
            raise KeyError(f"{operation}: there is already an attribute {name!r}")

    # ---- what is inside ----

    named_modules = traversal.named_modules
    modules = traversal.modules
    named_children = traversal.named_children
    children = traversal.children
    named_parameters = traversal.named_parameters
    parameters = traversal.parameters
    named_buffers = traversal.named_buffers
    buffers = traversal.buffers
    get_submodule = traversal.get_submodule
    get_parameter = traversal.get_parameter
    get_buffer = traversal.get_buffer
    load_state_dict = state.load_state_dict

    def state_dict(
        self, *, destination: dict[str, Any] | None = None, prefix: str = "", keep_vars: bool = False
    ) -> OrderedDict[str, Any]:
        """Return every parameter and persistent buffer under its dotted name, as `state.state_dict` describes."""
        return state.state_dict(self, destination=destination, prefix=prefix, keep_vars=keep_vars)

    # ---- changing all of it ----

    def apply(self, fn: "Callable[[Module], Any]") -> Self:
        """Call `fn` on every submodule and at last on the module itself, and return the module."""
        for module in self.children():
            module.apply(fn)
        fn(self)
        return self

    def train(self, mode: bool = True) -> Self:
        """Say that the module is being trained: dropout drops, batch normalization follows the batch."""
        traversal.set_mode(self, mode)
        return self

    def eval(self) -> Self:
        """Say that the module is being used, not trained."""
        return self.train(False)

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """Say of every parameter whether gradients of it are wanted, and return the module."""
        for parameter in self.parameters():
            parameter.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradient of every parameter, or fill it with zeros."""
        for parameter in self.parameters():
            if parameter.grad is not None:
                parameter.grad = None if set_to_none else parameter.grad.detach().zero_()

    def _apply(self, convert: Callable[[Tensor], Tensor]) -> Self:
        """Replace the data of every parameter, gradient and buffer; the parameters stay the same objects."""
        for module in self.modules():
            for parameter in module._parameters.values():
                if parameter is not None:
                    parameter.data = convert(parameter.data)
                    if parameter.grad is not None:
                        parameter.grad = convert(parameter.grad)
            for name, buffer in module._buffers.items():
                if buffer is not None:
                    module._buffers[name] = convert(buffer)
        return self

    def to(self, *targets: Any, **options: Any) -> Self:
        """Move to a device or convert floating-point parameters and buffers, in place, and return the module.

        Args:
            targets: an element type, a device, or a tensor whose type and device are wanted.
            options: `dtype=`, `device=`.
        """
        dtypes = [target if isinstance(target, DType) else target.dtype for target in targets if has_dtype(target)]
        places = [
            target.device if isinstance(target, Tensor) else target
            for target in targets
            if not isinstance(target, DType)
        ]
        dtype = options.pop("dtype", dtypes[0] if dtypes else None)
        if dtype is not None and not dtype.is_floating_point:
            raise DTypeError(f"to: a module takes floating-point types, got {dtype}")
        return self._apply(lambda x: x.to(*places, dtype=dtype if x.is_floating_point() else None, **options))

    def type(self, dst_type: DType) -> Self:
        """Convert every parameter and buffer."""
        return self._apply(lambda x: x.to(dst_type))

    def cpu(self) -> Self:
        """Move to the CPU, in place."""
        return self.to(Device("cpu"))

    def cuda(self, device: Any = None) -> Self:
        """Move to a GPU, in place."""
        return self.to("cuda" if device is None else device)

    def half(self) -> Self:
        """Convert floating-point parameters and buffers to float16, in place."""
        return self._apply(lambda x: x.half() if x.is_floating_point() else x)

    def float(self) -> Self:
        """Convert floating-point parameters and buffers to float32, in place."""
        return self._apply(lambda x: x.float() if x.is_floating_point() else x)

    def double(self) -> Self:
        """Convert floating-point parameters and buffers to float64, in place."""
        return self._apply(lambda x: x.double() if x.is_floating_point() else x)

    # ---- hooks ----

    register_forward_pre_hook = hooks.register_forward_pre_hook
    register_forward_hook = hooks.register_forward_hook
    register_full_backward_pre_hook = hooks.register_full_backward_pre_hook
    register_full_backward_hook = hooks.register_full_backward_hook

    # ---- printing ----

    def _get_name(self) -> str:
        """Return the name that is printed."""
        return type(self).__name__

    def extra_repr(self) -> str:
        """Return what is printed between the parentheses besides the submodules."""
        return ""

    def __repr__(self) -> str:
        extra = self.extra_repr().split("\n") if self.extra_repr() else []
        children = [f"({name}): {indented(repr(module))}" for name, module in self._modules.items()]
        if len(extra) == 1 and not children:
            return f"{self._get_name()}({extra[0]})"
        inside = "".join(f"\n  {line}" for line in [*extra, *children])
        return f"{self._get_name()}({inside}\n)" if inside else f"{self._get_name()}()"


def assign(module: Module, name: str, value: Any) -> None:
    """Give a module an attribute, and register it if it is one to be found again: what `module.name = value` does.

    A Parameter is put into the dictionary `module._parameters` under its name, a Module into `module._modules`;
    whatever else had the name is forgotten. Everything else becomes a plain attribute, set by `object.__setattr__`.
    None under the name of a registered parameter or module keeps the name, which then holds None.

    Args:
        module: whose attribute it is.
        name: the attribute's name.
        value: anything but a buffer.

    Raises: AttributeError if the module has no dictionaries yet to put a Parameter or Module into; DTypeError (a
        TypeError) if a registered name is given something that is neither of its kind nor None.
    """
    for register, kind in (("_parameters", Parameter), ("_modules", Module)):
        known = module.__dict__.get(register)
        if isinstance(value, kind):
            if known is None:
                raise AttributeError(f"{type(module).__name__}: call super().__init__() before assigning {name!r}")
            module._forget(name, keep=register)
            known[name] = value
            return
        if known is not None and name in known:
            known[name] = checked(module, name, value, kind)
            return
    object.__setattr__(module, name, value)


def checked(module: Module, name: str, value: Any, kind: type) -> Any:
    """Return what is to be registered under a name that holds things of a kind: such a thing, or None."""
    if value is not None and not isinstance(value, kind):
        wanted = f"a {kind.__name__} or None"
        raise DTypeError(f"{type(module).__name__}.{name} must be {wanted}, got {type(value).__name__}")
    return value


def unimplemented(self: Module, *args: Any) -> None:
    """Raise: the subclass has no `forward`."""
    raise NotImplementedError(f"{type(self).__name__} has no forward method; define forward(self, input)")


Module.forward = unimplemented


def has_dtype(target: Any) -> bool:
    """Say whether a target of `to` names an element type: it is one, or a tensor."""
    return isinstance(target, DType | Tensor)


def indented(text: str) -> str:
    """Return a text of several lines with all but the first two places to the right."""
    return text.replace("\n", "\n  ")


def one_of(name: str, value: str, choices: tuple[str, ...]) -> str:
    """Return the value if it is one of the choices."""
    if value not in choices:
        raise ArgumentError(f"{name} must be one of {', '.join(choices)}, got {value!r}")
    return value


def unsupported(layer: str, argument: str, value: Any) -> UnsupportedError:
    """Return the error for an argument of PyTorch that is not supported."""
    return UnsupportedError(f"{layer}: {argument}={value!r} is not supported")
