"""Visible checks of lesson 03: a student reads them, with what they called, what came back and what was expected."""

import math

from course.checks import check
from course.probes import raised

# ---- 3.1 central_differences


@check("3.1", points=1, tolerance=1e-6)
def differentiates_with_respect_to_each_input(mt):
    """x * y + y * y at (3, 2), where the derivatives are 2 and 7; 5 x at 1; and a function of nothing."""
    differences = mt.scalars.differences.central_differences
    two = differences(lambda x, y: x * y + y * y, (3.0, 2.0), 0.5)
    return [two, differences(lambda x: 5 * x, (1.0,), 0.5), differences(lambda: 4.0, ())]


@check("3.1", points=1, tolerance=1e-6)
def goes_the_given_step_to_both_sides(mt):
    """x * x * x at 2 with a step of 1, then 0.5: 26 / 2 and 12.25 / 1; and x * x at 3 with a step of 2."""
    differences = mt.scalars.differences.central_differences
    cubes = [differences(lambda x: x * x * x, (2.0,), step) for step in (1.0, 0.5)]
    return [*cubes, differences(lambda x: x * x, (3.0,), 2.0)]


@check("3.1", points=1, tolerance=1e-6)
def leaves_the_point_alone_and_refuses_bad_steps(mt):
    """The point is a list, and the same afterwards; a step of 0 or below is refused."""
    point, differences = [1.0, 4.0], mt.scalars.differences.central_differences
    estimates = differences(lambda x, y: x * y, point, 0.25)
    return [point, estimates, [raised(differences, lambda x: x, (1.0,), step) for step in (0.0, -1.0)]]


# ---- 3.2 local_derivatives


def rule(mt, operation, *inputs):
    found = mt.scalars.operations.local_derivatives(operation, *inputs)
    return tuple(float(slope) for slope in found) if isinstance(found, tuple) else found


@check("3.2", points=1, tolerance=1e-9)
def sums_and_differences(mt):
    """7 + 4 and 7 - 4."""
    return [rule(mt, "+", 7.0, 4.0), rule(mt, "-", 7.0, 4.0)]


@check("3.2", points=1, tolerance=1e-9)
def products_and_quotients(mt):
    """7 * 4, 6 / 3 and 6 / -2."""
    return [rule(mt, "*", 7.0, 4.0), rule(mt, "/", 6.0, 3.0), rule(mt, "/", 6.0, -2.0)]


@check("3.2", points=1, tolerance=1e-9)
def exponentials_and_logarithms(mt):
    """exp at 0 and at 2, log at 1 and at 4; an operation that does not exist is refused."""
    found = [rule(mt, "exp", 0.0), rule(mt, "exp", 2.0), rule(mt, "log", 1.0), rule(mt, "log", 4.0)]
    return [*found, raised(mt.scalars.operations.local_derivatives, "swap", 1.0, 2.0)]


# ---- 3.3 record


def recorded(made, **named):
    """Value, operation, names of the inputs, and derivatives of a variable."""
    names = {id(variable): name for name, variable in named.items()}
    inputs = [names.get(id(x), "another one") for x in made.inputs]
    return [float(made.value), made.operation, inputs, [float(slope) for slope in made.derivatives]]


@check("3.3", points=1, tolerance=1e-9)
def remembers_both_inputs(mt):
    """x * y with x = 3 and y = 5, then x - y: value, operation, inputs, derivatives."""
    x, y, record = mt.scalars.Variable(3.0), mt.scalars.Variable(5.0), mt.scalars.variable.record
    return [recorded(record("*", x, y), x=x, y=y), recorded(record("-", x, y), x=x, y=y)]


@check("3.3", points=1, tolerance=1e-9)
def leads_no_edge_to_a_plain_number(mt):
    """x / 2 and 6 / x with x = 4; and 1 + 2, which no variable takes part in."""
    x, record = mt.scalars.Variable(4.0), mt.scalars.variable.record
    return [recorded(record("/", x, 2.0), x=x), recorded(record("/", 6.0, x), x=x), recorded(record("+", 1.0, 2.0))]


@check("3.3", points=1, tolerance=1e-9)
def remembers_an_input_that_is_used_twice(mt):
    """x * x with x = 3: one variable, two edges. And two variables with the same value are two."""
    x, other, record = mt.scalars.Variable(3.0), mt.scalars.Variable(3.0), mt.scalars.variable.record
    return [recorded(record("*", x, x), x=x, y=other), recorded(record("*", other, x), x=x, y=other)]


# ---- 3.4 topological_order


def node(mt, name, *inputs, value=1.0):
    return mt.scalars.Variable(value, name, inputs=inputs, derivatives=[1.0] * len(inputs))


def facts(order):
    """The names in alphabetical order, the last name, and who stands before one of its inputs."""
    places = {variable: i for i, variable in enumerate(order)}
    early = [v.name for v in places if any(places.get(x, -1) > places[v] for x in v.inputs)]
    return {"names": sorted(v.name for v in order), "last": order[-1].name, "before an input": sorted(set(early))}


@check("3.4", points=1)
def orders_a_chain_and_a_diamond(mt):
    """a -> b -> c; then a -> b, a -> c, and both -> d."""
    a = node(mt, "a")
    b, c = node(mt, "b", a), node(mt, "c", a)
    topological_order = mt.scalars.sweep.topological_order
    return [facts(topological_order(node(mt, "c", b))), facts(topological_order(node(mt, "d", b, c)))]


@check("3.4", points=1)
def waits_for_the_longer_way(mt):
    """a is used by b, by c and by the result itself, and b by c: a must come first, whichever way it is found."""
    a = node(mt, "a")
    b = node(mt, "b", a)
    c = node(mt, "c", a, b)
    left, right = node(mt, "result", a, c), node(mt, "result", c, a)
    return [facts(mt.scalars.sweep.topological_order(result)) for result in (left, right, b)]


@check("3.4", points=1)
def orders_a_graph_deeper_than_the_recursion_limit(mt):
    """A chain of 3001 variables: the first is x0, each is made of the one before."""
    last = node(mt, "x0")
    for i in range(3000):
        last = node(mt, f"x{i + 1}", last)
    order = mt.scalars.sweep.topological_order(last)
    return [len(order), order[0].name, order[1].name, order[-1].name]


# ---- 3.5 contributions


def edge(variable, *slopes):
    """A variable made of `variable`s: edge(z, (x, 2.0), (y, 3.0)) sets the edges of z."""
    variable.inputs, variable.derivatives = tuple(x for x, _ in slopes), tuple(slope for _, slope in slopes)
    return variable


def sent(contributions):
    """All contributions in alphabetical order, and who sends before everything has arrived."""
    table = [(source.name, target.name, float(amount)) for source, target, amount in contributions]
    early = {s for i, (s, _, _) in enumerate(table) if any(target == s for _, target, _ in table[i:])}
    return {"sent": sorted(table), "sends too early": sorted(early)}


@check("3.5", points=1, tolerance=1e-9)
def multiplies_along_a_chain(mt):
    """x -> u -> y with the local derivatives 3 and 5, in the order in which they are sent."""
    variable = mt.scalars.Variable
    x, u, y = variable(2.0, "x"), variable(7.0, "u"), variable(11.0, "y")
    edge(u, (x, 3.0)), edge(y, (u, 5.0))
    found = mt.scalars.sweep.contributions(y)
    return [(source.name, target.name, float(amount)) for source, target, amount in found]


@check("3.5", points=1, tolerance=1e-9)
def adds_up_what_arrives_before_it_goes_on(mt):
    """x -> u, and y is made of u twice over: directly, and through v. What u sends on is the sum of both."""
    variable = mt.scalars.Variable
    x, u, v, y = variable(2.0, "x"), variable(3.0, "u"), variable(4.0, "v"), variable(5.0, "y")
    edge(u, (x, 10.0)), edge(v, (u, 3.0)), edge(y, (u, 2.0), (v, 7.0))
    return sent(mt.scalars.sweep.contributions(y))


@check("3.5", points=1, tolerance=1e-9)
def sends_twice_along_two_edges_and_leaves_grad_alone(mt):
    """y = x * x: two edges to the same variable. The grad of x is 4 before and after; a leaf sends nothing."""
    x, y = mt.scalars.Variable(3.0, "x"), mt.scalars.Variable(9.0, "y")
    x.grad = 4.0
    edge(y, (x, 3.0), (x, 3.0))
    contributions = mt.scalars.sweep.contributions
    return [sent(contributions(y)), x.grad, y.grad, [tuple(part) for part in contributions(x)]]


# ---- 3.6 backward


@check("3.6", points=1, tolerance=1e-9)
def fills_the_grad_of_the_leaves(mt):
    """z = x * y + x with x = 3 and y = 4: the grads of x and y, and those of x * y and z, which no leaf is."""
    variable = mt.scalars.Variable
    x, y, product, z = variable(3.0), variable(4.0), variable(12.0), variable(15.0)
    edge(product, (x, 4.0), (y, 3.0)), edge(z, (product, 1.0), (x, 1.0))
    result = mt.scalars.sweep.backward(z)
    return [x.grad, y.grad, product.grad, z.grad, result]


@check("3.6", points=1, tolerance=1e-9)
def adds_to_what_is_there(mt):
    """y = 5 x, three times backward without clearing: 5, 10, 15. Then w = 2 x on top of it."""
    x, y, w = (mt.scalars.Variable(value) for value in (2.0, 10.0, 4.0))
    edge(y, (x, 5.0)), edge(w, (x, 2.0))
    grads = []
    for result in (y, y, y, w):
        mt.scalars.sweep.backward(result)
        grads.append(x.grad)
    return grads


@check("3.6", points=1, tolerance=1e-9)
def differentiates_a_leaf_and_deep_inputs(mt):
    """A leaf with respect to itself, twice; and x behind three edges with the local derivatives 2, 3 and 4."""
    leaf, x, u, v, y = (mt.scalars.Variable(1.0) for _ in range(5))
    edge(u, (x, 2.0)), edge(v, (u, 3.0)), edge(y, (v, 4.0))
    for result in (leaf, leaf, y):
        mt.scalars.sweep.backward(result)
    return [leaf.grad, x.grad, u.grad]


# ---- 3.7 passes_trial


class Tape:
    """A variable of a small engine that can be told to make one mistake; `nodes` are all there are, in order."""

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
            return self.made(a - b, (x, 1.0), (y, 1.0 if self.bug == "-" else -1.0))
        if sign == "*":
            return self.made(a * b, (x, a if self.bug == "*" else b), (y, b if self.bug == "*" else a))
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
    """Gradients by node: from the last node made to the first, or (bug "early") as the edges are met."""
    grads, waiting = {id(result): 1.0}, [result] if bug == "early" else sorted(result.nodes, key=result.nodes.index)
    met = set()
    while waiting:
        node = waiting.pop(0) if bug == "early" else waiting.pop()
        edges = list({id(x): (x, slope) for x, slope in node.edges}.values()) if bug == "pairs" else node.edges
        for x, slope in edges:
            amount = grads.get(id(node), 0.0) * slope
            grads[id(x)] = amount if bug == "overwrite" and amount else grads.get(id(x), 0.0) + amount
            if bug == "early" and id(x) not in met:
                met.add(id(x))
                waiting.append(x)
    return grads


def engine(bug=""):
    """A function `gradient(f, point)`, right or with one mistake."""
    earlier = {}

    def gradient(f, point):
        nodes = []
        variables = [Tape(value, nodes, bug) for value in point]
        grads = swept(f(*variables), bug)
        found = [grads.get(id(x), 0.0) for x in variables]
        if bug == "stale":
            found = [earlier.get(i, 0.0) + slope for i, slope in enumerate(found)]
            earlier.update(enumerate(found))
        return tuple(found[::-1]) if bug == "reversed" else tuple(found)

    return gradient


@check("3.7", points=1)
def accepts_a_right_one_and_refuses_nonsense(mt):
    """A right gradient passes; zeros, ones, and the point itself do not."""
    passes = mt.scalars.trial.passes_trial
    nonsense = [lambda f, p: (0.0,) * len(p), lambda f, p: (1.0,) * len(p), lambda f, p: tuple(p)]
    return [passes(engine()), *[passes(gradient) for gradient in nonsense]]


@check("3.7", points=1)
def catches_a_wrong_rule(mt):
    """A right gradient passes; one that takes x - y for x + y, and one with the product rule the wrong way, do not."""
    return [mt.scalars.trial.passes_trial(engine(bug)) for bug in ("", "-", "*")]


@check("3.7", points=1)
def catches_a_forgotten_sum(mt):
    """A right gradient passes; one that keeps only the last of what arrives at a variable does not."""
    return [mt.scalars.trial.passes_trial(engine(bug)) for bug in ("", "overwrite")]
