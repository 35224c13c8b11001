"""Hidden checks of lesson 03: of these a student sees the sentence only, so it gives no inputs away."""

import math

from course.checks import check
from course.probes import raised

# ---- 3.1 central_differences


@check("3.1", points=2, tolerance=1e-5)
def estimates_random_polynomials(mt, rng):
    """Random polynomials of several inputs, with and without a step of their own."""
    found, differences = [], mt.scalars.differences.central_differences
    for count in (1, 2, 3):
        a = [float(v) for v in rng.normal(size=count)]
        point = tuple(float(v) for v in rng.normal(size=count))

        def f(*xs, a=a):
            return sum(v * x * x * x for v, x in zip(a, xs, strict=True)) + xs[0] * xs[-1]

        found += [differences(f, point), differences(f, point, 0.5)]
    return found


@check("3.1", points=1, tolerance=1e-6)
def takes_whole_numbers_and_other_functions(mt):
    """Whole numbers as point and step, a quotient, an exponential, and an input that does not matter."""
    differences = mt.scalars.differences.central_differences
    found = [differences(lambda x, y: x * x * y, [3, 4], 1), differences(lambda x, y: x / y, (6.0, 3.0))]
    return [*found, differences(math.exp, (1.0,)), differences(lambda x, y, z: x - z, (1.0, 2.0, 3.0), 0.125)]


# ---- 3.2 local_derivatives


@check("3.2", points=2, tolerance=1e-9)
def knows_the_rules_at_random_inputs(mt, rng):
    """All six operations at random inputs, negative ones where they are allowed."""
    found = []
    for _ in range(4):
        x, y = (float(v) for v in rng.uniform(0.3, 3.0, size=2) * rng.choice([-1, 1], size=2))
        for operation in ("+", "-", "*", "/"):
            found.append(tuple(map(float, mt.scalars.operations.local_derivatives(operation, x, y))))
        found.append(tuple(map(float, mt.scalars.operations.local_derivatives("exp", x))))
        found.append(tuple(map(float, mt.scalars.operations.local_derivatives("log", abs(y)))))
    return found


@check("3.2", points=1, tolerance=1e-9)
def knows_the_rules_at_zero(mt):
    """Zeros among the inputs, wherever an operation allows them; and names that are no operations."""
    local = mt.scalars.operations.local_derivatives
    cases = [("*", 0.0, 5.0), ("*", 0.0, 0.0), ("/", 0.0, 4.0), ("+", 0.0, 0.0), ("-", 0.0, 3.0)]
    found = [tuple(map(float, local(*case))) for case in cases]
    return [*found, raised(local, "", 1.0), raised(local, "sin", 1.0), raised(local, "**", 2.0, 3.0)]


# ---- 3.3 record


def recorded(made, variables):
    names = {id(variable): i for i, variable in enumerate(variables)}
    inputs = [names.get(id(x), "another one") for x in made.inputs]
    return [float(made.value), made.operation, inputs, [float(slope) for slope in made.derivatives]]


@check("3.3", points=2, tolerance=1e-9)
def records_random_operations(mt, rng):
    """Random variables and plain numbers in all places, all operations."""
    found, record = [], mt.scalars.variable.record
    for places in [(True, True), (True, False), (False, True), (False, False)]:
        for operation in ("+", "-", "*", "/"):
            values = [float(v) for v in rng.uniform(0.5, 4.0, size=2)]
            variables = [mt.scalars.Variable(v) for v in values]
            inputs = [v if place else v.value for v, place in zip(variables, places, strict=True)]
            found.append(recorded(record(operation, *inputs), variables))
        found.append(recorded(record("exp", variables[0]), variables))
        found.append(recorded(record("log", variables[1]), variables))
    return found


@check("3.3", points=1, tolerance=1e-9)
def makes_something_new_each_time(mt):
    """The result is a fresh leafless variable, the inputs are as before, and misuse is refused."""
    x, record = mt.scalars.Variable(2.0, "x"), mt.scalars.variable.record
    x.grad = 3.0
    made, again = record("+", x, 1), record("+", x, 1)
    state = [x.value, x.grad, x.name, x.operation, len(x.inputs), made.grad, made.name]
    errors = [raised(record, "?", x), raised(record, "log", mt.scalars.Variable(-1.0)), raised(record, "/", x, 0.0)]
    kinds = [type(made) is mt.scalars.Variable, made is again, made.inputs[0] is x, type(made.value) is float]
    return [state, errors, kinds]


# ---- 3.4 topological_order


def node(mt, name, *inputs, value=1.0):
    return mt.scalars.Variable(value, name, inputs=inputs, derivatives=[1.0] * len(inputs))


def facts(order):
    places = {variable: i for i, variable in enumerate(order)}
    early = [v.name for v in places if any(places.get(x, -1) > places[v] for x in v.inputs)]
    return {"names": sorted(v.name for v in order), "last": order[-1].name, "before an input": sorted(set(early))}


@check("3.4", points=2)
def orders_random_graphs(mt, rng):
    """Random graphs in which variables are used many times."""
    found = []
    for _ in range(8):
        nodes = [node(mt, "0"), node(mt, "1")]
        for i in range(2, 14):
            count = int(rng.integers(1, 4))
            nodes.append(node(mt, str(i), *[nodes[int(k)] for k in rng.integers(0, i, size=count)], nodes[i - 1]))
        found.append(facts(mt.scalars.sweep.topological_order(nodes[-1])))
    return found


@check("3.4", points=1)
def leaves_out_what_is_not_behind_the_result(mt):
    """A leaf alone, a variable nobody asked for, inputs used twice, and equal numbers."""
    x, y = node(mt, "x", value=2.0), node(mt, "y", value=2.0)
    u = node(mt, "u", x, x, value=2.0)
    node(mt, "unasked", u, y)
    topological_order = mt.scalars.sweep.topological_order
    doubled = u
    for i in range(12):
        doubled = node(mt, f"d{i}", doubled, doubled)
    return [facts(topological_order(result)) for result in (x, u, node(mt, "z", u, y, value=2.0), doubled)]


# ---- 3.5 contributions


def sent(contributions):
    table = [(source.name, target.name, float(amount)) for source, target, amount in contributions]
    early = {s for i, (s, _, _) in enumerate(table) if any(target == s for _, target, _ in table[i:])}
    return {"sent": sorted(table), "sends too early": sorted(early)}


@check("3.5", points=2, tolerance=1e-7)
def sweeps_random_graphs(mt, rng):
    """Random graphs with random local derivatives; each source sends once along each of its edges."""
    found = []
    for _ in range(5):
        nodes = [mt.scalars.Variable(1.0, "n0")]
        for i in range(1, 9):
            # no variable uses the same input twice here, so that the order of equal names cannot differ by rounding
            places = sorted({i - 1, *[int(k) for k in rng.integers(0, i, size=2)]})
            slopes = [float(v) for v in rng.uniform(0.5, 2.0, size=len(places)) * rng.choice([-1, 1])]
            nodes.append(mt.scalars.Variable(1.0, f"n{i}", inputs=[nodes[k] for k in places], derivatives=slopes))
        found.append(sent(mt.scalars.sweep.contributions(nodes[-1])))
    return found


@check("3.5", points=1, tolerance=1e-9)
def sweeps_long_and_wide_graphs(mt):
    """A long chain, a chain of doublings, amounts of zero, and the order of one source's edges."""
    variable, contributions = mt.scalars.Variable, mt.scalars.sweep.contributions
    chain = x = variable(1.0, "x")
    for _ in range(2500):
        chain = variable(1.0, "c", inputs=[chain], derivatives=[1.0])
    doubled = x
    for _ in range(10):
        doubled = variable(1.0, "d", inputs=[doubled, doubled], derivatives=[1.0, 1.0])
    y, z = variable(1.0, "y"), variable(1.0, "z")
    fan = variable(1.0, "fan", inputs=[z, x, y], derivatives=[0.0, 5.0, -1.0])
    first = [(source.name, target.name, float(amount)) for source, target, amount in contributions(fan)]
    long, wide = contributions(chain), contributions(doubled)
    return [first, len(long), float(long[-1][2]), len(wide), float(sum(c[2] for c in wide if c[1] is x))]


# ---- 3.6 backward


@check("3.6", points=2, tolerance=1e-7)
def differentiates_random_programs(mt, rng):
    """Random programs of several leaves, differentiated more than once."""
    found = []
    for _ in range(4):
        leaves = [mt.scalars.Variable(float(v)) for v in rng.uniform(0.5, 2.0, size=3)]
        nodes = list(leaves)
        for _ in range(6):
            inputs = [nodes[int(k)] for k in rng.integers(0, len(nodes), size=2)] + [nodes[-1]]
            slopes = [float(v) for v in rng.uniform(-1.5, 1.5, size=3)]
            nodes.append(mt.scalars.Variable(1.0, inputs=inputs, derivatives=slopes))
        for result in (nodes[-1], nodes[-2], nodes[-1]):
            mt.scalars.sweep.backward(result)
        found.append([float(x.grad) for x in nodes])
    return found


@check("3.6", points=1, tolerance=1e-9)
def differentiates_deep_graphs_and_reused_parts(mt):
    """A very long chain; and two results that share a part, differentiated one after the other."""
    x = mt.scalars.Variable(1.0)
    last = x
    for _ in range(2500):
        last = mt.scalars.Variable(1.0, inputs=[last], derivatives=[1.0])
    mt.scalars.sweep.backward(last)
    long = float(x.grad)
    a, b = mt.scalars.Variable(2.0), mt.scalars.Variable(3.0)
    a.grad = -1.0
    shared = mt.scalars.Variable(6.0, inputs=[a, b], derivatives=[3.0, 2.0])
    for slope in (10.0, 100.0):
        mt.scalars.sweep.backward(mt.scalars.Variable(0.0, inputs=[shared], derivatives=[slope]))
    return [long, float(a.grad), float(b.grad), float(shared.grad)]


# ---- 3.7 passes_trial


class Tape:
    def __init__(self, value, nodes, bug="", edges=()):
        self.value, self.nodes, self.bug, self.edges = float(value), nodes, bug, list(edges)
        nodes.append(self)

    def made(self, value, *edges):
        used = [(x, slope) for x, slope in edges if isinstance(x, Tape)]
        if self.bug == "constants" and len(used) < len(edges):
            used = [(used[0][0], edges[0][1])]
        return Tape(value, self.nodes, self.bug, used)

    def operate(self, sign, x, y):
        a, b = (v.value if isinstance(v, Tape) else v for v in (x, y))
        if sign == "+":
            return self.made(a + b, (x, 1.0), (y, 1.0))
        if sign == "-":
            return self.made(a - b, (x, 1.0), (y, -1.0))
        if sign == "*":
            return self.made(a * b, (x, b), (y, a))
        below = {"/": a / b**2, "/x": -1 / b**2}.get(self.bug, -a / b**2)
        return self.made(a / b, (x, 1 / b), (y, below))

    def __add__(self, other):
        return self.operate("+", self, other)

    def __radd__(self, other):
        return self.operate("+", other, self)

    def __sub__(self, other):
        return self.operate("-", self, other)

    def __rsub__(self, other):
        return self.operate("-", other, self)

    def __mul__(self, other):
        return self.operate("*", self, other)

    def __rmul__(self, other):
        return self.operate("*", other, self)

    def __truediv__(self, other):
        return self.operate("/", self, other)

    def __rtruediv__(self, other):
        return self.operate("/", other, self)

    def __neg__(self):
        return self.operate("-", 0.0, self)

    def exp(self):
        slope = self.value * math.exp(self.value - 1) if self.bug == "exp" else math.exp(self.value)
        return self.made(math.exp(self.value), (self, slope))

    def log(self):
        return self.made(math.log(self.value), (self, 1.0 if self.bug == "log" else 1 / self.value))


def swept(result, bug):
    grads, waiting = {id(result): 1.0}, [result] if bug == "early" else sorted(result.nodes, key=result.nodes.index)
    met = set()
    while waiting:
        node = waiting.pop(0) if bug == "early" else waiting.pop()
        edges = list({id(x): (x, slope) for x, slope in node.edges}.values()) if bug == "pairs" else node.edges
        for x, slope in edges:
            grads[id(x)] = grads.get(id(x), 0.0) + grads.get(id(node), 0.0) * slope
            if bug == "early" and id(x) not in met:
                met.add(id(x))
                waiting.append(x)
    return grads


def engine(bug=""):
    earlier = {}

    def gradient(f, point):
        nodes = []
        variables = [Tape(value, nodes, bug) for value in point]
        grads = swept(f(*variables), bug)
        found = [grads.get(id(x), 0.0) for x in variables]
        if bug == "stale":
            found = [earlier.get(i, 0.0) + slope for i, slope in enumerate(found)]
            earlier.update(enumerate(found))
        if bug == "rounded":
            found = [slope * (1 + 1e-9) for slope in found]
        return tuple(found[::-1]) if bug == "reversed" else tuple(found)

    return gradient


@check("3.7", points=1)
def catches_wrong_rules_for_quotients(mt):
    """Two mistakes in dividing; a right gradient passes."""
    return [mt.scalars.trial.passes_trial(engine(bug)) for bug in ("", "/", "/x")]


@check("3.7", points=1)
def catches_wrong_rules_for_functions_and_constants(mt):
    """A mistake in each of the functions of one input, and one with plain numbers; a right gradient passes."""
    return [mt.scalars.trial.passes_trial(engine(bug)) for bug in ("", "exp", "log", "constants")]


@check("3.7", points=1)
def catches_wrong_sweeps(mt):
    """Two ways to sweep a graph wrongly; a right gradient passes."""
    return [mt.scalars.trial.passes_trial(engine(bug)) for bug in ("", "pairs", "early")]


@check("3.7", points=1)
def catches_what_only_shows_from_outside(mt):
    """Answers in the wrong order, and answers that depend on earlier calls; right ones pass, rounded or not."""
    return [mt.scalars.trial.passes_trial(engine(bug)) for bug in ("", "rounded", "reversed", "stale")]
