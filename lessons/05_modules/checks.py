"""Visible checks of lesson 05: a student reads them, with what they called, what came back and what was expected."""

from collections import OrderedDict

from course.checks import check
from course.probes import raised

# 5.1 Parameter


@check("5.1", points=1)
def a_parameter_lies_on_the_tensors_storage(mt):
    """A parameter shows the numbers of the tensor, on the same storage: what is written there later is seen in both."""
    data = mt.tensor([[1.0, 2.0], [3.0, 4.0]])
    parameter = mt.nn.Parameter(data)
    data[0, 1] = 20.0
    return [parameter.tolist(), tuple(parameter.shape), parameter.data_ptr() == data.data_ptr()]


@check("5.1", points=1)
def a_parameter_is_a_leaf_that_wants_a_gradient(mt):
    """(leaf, requires_grad) of a parameter made from 2 x, of one made without gradients; the gradients in 3 p + 1."""
    x = mt.ones(2, requires_grad=True)
    parameter, frozen = mt.nn.Parameter(2 * x), mt.nn.Parameter(mt.ones(2), requires_grad=False)
    (3 * parameter + 1).sum().backward()
    facts = [(each.is_leaf, each.requires_grad) for each in (parameter, frozen)]
    return [facts, parameter.grad.tolist(), x.grad]


# 5.2 assign


def registers(module):
    plain = sorted(name for name in vars(module) if name in {"a", "b", "c", "d"})
    return [list(module._parameters), list(module._modules), plain]


@check("5.2", points=1)
def assigned_things_go_where_they_belong(mt):
    """A parameter, a module, a number and a plain tensor are assigned: the two registers and the plain attributes."""
    net = mt.nn.Module()
    mt.nn.module.assign(net, "a", mt.nn.Parameter(mt.ones(1)))
    mt.nn.module.assign(net, "b", mt.nn.Module())
    mt.nn.module.assign(net, "c", 7)
    mt.nn.module.assign(net, "d", mt.ones(1))
    return [registers(net), net.c, net.a.tolist(), type(net.b).__name__]


@check("5.2", points=1)
def a_name_holds_one_thing_at_a_time(mt):
    """A module takes the name of a plain attribute, a parameter that of a module: each name is in one place."""
    net = mt.nn.Module()
    mt.nn.module.assign(net, "a", 3)
    mt.nn.module.assign(net, "a", mt.nn.Module())
    before = registers(net)
    mt.nn.module.assign(net, "a", mt.nn.Parameter(mt.ones(1)))
    mt.nn.module.assign(net, "b", 5)
    mt.nn.module.assign(net, "b", mt.nn.Parameter(mt.zeros(1)))
    return [before, registers(net)]


@check("5.2", points=1)
def none_keeps_a_name_and_others_are_refused(mt):
    """None in the place of a parameter keeps the name; a plain tensor or a number in its place is refused."""
    net = mt.nn.Module()
    mt.nn.module.assign(net, "a", mt.nn.Parameter(mt.ones(1)))
    refused = [raised(mt.nn.module.assign, net, "a", value) for value in (mt.ones(1), 3, mt.nn.Module())]
    mt.nn.module.assign(net, "b", None)
    mt.nn.module.assign(net, "a", None)
    return [refused, registers(net), net.a, net.b]


# 5.3 named_members


def tree(mt):
    """The model that is drawn in the lesson."""

    def part(*names, **inside):
        module = mt.nn.Module()
        for name in names:
            module.register_parameter(name, mt.nn.Parameter(mt.ones(1)))
        for name, child in inside.items():
            module.add_module(name.lstrip("_"), child)
        return module

    encoder = part(_0=part("weight", "bias"), _1=part("weight", "bias"))
    return part("scale", encoder=encoder, head=part("weight", "bias"))


@check("5.3", points=1)
def finds_what_is_in_one_module(mt):
    """Two parameters of a module without modules inside: names and the very objects, without and with a prefix."""
    line = mt.nn.Module()
    line.register_parameter("slope", mt.nn.Parameter(mt.ones(1)))
    line.register_parameter("shift", mt.nn.Parameter(mt.zeros(1)))
    found = list(mt.nn.traversal.named_members(line, "_parameters"))
    names = [name for name, _ in mt.nn.traversal.named_members(line, "_parameters", "line")]
    return [[name for name, _ in found], [member is line._parameters[name] for name, member in found], names]


@check("5.3", points=1)
def finds_what_is_inside_of_what_is_inside(mt):
    """The seven names of the model that is drawn above, in order; and those of the outermost module alone."""
    net = tree(mt)
    whole = [name for name, _ in mt.nn.traversal.named_members(net, "_parameters")]
    return [whole, [name for name, _ in mt.nn.traversal.named_members(net, "_parameters", recurse=False)]]


@check("5.3", points=1)
def passes_over_empty_places(mt):
    """A parameter that is None and a module that is None have no names to be listed."""
    net, inner = mt.nn.Module(), mt.nn.Module()
    inner.register_parameter("weight", mt.nn.Parameter(mt.ones(1)))
    inner.register_parameter("bias", None)
    net.add_module("first", None)
    net.add_module("second", inner)
    return [name for name, _ in mt.nn.traversal.named_members(net, "_parameters")]


@check("5.3", points=1)
def lists_shared_things_once(mt):
    """One module held under two names: its parameter comes once, under the first; with duplicates, twice."""
    net, shared = mt.nn.Module(), mt.nn.Module()
    shared.register_parameter("weight", mt.nn.Parameter(mt.ones(1)))
    net.add_module("reading", shared)
    net.add_module("writing", shared)
    walk = mt.nn.traversal.named_members
    twice = walk(net, "_parameters", remove_duplicate=False)
    return [[name for name, _ in walk(net, "_parameters")], [name for name, _ in twice]]


# 5.4 kaiming_uniform_


def spread(tensor, terms=None):
    """Standard deviation times the root of the number of terms in a sum, and the largest number in these units."""
    array = tensor.detach().numpy()
    terms = terms or array[0].size
    return [float(array.std()) * terms**0.5, float(abs(array).max() / (array.std() or 1.0))]


@check("5.4", points=1, tolerance=0.03)
def the_spread_keeps_signals_behind_relu(mt):
    """Weights (300, 200) and (200, 800) before relu: spread times the root of the fan-in; the largest in that unit."""
    mt.manual_seed(0)
    fill = mt.nn.init.kaiming_uniform_
    weights = [fill(mt.empty(shape), nonlinearity="relu") for shape in [(300, 200), (200, 800)]]
    return [spread(weight) for weight in weights]


@check("5.4", points=1, tolerance=0.03)
def other_nonlinearities_have_other_gains(mt):
    """A (300, 200) weight before nothing ("linear"), tanh, and a leaky relu of slope 2."""
    mt.manual_seed(1)
    fill, shape = mt.nn.init.kaiming_uniform_, (300, 200)
    weights = [fill(mt.empty(shape), nonlinearity=name) for name in ("linear", "tanh")]
    return [spread(weight) for weight in [*weights, fill(mt.empty(shape), a=2)]]


@check("5.4", points=1, tolerance=0.03)
def fills_the_tensor_itself(mt):
    """The tensor that was passed in is the one that comes back, filled, still a leaf, around 0."""
    mt.manual_seed(2)
    weight = mt.nn.Parameter(mt.full((300, 200), 9.0))
    result = mt.nn.init.kaiming_uniform_(weight)
    return [result is weight, weight.is_leaf, weight.requires_grad, float(weight.detach().numpy().mean()) + 1]


# 5.5 Linear


def given_weights(mt, layer, *arrays):
    with mt.no_grad():
        for parameter, array in zip(layer.parameters(), arrays, strict=True):
            parameter.copy_(mt.tensor(array))
    return layer


@check("5.5", points=1)
def computes_weighted_sums(mt):
    """Two rows through a layer of 3 inputs and 2 outputs with known numbers; and one row without an axis in front."""
    layer = given_weights(mt, mt.nn.Linear(3, 2), [[1.0, 2.0, 3.0], [0.0, -1.0, 0.0]], [10.0, 20.0])
    rows = mt.tensor([[1.0, 1.0, 1.0], [1.0, 0.0, 2.0]])
    return [layer(rows).tolist(), layer(rows[1]).tolist()]


@check("5.5", points=1)
def registers_weight_and_bias(mt):
    """Names and shapes of the parameters with and without bias, what is registered, and how the layer prints."""
    layer, without = mt.nn.Linear(3, 2), mt.nn.Linear(3, 2, bias=False)
    named = [[(name, tuple(p.shape)) for name, p in each.named_parameters()] for each in (layer, without)]
    return [named, list(without._parameters), without.bias, repr(layer), repr(without)]


@check("5.5", points=1, tolerance=0.03)
def starts_as_pytorch_does(mt):
    """Spread of weight and bias of a layer with 400 inputs and 300 outputs, and whether a second start differs."""
    mt.manual_seed(3)
    layer = mt.nn.Linear(400, 300)
    before = layer.weight.tolist()
    sizes = [spread(layer.weight), spread(layer.bias, 400)]
    layer.reset_parameters()
    return [sizes, before == layer.weight.tolist()]


# 5.6 ReLU


@check("5.6", points=1)
def bends_at_zero(mt):
    """Numbers in a row, then in a (2, 2) table, through one layer; the row afterwards; whether the result is new."""
    layer, row = mt.nn.ReLU(), mt.tensor([-2.0, -0.5, 0.0, 3.0, 8.0])
    bent = layer(row)
    return [bent.tolist(), layer(mt.tensor([[1.0, -1.0], [-2.0, 2.0]])).tolist(), row.tolist(), bent is row]


@check("5.6", points=1)
def works_in_a_model(mt):
    """Two of them in a model: the result of the second, how many parameters there are, and how the model prints."""
    net = mt.nn.Module()
    net.plain, net.set = mt.nn.ReLU(), mt.nn.ReLU(inplace=True)
    bent = net.set(net.plain(mt.tensor([[[-1.0, 2.0], [4.0, -3.0]]])))
    return [bent.tolist(), len(list(net.parameters())), repr(net)]


# 5.7 Sequential


@check("5.7", points=1)
def runs_modules_in_order(mt):
    """1 - x, then 2 x: from 5, and from 5 with the two exchanged."""

    class Minus(mt.nn.Module):
        def forward(self, x):
            return 1 - x

    class Double(mt.nn.Module):
        def forward(self, x):
            return 2 * x

    five = mt.tensor([5.0])
    return [mt.nn.Sequential(Minus(), Double())(five).tolist(), mt.nn.Sequential(Double(), Minus())(five).tolist()]


@check("5.7", points=1)
def registers_modules_under_numbers(mt):
    """The names of the parameters of Linear, ReLU, Linear, how many modules there are, and the last one by index."""
    last = mt.nn.Linear(3, 1)
    net = mt.nn.Sequential(mt.nn.Linear(2, 3), mt.nn.ReLU(), last)
    return [[name for name, _ in net.named_parameters()], len(net), net[-1] is last]


@check("5.7", points=1)
def takes_names_from_an_ordered_dictionary(mt):
    """An OrderedDict of modules: their names, the result of a call, and an attribute."""
    up, down = mt.nn.Flatten(), mt.nn.ReLU()
    net = mt.nn.Sequential(OrderedDict([("flat", up), ("bent", down)]))
    return [list(net._modules), net(mt.tensor([[[-1.0, 2.0]]])).tolist(), net.bent is down]


# 5.8 set_mode


@check("5.8", points=1)
def tells_every_module_inside(mt):
    """A module in a module in a module: `training` of all three, told False, told True, and what comes back."""
    inner, middle, net = mt.nn.Flatten(), mt.nn.Module(), mt.nn.Module()
    middle.deep, net.part = inner, middle
    modules, tell, found = [net, middle, inner], mt.nn.traversal.set_mode, []
    for mode in (False, False, True):
        result = tell(net, mode)
        found.append([module.training for module in modules])
    tell(middle, False)
    return [found, result, [module.training for module in modules]]


@check("5.8", points=1)
def a_mode_is_true_or_false(mt):
    """1, 0, None and "train" are refused; what the module and the one inside it say afterwards."""
    net, tell = mt.nn.Sequential(mt.nn.Flatten()), mt.nn.traversal.set_mode
    tell(net, False)
    refused = [raised(tell, net, mode) for mode in (1, 0, None, "train")]
    return [refused, net.training, net[0].training]


# 5.9 dropout


@check("5.9", points=1, tolerance=0.02)
def drops_its_share_and_scales_the_rest(mt):
    """40,000 numbers 6 with p = 1/3 and p = 0.1: the share of zeros, the mean / 6, and which values there are."""
    mt.manual_seed(0)
    found = []
    for p in (1 / 3, 0.1):
        array = mt.functions.dropout.dropout(mt.full((200, 200), 6.0), p).numpy()
        found.append([float((array == 0).mean()), float(array.mean()) / 6, sorted(set(array.ravel().tolist()))])
    return found


@check("5.9", points=1)
def leaves_everything_alone_in_use(mt):
    """Not training: the input itself comes back; in training with p = 0 nothing is lost, with p = 1 everything."""
    x = mt.tensor([1.0, -2.0, 3.0])
    drop = mt.functions.dropout.dropout
    used = drop(x, 0.5, training=False)
    return [used is x, used.tolist(), drop(x, 0.0).tolist(), [abs(n) for n in drop(x, 1.0).tolist()], x.tolist()]


@check("5.9", points=1)
def refuses_what_is_no_probability(mt):
    """p = 1.5 and p = -0.1 are refused, p = 1 is not."""
    drop, x = mt.functions.dropout.dropout, mt.ones(2)
    return [raised(drop, x, 1.5), raised(drop, x, -0.1), drop(x, 1.0).tolist()]


# 5.10 state_dict


def with_buffers(mt):
    """A part in a module, each with two parameters and with buffers, of which one is not persistent."""
    net, part = mt.nn.Module(), mt.nn.Module()
    for number, module in enumerate((net, part)):
        module.register_buffer("mean", mt.full((1,), 5.0 + number))
        module.register_buffer("scratch", mt.zeros(1), persistent=False)
        module.register_parameter("weight", mt.nn.Parameter(mt.full((2,), 1.0 + number)))
        module.register_parameter("bias", None if number else mt.nn.Parameter(mt.full((1,), 3.0)))
    net.add_module("part", part)
    return net


@check("5.10", points=1)
def names_and_tensors_in_order(mt):
    """Parameters and buffers of a module and its part: names and numbers in order, gradients wanted, same storage."""
    net = with_buffers(mt)
    state = mt.nn.state.state_dict(net)
    own = {"weight": net.weight, "mean": net.mean, "part.weight": net.part.weight, "part.mean": net.part.mean}
    same = [name for name, x in own.items() if name in state and state[name].data_ptr() == x.data_ptr()]
    wanted = [value.requires_grad for value in state.values()]
    return [[(name, value.tolist()) for name, value in state.items()], wanted, same]


@check("5.10", points=1)
def prefix_and_the_tensors_themselves(mt):
    """With prefix "net." and prefix "old_": the names; with keep_vars: whether each tensor is the module's own."""
    net, state = with_buffers(mt), mt.nn.state.state_dict
    own = {"weight": net.weight, "mean": net.mean, "part.weight": net.part.weight, "part.mean": net.part.mean}
    kept = state(net, keep_vars=True)
    return [
        list(state(net, prefix="net.")),
        list(state(net, prefix="old_")),
        [kept.get(name) is own[name] for name in own],
    ]


# 5.11 load_into


def tensors(mt, **numbers):
    return {name: mt.tensor(values) for name, values in numbers.items()}


@check("5.11", points=1)
def copies_into_the_tensors_there_are(mt):
    """Two names on both sides: the numbers, whether objects and state are still themselves, and what comes back."""
    own = {"a": mt.nn.Parameter(mt.zeros(2)), "b": mt.zeros(1, 2)}
    held, state = dict(own), tensors(mt, b=[[3.0, 4.0]], a=[1.0, 2.0])
    result = mt.nn.state.load_into(own, state)
    state["a"][0] = 99.0
    same = [own[name] is held[name] for name in own]
    return [{name: x.tolist() for name, x in own.items()}, same, own["a"].is_leaf, tuple(result)]


@check("5.11", points=1)
def reports_names_on_one_side_only(mt):
    """Names a, b, c; a state of b, c, d; or one name more on one side: strict, then not strict with what is copied."""
    own, state = tensors(mt, a=[0.0], b=[0.0], c=[0.0]), tensors(mt, d=[4.0], c=[3.0], b=[2.0])
    load = mt.nn.state.load_into
    refused = [raised(load, own, state), raised(load, own, {**own, **state}), raised(load, {**own, **state}, own)]
    result = load(own, state, strict=False)
    return [refused, result.missing_keys, result.unexpected_keys, {name: x.tolist() for name, x in own.items()}]


@check("5.11", points=1)
def refuses_other_shapes_always(mt):
    """A (1,) state for a (3,) tensor, and a (2, 3) one for (3, 2), with and without strict; equal shapes load."""
    load, own = mt.nn.state.load_into, {"a": mt.zeros(3), "b": mt.zeros(3, 2)}
    short, turned = {"a": mt.ones(1), "b": mt.zeros(3, 2)}, {"a": mt.ones(3), "b": mt.zeros(2, 3)}
    found = [raised(load, own, state, strict) for state in (short, turned) for strict in (True, False)]
    return [found, tuple(load({"a": own["a"]}, {"a": mt.ones(3)})), own["a"].tolist()]
