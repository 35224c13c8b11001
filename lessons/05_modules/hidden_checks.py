"""Hidden checks of lesson 05: of these a student sees the sentence only, so it gives no inputs away."""

from course.checks import check
from course.probes import raised


@check("5.1", points=1)
def a_parameter_of_a_computed_tensor(mt):
    """A parameter made from the result of a computation, or from a view, has no past."""
    base = mt.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], requires_grad=True)
    computed, view = mt.nn.Parameter(2 * base), mt.nn.Parameter(base.detach().t()[1:])
    (computed.sum() + 5 * view.sum()).backward()
    facts = [(each.is_leaf, each.requires_grad, each.grad.tolist()) for each in (computed, view)]
    return [facts, base.grad, view.stride(), view.storage_offset(), view.tolist()]


@check("5.1", points=1)
def a_parameter_of_other_types(mt):
    """Element types are kept, gradients of integers are refused, without data there are no elements."""
    double = mt.nn.Parameter(mt.ones(2, dtype=mt.float64))
    integers = mt.nn.Parameter(mt.tensor([1, 2]), requires_grad=False)
    without = mt.nn.Parameter()
    types = [str(each.dtype) for each in (double, integers)]
    return [types, raised(mt.nn.Parameter, mt.tensor([1, 2])), tuple(without.shape), without.requires_grad]


@check("5.2", points=1)
def without_registers_there_is_a_message(mt):
    """Before super().__init__() parameters and modules are refused, anything else is not."""

    class Early(mt.nn.Module):
        def __init__(self, value):
            mt.nn.module.assign(self, "part", value)

    found = [raised(Early, value) for value in (mt.nn.Parameter(mt.ones(1)), mt.nn.Module())]
    return [found, Early(3).part, Early(None).part]


@check("5.2", points=2)
def order_and_kinds_survive_new_assignments(mt):
    """Assigning again, in all combinations of kinds: what is registered, in which order, and what is refused."""
    net, parameters = mt.nn.Module(), [mt.nn.Parameter(mt.full((1,), float(n))) for n in range(4)]
    for name, value in zip("abc", parameters, strict=False):
        mt.nn.module.assign(net, name, value)
    mt.nn.module.assign(net, "a", parameters[3])
    inner = [mt.nn.Module(), mt.nn.Module()]
    mt.nn.module.assign(net, "m", inner[0])
    mt.nn.module.assign(net, "k", inner[0])
    mt.nn.module.assign(net, "m", inner[1])
    refused = [raised(mt.nn.module.assign, net, "m", value) for value in (4, mt.ones(1), "text")]
    kept = net.m is inner[1]
    mt.nn.module.assign(net, "m", None)
    mt.nn.module.assign(net, "k", parameters[0])
    net.register_buffer("mean", mt.zeros(1))
    mt.nn.module.assign(net, "mean", parameters[1])
    plain = [name in vars(net) for name in ("a", "k", "m", "mean")]
    values = [(name, parameter.tolist()) for name, parameter in net._parameters.items()]
    modules = [(name, module is None) for name, module in net._modules.items()]
    return [values, modules, refused, kept, plain, len(net._buffers)]


@check("5.3", points=2)
def finds_everything_in_random_trees(mt, rng):
    """Random trees of modules, with shared modules, shared members and empty places, with all arguments."""
    found, walk = [], mt.nn.traversal.named_members
    for _ in range(6):
        modules = [mt.nn.Module()]
        shared = mt.nn.Parameter(mt.ones(1))
        for number in range(1, 8):
            modules.append(mt.nn.Module())
            modules[int(rng.integers(0, number))].add_module(f"m{number}", modules[-1])
        for number, module in enumerate(modules):
            module.register_parameter(f"p{number}", mt.nn.Parameter(mt.ones(1)) if rng.random() < 0.8 else None)
            if number % 3 == 1:
                module.register_parameter("tied", shared)
            module.register_buffer(f"b{number}", mt.ones(1) if rng.random() < 0.8 else None)
        modules[1].add_module("again", modules[7])
        modules[0].add_module("nothing", None)
        for register, prefix, recurse, once in [
            ("_parameters", "", True, True),
            ("_parameters", "net", True, False),
            ("_buffers", "a.b", True, True),
            ("_buffers", "net", False, True),
        ]:
            found.append([name for name, _ in walk(modules[0], register, prefix, recurse, once)])
    return found


@check("5.3", points=1)
def ends_where_a_module_is_inside_itself(mt):
    """A module that knows the module around it, and a second walk after a first one."""
    outer, inner = mt.nn.Module(), mt.nn.Module()
    outer.register_parameter("a", mt.nn.Parameter(mt.ones(1)))
    inner.register_parameter("b", mt.nn.Parameter(mt.ones(1)))
    outer.add_module("inner", inner)
    inner.add_module("around", outer)
    walk = mt.nn.traversal.named_members
    runs = [[name for name, _ in walk(outer, "_parameters")] for _ in range(2)]
    return [runs, list(walk(mt.nn.Module(), "_parameters")), [name for name, _ in walk(inner, "_parameters", "x")]]


def spread(tensor, terms=None):
    """Standard deviation times the root of the number of terms in a sum, and the largest number in these units."""
    array = tensor.detach().numpy()
    terms = terms or array[0].size
    return [float(array.std()) * terms**0.5, float(abs(array).max() / (array.std() or 1.0))]


@check("5.4", points=2, tolerance=0.03)
def the_spread_of_weights_with_more_axes(mt):
    """Both fans, weights with three and four axes, several slopes."""
    mt.manual_seed(4)
    fill = mt.nn.init.kaiming_uniform_
    cases = [((60, 40, 3, 5), 0, "fan_in"), ((60, 40, 3, 5), 0.5, "fan_out"), ((300, 30, 4), 3, "fan_in")]
    cases += [((90, 400), 1, "fan_out"), ((400, 90), 5**0.5, "fan_in")]
    return [spread(fill(mt.empty(shape), a, mode)) for shape, a, mode in cases]


@check("5.4", points=1, tolerance=0.03)
def generators_errors_and_empty_weights(mt):
    """A generator makes it repeatable; a vector, an unknown mode and an unknown nonlinearity are refused."""
    fill, draws = mt.nn.init.kaiming_uniform_, []
    for seed in (3, 3, 4):
        mt.manual_seed(seed)
        draws.append(fill(mt.empty(40, 50), generator=mt.Generator().manual_seed(3)).tolist())
    refused = [raised(fill, mt.empty(3)), raised(fill, mt.empty(3, 3), 0, "fan")]
    refused.append(raised(fill, mt.empty(3, 3), 0, "fan_in", "sine"))
    nothing, single = [mt.empty(0, 5), mt.empty(5, 0)], mt.full((1, 1), 9.0)
    empty = [fill(each) is each for each in nothing]
    return [draws[0] == draws[1] == draws[2], refused, empty, fill(single).item() == 9.0, spread(mt.tensor(draws[0]))]


@check("5.5", points=2, tolerance=1e-5)
def linear_on_random_inputs(mt, rng):
    """Random sizes, up to three axes in front, with and without bias: outputs and gradients."""
    found = []
    for front, n, m, bias in [((4,), 3, 5, True), ((2, 3), 4, 2, False), ((1, 2, 3), 2, 3, True), ((), 3, 1, True)]:
        layer, x = mt.nn.Linear(n, m, bias), mt.tensor(rng.normal(size=(*front, n)), dtype=mt.float32)
        with mt.no_grad():
            for parameter in layer.parameters():
                parameter.copy_(mt.tensor(rng.normal(size=tuple(parameter.shape)), dtype=mt.float32))
        x.requires_grad_()
        y = layer(x)
        (y * y).sum().backward()
        found.append([y.tolist(), x.grad.tolist(), [p.grad.tolist() for p in layer.parameters()]])
    return found


@check("5.5", points=1, tolerance=0.03)
def linear_types_starts_and_attributes(mt):
    """Element types, sizes as attributes, the same parameters after a new start, bounds, no inputs, no such device."""
    mt.manual_seed(6)
    layer = mt.nn.Linear(16, 900, dtype=mt.float64)
    held = [layer.weight, layer.bias]
    with mt.no_grad():
        layer.weight.fill_(9.0)
        layer.bias.fill_(9.0)
    layer.reset_parameters()
    same = [layer.weight is held[0], layer.bias is held[1], layer.in_features, layer.out_features]
    types = [str(parameter.dtype) for parameter in layer.parameters()]
    bounds = [4 * float(abs(parameter.detach().numpy()).max()) for parameter in layer.parameters()]
    leaves = [(parameter.is_leaf, parameter.requires_grad) for parameter in layer.parameters()]
    none, one = mt.nn.Linear(0, 3), mt.nn.Linear(1, 900)
    nowhere = isinstance(raised(mt.nn.Linear, 2, 3, bias=False, device="nowhere"), str)
    return [same, types, bounds, spread(layer.bias, 16), leaves, none.bias.tolist(), spread(one.bias, 1), nowhere]


@check("5.6", points=1)
def relu_at_the_edges(mt):
    """Gradients, numbers that are none, infinite ones, element types, views, scalars, empty tensors, the setting."""
    x = mt.tensor([-1.0, 0.0, 2.0, -3.0], requires_grad=True)
    layer, inplace = mt.nn.ReLU(), mt.nn.ReLU(True)
    (layer(x) * mt.tensor([1.0, 1.0, 5.0, 7.0])).sum().backward()
    inf = float("inf")
    strange = layer(mt.tensor([inf, -inf, float("nan"), 1e30])).tolist()
    doubles = layer(mt.tensor([[1.0, -2.0], [-3.0, 4.0]], dtype=mt.float64).t())
    whole = layer(mt.tensor([-3, 0, 9]))
    shapes = [tuple(layer(value).shape) for value in (mt.ones(0, 3), mt.tensor(-2.0))]
    data = mt.tensor([-1.0, 1.0])
    bent = inplace(data).tolist()
    rest = [str(doubles.dtype), doubles.tolist(), str(whole.dtype), whole.tolist(), shapes, bent, data.tolist()]
    return [x.grad.tolist(), strange, rest, list(layer._parameters), list(layer._buffers)]


@check("5.7", points=1)
def sequentials_inside_sequentials(mt):
    """Sequentials in each other, changed afterwards, sliced, empty, and with the same module twice."""
    layer = mt.nn.Linear(2, 2)
    with mt.no_grad():  # of (1, 2) they make a negative number at the end, so that the last ReLU is seen to run
        layer.weight.copy_(mt.tensor([[1.0, 0.0], [1.0, -1.0]]))
        layer.bias.copy_(mt.tensor([0.0, -3.0]))
    inner = mt.nn.Sequential(layer, mt.nn.Sequential(mt.nn.ReLU(), layer))
    outer = mt.nn.Sequential(inner, mt.nn.Flatten(0))
    outer.append(mt.nn.Sigmoid())
    x = mt.tensor([[1.0, 2.0]])
    bent = layer(layer(x).relu()).flatten().sigmoid()
    names = [name for name, _ in outer.named_modules()]
    empty = mt.nn.Sequential()
    return [
        names,
        [name for name, _ in outer.named_parameters()],
        (outer(x) - bent).abs().sum().item(),
        empty(x) is x,
        len(outer[1:]),
        repr(inner[1]),
        raised(mt.nn.Sequential, 3),
    ]


@check("5.8", points=1)
def every_module_on_every_way(mt):
    """Shared modules, empty places, modules without parameters, a module inside itself; through train and eval, too."""
    outer, inner, shared = mt.nn.Module(), mt.nn.Sequential(mt.nn.Dropout(0.5)), mt.nn.Flatten()
    for name, module in [("empty", None), ("inner", inner), ("one", shared), ("two", shared), ("last", mt.nn.Module())]:
        outer.add_module(name, module)
    inner.add_module("around", outer)
    modules = [outer, inner, inner[0], shared, outer.last]
    tell, found = mt.nn.traversal.set_mode, []
    for change in (lambda: tell(outer, False), lambda: tell(inner, True), outer.eval, lambda: outer.train(True)):
        change()
        found.append([module.training for module in modules])
    shared.training = False
    tell(outer, True)
    return [found, [module.training for module in modules], outer.eval() is outer]


@check("5.9", points=2, tolerance=0.03)
def drops_each_element_on_its_own(mt):
    """Shares along both axes, that two calls differ, gradients, element types, and that the input is left alone."""
    mt.manual_seed(7)
    drop, found = mt.functions.dropout.dropout, []
    x = mt.full((300, 200), -2.0, requires_grad=True)
    first, second = drop(x, 0.25), drop(x, 0.25)
    zeros = [(each.detach().numpy() == 0) for each in (first, second)]
    (first * 3).sum().backward()
    found.append(float((x.grad.numpy() == 0).mean()))
    found.append(bool(((x.grad.numpy() == 0) == zeros[0]).all()))
    found.append(sorted(set(x.grad.numpy().ravel().round(4).tolist())))
    found.append([float(zeros[0].mean()), float((zeros[0] & zeros[1]).mean()), float(zeros[0].mean(axis=0).std())])
    found.append([float(zeros[0].mean(axis=1).std()), float(first.detach().numpy().mean())])
    return [found, str(drop(mt.ones(2, dtype=mt.float64), 0.1).dtype), bool((x.detach().numpy() == -2.0).all())]


@check("5.9", points=1)
def dropout_at_the_edges(mt):
    """All dropped without nan, also backward; a mistaken p is refused in use, too; scalars and empty tensors."""
    drop = mt.functions.dropout.dropout
    x = mt.tensor([3.0, -4.0], requires_grad=True)
    y = drop(x, 1.0)
    y.sum().backward()
    found = [[abs(n) for n in y.tolist()], [abs(n) for n in x.grad.tolist()], raised(drop, x, 2.0, False)]
    default = sorted({abs(n) for n in drop(mt.ones(200)).tolist()})
    layer = mt.nn.Dropout(0.5).eval()
    shapes = [tuple(drop(value, 0.5).shape) for value in (mt.ones(0, 3), mt.tensor(2.0))]
    return [found, default, shapes, layer(x) is x]


@check("5.10", points=1)
def states_of_whole_trees(mt):
    """Three levels, shared modules, empty places, a destination of one's own; what is written to the model later."""
    shared, net, deep = mt.nn.Linear(2, 1, bias=False), mt.nn.Module(), mt.nn.Sequential()
    deep.append(mt.nn.Sequential(shared, mt.nn.Linear(1, 1)))
    net.add_module("reading", shared)
    net.add_module("nothing", None)
    net.add_module("deep", deep)
    deep.register_buffer("gone", None)
    deep.register_buffer("count", mt.tensor(3))
    net.register_parameter("scale", mt.nn.Parameter(mt.ones(1)))
    given = {"before": 1}
    result, state = mt.nn.state.state_dict(net, destination=given, prefix="a."), net.state_dict()
    with mt.no_grad():
        shared.weight.fill_(9.0)
        state["scale"].fill_(7.0)
    shown = [(name, value.tolist()) for name, value in state.items() if name in ("deep.0.0.weight", "deep.count")]
    kept = [net.scale.tolist(), net.state_dict(keep_vars=True).get("deep.0.0.weight") is shared.weight]
    leaves = [value.requires_grad for value in state.values()]
    return [
        list(result),
        result is given,
        list(state),
        shown,
        kept,
        leaves,
        list(mt.nn.state.state_dict(mt.nn.Module())),
    ]


@check("5.11", points=2)
def errors_list_everything(mt):
    """All that does not fit is in one message; what fits comes in with and without strict, from other types too."""
    own = {"w": mt.nn.Parameter(mt.zeros(2)), "first": mt.zeros(1), "second": mt.zeros(1), "shaped": mt.zeros(2, 2)}
    state = {"third": mt.ones(1), "shaped": mt.zeros(4), "fourth": mt.ones(1), "w": mt.tensor([5, 6])}
    said = []
    for strict, names in ((True, ("first", "second", "third", "fourth", "shaped")), (False, ("shaped",))):
        try:
            mt.nn.state.load_into(own, state, strict)
        except RuntimeError as error:
            said.append([name in str(error) for name in names])
    del state["shaped"]
    result = mt.nn.state.load_into(own, state, strict=False)
    kept = [str(own["w"].dtype), own["w"].tolist(), own["w"].is_leaf, own["w"].requires_grad, own["first"].tolist()]
    return [said, result.missing_keys, result.unexpected_keys, kept, sorted(state)]


@check("5.11", points=2)
def whole_models_load(mt):
    """States of whole models, through load_state_dict: scalars, values that are no tensors, empty states."""
    net, other = (mt.nn.Sequential(mt.nn.Linear(2, 3), mt.nn.ReLU(), mt.nn.Linear(3, 1)) for _ in range(2))
    held = net[0].weight
    result = net.load_state_dict(other.state_dict())
    equal = [bool((a == b).all().item()) for a, b in zip(net.parameters(), other.parameters(), strict=True)]
    own, load = {"n": mt.tensor(0.0)}, mt.nn.state.load_into
    found = [raised(load, own, {"n": 3}), raised(load, own, {"n": 3}, False)]
    found += [raised(load, own, {}), raised(load, {}, own)]
    load(own, {"n": mt.tensor(8.0)})
    return [equal, net[0].weight is held, tuple(result), found, own["n"].item(), tuple(load(own, {}, False))]
