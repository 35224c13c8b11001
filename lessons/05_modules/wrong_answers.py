"""Plausible wrong answers to the exercises of lesson 05, each with what a teacher would say to it."""

import math
from collections import OrderedDict

from minitorch.autograd.modes import no_grad
from minitorch.errors import ArgumentError, DTypeError, StateError
from minitorch.functions.selection import where
from minitorch.nn import init
from minitorch.nn.activation import Switched
from minitorch.nn.containers import Sliced
from minitorch.nn.init import calculate_gain, normal_, uniform_
from minitorch.nn.module import Module
from minitorch.nn.parameter import Learned, Parameter
from minitorch.nn.state import IncompatibleKeys, persistent
from minitorch.tensors import factories, random
from minitorch.tensors.tensor import Tensor

from course.checks import wrong_answer

# ---- 5.1 Parameter


@wrong_answer(
    "5.1",
    says="Your parameter has numbers of its own: the tensor was copied. A copy of a large weight costs its size "
    "once more, and whoever writes into the tensor later does not reach the parameter. What the two can share "
    "is the storage.",
)
class CopiesTheNumbers(Learned):
    def __init__(self, data=None, requires_grad=True):
        super().__init__((factories.empty(0) if data is None else data.detach().clone()).strided)
        self.requires_grad = requires_grad


@wrong_answer(
    "5.1",
    says="Nobody asks for gradients of your parameter: a tensor does not want any unless it is told to, and then "
    "`backward` passes it by.",
)
class WantsNoGradient(Learned):
    def __init__(self, data=None, requires_grad=True):
        super().__init__((factories.empty(0) if data is None else data).strided)


@wrong_answer(
    "5.1",
    says="Your parameter always wants gradients, whatever `requires_grad` says. A part of a model is frozen by "
    "making its parameters without.",
)
class AlwaysWantsAGradient(Learned):
    def __init__(self, data=None, requires_grad=True):
        super().__init__((factories.empty(0) if data is None else data).strided)
        self.requires_grad = True


@wrong_answer(
    "5.1",
    says="You pass on whether the tensor wanted gradients. It is the argument that decides: weights are mostly "
    "made from tensors that want none.",
)
class TakesItFromTheTensor(Learned):
    def __init__(self, data=None, requires_grad=True):
        source = factories.empty(0, requires_grad=requires_grad) if data is None else data
        super().__init__(source.strided)
        self.requires_grad = source.requires_grad


@wrong_answer(
    "5.1",
    says="You gave the parameter the graph of the tensor it was made from. It then is no leaf: gradients flow on "
    "into the computation of the starting value, and the tensor there collects them.",
)
class KeepsThePast(Learned):
    def __init__(self, data=None, requires_grad=True):
        source = factories.empty(0) if data is None else data
        super().__init__(source.strided)
        self.requires_grad = requires_grad
        self.node = source.node


@wrong_answer(
    "5.1",
    says="You wrap the numbers and forget how they are to be read: of a transposed or sliced tensor the storage "
    "alone is not enough. A tensor's storage and layout together are its `strided`.",
)
class ReadsRowAfterRow(Learned):
    def __init__(self, data=None, requires_grad=True):
        source = factories.empty(0) if data is None else data
        super().__init__(source.detach().contiguous().strided)
        self.requires_grad = requires_grad


@wrong_answer(
    "5.1",
    says="A parameter without data ends in an error. The signature says that `data` may be left out; the parameter "
    "then is an empty tensor.",
)
class NeedsData(Learned):
    def __init__(self, data=None, requires_grad=True):
        super().__init__(data.strided)
        self.requires_grad = requires_grad


@wrong_answer(
    "5.1",
    says="Every element type becomes float32. A parameter keeps the type of the tensor, so that a model can be "
    "made in double precision, and of integers gradients are refused.",
)
class TurnsEverythingIntoFloat32(Learned):
    def __init__(self, data=None, requires_grad=True):
        super().__init__((factories.empty(0) if data is None else data.float()).strided)
        self.requires_grad = requires_grad


# ---- 5.2 assign


def _sort(module, name, value, forget=True, refuse=True, ask=True, empty=True, again=True):
    """The right sorting, from which single cares can be left out."""
    for register, kind in (("_parameters", Parameter), ("_modules", Module)):
        known = module.__dict__.get(register)
        if isinstance(value, kind):
            if known is None and ask:
                raise AttributeError("call super().__init__() first")
            if forget:
                module._forget(name, keep=register if again else "")
            known[name] = value
            return
        if known is not None and name in known and (value is None or refuse):
            if value is not None:
                raise DTypeError(f"{name} must be a {kind.__name__} or None")
            if empty:
                known[name] = None
            else:
                del known[name]
            return
    object.__setattr__(module, name, value)


@wrong_answer(
    "5.2",
    says="Everything becomes a plain attribute. The module can then be used, but nothing in it is found again: its "
    "parameters are in no register.",
)
def sets_plain_attributes_only(module, name, value):
    object.__setattr__(module, name, value)


@wrong_answer(
    "5.2",
    says="Parameters are registered, modules are not: whatever is inside an inner module will never be found.",
)
def forgets_modules(module, name, value):
    if isinstance(value, Module):
        object.__setattr__(module, name, value)
    else:
        _sort(module, name, value)


@wrong_answer(
    "5.2",
    says="You register every tensor. A plain tensor, for example of data, is not to be learned; the class "
    "Parameter is the mark that tells them apart.",
)
def registers_every_tensor(module, name, value):
    if isinstance(value, Tensor) and not isinstance(value, Parameter) and name not in module._parameters:
        module._forget(name, keep="_parameters")
        module._parameters[name] = value
    else:
        _sort(module, name, value)


@wrong_answer(
    "5.2",
    says="A name can now be in two places. The plain attribute or the other register keeps the old thing under it, "
    "and when the name is read, Python finds the plain attribute first.",
)
def leaves_the_old_thing_in_place(module, name, value):
    _sort(module, name, value, forget=False)


@wrong_answer(
    "5.2",
    says="A plain tensor in the place of a parameter goes through: it becomes a plain attribute that hides the "
    "parameter. The model computes with one tensor and learns another.",
)
def lets_anything_take_the_place(module, name, value):
    _sort(module, name, value, refuse=False)


@wrong_answer(
    "5.2",
    says="With None the name disappears from the register. It should stay and hold None: then the name can still "
    "be assigned a parameter, and nothing else by mistake.",
)
def none_takes_the_name_away(module, name, value):
    _sort(module, name, value, empty=False)


@wrong_answer(
    "5.2",
    says="None is refused like any other thing that is no parameter. It is the way to say that there is none here.",
)
def refuses_none(module, name, value):
    for register in ("_parameters", "_modules"):
        if value is None and name in module.__dict__.get(register, ()):
            raise DTypeError(f"{name} must not be None")
    _sort(module, name, value)


@wrong_answer(
    "5.2",
    says="Without registers, your function stops with an error about None. Somebody has forgotten "
    "`super().__init__()`; an AttributeError should say so.",
)
def does_not_ask_for_registers(module, name, value):
    _sort(module, name, value, ask=False)


@wrong_answer(
    "5.2",
    says="A name that is assigned again moves to the end of the register. Take it out of every *other* place; in "
    "its own the new value takes the old one's place, and the order of the names stays.",
)
def moves_names_to_the_end(module, name, value):
    _sort(module, name, value, again=False)


# ---- 5.3 named_members


def _walk(module, register, prefix, recurse, met, join=".", empty=False):
    start = f"{prefix}{join}" if prefix else ""
    for name, member in module.__dict__[register].items():
        if (member is None and not empty) or (met is not None and member is not None and id(member) in met):
            continue
        if met is not None:
            met.add(id(member))
        yield start + name, member
    for name, child in module._modules.items() if recurse else ():
        if child is None or (met is not None and id(child) in met):
            continue
        if met is not None:
            met.add(id(child))
        yield from _walk(child, register, start + name, recurse, met, join, empty)


@wrong_answer(
    "5.3",
    says="You list what the module itself holds, and do not go into the modules inside it. Most parameters of a "
    "model are further down.",
)
def stays_on_top(module, register, prefix="", recurse=True, remove_duplicate=True):
    yield from _walk(module, register, prefix, False, set() if remove_duplicate else None)


@wrong_answer(
    "5.3",
    says="You go down one step and stop there: the modules inside the inner modules are left out. What is done "
    "with the outermost module has to be done with each one again.",
)
def goes_down_one_step(module, register, prefix="", recurse=True, remove_duplicate=True):
    met = set() if remove_duplicate else None
    yield from _walk(module, register, prefix, False, met)
    for name, child in module._modules.items() if recurse else ():
        if child is not None:
            yield from _walk(child, register, f"{prefix}.{name}" if prefix else name, False, met)


@wrong_answer(
    "5.3",
    says="The names of inner parameters lack the way to them: with two layers there are two called `weight`. The "
    "name of the module is handed down as a prefix.",
)
def forgets_the_way(module, register, prefix="", recurse=True, remove_duplicate=True):
    start = f"{prefix}." if prefix else ""
    for name, member in _walk(module, register, "", recurse, set() if remove_duplicate else None):
        yield start + name.rpartition(".")[2], member


@wrong_answer(
    "5.3",
    says="Your names begin with a dot where there is no prefix. A dot stands only between two names.",
)
def begins_with_a_dot(module, register, prefix="", recurse=True, remove_duplicate=True):
    for name, member in _walk(module, register, prefix, recurse, set() if remove_duplicate else None):
        yield name if prefix else f".{name}", member


@wrong_answer(
    "5.3",
    says="`prefix` is used for the inner modules only, or not at all: the names of the outermost module's own "
    "members begin with it, too.",
)
def ignores_the_prefix(module, register, prefix="", recurse=True, remove_duplicate=True):
    yield from _walk(module, register, "", recurse, set() if remove_duplicate else None)


@wrong_answer(
    "5.3",
    says="Places that hold None are listed, or stop the walk. None says that there is nothing here: the walk "
    "passes over it.",
)
def lists_empty_places(module, register, prefix="", recurse=True, remove_duplicate=True):
    yield from _walk(module, register, prefix, recurse, set() if remove_duplicate else None, empty=True)


@wrong_answer(
    "5.3",
    says="What is shared comes as often as it is registered. An update that walks over this list moves it twice in "
    "one step. Remember what you have met; `is`, or `id`, tells whether two names hold the same object.",
)
def lists_shared_things_every_time(module, register, prefix="", recurse=True, remove_duplicate=True):
    levels = 20  # a module may be inside itself

    def down(module, start, level):
        for name, member in module.__dict__[register].items():
            if member is not None:
                yield start + name, member
        for name, child in module._modules.items() if recurse and level < levels else ():
            if child is not None:
                yield from down(child, f"{start}{name}.", level + 1)

    yield from down(module, f"{prefix}." if prefix else "", 0)


@wrong_answer(
    "5.3",
    says="What is shared comes once even if `remove_duplicate` is False. Whoever compares names with a saved file "
    "wants to see all of them.",
)
def always_removes_duplicates(module, register, prefix="", recurse=True, remove_duplicate=True):
    yield from _walk(module, register, prefix, recurse, set())


@wrong_answer(
    "5.3",
    says="What has been met is remembered anew in each inner module: a thing that is shared by two *different* "
    "modules still comes twice. The memory has to be one for the whole walk.",
)
def remembers_per_module(module, register, prefix="", recurse=True, remove_duplicate=True):
    start, met = f"{prefix}." if prefix else "", {id(module)}

    def down(module, start, around):
        seen = set()
        for name, member in module.__dict__[register].items():
            if member is not None and not (remove_duplicate and id(member) in seen):
                seen.add(id(member))
                yield start + name, member
        for name, child in module._modules.items() if recurse else ():
            if child is not None and id(child) not in around:
                yield from down(child, f"{start}{name}.", around | {id(child)})

    yield from down(module, start, met)


@wrong_answer(
    "5.3",
    says="You always look into `_parameters`. The register that is asked for is an argument.",
)
def knows_one_register(module, register, prefix="", recurse=True, remove_duplicate=True):
    yield from _walk(module, "_parameters", prefix, recurse, set() if remove_duplicate else None)


@wrong_answer(
    "5.3",
    says="`recurse=False` is not heard: only the module's own members are asked for then.",
)
def always_goes_down(module, register, prefix="", recurse=True, remove_duplicate=True):
    yield from _walk(module, register, prefix, True, set() if remove_duplicate else None)


@wrong_answer(
    "5.3",
    says="The inner modules come before the module's own members. The order of the names is part of the contract: "
    "first what the module holds itself, then what is inside.",
)
def goes_down_first(module, register, prefix="", recurse=True, remove_duplicate=True):
    own = list(_walk(module, register, prefix, False, set() if remove_duplicate else None))
    whole = list(_walk(module, register, prefix, recurse, set() if remove_duplicate else None))
    yield from whole[len(own) :]
    yield from own


# ---- 5.4 kaiming_uniform_


def _fan(tensor, mode):
    if tensor.dim() < 2:
        raise ArgumentError("at least 2 axes")
    if mode not in ("fan_in", "fan_out"):
        raise ArgumentError("no such mode")
    return math.prod(tensor.shape[2:]) * tensor.shape[1 if mode == "fan_in" else 0]


@wrong_answer(
    "5.4",
    says="You use the standard deviation as the bound. Numbers that are uniform between -k and k have a standard "
    "deviation smaller than k: k / sqrt(3).",
)
def takes_the_spread_for_the_bound(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    bound = calculate_gain(nonlinearity, a) / math.sqrt(max(_fan(tensor, mode), 1))
    return uniform_(tensor, -bound, bound, generator)


@wrong_answer(
    "5.4",
    says="You exchanged fan-in and fan-out. The weight has shape (out, in): one output sees as many inputs as the "
    "*second* axis says, times what is behind it.",
)
def exchanges_the_fans(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    _fan(tensor, mode)
    fan = _fan(tensor, "fan_out" if mode == "fan_in" else "fan_in")
    bound = calculate_gain(nonlinearity, a) * math.sqrt(3 / max(fan, 1))
    return uniform_(tensor, -bound, bound, generator)


@wrong_answer(
    "5.4",
    says="The gain is missing: this start keeps signals if nothing follows. Behind relu, half of the mean square "
    "is lost in every layer.",
)
def forgets_the_gain(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    calculate_gain(nonlinearity, a)
    bound = math.sqrt(3 / max(_fan(tensor, mode), 1))
    return uniform_(tensor, -bound, bound, generator)


@wrong_answer(
    "5.4",
    says="The gain is that of relu whatever follows. `nonlinearity` and `a` say what does.",
)
def knows_relu_only(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    calculate_gain(nonlinearity, a)
    bound = math.sqrt(6 / max(_fan(tensor, mode), 1))
    return uniform_(tensor, -bound, bound, generator)


@wrong_answer(
    "5.4",
    says="You draw from the normal distribution. Its spread is right, but it has no bounds; asked for is the "
    "uniform one.",
)
def draws_normal_numbers(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    std = calculate_gain(nonlinearity, a) / math.sqrt(max(_fan(tensor, mode), 1))
    return normal_(tensor, 0.0, std, generator)


@wrong_answer(
    "5.4",
    says="Your spread is gain / fan. Variances add up in a sum, so the mean *square* of a weight is proportional "
    "to 1 / fan, and the spread is its root.",
)
def forgets_the_root(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    bound = calculate_gain(nonlinearity, a) * math.sqrt(3) / max(_fan(tensor, mode), 1)
    return uniform_(tensor, -bound, bound, generator)


@wrong_answer(
    "5.4",
    says="A new tensor comes back, and the one that was passed in still holds what it held. A trailing underscore "
    "promises that the tensor itself is filled; a parameter must stay the object that the model knows.",
)
def returns_a_new_tensor(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    bound = calculate_gain(nonlinearity, a) * math.sqrt(3 / max(_fan(tensor, mode), 1))
    return uniform_(tensor.detach().clone(), -bound, bound, generator)


@wrong_answer(
    "5.4",
    says="Your numbers lie between 0 and k. They have to be drawn around 0; then the mixed products cancel on average.",
)
def draws_above_zero(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    bound = calculate_gain(nonlinearity, a) * math.sqrt(3 / max(_fan(tensor, mode), 1))
    return uniform_(tensor, 0.0, 2 * bound, generator)


@wrong_answer(
    "5.4",
    says="The axes behind the second are left out. With shape (out, in, 3, 3) each output adds up in * 9 products.",
)
def looks_at_two_axes(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    _fan(tensor, mode)
    fan = tensor.shape[1 if mode == "fan_in" else 0]
    bound = calculate_gain(nonlinearity, a) * math.sqrt(3 / max(fan, 1))
    return uniform_(tensor, -bound, bound, generator)


@wrong_answer(
    "5.4",
    says="`mode` is not heard: fan-in is taken in both cases.",
)
def takes_the_fan_in_always(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    _fan(tensor, mode)
    bound = calculate_gain(nonlinearity, a) * math.sqrt(3 / max(_fan(tensor, "fan_in"), 1))
    return uniform_(tensor, -bound, bound, generator)


@wrong_answer(
    "5.4",
    says="The generator is not handed on. Whoever passes one wants numbers that can be drawn again.",
)
def ignores_the_generator(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    bound = calculate_gain(nonlinearity, a) * math.sqrt(3 / max(_fan(tensor, mode), 1))
    return uniform_(tensor, -bound, bound)


# ---- 5.5 Linear


def _build(layer, in_features, out_features, bias, dtype, shape=None):
    layer.in_features, layer.out_features = in_features, out_features
    layer.weight = Parameter(factories.empty(shape or (out_features, in_features), dtype=dtype))
    layer.register_parameter("bias", Parameter(factories.empty(out_features, dtype=dtype)) if bias else None)


def _draw(layer, n=None):
    for parameter in layer.parameters():
        n = layer.in_features if n is None else n
        bound = n**-0.5 if n else 0.0
        init.uniform_(parameter, -bound, bound)


def _text(layer):
    return f"in_features={layer.in_features}, out_features={layer.out_features}, bias={layer.bias is not None}"


@wrong_answer(
    "5.5",
    says="Weight and bias are plain tensors: the layer computes, and has no parameters. Nothing will ever train it.",
)
class KeepsPlainTensors(Module):
    def __init__(self, in_features, out_features, bias=True, device=None, dtype=None):
        super().__init__()
        self.in_features, self.out_features = in_features, out_features
        self.weight = factories.empty((out_features, in_features), dtype=dtype)
        self.bias = factories.empty(out_features, dtype=dtype) if bias else None
        self.reset_parameters()

    def reset_parameters(self):
        for tensor in (self.weight, self.bias):
            if tensor is not None:
                init.uniform_(tensor, -1 / max(self.in_features, 1) ** 0.5, 1 / max(self.in_features, 1) ** 0.5)

    def forward(self, input):
        y = input @ self.weight.t()
        return y if self.bias is None else y + self.bias

    def extra_repr(self):
        return _text(self)


@wrong_answer(
    "5.5",
    says="Your weight has the shape (in, out). That computes as well, but the contract, and every saved PyTorch "
    "model, has (out, in).",
)
class StoresTheTranspose(Module):
    def __init__(self, in_features, out_features, bias=True, device=None, dtype=None):
        super().__init__()
        _build(self, in_features, out_features, bias, dtype, (in_features, out_features))
        self.reset_parameters()

    def reset_parameters(self):
        _draw(self)

    def forward(self, input):
        y = input @ self.weight
        return y if self.bias is None else y + self.bias

    def extra_repr(self):
        return _text(self)


@wrong_answer(
    "5.5",
    says="The bias is there and is never added.",
)
class ForgetsTheBias(Module):
    def __init__(self, in_features, out_features, bias=True, device=None, dtype=None):
        super().__init__()
        _build(self, in_features, out_features, bias, dtype)
        self.reset_parameters()

    def reset_parameters(self):
        _draw(self)

    def forward(self, input):
        return input @ self.weight.t()

    def extra_repr(self):
        return _text(self)


@wrong_answer(
    "5.5",
    says="With `bias=False` there still is one. The name has to be registered and to hold None.",
)
class AlwaysHasABias(Module):
    def __init__(self, in_features, out_features, bias=True, device=None, dtype=None):
        super().__init__()
        _build(self, in_features, out_features, True, dtype)
        self.reset_parameters()

    def reset_parameters(self):
        _draw(self)

    def forward(self, input):
        y = input @ self.weight.t()
        return y if self.bias is None else y + self.bias

    def extra_repr(self):
        return _text(self)


@wrong_answer(
    "5.5",
    says="Without a bias, the name `bias` is a plain attribute that holds None. Registered as None it is a place "
    "for a parameter, in which nothing else can be put by mistake.",
)
class HasNoPlaceForTheBias(Module):
    def __init__(self, in_features, out_features, bias=True, device=None, dtype=None):
        super().__init__()
        self.in_features, self.out_features = in_features, out_features
        self.weight = Parameter(factories.empty((out_features, in_features), dtype=dtype))
        self.bias = Parameter(factories.empty(out_features, dtype=dtype)) if bias else None
        self.reset_parameters()

    def reset_parameters(self):
        _draw(self)

    def forward(self, input):
        y = input @ self.weight.t()
        return y if self.bias is None else y + self.bias

    def extra_repr(self):
        return _text(self)


@wrong_answer(
    "5.5",
    says="The weights begin with the gain of relu. That is the better start for a deep model with relu, but the "
    "contract asks for PyTorch's: both weight and bias between -k and k with k = 1 / sqrt(in_features).",
)
class BeginsBehindRelu(Module):
    def __init__(self, in_features, out_features, bias=True, device=None, dtype=None):
        super().__init__()
        _build(self, in_features, out_features, bias, dtype)
        self.reset_parameters()

    def reset_parameters(self):
        _draw(self)
        if self.in_features > 0:
            init.kaiming_uniform_(self.weight, nonlinearity="relu")

    def forward(self, input):
        y = input @ self.weight.t()
        return y if self.bias is None else y + self.bias

    def extra_repr(self):
        return _text(self)


@wrong_answer(
    "5.5",
    says="The bounds of your start come from the number of outputs. What matters is how many products one output "
    "adds up: `in_features`.",
)
class CountsTheOutputs(Module):
    def __init__(self, in_features, out_features, bias=True, device=None, dtype=None):
        super().__init__()
        _build(self, in_features, out_features, bias, dtype)
        self.reset_parameters()

    def reset_parameters(self):
        _draw(self, self.out_features)

    def forward(self, input):
        y = input @ self.weight.t()
        return y if self.bias is None else y + self.bias

    def extra_repr(self):
        return _text(self)


@wrong_answer(
    "5.5",
    says="The bias begins at 0. That is a good start, too, but the contract asks for PyTorch's: drawn from the "
    "same bounds as the weight.",
)
class BeginsTheBiasAtZero(Module):
    def __init__(self, in_features, out_features, bias=True, device=None, dtype=None):
        super().__init__()
        _build(self, in_features, out_features, bias, dtype)
        self.reset_parameters()

    def reset_parameters(self):
        _draw(self)
        if self.bias is not None:
            init.zeros_(self.bias)

    def forward(self, input):
        y = input @ self.weight.t()
        return y if self.bias is None else y + self.bias

    def extra_repr(self):
        return _text(self)


@wrong_answer(
    "5.5",
    says="`reset_parameters` makes new parameters. Whoever holds the old ones, as an optimizer does, would go on "
    "training numbers that nobody uses: draw in place.",
)
class MakesNewParameters(Module):
    def __init__(self, in_features, out_features, bias=True, device=None, dtype=None):
        super().__init__()
        _build(self, in_features, out_features, bias, dtype)
        self.reset_parameters()

    def reset_parameters(self):
        dtype = self.weight.dtype
        _build(self, self.in_features, self.out_features, self.bias is not None, dtype)
        _draw(self)

    def forward(self, input):
        y = input @ self.weight.t()
        return y if self.bias is None else y + self.bias

    def extra_repr(self):
        return _text(self)


@wrong_answer(
    "5.5",
    says="`dtype` is not used: a layer asked for in float64 is made in float32.",
)
class IgnoresTheType(Module):
    def __init__(self, in_features, out_features, bias=True, device=None, dtype=None):
        super().__init__()
        _build(self, in_features, out_features, bias, None)
        self.reset_parameters()

    def reset_parameters(self):
        _draw(self)

    def forward(self, input):
        y = input @ self.weight.t()
        return y if self.bias is None else y + self.bias

    def extra_repr(self):
        return _text(self)


@wrong_answer(
    "5.5",
    says="The parameters are never drawn: `empty` gives whatever the memory held, here zeros or rests of other "
    "tensors. The constructor has to call `reset_parameters`.",
)
class NeverStarts(Module):
    def __init__(self, in_features, out_features, bias=True, device=None, dtype=None):
        super().__init__()
        _build(self, in_features, out_features, bias, dtype)
        with no_grad():
            for parameter in self.parameters():
                parameter.zero_()

    def reset_parameters(self):
        _draw(self)

    def forward(self, input):
        y = input @ self.weight.t()
        return y if self.bias is None else y + self.bias

    def extra_repr(self):
        return _text(self)


@wrong_answer(
    "5.5",
    says="The layer prints without its sizes. `extra_repr` returns what stands between the parentheses, exactly as "
    "in the docstring's example.",
)
class PrintsNothing(Module):
    def __init__(self, in_features, out_features, bias=True, device=None, dtype=None):
        super().__init__()
        _build(self, in_features, out_features, bias, dtype)
        self.reset_parameters()

    def reset_parameters(self):
        _draw(self)

    def forward(self, input):
        y = input @ self.weight.t()
        return y if self.bias is None else y + self.bias

    def extra_repr(self):
        return ""


# ---- 5.6 ReLU


@wrong_answer(
    "5.6",
    says="Numbers below 0 change their sign: that is the absolute value. Relu sets them to 0.",
)
class FoldsInsteadOfBending(Switched):
    def forward(self, input):
        return input.abs()


@wrong_answer(
    "5.6",
    says="You keep the numbers below 0 and throw away those above: the condition is the wrong way round.",
)
class KeepsTheNegative(Switched):
    def forward(self, input):
        return input - input.relu()


@wrong_answer(
    "5.6",
    says="The result is written into the input. Whoever still needs it, the backward pass of the layer before for "
    "example, finds other numbers; the contract says that the input is not changed.",
)
class WritesIntoTheInput(Switched):
    def forward(self, input):
        input.data.copy_(input.detach().relu())
        return input


@wrong_answer(
    "5.6",
    says="With `inplace=True` you write into the input. The contract takes the setting and keeps it, and leaves the "
    "input alone in both cases.",
)
class TakesInplaceAtItsWord(Switched):
    def forward(self, input):
        if self.inplace:
            return input.data.copy_(input.detach().relu())
        return input.relu()


@wrong_answer(
    "5.6",
    says="No gradient comes through: you computed with detached numbers. The layers before it would learn nothing.",
)
class StopsTheGradient(Switched):
    def forward(self, input):
        return input.detach().relu().requires_grad_(input.requires_grad)


@wrong_answer(
    "5.6",
    says="You multiply by 0 or 1. That is right for finite numbers; but 0 times minus infinity is nan. A choice "
    "between two values has no such corner.",
)
class MultipliesByTheMask(Switched):
    def forward(self, input):
        return input * (input > 0).to(input.dtype)


@wrong_answer(
    "5.6",
    says="A nan becomes 0. The comparison nan > 0 is False, so it is taken for a negative number, and the one sign "
    "that a computation has gone wrong disappears.",
)
class HidesNan(Switched):
    def forward(self, input):
        return where(input > 0, input, factories.zeros_like(input))


@wrong_answer(
    "5.6",
    says="Numbers below 0 come through, made smaller. That is a leaky relu; here nothing is left of them.",
)
class Leaks(Switched):
    def forward(self, input):
        return where(input > 0, input, 0.01 * input)


@wrong_answer(
    "5.6",
    says="The bound 0 is a Parameter: descent would move it, and every saved state would hold it. The layer has "
    "nothing to learn.",
)
class LearnsItsBound(Switched):
    def __init__(self, inplace=False):
        super().__init__(inplace)
        self.bound = Parameter(factories.zeros(1))

    def forward(self, input):
        return input.relu()


# ---- 5.7 Sequential


@wrong_answer(
    "5.7",
    says="The modules are kept in a plain list: they run, and none of their parameters is found. It is the "
    "colleague's bug.",
)
class KeepsAList(Sliced):
    def __init__(self, *args):
        super().__init__()
        self.layers = list(args[0].values()) if args and isinstance(args[0], OrderedDict) else list(args)

    def forward(self, input):
        for module in self.layers:
            input = module(input)
        return input


@wrong_answer(
    "5.7",
    says="Every module is given the original input, and only the last result counts. Each module is to be given "
    "what the one before returned.",
)
class RunsThemSideBySide(Sliced):
    def __init__(self, *args):
        super().__init__()
        named = args[0] if len(args) == 1 and isinstance(args[0], OrderedDict) else dict(enumerate(args))
        for name, module in named.items():
            self.add_module(str(name), module)

    def forward(self, input):
        result = input
        for module in self:
            result = module(input)
        return result


@wrong_answer(
    "5.7",
    says="The last module runs first. That is how one writes functions inside each other; data goes through a "
    "Sequential in the order in which the modules were given.",
)
class RunsThemBackwards(Sliced):
    def __init__(self, *args):
        super().__init__()
        named = args[0] if len(args) == 1 and isinstance(args[0], OrderedDict) else dict(enumerate(args))
        for name, module in named.items():
            self.add_module(str(name), module)

    def forward(self, input):
        for module in reversed(list(self)):
            input = module(input)
        return input


@wrong_answer(
    "5.7",
    says="Your names begin at 1. PyTorch counts from 0, and a saved state finds its place by these names.",
)
class CountsFromOne(Sliced):
    def __init__(self, *args):
        super().__init__()
        named = args[0] if len(args) == 1 and isinstance(args[0], OrderedDict) else dict(enumerate(args, start=1))
        for name, module in named.items():
            self.add_module(str(name), module)

    def forward(self, input):
        for module in self:
            input = module(input)
        return input


@wrong_answer(
    "5.7",
    says="An OrderedDict is taken for a module, or its names are lost: its modules are registered under the names "
    "of the dictionary.",
)
class NumbersTheDictionary(Sliced):
    def __init__(self, *args):
        super().__init__()
        modules = args[0].values() if len(args) == 1 and isinstance(args[0], OrderedDict) else args
        for number, module in enumerate(modules):
            self.add_module(str(number), module)

    def forward(self, input):
        for module in self:
            input = module(input)
        return input


@wrong_answer(
    "5.7",
    says="You return after the first module: the `return` stands inside the loop.",
)
class StopsAfterTheFirst(Sliced):
    def __init__(self, *args):
        super().__init__()
        named = args[0] if len(args) == 1 and isinstance(args[0], OrderedDict) else dict(enumerate(args))
        for name, module in named.items():
            self.add_module(str(name), module)

    def forward(self, input):
        for module in self:
            return module(input)
        return input


@wrong_answer(
    "5.7",
    says="Your forward runs the modules that were there at the beginning: a list made in `__init__`. A module that "
    "is appended later is registered and does not run. Loop over what is registered.",
)
class RemembersTheBeginning(Sliced):
    def __init__(self, *args):
        super().__init__()
        named = args[0] if len(args) == 1 and isinstance(args[0], OrderedDict) else dict(enumerate(args))
        for name, module in named.items():
            self.add_module(str(name), module)
        self.first = tuple(named.values())

    def forward(self, input):
        for module in self.first:
            input = module(input)
        return input


# ---- 5.8 set_mode


def _must_be_a_mode(mode):
    if not isinstance(mode, bool):
        raise ArgumentError("mode must be True or False")


@wrong_answer(
    "5.8",
    says="Only the outermost module is told. The modules inside it, dropout among them, go on as before.",
)
def tells_the_outermost_only(module, mode):
    _must_be_a_mode(mode)
    module.training = mode


@wrong_answer(
    "5.8",
    says="You tell the module and those registered in it, and stop there. A model has modules in modules in modules.",
)
def tells_one_step_down(module, mode):
    _must_be_a_mode(mode)
    for inner in [module, *module.children()]:
        inner.training = mode


@wrong_answer(
    "5.8",
    says="The modules inside are told, and the module itself is not.",
)
def leaves_itself_out(module, mode):
    _must_be_a_mode(mode)
    for inner in module.modules():
        if inner is not module:
            inner.training = mode


@wrong_answer(
    "5.8",
    says="You turn `training` around instead of setting it. Told the same twice, a module must not change its mind.",
)
def turns_it_around(module, mode):
    _must_be_a_mode(mode)
    for inner in module.modules():
        inner.training = not inner.training


@wrong_answer(
    "5.8",
    says="`mode` is not heard: every module is told the same, whatever was asked for.",
)
def always_says_false(module, mode):
    _must_be_a_mode(mode)
    for inner in module.modules():
        inner.training = False


@wrong_answer(
    "5.8",
    says='Anything is taken for a mode. `model.train("eval")` then switches training on: the text is not empty; '
    "refuse what is neither True nor False.",
)
def takes_anything_for_a_mode(module, mode):
    for inner in module.modules():
        inner.training = bool(mode)


@wrong_answer(
    "5.8",
    says="1 and 0 go through, because they are equal to True and False. `isinstance(mode, bool)` tells them apart.",
)
def takes_one_and_zero(module, mode):
    if mode not in (True, False):
        raise ArgumentError("mode must be True or False")
    for inner in module.modules():
        inner.training = mode


@wrong_answer(
    "5.8",
    says="You refuse too late: when the error comes, modules have already been told. Ask first, then walk.",
)
def asks_too_late(module, mode):
    for inner in module.modules():
        inner.training = mode
    _must_be_a_mode(mode)


@wrong_answer(
    "5.8",
    says="Modules without parameters are passed over. Dropout has none, and is the one that has to know.",
)
def passes_over_modules_without_parameters(module, mode):
    _must_be_a_mode(mode)
    for inner in module.modules():
        if inner is module or inner._modules or inner._parameters:
            inner.training = mode


@wrong_answer(
    "5.8",
    says="Your walk does not remember where it has been, or stumbles over a place that holds None. Where a module "
    "knows the module around it, it goes in a circle for ever.",
)
def walks_in_circles(module, mode):
    _must_be_a_mode(mode)
    module.training = mode
    for child in module.children():
        walks_in_circles(child, mode)


@wrong_answer(
    "5.8",
    says="You stop at a module that already says what is wanted. The modules inside it may say something else.",
)
def stops_where_nothing_changes(module, mode):
    _must_be_a_mode(mode)
    if module.training is not mode:
        module.training = mode
        for child in module.children():
            stops_where_nothing_changes(child, mode)


# ---- 5.9 dropout


def _checked(p):
    if not 0 <= p <= 1:
        raise ArgumentError("p must be in [0, 1]")


def _kept(input, p):
    return (random.rand(tuple(input.shape)) >= p).to(input.dtype)


@wrong_answer(
    "5.9",
    says="What is kept keeps its size. On average the signal then is smaller by 1 - p while training, and larger "
    "again in use: what is kept has to make up for what is dropped.",
)
def does_not_scale(input, p=0.5, training=True, inplace=False):
    _checked(p)
    return input * _kept(input, p) if training else input


@wrong_answer(
    "5.9",
    says="You drop with probability 1 - p and keep with probability p. `p` is the share of what is lost.",
)
def keeps_what_should_go(input, p=0.5, training=True, inplace=False):
    _checked(p)
    if not training:
        return input
    return input * _kept(input, 1 - p) * (1 / p if p > 0 else 0.0)


@wrong_answer(
    "5.9",
    says="You divide by p, where the share that is *kept* is 1 - p. With p = 0.5 one does not notice.",
)
def divides_by_p(input, p=0.5, training=True, inplace=False):
    _checked(p)
    if not training or p == 0:
        return input
    return input * _kept(input, p) / p


@wrong_answer(
    "5.9",
    says="Elements are dropped in use, too: `training` is not heard, and the model gives another answer at each call.",
)
def drops_in_use(input, p=0.5, training=True, inplace=False):
    _checked(p)
    return input * (_kept(input, p) * (1 / (1 - p) if p < 1 else 0.0))


@wrong_answer(
    "5.9",
    says="In use you multiply by 1 - p, as the first paper did, and in training you divide by it as well. One of "
    "the two is enough; here it is the division, so that nothing has to be done in use.",
)
def scales_twice(input, p=0.5, training=True, inplace=False):
    _checked(p)
    if not training:
        return input * (1 - p)
    return input * (_kept(input, p) * (1 / (1 - p) if p < 1 else 0.0))


@wrong_answer(
    "5.9",
    says="One random number decides for a whole row: all its elements stay or go together. Each element is to be "
    "dropped on its own.",
)
def drops_whole_rows(input, p=0.5, training=True, inplace=False):
    _checked(p)
    if not training:
        return input
    kept = (random.rand((*input.shape[:-1], 1)) >= p).to(input.dtype)
    return input * (kept * (1 / (1 - p) if p < 1 else 0.0))


@wrong_answer(
    "5.9",
    says="The same elements are dropped in every call: the draw begins at the same seed. It has to be a new draw "
    "each time.",
)
def draws_the_same_again(input, p=0.5, training=True, inplace=False):
    _checked(p)
    if not training:
        return input
    drawn = random.rand(tuple(input.shape), generator=random.Generator().manual_seed(0))
    return input * ((drawn >= p).to(input.dtype) * (1 / (1 - p) if p < 1 else 0.0))


@wrong_answer(
    "5.9",
    says="With p = 1 you divide by 0. Everything is dropped then: the result is 0, not nan and not an error.",
)
def divides_by_zero(input, p=0.5, training=True, inplace=False):
    _checked(p)
    return input * (_kept(input, p) / (1 - factories.tensor(p, dtype=input.dtype))) if training else input


@wrong_answer(
    "5.9",
    says="A p that is no probability goes through. With p = 1.5 everything that is kept changes its sign; say that "
    "it is a mistake.",
)
def takes_any_p(input, p=0.5, training=True, inplace=False):
    if not training or p == 0:
        return input
    return input * (_kept(input, p) * (1 / (1 - p) if p < 1 else 0.0))


@wrong_answer(
    "5.9",
    says="The gradient does not see what was dropped: you took the numbers out of the tensor and put them into a "
    "new one. The operations of the framework carry the gradient along.",
)
def loses_the_gradient(input, p=0.5, training=True, inplace=False):
    _checked(p)
    if not training or p == 0:
        return input
    dropped = input.detach() * (_kept(input, p) * (1 / (1 - p) if p < 1 else 0.0))
    return input + (dropped - input.detach())


# ---- 5.10 state_dict


def _state(module, destination, prefix, keep_vars, own=persistent, give=None, join=".", down=True):
    """The right walk, from which single cares can be left out."""
    result = OrderedDict() if destination is None else destination
    for name, x in own(module).items():
        result[prefix + name] = give(x) if give else (x if keep_vars else x.detach())
    for name, child in module._modules.items() if down else ():
        if child is not None:
            _state(child, result, f"{prefix}{name}{join}", keep_vars, own, give, join)
    return result


@wrong_answer(
    "5.10",
    says="Your state is a copy. A state shares its storage with the module, so that asking for it costs nothing; who "
    "wants to keep it copies it.",
)
def copies_the_state(module, *, destination=None, prefix="", keep_vars=False):
    return _state(module, destination, prefix, keep_vars, give=None if keep_vars else lambda x: x.detach().clone())


@wrong_answer(
    "5.10",
    says="The parameters themselves are in your state, whatever `keep_vars` says: they want gradients, and what is "
    "computed from a state would be recorded. Without `keep_vars` they are detached.",
)
def gives_the_parameters_themselves(module, *, destination=None, prefix="", keep_vars=False):
    return _state(module, destination, prefix, True)


@wrong_answer(
    "5.10",
    says="`keep_vars=True` is not heard: detached tensors come back, and not the module's own.",
)
def always_detaches(module, *, destination=None, prefix="", keep_vars=False):
    return _state(module, destination, prefix, False)


@wrong_answer(
    "5.10",
    says="`keep_vars` is not handed down: the modules inside are asked as if nobody had said it.",
)
def forgets_keep_vars_on_the_way(module, *, destination=None, prefix="", keep_vars=False):
    result = _state(module, destination, prefix, keep_vars, down=False)
    for name, child in module._modules.items():
        if child is not None:
            _state(child, result, f"{prefix}{name}.", False)
    return result


@wrong_answer(
    "5.10",
    says="The modules inside are left out. Most of a state is further down.",
)
def leaves_out_the_inside(module, *, destination=None, prefix="", keep_vars=False):
    return _state(module, destination, prefix, keep_vars, down=False)


@wrong_answer(
    "5.10",
    says="Between the name of a module and the name of what it holds stands a dot. Without it `part.mean` and a buffer "
    "`partmean` are the same.",
)
def forgets_the_dot(module, *, destination=None, prefix="", keep_vars=False):
    return _state(module, destination, prefix, keep_vars, join="")


@wrong_answer(
    "5.10",
    says="`prefix` is for all names, and on the way down it grows. You lose it at the first module inside.",
)
def loses_the_prefix(module, *, destination=None, prefix="", keep_vars=False):
    result = _state(module, destination, prefix, keep_vars, down=False)
    for name, child in module._modules.items():
        if child is not None:
            _state(child, result, f"{name}.", keep_vars)
    return result


@wrong_answer(
    "5.10",
    says="You put a dot behind the prefix. Other than in `named_members`, it is put in front as it is: whoever wants a "
    "dot says `net.`.",
)
def adds_a_dot_to_the_prefix(module, *, destination=None, prefix="", keep_vars=False):
    return _state(module, destination, f"{prefix}." if prefix else "", keep_vars)


@wrong_answer(
    "5.10",
    says="Buffers are missing. A running average is not learned, and without it the model computes something else: it "
    "belongs to the state.",
)
def leaves_out_the_buffers(module, *, destination=None, prefix="", keep_vars=False):
    def parameters(inner):
        return {name: x for name, x in inner._parameters.items() if x is not None}

    return _state(module, destination, prefix, keep_vars, own=parameters)


@wrong_answer(
    "5.10",
    says="All buffers are in your state, also those that were registered with `persistent=False`: somebody has said "
    "that they can be computed again and shall not be saved.",
)
def keeps_every_buffer(module, *, destination=None, prefix="", keep_vars=False):
    def everything(inner):
        return {name: x for name, x in {**inner._parameters, **inner._buffers}.items() if x is not None}

    return _state(module, destination, prefix, keep_vars, own=everything)


@wrong_answer(
    "5.10",
    says="What is shared comes only once. A list of what has to be moved must not hold it twice, but a state is read "
    "by name: whoever loads it looks under both.",
)
def lists_shared_things_once(module, *, destination=None, prefix="", keep_vars=False):
    whole, once, met = _state(module, None, prefix, keep_vars), OrderedDict(), set()
    for name, x in whole.items():
        if x.data_ptr() not in met:
            met.add(x.data_ptr())
            once[name] = x
    if destination is None:
        return once
    destination.update(once)
    return destination


@wrong_answer(
    "5.10",
    says="A new dictionary comes back although there was a `destination` to write to.",
)
def ignores_the_destination(module, *, destination=None, prefix="", keep_vars=False):
    return _state(module, None, prefix, keep_vars)


@wrong_answer(
    "5.10",
    says="The modules inside come before the module's own tensors. First what the module holds itself, then what is "
    "inside: the same order as in `named_members`.",
)
def goes_inside_first(module, *, destination=None, prefix="", keep_vars=False):
    result = OrderedDict() if destination is None else destination
    for name, child in module._modules.items():
        if child is not None:
            goes_inside_first(child, destination=result, prefix=f"{prefix}{name}.", keep_vars=keep_vars)
    return _state(module, result, prefix, keep_vars, down=False)


@wrong_answer(
    "5.10",
    says="Your state has all parameters of the model first and then all buffers. Asked for is module by module: the "
    "parameters and buffers of one, then those of the modules inside it.",
)
def all_parameters_then_all_buffers(module, *, destination=None, prefix="", keep_vars=False):
    whole = _state(module, None, prefix, keep_vars)
    result = OrderedDict() if destination is None else destination
    learned = {prefix + name for name, _ in module.named_parameters(remove_duplicate=False)}
    for name in sorted(whole, key=lambda name: name not in learned):
        result[name] = whole[name]
    return result


# ---- 5.11 load_into


def _load(own, state, strict=True, copy=True, names=True, shapes=True, always=False):
    missing = [name for name in own if name not in state]
    unexpected = [name for name in state if name not in own]
    both = [name for name in own if name in state]
    wrong = [n for n in both if not isinstance(state[n], Tensor) or (shapes and state[n].shape != own[n].shape)]
    if wrong or (names and (strict or always) and (missing or unexpected)):
        raise StateError(f"missing {missing}, unexpected {unexpected}, wrong {wrong}")
    with no_grad():
        for name in both if copy else ():
            own[name].copy_(state[name])
    return IncompatibleKeys(missing, unexpected)


@wrong_answer(
    "5.11",
    says="The tensors of the state take the place of the model's own in the dictionary. The model never hears of "
    "it: its parameters are other objects, and hold what they held. Copy the numbers into them.",
)
def puts_other_tensors_in(own, state, strict=True):
    result = _load(own, state, strict, copy=False)
    for name in own:
        if name in state:
            own[name] = state[name]
    return result


@wrong_answer(
    "5.11",
    says="Missing and unexpected are exchanged. Missing is what the *model* has and the state lacks.",
)
def exchanges_the_sides(own, state, strict=True):
    return IncompatibleKeys(*_load(own, state, strict)[::-1])


@wrong_answer(
    "5.11",
    says="Names on one side only are never an error, not even if `strict`: half of the model may stay as it was, "
    "and nobody is told.",
)
def is_never_strict(own, state, strict=True):
    return _load(own, state, strict, names=False)


@wrong_answer(
    "5.11",
    says="`strict=False` is not heard: somebody who knows about the missing names cannot load the others.",
)
def is_always_strict(own, state, strict=True):
    return _load(own, state, strict, always=True)


@wrong_answer(
    "5.11",
    says="You look for missing names only. A name that the model does not have may be a parameter that was "
    "renamed: `strict` means both sides.",
)
def looks_for_missing_names_only(own, state, strict=True):
    if strict and any(name not in state for name in own):
        raise StateError("missing")
    return _load(own, state, False)


@wrong_answer(
    "5.11",
    says="You look for unexpected names only. A name that the state lacks is a part of the model that stays "
    "untrained: `strict` means both sides.",
)
def looks_for_unexpected_names_only(own, state, strict=True):
    if strict and any(name not in own for name in state):
        raise StateError("unexpected")
    return _load(own, state, False)


@wrong_answer(
    "5.11",
    says="Another shape is accepted where it broadcasts: one number fills a whole tensor. Compare the shapes "
    "before you copy.",
)
def lets_shapes_broadcast(own, state, strict=True):
    return _load(own, state, strict, shapes=False)


@wrong_answer(
    "5.11",
    says="With `strict=False` shapes that differ are passed over in silence. `strict` is about names; a wrong "
    "shape is always an error.",
)
def passes_over_shapes_unless_strict(own, state, strict=True):
    fitting = {
        name: value
        for name, value in state.items()
        if name not in own or (isinstance(value, Tensor) and value.shape == own[name].shape)
    }
    if strict or len(fitting) == len(state):
        return _load(own, state, strict)
    return _load({name: own[name] for name in own if name in fitting or name not in state}, fitting, strict)


@wrong_answer(
    "5.11",
    says="Nothing is copied: the names are compared, and the tensors of the model hold what they held.",
)
def only_compares(own, state, strict=True):
    return _load(own, state, strict, copy=False)


@wrong_answer(
    "5.11",
    says="The error names the first thing that does not fit and stops. Whoever repairs that has to start again to "
    "hear of the next: collect everything, then raise.",
)
def reports_the_first_only(own, state, strict=True):
    missing = [name for name in own if name not in state]
    unexpected = [name for name in state if name not in own]
    if strict and (missing or unexpected):
        raise StateError(f"{(missing or unexpected)[0]}")
    return _load(own, state, strict)


@wrong_answer(
    "5.11",
    says="The copying is recorded: the parameters become results of a computation, or it is refused to write into "
    "a leaf. Loading is no operation to be differentiated.",
)
def records_the_copying(own, state, strict=True):
    result = _load(own, state, strict, copy=False)
    for name in own:
        if name in state:
            own[name].copy_(state[name])
    return result
