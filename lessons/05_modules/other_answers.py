"""A second correct answer to each exercise of lesson 05, written differently from the model answer."""

import math
from collections import OrderedDict

from minitorch.errors import ArgumentError, StateError
from minitorch.functions.selection import where
from minitorch.nn.activation import Switched
from minitorch.nn.module import Module
from minitorch.nn.parameter import Learned, Parameter
from minitorch.nn.state import IncompatibleKeys
from minitorch.tensors import factories, random
from minitorch.tensors.tensor import Tensor

from course.checks import other_answer, ready_call


@other_answer("5.1")
class WithoutSuper(Learned):
    def __init__(self, data=None, requires_grad=True):
        source = data.detach() if data is not None else factories.zeros(0)
        Tensor.__init__(self, source.strided)
        self.requires_grad_(requires_grad)


@other_answer("5.2")
def one_question_after_the_other(module, name, value):
    registers = {kind: module.__dict__.get(place) for kind, place in ((Parameter, "_parameters"), (Module, "_modules"))}
    for kind, register in registers.items():
        if isinstance(value, kind) and register is None:
            raise AttributeError("call super().__init__() first")
    if isinstance(value, Parameter):
        module._forget(name, keep="_parameters")
        module._parameters[name] = value
        return
    owner = next((kind for kind, register in registers.items() if name in (register or {})), None)
    if owner is not None and value is not None and not isinstance(value, owner):
        raise TypeError(f"{name} holds a {owner.__name__}")
    if owner is not None:
        registers[owner][name] = value
    elif isinstance(value, Module):
        module._forget(name, keep="_modules")
        module._modules[name] = value
    else:
        object.__setattr__(module, name, value)


@other_answer("5.3")
def with_a_list_of_what_waits(module, register, prefix="", recurse=True, remove_duplicate=True):
    found, visited, waiting = [], [], [(prefix, module)]
    while waiting:
        place, inner = waiting.pop()
        if remove_duplicate and any(inner is other for other in visited):
            continue
        visited.append(inner)
        for name, member in inner.__dict__[register].items():
            known = remove_duplicate and any(member is other for _, other in found)
            if member is not None and not known:
                found.append((".".join([place, name]) if place else name, member))
        children = [(f"{place}.{name}" if place else name, child) for name, child in inner._modules.items() if child]
        waiting += reversed(children if recurse else [])
    return found


@ready_call("5.3")
def on_top_of_the_walk_over_modules(module, register, prefix="", recurse=True, remove_duplicate=True):
    met = set()
    places = module.named_modules(prefix=prefix, remove_duplicate=remove_duplicate) if recurse else [(prefix, module)]
    for place, inner in places:
        for name, member in inner.__dict__[register].items():
            if member is not None and not (remove_duplicate and id(member) in met):
                met.add(id(member))
                yield f"{place}.{name}" if place else name, member


@other_answer("5.4")
def by_copying_what_was_drawn(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    if mode not in ("fan_in", "fan_out") or tensor.dim() < 2:
        raise ArgumentError(f"kaiming_uniform_: mode {mode!r}, shape {tuple(tensor.shape)}")
    first, second, *window = tensor.shape
    terms = math.prod(window) * (second if mode == "fan_in" else first)
    k = calculate_gain(nonlinearity, a) * (3 / max(terms, 1)) ** 0.5  # noqa: F821
    if 0 in tensor.shape:
        return tensor
    drawn = 2 * k * random.rand(tuple(tensor.shape), generator=generator, dtype=tensor.dtype) - k
    with no_grad():  # noqa: F821
        return tensor.copy_(drawn)


@other_answer("5.5")
class DrawsByItself(Module):
    def __init__(self, in_features, out_features, bias=True, device=None, dtype=None):
        super().__init__()
        self.in_features, self.out_features = in_features, out_features
        self.weight = Parameter(factories.zeros((out_features, in_features), dtype=dtype, device=device))
        self.register_parameter("bias", None)
        if bias:
            self.bias = Parameter(factories.zeros((out_features,), dtype=dtype, device=device))
        self.reset_parameters()

    def reset_parameters(self):
        k = self.in_features**-0.5 if self.in_features else 0.0
        for parameter in self.parameters():
            init.uniform_(parameter, -k, k)  # noqa: F821

    def forward(self, input):
        y = input @ self.weight.transpose(0, 1)
        if self.bias is not None:
            y = y + self.bias
        return y

    def extra_repr(self):
        return ", ".join(
            [
                f"in_features={self.in_features}",
                f"out_features={self.out_features}",
                f"bias={self.bias is not None}",
            ]
        )


@other_answer("5.6")
class ByChoosing(Switched):
    def forward(self, input):
        return where(input <= 0, factories.zeros_like(input), input)


@other_answer("5.7")
class ByAppending(Sliced):  # noqa: F821
    def __init__(self, *args):
        super().__init__()
        if len(args) == 1 and isinstance(args[0], OrderedDict):
            for name in args[0]:
                self.add_module(name, args[0][name])
            return
        for module in args:
            self.append(module)

    def forward(self, input):
        result = input
        for name in self._modules:
            result = self._modules[name](result)
        return result


@other_answer("5.8")
def down_from_module_to_module(module, mode):
    if mode is not True and mode is not False:
        raise ValueError(f"mode must be True or False, got {mode}")
    told, waiting = [], [module]
    while waiting:
        inner = waiting.pop()
        if any(inner is other for other in told):
            continue
        inner.training = mode
        told.append(inner)
        waiting += [child for child in inner._modules.values() if child is not None]


@other_answer("5.8")
def by_the_names_of_places(module, mode):
    if type(mode) is not bool:
        raise ArgumentError("True or False")
    for place in dict(module.named_modules()):
        module.get_submodule(place).training = mode


@other_answer("5.9")
def by_choosing(input, p=0.5, training=True, inplace=False):
    if p < 0 or p > 1:
        raise ValueError(f"dropout: p must be in [0, 1], got {p}")
    if not training:
        return input
    if p == 1:
        return input * 0
    return where(random.rand(tuple(input.shape)) < p, input * 0, input / (1 - p))


@other_answer("5.10")
def over_all_places(module, *, destination=None, prefix="", keep_vars=False):
    if destination is None:
        destination = {}
    for place, inner in module.named_modules(remove_duplicate=False):
        start = prefix + place + "." * bool(place)
        for name, x in [*inner._parameters.items(), *inner._buffers.items()]:
            if x is not None and name not in inner._non_persistent:
                destination[start + name] = x if keep_vars else x.detach()
    return destination


@other_answer("5.11")
def by_sets_of_names(own, state, strict=True):
    both = [name for name in own if name in state]
    missing = [name for name in own if name not in both]
    unexpected = [name for name in state if name not in both]
    wrong = [n for n in both if not isinstance(state[n], Tensor) or tuple(state[n].shape) != tuple(own[n].shape)]
    if wrong or (strict and (missing or unexpected)):
        raise StateError(f"missing {missing}, unexpected {unexpected}, wrong {wrong}")
    for name in both:
        own[name].detach().copy_(state[name].detach())
    return IncompatibleKeys(missing_keys=missing, unexpected_keys=unexpected)
