"""Hidden checks of lesson 04: of these a student sees the sentence only, so it gives no inputs away."""

from itertools import islice

import numpy as np

from course.checks import check
from course.probes import raised


def doubles(mt, values, requires_grad=False):
    return mt.tensor(values, dtype=mt.float64, requires_grad=requires_grad)


# ---- 4.1 numerical


@check("4.1", points=2, tolerance=1e-5)
def measures_random_functions(mt, rng):
    """Random functions at random points, also at tensors that are not contiguous."""
    found, numerical = [], mt.autograd.differences.numerical
    for shape in [(4,), (2, 3), (2, 1, 2)]:
        x, weights = doubles(mt, rng.normal(size=shape)), doubles(mt, rng.normal(size=shape))
        found.append(numerical(lambda moved, w=weights: (moved * w).exp() + moved, x))
        found.append(numerical(lambda moved, w=weights: (moved * moved * w).sum(0), x))
    turned = doubles(mt, rng.normal(size=(3, 4))).t()[1:3]
    return [*found, numerical(lambda moved: moved * moved, turned), numerical(lambda moved: moved.sum(1), turned)]


@check("4.1", points=1, tolerance=1e-3)
def measures_at_the_edges(mt):
    """Without elements, with other element types and steps, and for a function that looks at the point itself."""
    numerical, x = mt.autograd.differences.numerical, doubles(mt, [2.0, 3.0])
    parameter = doubles(mt, [5.0, 7.0], True)
    found = [numerical(lambda moved: moved.sum(), mt.zeros(0)).shape]
    found += [numerical(lambda moved: moved, mt.zeros(2, 0)).shape, numerical(lambda moved: moved * parameter, x)]
    found.append(numerical(lambda moved: (moved * x).sum(), x))
    found.append(numerical(lambda moved: moved * moved, mt.tensor([1.0, -2.0]), 0.25))
    return [*found, numerical(lambda moved: moved[:0], x).shape, x.tolist()]


# ---- 4.2 Rules


def fitted(found, shape):
    """The sum over all axes that were stretched, by NumPy: an answer may leave that to the engine or do it."""
    array = found.detach().numpy()
    array = array.sum(axis=tuple(range(array.ndim - len(shape))))
    stretched = tuple(axis for axis, size in enumerate(shape) if size == 1 != array.shape[axis])
    return array.sum(axis=stretched, keepdims=True)


@check("4.2", points=1, tolerance=1e-9)
def multiplies_random_tensors(mt, rng):
    """Random factors, of equal and of different shapes, in different element types."""
    found = []
    for x_shape, y_shape in [((2, 3), (2, 3)), ((3,), (2, 3)), ((2, 1), (3,)), ((), (2,))]:
        x, y = doubles(mt, rng.normal(size=x_shape), True), doubles(mt, rng.normal(size=y_shape), True)
        out = x * y
        sent = out.grad_fn.run([doubles(mt, rng.normal(size=tuple(out.shape)))])
        found += [fitted(grad, shape) for grad, shape in zip(sent, (x_shape, y_shape), strict=True)]
    single = mt.ones(2, requires_grad=True)
    return [*found, str((single * single).grad_fn.run([mt.ones(2)])[0].dtype)]


@check("4.2", points=1, tolerance=1e-9)
def follows_curves_at_random_points(mt, rng):
    """Exponentials and logarithms of random numbers, small and large."""
    x, positive = doubles(mt, 3 * rng.normal(size=(3, 2)), True), doubles(mt, rng.uniform(1e-3, 1e3, size=5), True)
    found = []
    for out in (x.exp(), positive.log()):
        (sent,) = out.grad_fn.run([doubles(mt, rng.normal(size=tuple(out.shape)))])
        found.append(sent.detach().numpy())
    return found


@check("4.2", points=1)
def spreads_sums_over_several_axes(mt, rng):
    """Sums of random tensors along several axes, with and without keepdim."""
    found = []
    x = doubles(mt, rng.normal(size=(2, 3, 2, 2)), True)
    for dims in [(0,), (3,), (1, 2), (0, 2), (0, 1, 2, 3), (1, 3)]:
        for keepdim in (False, True):
            out = x.sum(dims, keepdim=keepdim)
            sent = out.grad_fn.run([doubles(mt, rng.normal(size=tuple(out.shape)))])[0]
            found.append([tuple(sent.shape), sent.detach().numpy().sum(axis=(2, 3)), sent.detach().numpy()[0, 0]])
    return found


@check("4.2", points=1)
def sends_what_can_be_differentiated_again(mt):
    """Whether what the four rules send has itself a derivative."""
    x, y = doubles(mt, [1.0, 2.0], True), doubles(mt, [3.0, 4.0], True)
    grad = doubles(mt, [1.0, 1.0], True)
    outs = [(x * y, grad), (x.exp(), grad), (y.log(), grad), (x.sum(), doubles(mt, 2.0, True))]
    return [[sent.requires_grad for sent in out.grad_fn.run([arrived]) if sent is not None] for out, arrived in outs]


# ---- 4.3 sum_to_shape


@check("4.3", points=1, tolerance=1e-9)
def sums_random_gradients(mt, rng):
    """Random gradients, broadcast in all ways, also from several axes at once."""
    found, to_shape = [], mt.autograd.engine.sum_to_shape
    for small in [(3, 2), (1, 3, 1), (2, 1, 2), (3, 1), (1,), (), (2, 1, 1), (1, 1, 2)]:
        grad = doubles(mt, rng.normal(size=(2, 3, 2)))
        result = to_shape(grad, small)
        found.append([tuple(result.shape), np.ascontiguousarray(result.numpy())])
    return found


@check("4.3", points=1)
def sums_at_the_edges(mt):
    """Gradients without elements, with other element types, with a history, and axes of size 1 on both sides."""
    to_shape = mt.autograd.engine.sum_to_shape
    empty = [to_shape(mt.zeros(0, 3), (3,)), to_shape(mt.zeros(2, 0), (2, 1)), to_shape(mt.zeros(1, 3, 1), (1, 1))]
    grad = mt.ones(2, 3, dtype=mt.float64, requires_grad=True)
    narrow = to_shape(grad, (3,))
    refused = [raised(to_shape, mt.ones(1, 3), shape) for shape in [(2, 3), (4, 1, 3)]]
    refused += [raised(to_shape, mt.ones(2, 3), shape) for shape in [(1, 1, 3), (1, 1, 1)]]
    refused.append(raised(to_shape, mt.zeros(2, 0), (3, 0)))
    one_less = to_shape(mt.ones(1, 3), (3,)).tolist()
    return [[x.tolist() for x in empty], one_less, str(narrow.dtype), narrow.requires_grad, refused]


# ---- 4.4 Matmul


@check("4.4", points=1, tolerance=1e-9)
def multiplies_random_matrices(mt, rng):
    """Random matrices, flat and tall, also such that are no contiguous memory."""
    found = []
    for n, k, m in [(2, 3, 4), (1, 5, 1), (4, 1, 3), (3, 3, 3)]:
        x, y = doubles(mt, rng.normal(size=(n, k)), True), doubles(mt, rng.normal(size=(m, k)), True)
        for left, right in ((x, y.t()), (y, x.t())):
            out = left @ right
            sent = out.grad_fn.run([doubles(mt, rng.normal(size=tuple(out.shape)))])
            found += [out.detach().numpy(), *[np.ascontiguousarray(grad.detach().numpy()) for grad in sent]]
    return found


@check("4.4", points=1, tolerance=1e-9)
def multiplies_stacks(mt, rng):
    """Stacks of matrices, of equal size and broadcast, and without elements."""
    found = []
    for x_shape, y_shape in [((2, 3, 4), (2, 4, 2)), ((2, 2), (3, 2, 2)), ((2, 1, 2, 3), (2, 3, 1)), ((0, 2), (2, 3))]:
        x, y = doubles(mt, rng.normal(size=x_shape), True), doubles(mt, rng.normal(size=y_shape), True)
        out = mt.functions.matmul.Matmul.apply(x, y)
        sent = out.grad_fn.run([doubles(mt, rng.normal(size=tuple(out.shape)))])
        found.append(out.detach().numpy())
        found += [fitted(grad, shape) for grad, shape in zip(sent, (x_shape, y_shape), strict=True)]
    return found


@check("4.4", points=1)
def can_be_differentiated_again(mt):
    """Whether what is sent back has itself a derivative, and whether a change in place is noticed."""
    x, y = doubles(mt, [[1.0, 2.0], [3.0, 4.0]], True), doubles(mt, [[1.0, 0.0], [5.0, 2.0]], True)
    again = [grad.requires_grad for grad in (x @ y).grad_fn.run([mt.ones(2, 2, dtype=mt.float64)])]
    changed = y.detach().requires_grad_()
    out = x @ changed
    changed.detach().mul_(2.0)
    return [again, raised(out.grad_fn.run, [mt.ones(2, 2, dtype=mt.float64)])]


# ---- 4.5 ready_nodes


def order_of(mt, roots, edges, count):
    """Which numbers come, how often, and how many come before somebody that sends to them."""
    nodes = [mt.autograd.node.Node() for _ in range(count)]
    for source, target in edges:
        nodes[source].edges = (*nodes[source].edges, mt.autograd.node.Edge(nodes[target], 0))
    numbers = {node: number for number, node in enumerate(nodes)}
    found = [numbers[node] for node in mt.autograd.engine.ready_nodes([nodes[root] for root in roots])]
    place = {number: i for i, number in enumerate(found)}
    late = [target for source, target in edges if source in place and place[target] <= place[source]]
    return [sorted(found), len(late)]


@check("4.5", points=1)
def orders_random_graphs(mt, rng):
    """Random graphs with many ways from one node to another, and nodes that no root leads to."""
    found = []
    for count in (6, 12, 20):
        for _ in range(3):
            edges = [sorted(int(n) for n in rng.choice(count, size=2, replace=False)) for _ in range(6 * count)]
            found += [order_of(mt, [root], edges, count) for root in (0, count // 2)]
    return found


@check("4.5", points=1)
def starts_at_several_roots(mt):
    """Several roots: of which one leads to another, and one that is given twice."""
    edges = [(0, 1), (1, 2), (2, 3), (4, 2)]
    return [order_of(mt, roots, edges, 5) for roots in ([0, 4], [2, 0], [0, 2, 1], [4, 4], [3], [])]


@check("4.5", points=1)
def is_as_fast_on_deep_graphs(mt):
    """A very deep graph, and one in which the number of ways doubles at each step."""
    deep = order_of(mt, [0], [(i, i + 1) for i in range(3000)], 3001)
    doubled = order_of(mt, [0], [(i // 2, i // 2 + 1) for i in range(120)], 61)
    return [len(deep[0]), deep[1], len(doubled[0]), doubled[1]]


# ---- 4.6 accumulate


@check("4.6", points=1)
def takes_gradients_of_any_layout(mt):
    """Gradients that are views: stretched, transposed, sliced; and leaves of other shapes and element types."""
    stretched, matrix = mt.zeros(3, requires_grad=True), mt.zeros(2, 3, dtype=mt.float64, requires_grad=True)
    number, whole = mt.tensor(0.0, requires_grad=True), mt.arange(12, dtype=mt.float64).reshape(4, 3)
    turned = mt.zeros(3, 2).t().requires_grad_()
    with mt.set_grad_enabled(False):
        for _ in range(3):
            mt.autograd.leaves.accumulate(stretched, mt.tensor(2.0).expand(3))
            mt.autograd.leaves.accumulate(matrix, whole[::2])
            mt.autograd.leaves.accumulate(number, mt.tensor(1.5))
            mt.autograd.leaves.accumulate(turned, mt.ones(2, 3))
    return [[leaf.grad.tolist(), str(leaf.grad.dtype)] for leaf in (stretched, matrix, number, turned)]


@check("4.6", points=1)
def keeps_a_recorded_sum_differentiable(mt):
    """While recording: sums have a history, and what was there before the second gradient stays as it was."""
    leaf, x = mt.zeros(2, requires_grad=True), mt.tensor([1.0, 2.0], requires_grad=True)
    mt.autograd.leaves.accumulate(leaf, 3 * x)
    held = leaf.grad
    first = [held.tolist(), held.requires_grad]
    mt.autograd.leaves.accumulate(leaf, 10 * x)
    return [first, held.tolist(), leaf.grad.tolist(), leaf.grad.requires_grad, leaf.grad.grad_fn is None]


# ---- 4.7 no_grad


@check("4.7", points=1)
def works_in_all_combinations(mt):
    """With `enable_grad` inside and outside, above a function, above a generator, and twice in a row."""

    @mt.no_grad()
    def decorated(depth):
        return [mt.is_grad_enabled(), *(decorated(depth - 1) if depth else [])]

    @mt.no_grad
    def generator():
        yield mt.is_grad_enabled()
        yield mt.is_grad_enabled()

    found, mode = [], mt.no_grad()
    try:
        with mt.no_grad():
            with mt.enable_grad():
                found.append(mt.is_grad_enabled())
                with mt.no_grad():
                    found.append(mt.is_grad_enabled())
                found.append(mt.is_grad_enabled())
            found.append(mt.is_grad_enabled())
        found += [decorated(2), mt.is_grad_enabled()]
        for inside in islice(generator(), 3):
            found += [inside, mt.is_grad_enabled()]
        for _ in range(2):
            with mode:
                found.append(mt.is_grad_enabled())
            found.append(mt.is_grad_enabled())
        return found
    finally:
        mt.set_grad_enabled(True)


# ---- 4.8 passes_trial


def mean_of_copies(grad, x):
    return grad / (grad.numel() // x.numel())


RULES = {
    "product": lambda x, y, grad: (grad * y, grad * x),
    "curve": lambda x, y, grad: (grad * y.exp(), grad * x * y.exp()),
    "line": lambda x, y, grad: (3 * grad, -grad),
    "own": lambda x, y, grad: (grad - grad * y, -grad * x),
    "ignores": lambda x, y, grad: (y + 0 * grad, x + 0 * grad),
    "positive": lambda x, y, grad: (grad * y.abs(), grad * x.abs()),
    "rounded": lambda x, y, grad: (grad * y * (1 + 1e-9), grad * x * (1 - 1e-9)),
    "one per cent": lambda x, y, grad: (grad * y, grad * x * 1.01),
    "mean of x": lambda x, y, grad: (mean_of_copies(grad * y, x), grad * x),
    "mean of y": lambda x, y, grad: (grad * y, mean_of_copies(grad * x, y)),
    "half a curve": lambda x, y, grad: (grad * y.exp(), grad * y.exp()),
}

OPERATIONS = {
    "product": lambda x, y: x * y,
    "curve": lambda x, y: x * y.exp(),
    "line": lambda x, y: 3 * x - y,
    "own": lambda x, y: x - x * y,
}


def operation(mt, rule, kind="product"):
    """An operation of this kind, with one of the rules above, which may be the rule of another kind or of none."""

    class Trial(mt.autograd.Function):
        @staticmethod
        def forward(ctx, x, y):
            ctx.save_for_backward(x, y)
            return OPERATIONS[kind](x, y)

        @staticmethod
        def backward(ctx, grad):
            return RULES[rule](*ctx.saved_tensors, grad)

    return Trial


@check("4.8", points=1)
def accepts_other_right_rules(mt):
    """Right rules of four operations, one of them with a little rounding, pass."""
    passes = mt.autograd.trial.passes_trial
    kinds = [passes(operation(mt, kind, kind)) for kind in ("product", "curve", "line", "own")]
    return [*kinds, passes(operation(mt, "rounded")), passes(operation(mt, "half a curve", "curve"))]


@check("4.8", points=1)
def catches_a_rule_that_does_not_look_at_what_arrives(mt):
    """A right rule passes; one that sends the local derivatives, whatever arrives, does not."""
    return [mt.autograd.trial.passes_trial(operation(mt, rule)) for rule in ("product", "ignores")]


@check("4.8", points=1)
def catches_a_rule_for_some_numbers_only(mt):
    """A right rule passes; one that is right for some numbers only does not."""
    return [mt.autograd.trial.passes_trial(operation(mt, rule)) for rule in ("product", "positive")]


@check("4.8", points=1)
def catches_a_wrong_broadcast_of_the_first(mt):
    """A right rule passes; one that is wrong where the first input is broadcast does not."""
    return [mt.autograd.trial.passes_trial(operation(mt, rule)) for rule in ("product", "mean of x")]


@check("4.8", points=1)
def catches_a_wrong_broadcast_of_the_second(mt):
    """A right rule passes; one that is wrong where the second input is broadcast does not."""
    return [mt.autograd.trial.passes_trial(operation(mt, rule)) for rule in ("product", "mean of y")]


@check("4.8", points=1)
def catches_a_small_mistake(mt):
    """A right rule passes; one with a small mistake in one of the two gradients does not."""
    return [mt.autograd.trial.passes_trial(operation(mt, rule)) for rule in ("product", "one per cent")]
