"""Visible checks of lesson 04: a student reads them, with what they called, what came back and what was expected."""

from course.checks import check
from course.probes import raised

# ---- 4.1 numerical


def doubles(mt, values, requires_grad=False):
    return mt.tensor(values, dtype=mt.float64, requires_grad=requires_grad)


@check("4.1", points=1, tolerance=1e-6)
def measures_a_function_with_one_result(mt):
    """x0 * x1 * x2 at (2, 3, 5), where the derivatives are 15, 10 and 6; and 4 x at a tensor without axes."""
    numerical = mt.autograd.differences.numerical
    product = numerical(lambda x: x[0] * x[1] * x[2], doubles(mt, [2.0, 3.0, 5.0]))
    return [product, numerical(lambda x: 4 * x, doubles(mt, 7.0))]


@check("4.1", points=1, tolerance=1e-6)
def has_a_row_for_each_input_and_a_column_for_each_result(mt):
    """Two inputs, three results x0 + 4 x1, 2 x0 + 5 x1, 3 x0 + 6 x1; then the squares of a (2, 2) tensor."""
    weights = doubles(mt, [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    numerical = mt.autograd.differences.numerical
    linear = numerical(lambda x: (x.unsqueeze(1) * weights).sum(0), doubles(mt, [1.0, -1.0]))
    return [linear, numerical(lambda x: x * x, doubles(mt, [[1.0, 2.0], [3.0, 4.0]]))]


@check("4.1", points=1, tolerance=1e-6)
def goes_the_given_step_and_leaves_the_point_alone(mt):
    """x * x * x with a step of 0.5, where the two-sided difference is 3 x * x + 0.25; and x afterwards."""
    x = doubles(mt, [1.0, 2.0], requires_grad=True)
    table = mt.autograd.differences.numerical(lambda moved: moved * moved * moved, x, 0.5)
    return [table, x.tolist(), x.requires_grad]


# ---- 4.2 Rules


def sent(out, grad):
    """What the rule of the operation that has made `out` sends to its inputs: lists of numbers, or None."""
    return [None if found is None else found.detach().tolist() for found in out.grad_fn.run([grad])]


@check("4.2", points=1)
def a_product_sends_each_factor_to_the_other(mt):
    """x * y with x = (1, 2, 3), y = (10, 20, 30), when (1, 2, -1) arrives."""
    x, y = doubles(mt, [1.0, 2.0, 3.0], True), doubles(mt, [10.0, 20.0, 30.0], True)
    return sent(x * y, doubles(mt, [1.0, 2.0, -1.0]))


@check("4.2", points=1)
def a_product_sends_nothing_to_a_constant(mt):
    """x * c and c * x, where only x asks for a gradient: None for c."""
    x, c, grad = doubles(mt, [1.0, 2.0], True), doubles(mt, [5.0, 7.0]), doubles(mt, [1.0, 10.0])
    return [sent(x * c, grad), sent(c * x, grad)]


@check("4.2", points=1, tolerance=1e-9)
def exponentials_and_logarithms(mt):
    """exp at 0 and 2, log at 1, 4 and 0.5, with what arrives multiplied."""
    x, positive = doubles(mt, [0.0, 2.0], True), doubles(mt, [1.0, 4.0, 0.5], True)
    return [sent(x.exp(), doubles(mt, [3.0, -1.0])), sent(positive.log(), doubles(mt, [2.0, 2.0, -3.0]))]


@check("4.2", points=1)
def a_sum_sends_the_same_to_all(mt):
    """A (2, 3) tensor summed as a whole, along axis 0, and along axis 1."""
    x = doubles(mt, [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], True)
    found = [sent(x.sum(), doubles(mt, 5.0)), sent(x.sum(0), doubles(mt, [1.0, 2.0, 3.0]))]
    return [gradients[0] for gradients in [*found, sent(x.sum(1), doubles(mt, [7.0, 8.0]))]]


@check("4.2", points=1)
def a_sum_that_keeps_its_axis(mt):
    """A (2, 3) tensor summed along axis 1, and along axis 0, with keepdim."""
    x = doubles(mt, [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], True)
    column, row = doubles(mt, [[7.0], [8.0]]), doubles(mt, [[1.0, 2.0, 3.0]])
    return [sent(x.sum(1, keepdim=True), column)[0], sent(x.sum(0, keepdim=True), row)[0]]


# ---- 4.3 sum_to_shape


@check("4.3", points=1)
def adds_up_along_what_was_stretched(mt):
    """A (2, 3) gradient for tensors of shape (3,), (2, 1), (1, 3) and ()."""
    grad = doubles(mt, [[1.0, 2.0, 3.0], [10.0, 20.0, 30.0]])
    found = [mt.autograd.engine.sum_to_shape(grad, shape) for shape in [(3,), (2, 1), (1, 3), ()]]
    return [(tuple(x.shape), x.tolist()) for x in found]


@check("4.3", points=1)
def gives_back_what_was_not_broadcast(mt):
    """A (2, 3) gradient for (2, 3) and a (1, 3) one for (1, 3): the very tensor comes back."""
    whole, row = mt.ones(2, 3), mt.ones(1, 3)
    to_shape = mt.autograd.engine.sum_to_shape
    return [to_shape(whole, (2, 3)) is whole, to_shape(row, (1, 3)) is row, tuple(to_shape(whole, (1, 1)).shape)]


@check("4.3", points=1)
def refuses_shapes_that_do_not_broadcast(mt):
    """A (2, 3) gradient for (2,), (3, 3) and (1, 2, 3), and a (3,) one for (2, 3)."""
    to_shape, grad = mt.autograd.engine.sum_to_shape, mt.ones(2, 3)
    found = [raised(to_shape, grad, shape) for shape in [(2,), (3, 3), (1, 2, 3)]]
    return [*found, raised(to_shape, mt.ones(3), (2, 3)), to_shape(grad, (3,)).tolist()]


# ---- 4.4 Matmul


@check("4.4", points=1)
def multiplies_and_sends_back(mt):
    """(1, 2) @ (2, 2), when (1, 10) arrives; and two products (1, 2) @ (2, 1) in a stack, when 1 and 10 arrive."""
    x, y = doubles(mt, [[3.0, 5.0]], True), doubles(mt, [[1.0, 2.0], [4.0, 7.0]], True)
    out, stack = x @ y, doubles(mt, [[[1.0, 2.0]], [[3.0, 4.0]]], True) @ doubles(mt, [[[5.0], [6.0]], [[7.0], [8.0]]])
    ones = doubles(mt, [[[1.0]], [[10.0]]])
    return [out.detach().tolist(), *sent(out, doubles(mt, [[1.0, 10.0]])), stack.detach().tolist(), sent(stack, ones)]


@check("4.4", points=1)
def sends_to_those_who_ask(mt):
    """(2, 3) @ (3, 1), where only one of the two asks for a gradient: None for the other."""
    x, y = doubles(mt, [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), doubles(mt, [[1.0], [0.0], [2.0]])
    grad = doubles(mt, [[1.0], [10.0]])
    return [sent(x @ y.detach().requires_grad_(), grad), sent(x.detach().requires_grad_() @ y, grad)]


@check("4.4", points=1)
def keeps_its_inputs_where_they_can_be_freed(mt):
    """What the node has saved, and the error of running it again after its saved tensors have been freed."""
    x, y = doubles(mt, [[1.0, 2.0]], True), doubles(mt, [[3.0], [4.0]], True)
    node = (x @ y).grad_fn
    saved = [tensor.tolist() for tensor in node.saved_tensors]
    node.release()
    return [saved, raised(node.run, [mt.ones(1, 1, dtype=mt.float64)])]


# ---- 4.5 ready_nodes


def graph(mt, *edges):
    """Nodes by name, and the name of each: "ab" is an edge from a to b, "a-" one from a to nowhere."""
    nodes = {name: mt.autograd.node.Node() for ends in edges for name in ends if name != "-"}
    for source, target in edges:
        edge = None if target == "-" else mt.autograd.node.Edge(nodes[target], 0)
        nodes[source].edges = (*nodes[source].edges, edge)
    return nodes, {node: name for name, node in nodes.items()}


def facts(mt, roots, *edges):
    """The names in alphabetical order, and who comes before somebody that sends to it."""
    nodes, names = graph(mt, *edges)
    found = [names[node] for node in mt.autograd.engine.ready_nodes([nodes[name] for name in roots])]
    early = [target for source, target in edges if target in found and source in found[found.index(target) :]]
    return {"names": "".join(sorted(found)), "too early": "".join(sorted(set(early)))}


@check("4.5", points=1)
def follows_a_chain_and_a_fork(mt):
    """a -> b -> c; then a -> b, a -> c, and both -> d; and a root that leads nowhere."""
    return [facts(mt, "a", "ab", "bc"), facts(mt, "a", "ab", "ac", "bd", "cd"), facts(mt, "a", "a-")]


@check("4.5", points=1)
def waits_for_all_who_send(mt):
    """a sends to b, c and d; b to c; c to d: d comes last, whichever edge is listed first."""
    found = [facts(mt, "a", *edges) for edges in (("ab", "ac", "ad", "bc", "cd"), ("ad", "ac", "ab", "bc", "cd"))]
    return [*found, facts(mt, "a", "ad", "ab", "bc", "cd", "d-", "de")]


@check("4.5", points=1)
def counts_edges_and_not_neighbours(mt):
    """Two edges from a to b, as in x * x, of which c sends to b as well; and edges that lead nowhere in between."""
    found = [facts(mt, "a", *edges) for edges in (("ab", "ab", "ac", "cb"), ("ac", "ab", "ab", "cb"))]
    return [*found, facts(mt, "a", "a-", "ab", "a-", "ac", "cb", "cb", "b-")]


# ---- 4.6 accumulate


@check("4.6", points=1)
def keeps_the_first_and_adds_the_others(mt):
    """(1, 2), then (10, 20), then (100, 200): `grad` after each."""
    leaf, found = mt.zeros(2, requires_grad=True), []
    with mt.set_grad_enabled(False):
        for factor in (1.0, 10.0, 100.0):
            mt.autograd.leaves.accumulate(leaf, mt.tensor([factor, 2 * factor]))
            found.append(leaf.grad.tolist())
    return found


@check("4.6", points=1)
def shares_nothing_with_others(mt):
    """One gradient (1, 2), sent to two leaves, twice: what both have, and what has become of it."""
    first, second, grad = mt.zeros(2, requires_grad=True), mt.zeros(2, requires_grad=True), mt.tensor([1.0, 2.0])
    with mt.set_grad_enabled(False):
        for leaf in (first, second, first, second):
            mt.autograd.leaves.accumulate(leaf, grad)
    return [first.grad.tolist(), second.grad.tolist(), grad.tolist()]


@check("4.6", points=1)
def lets_those_who_hold_it_see_it_grow(mt):
    """Somebody keeps `leaf.grad` after the first gradient: what it holds after the second, and if it is the same."""
    leaf = mt.zeros(2, requires_grad=True)
    with mt.set_grad_enabled(False):
        mt.autograd.leaves.accumulate(leaf, mt.tensor([1.0, 2.0]))
        held = leaf.grad
        mt.autograd.leaves.accumulate(leaf, mt.tensor([10.0, 20.0]))
    return [held.tolist(), held is leaf.grad]


# ---- 4.7 no_grad


def recorded(mt, block):
    """What a block of code notes, the error it ends in, and whether things are recorded behind it."""
    found = []
    try:
        error = raised(block, found)
        return [found, error, mt.is_grad_enabled()]
    finally:
        mt.set_grad_enabled(True)


@check("4.7", points=1)
def records_nothing_inside(mt):
    """Whether 2 x asks for gradients before, inside and after a block."""
    x = mt.ones(2, requires_grad=True)

    def block(found):
        found.append((2 * x).requires_grad)
        with mt.no_grad():
            found.append((2 * x).requires_grad)
            found.append(mt.is_grad_enabled())
        found.append((2 * x).requires_grad)

    return recorded(mt, block)


@check("4.7", points=1)
def leaves_things_as_they_were(mt):
    """A block inside a block, and one where nothing was recorded before: is anything recorded behind each?"""

    def block(found):
        with mt.no_grad():
            with mt.no_grad():
                found.append(mt.is_grad_enabled())
            found.append(mt.is_grad_enabled())
        found.append(mt.is_grad_enabled())
        with mt.set_grad_enabled(False):
            with mt.no_grad():
                found.append(mt.is_grad_enabled())
            found.append(mt.is_grad_enabled())

    return recorded(mt, block)


@check("4.7", points=1)
def survives_an_error(mt):
    """A KeyError inside a block: it goes on, and afterwards things are recorded again."""

    def block(found):
        with mt.no_grad():
            found.append(mt.is_grad_enabled())
            raise KeyError("inside")

    return recorded(mt, block)


# ---- 4.8 passes_trial


def operation(mt, bug=""):
    """x * y, with a right rule or with one mistake."""

    class Trial(mt.autograd.Function):
        @staticmethod
        def forward(ctx, x, y):
            ctx.save_for_backward(x, y)
            return x * y

        @staticmethod
        def backward(ctx, grad):
            x, y = ctx.saved_tensors
            if bug == "zeros":
                return 0 * grad, 0 * grad
            if bug == "swapped":
                return grad * x, grad * y
            if bug == "minus":
                return grad * y, -grad * x
            return grad * y, grad * x

    return Trial


@check("4.8", points=1)
def accepts_a_right_rule_and_refuses_zeros(mt):
    """A right rule for x * y passes; one that sends zeros does not."""
    passes = mt.autograd.trial.passes_trial
    return [passes(operation(mt)), passes(operation(mt, "zeros"))]


@check("4.8", points=1)
def catches_exchanged_factors(mt):
    """A right rule for x * y passes; one that sends x to x and y to y does not."""
    passes = mt.autograd.trial.passes_trial
    return [passes(operation(mt)), passes(operation(mt, "swapped"))]


@check("4.8", points=1)
def looks_at_the_second_input(mt):
    """A right rule for x * y passes; one with a wrong sign for y does not."""
    passes = mt.autograd.trial.passes_trial
    return [passes(operation(mt)), passes(operation(mt, "minus"))]
