"""Plausible wrong answers to the exercises of lesson 04, each with what a teacher would say to it."""

import numpy as np
from minitorch.autograd import differences
from minitorch.autograd.function import Function
from minitorch.autograd.leaves import copied_like
from minitorch.autograd.modes import Decorator, setting
from minitorch.autograd.passes import grad
from minitorch.errors import UnsupportedError
from minitorch.functions.matmul import product
from minitorch.tensors.factories import tensor

from course.checks import wrong_answer

# ---- 4.1 numerical


def _table(f, x, difference, eps):
    """The right loop around `difference(f at a moved point, index)`."""
    point, rows = x.detach().numpy(), []
    for index in np.ndindex(point.shape):

        def at(step, index=index):
            moved = point.copy()
            moved[index] += step
            return f(x.new_tensor(moved)).detach().numpy().reshape(-1)

        rows.append(difference(at, eps))
    return np.array(rows).reshape(x.numel(), f(x).numel())


@wrong_answer(
    "4.1",
    says="You step to one side only. The bend of the function then spoils the estimate; with the point in the middle "
    "the bends of both sides cancel.",
)
def steps_to_one_side(f, x, eps=1e-6):
    return _table(f, x, lambda at, step: (at(step) - at(0.0)) / step, eps)


@wrong_answer(
    "4.1",
    says="You divide by the step. Between the two places lie two steps.",
)
def divides_by_one_step(f, x, eps=1e-6):
    return _table(f, x, lambda at, step: (at(step) - at(-step)) / step, eps)


@wrong_answer(
    "4.1",
    says="The difference is taken the wrong way round, so every derivative has the wrong sign: above minus below.",
)
def subtracts_the_wrong_way(f, x, eps=1e-6):
    return _table(f, x, lambda at, step: (at(-step) - at(step)) / (2 * step), eps)


@wrong_answer(
    "4.1",
    says="Your table lies on its side: a row belongs to an input that was moved, a column to a result that it moves.",
)
def lies_on_its_side(f, x, eps=1e-6):
    return _table(f, x, lambda at, step: (at(step) - at(-step)) / (2 * step), eps).T


@wrong_answer(
    "4.1",
    says="You use a step of your own whatever `eps` says. Who works with single precision needs a larger one.",
)
def knows_better_than_eps(f, x, eps=1e-6):
    return _table(f, x, lambda at, step: (at(1e-6) - at(-1e-6)) / 2e-6, eps)


@wrong_answer(
    "4.1",
    says="You move the elements of x itself. `detach().numpy()` is a view of the same storage: the caller's point "
    "moves while f looks at it. Move a copy.",
)
def moves_the_point_itself(f, x, eps=1e-6):
    point, rows = x.detach().numpy(), []
    for index in np.ndindex(point.shape):
        before, sides = point[index], []
        for step in (eps, -eps):
            point[index] = before + step
            sides.append(f(x).detach().numpy().reshape(-1).copy())
        point[index] = before
        rows.append((sides[0] - sides[1]) / (2 * eps))
    return np.array(rows).reshape(x.numel(), f(x).numel())


@wrong_answer(
    "4.1",
    says="You move all elements at once and measure one slope. Each element needs a row of its own, measured while "
    "all others stand still.",
)
def moves_all_at_once(f, x, eps=1e-6):
    point = x.detach().numpy()
    sides = [f(x.new_tensor(point + step)).detach().numpy().reshape(-1) for step in (eps, -eps)]
    return np.array([(sides[0] - sides[1]) / (2 * eps)] * x.numel()).reshape(x.numel(), f(x).numel())


@wrong_answer(
    "4.1",
    says="The step stays in the elements that have been moved before: only one element at a time may stand elsewhere.",
)
def forgets_to_step_back(f, x, eps=1e-6):
    up, down, rows = x.detach().numpy().copy(), x.detach().numpy().copy(), []
    for index in np.ndindex(up.shape):
        up[index] += eps
        down[index] -= eps
        sides = [f(x.new_tensor(moved)).detach().numpy().reshape(-1) for moved in (up, down)]
        rows.append((sides[0] - sides[1]) / (2 * eps))
    return np.array(rows).reshape(x.numel(), f(x).numel())


@wrong_answer(
    "4.1",
    says="You add up the results of f and measure the slope of the sum. The table has a column for each of them.",
)
def adds_up_the_results(f, x, eps=1e-6):
    return _table(lambda moved: f(moved).sum(), x, lambda at, step: (at(step) - at(-step)) / (2 * step), eps)


# ---- 4.2 Rules


def _mul(ctx, grad_output):
    x, y = ctx.saved_tensors
    needs_x, needs_y = ctx.needs_input_grad
    return grad_output * y if needs_x else None, grad_output * x if needs_y else None


def _exp(ctx, grad_output):
    (out,) = ctx.saved_tensors
    return (grad_output * out,)


def _log(ctx, grad_output):
    (x,) = ctx.saved_tensors
    return (grad_output / x,)


def _sum(ctx, grad_output):
    if not ctx.keepdim:
        for dim in ctx.dims:
            grad_output = grad_output.unsqueeze(dim)
    return (grad_output.expand(ctx.shape),)


@wrong_answer(
    "4.2",
    says="In the product each factor gets itself back. A unit of x brings y: the factors have to change places.",
)
class ExchangesTheFactors:
    @staticmethod
    def mul(ctx, grad_output):
        x, y = ctx.saved_tensors
        needs_x, needs_y = ctx.needs_input_grad
        return grad_output * x if needs_x else None, grad_output * y if needs_y else None

    @staticmethod
    def exp(ctx, grad_output):
        return _exp(ctx, grad_output)

    @staticmethod
    def log(ctx, grad_output):
        return _log(ctx, grad_output)

    @staticmethod
    def sum(ctx, grad_output):
        return _sum(ctx, grad_output)


@wrong_answer(
    "4.2",
    says="Your product sends the local derivatives and does not look at what arrives. Along a chain, derivatives "
    "multiply: `grad_output` belongs into every rule.",
)
class ForgetsWhatArrives:
    @staticmethod
    def mul(ctx, grad_output):
        x, y = ctx.saved_tensors
        needs_x, needs_y = ctx.needs_input_grad
        return y.expand(grad_output.shape) if needs_x else None, x.expand(grad_output.shape) if needs_y else None

    @staticmethod
    def exp(ctx, grad_output):
        return _exp(ctx, grad_output)

    @staticmethod
    def log(ctx, grad_output):
        return _log(ctx, grad_output)

    @staticmethod
    def sum(ctx, grad_output):
        return _sum(ctx, grad_output)


@wrong_answer(
    "4.2",
    says="Your product computes a gradient for a constant too. `ctx.needs_input_grad` says who asked; for half of "
    "all products in a network that is half of the work.",
)
class SendsToConstants:
    @staticmethod
    def mul(ctx, grad_output):
        x, y = ctx.saved_tensors
        return grad_output * y, grad_output * x

    @staticmethod
    def exp(ctx, grad_output):
        return _exp(ctx, grad_output)

    @staticmethod
    def log(ctx, grad_output):
        return _log(ctx, grad_output)

    @staticmethod
    def sum(ctx, grad_output):
        return _sum(ctx, grad_output)


@wrong_answer(
    "4.2",
    says="You take what `exp` has saved for its input and compute the exponential of it once more. Its forward has "
    "saved the result, and the result is its own derivative.",
)
class TakesTheResultForTheInput:
    @staticmethod
    def exp(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return (grad_output * x.exp(),)

    @staticmethod
    def mul(ctx, grad_output):
        return _mul(ctx, grad_output)

    @staticmethod
    def log(ctx, grad_output):
        return _log(ctx, grad_output)

    @staticmethod
    def sum(ctx, grad_output):
        return _sum(ctx, grad_output)


@wrong_answer(
    "4.2",
    says="Your logarithm multiplies by x where its derivative is 1 / x: the larger x is, the less a unit matters.",
)
class MultipliesByX:
    @staticmethod
    def log(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return (grad_output * x,)

    @staticmethod
    def mul(ctx, grad_output):
        return _mul(ctx, grad_output)

    @staticmethod
    def exp(ctx, grad_output):
        return _exp(ctx, grad_output)

    @staticmethod
    def sum(ctx, grad_output):
        return _sum(ctx, grad_output)


@wrong_answer(
    "4.2",
    says="What the sum sends has the shape of its result. Every element that was added gets the gradient: the shape "
    "to send is `ctx.shape`.",
)
class SendsTheSumAsItIs:
    @staticmethod
    def sum(ctx, grad_output):
        return (grad_output,)

    @staticmethod
    def mul(ctx, grad_output):
        return _mul(ctx, grad_output)

    @staticmethod
    def exp(ctx, grad_output):
        return _exp(ctx, grad_output)

    @staticmethod
    def log(ctx, grad_output):
        return _log(ctx, grad_output)


@wrong_answer(
    "4.2",
    says="Your sum stretches `grad_output` without giving the axes that are gone their places back. Shapes are "
    "aligned on the right, so after a sum along the last axis the numbers land in the wrong rows, or do not fit "
    "at all.",
)
class ForgetsTheAxesThatAreGone:
    @staticmethod
    def sum(ctx, grad_output):
        return (grad_output.expand(ctx.shape),)

    @staticmethod
    def mul(ctx, grad_output):
        return _mul(ctx, grad_output)

    @staticmethod
    def exp(ctx, grad_output):
        return _exp(ctx, grad_output)

    @staticmethod
    def log(ctx, grad_output):
        return _log(ctx, grad_output)


@wrong_answer(
    "4.2",
    says="Your sum gives axes their places back even where `keepdim` has kept them. Look at `ctx.keepdim` first.",
)
class IgnoresKeepdim:
    @staticmethod
    def sum(ctx, grad_output):
        for dim in ctx.dims:
            grad_output = grad_output.unsqueeze(dim)
        return (grad_output.expand(ctx.shape),)

    @staticmethod
    def mul(ctx, grad_output):
        return _mul(ctx, grad_output)

    @staticmethod
    def exp(ctx, grad_output):
        return _exp(ctx, grad_output)

    @staticmethod
    def log(ctx, grad_output):
        return _log(ctx, grad_output)


@wrong_answer(
    "4.2",
    says="Your sum divides by the number of elements. That is the rule of the mean; in a sum each element counts "
    "fully.",
)
class TakesTheSumForAMean:
    @staticmethod
    def sum(ctx, grad_output):
        (grad,) = _sum(ctx, grad_output)
        return (grad / (grad.numel() // grad_output.numel()),)

    @staticmethod
    def mul(ctx, grad_output):
        return _mul(ctx, grad_output)

    @staticmethod
    def exp(ctx, grad_output):
        return _exp(ctx, grad_output)

    @staticmethod
    def log(ctx, grad_output):
        return _log(ctx, grad_output)


@wrong_answer(
    "4.2",
    says="The numbers are right, and nobody can differentiate them again: `detach` cuts the tensors out of the "
    "graph. Use the saved tensors as they are; the engine decides whether your operations are recorded.",
)
class CutsTheGraph:
    @staticmethod
    def mul(ctx, grad_output):
        return tuple(None if grad is None else grad.detach() for grad in _mul(ctx, grad_output))

    @staticmethod
    def exp(ctx, grad_output):
        return (_exp(ctx, grad_output)[0].detach(),)

    @staticmethod
    def log(ctx, grad_output):
        return (_log(ctx, grad_output)[0].detach(),)

    @staticmethod
    def sum(ctx, grad_output):
        return _sum(ctx, grad_output)


# ---- 4.3 sum_to_shape


def _checked(grad, shape):
    """How many axes are missing on the left; an error if the shape cannot be broadcast."""
    missing = grad.dim() - len(shape)
    if missing < 0 or any(a not in (1, b) for a, b in zip(shape, grad.shape[missing:], strict=True)):
        raise UnsupportedError("the shapes do not fit")
    return missing


def _stretched(grad, shape, missing):
    return [axis for axis in range(missing, grad.dim()) if shape[axis - missing] == 1 != grad.shape[axis]]


@wrong_answer(
    "4.3",
    says="You add up the axes that are missing on the left and forget those of size 1 that were stretched.",
)
def forgets_axes_of_size_one(grad, shape):
    missing = _checked(grad, shape)
    return grad.sum(list(range(missing))) if missing else grad


@wrong_answer(
    "4.3",
    says="You add up the stretched axes of size 1 and forget those that are missing on the left.",
)
def forgets_missing_axes(grad, shape):
    missing = _checked(grad, shape)
    axes = _stretched(grad, shape, missing)
    return grad.sum(axes, keepdim=True) if axes else grad


@wrong_answer(
    "4.3",
    says="You take one of the copies, or their mean. Each copy has changed the result on its own, so their gradients "
    "add up.",
)
def takes_the_mean(grad, shape):
    missing = _checked(grad, shape)
    axes = [*range(missing), *_stretched(grad, shape, missing)]
    return grad.mean(axes, keepdim=True).reshape(shape) if axes else grad


@wrong_answer(
    "4.3",
    says="The numbers are right and the axes of size 1 are gone: the gradient of a (2, 1) tensor is (2, 1), not (2,).",
)
def loses_axes_of_size_one(grad, shape):
    missing = _checked(grad, shape)
    axes = [*range(missing), *_stretched(grad, shape, missing)]
    return grad.sum(axes) if axes else grad


@wrong_answer(
    "4.3",
    says="You line the shapes up on the left. Broadcasting lines them up on the right: axes are missing in front.",
)
def lines_up_on_the_left(grad, shape):
    _checked(grad, shape)
    padded = (*shape, *(1,) * (grad.dim() - len(shape)))
    axes = [axis for axis, size in enumerate(padded) if size == 1 != grad.shape[axis]]
    return grad.sum(axes, keepdim=True).reshape(shape) if axes else grad


@wrong_answer(
    "4.3",
    says="A gradient whose shape does not fit is folded into the shape or passed on. Then a wrong rule stays "
    "unnoticed until much later; refuse what cannot have been broadcast.",
)
def never_refuses(grad, shape):
    missing = max(grad.dim() - len(shape), 0)
    aligned = (1,) * missing + tuple(shape)
    axes = [axis for axis in range(grad.dim()) if axis < missing or aligned[axis] == 1 != grad.shape[axis]]
    return grad.sum(axes, keepdim=True).squeeze(tuple(range(missing))) if axes else grad


@wrong_answer(
    "4.3",
    says="You make a new tensor even if nothing was broadcast, which is the most common case. The tensor itself will "
    "do.",
)
def always_makes_a_new_one(grad, shape):
    missing = _checked(grad, shape)
    axes = [*range(missing), *_stretched(grad, shape, missing)]
    return grad.sum(axes, keepdim=True).reshape(shape) if axes else grad.clone()


# ---- 4.4 Matmul


def _sent(ctx, grad_output):
    x, y = ctx.saved_tensors
    needs_x, needs_y = ctx.needs_input_grad
    return grad_output @ y.mT if needs_x else None, x.mT @ grad_output if needs_y else None


@wrong_answer(
    "4.4",
    says="Both gradients are there, and each is sent to the other one. x is the first input and gets the first "
    "gradient.",
)
class ExchangesTheGradients(Function):
    @staticmethod
    def forward(ctx, x, y):
        ctx.save_for_backward(x, y)
        return product(x, y)

    @staticmethod
    def backward(ctx, grad_output):
        return _sent(ctx, grad_output)[::-1]


@wrong_answer(
    "4.4",
    says="You multiply in the wrong order, or without turning the other matrix. Write the shapes beside each other: "
    "(n, m) and (k, m) shall give (n, k), and the inner sizes must match.",
)
class DoesNotTranspose(Function):
    @staticmethod
    def forward(ctx, x, y):
        ctx.save_for_backward(x, y)
        return product(x, y)

    @staticmethod
    def backward(ctx, grad_output):
        x, y = ctx.saved_tensors
        needs_x, needs_y = ctx.needs_input_grad
        return grad_output @ y if needs_x else None, x @ grad_output if needs_y else None


@wrong_answer(
    "4.4",
    says="You compute both gradients whoever asks. With a constant on one side, as data always is, that is a third "
    "of all the work of a training step for nothing.",
)
class ComputesBothAlways(Function):
    @staticmethod
    def forward(ctx, x, y):
        ctx.save_for_backward(x, y)
        return product(x, y)

    @staticmethod
    def backward(ctx, grad_output):
        x, y = ctx.saved_tensors
        return grad_output @ y.mT, x.mT @ grad_output


@wrong_answer(
    "4.4",
    says="You keep the inputs as attributes of `ctx`. That works once, and nobody can free them after the backward "
    "pass, nor notice that somebody has written into them since. `ctx.save_for_backward` is made for tensors.",
)
class KeepsThemAsAttributes(Function):
    @staticmethod
    def forward(ctx, x, y):
        ctx.x, ctx.y = x, y
        return product(x, y)

    @staticmethod
    def backward(ctx, grad_output):
        needs_x, needs_y = ctx.needs_input_grad
        return grad_output @ ctx.y.mT if needs_x else None, ctx.x.mT @ grad_output if needs_y else None


@wrong_answer(
    "4.4",
    says="You exchange the first two axes. In a stack of matrices these are others: the rows and columns of each are "
    "the last two axes, and `.mT` exchanges them.",
)
class TransposesTheFirstAxes(Function):
    @staticmethod
    def forward(ctx, x, y):
        ctx.save_for_backward(x, y)
        return product(x, y)

    @staticmethod
    def backward(ctx, grad_output):
        x, y = ctx.saved_tensors
        needs_x, needs_y = ctx.needs_input_grad
        left = grad_output @ y.transpose(0, 1) if needs_x else None
        return left, x.transpose(0, 1) @ grad_output if needs_y else None


@wrong_answer(
    "4.4",
    says="What you send back has no history: `product` computes without recording. Use @, so that the gradient can "
    "be differentiated again when somebody asks for it.",
)
class SendsBackWithoutHistory(Function):
    @staticmethod
    def forward(ctx, x, y):
        ctx.save_for_backward(x, y)
        return product(x, y)

    @staticmethod
    def backward(ctx, grad_output):
        x, y = ctx.saved_tensors
        needs_x, needs_y = ctx.needs_input_grad
        return product(grad_output, y.mT) if needs_x else None, product(x.mT, grad_output) if needs_y else None


@wrong_answer(
    "4.4",
    says="You save copies. The tensors themselves cost nothing, they exist anyway; and a copy of a weight hides that "
    "somebody has written into it between forward and backward.",
)
class SavesCopies(Function):
    @staticmethod
    def forward(ctx, x, y):
        ctx.save_for_backward(x.clone(), y.clone())
        return product(x, y)

    @staticmethod
    def backward(ctx, grad_output):
        return _sent(ctx, grad_output)


# ---- 4.5 ready_nodes


@wrong_answer(
    "4.5",
    says="You take the nodes nearest to the roots first. One that is near by one way and far by another then runs "
    "before all of its gradients have arrived.",
)
def takes_the_nearest_first(roots):
    found = list(dict.fromkeys(roots))
    for node in found:
        for edge in node.edges:
            if edge is not None and edge.node not in found:
                found.append(edge.node)
    yield from found


@wrong_answer(
    "4.5",
    says="A node comes as soon as one gradient has arrived there, and again with each further one. It has to wait "
    "until none is missing, and then runs once.",
)
def does_not_wait(roots):
    stack, count = list(dict.fromkeys(roots)), 0
    while stack and count < 10_000:
        node = stack.pop()
        count += 1
        yield node
        stack += [edge.node for edge in node.edges if edge is not None]


@wrong_answer(
    "4.5",
    says="You count the neighbours of a node and not the edges. In x * x two edges lead from the product to x: "
    "counted as one, x runs too early; never counted down to 0, it does not run at all.",
)
def counts_neighbours(roots):
    waiting, found = dict.fromkeys(roots, 0), list(dict.fromkeys(roots))
    for node in found:
        for target in {edge.node for edge in node.edges if edge is not None}:
            if target not in waiting:
                waiting[target] = 0
                found.append(target)
            waiting[target] += 1
    ready = [node for node in found if not waiting[node]]
    while ready:
        node = ready.pop()
        yield node
        for edge in node.edges:
            if edge is not None:
                waiting[edge.node] -= 1
                if not waiting[edge.node]:
                    ready.append(edge.node)


@wrong_answer(
    "4.5",
    says="Your loop begins with all roots. One that another root leads to must wait as any other node.",
)
def begins_with_all_roots(roots):
    waiting, found = dict.fromkeys(roots, 0), list(dict.fromkeys(roots))
    ready = list(found)
    for node in found:
        for edge in node.edges:
            if edge is not None:
                if edge.node not in waiting:
                    waiting[edge.node] = 0
                    found.append(edge.node)
                waiting[edge.node] += 1
    seen = set(ready)
    while ready:
        node = ready.pop(0)
        yield node
        for edge in node.edges:
            if edge is not None:
                waiting[edge.node] -= 1
                if not waiting[edge.node] and edge.node not in seen:
                    seen.add(edge.node)
                    ready.append(edge.node)


@wrong_answer(
    "4.5",
    says="Your function calls itself for every step into the depth, and Python allows about 1000 of them. Keep what "
    "is still to do in a list.",
)
def recurses(roots):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for edge in node.edges:
                if edge is not None:
                    visit(edge.node)
            order.append(node)

    for root in roots:
        visit(root)
    yield from order[::-1]


@wrong_answer(
    "4.5",
    says="The order begins with the leaves, as in the scalar sweep before it was turned round. Gradients start at "
    "the roots: each node after all that send to it.",
)
def begins_with_the_leaves(roots):
    order, seen, stack = [], set(), [(node, False) for node in roots]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack += [(edge.node, False) for edge in node.edges if edge is not None]
    yield from order


@wrong_answer(
    "4.5",
    says="An edge may be None: it leads to a constant, and no gradient goes there. Pass over it.",
)
def follows_edges_to_nowhere(roots):
    waiting, found = dict.fromkeys(roots, 0), list(dict.fromkeys(roots))
    for node in found:
        for edge in node.edges:
            if edge.node not in waiting:
                waiting[edge.node] = 0
                found.append(edge.node)
            waiting[edge.node] += 1
    ready = [node for node in found if not waiting[node]]
    while ready:
        node = ready.pop()
        yield node
        for edge in node.edges:
            waiting[edge.node] -= 1
            if not waiting[edge.node]:
                ready.append(edge.node)


@wrong_answer(
    "4.5",
    says="You look at the first edge of each node and no other. A graph branches: every edge wants to be followed.",
)
def follows_the_first_edge(roots):
    seen = dict.fromkeys(roots)
    stack = list(seen)
    for node in stack:
        edge = next((edge for edge in node.edges if edge is not None), None)
        if edge is not None and edge.node not in seen:
            seen[edge.node] = None
            stack.append(edge.node)
    yield from stack


# ---- 4.6 accumulate


@wrong_answer(
    "4.6",
    says="That is the colleague's mistake: the first gradient is kept as it is, and what is added later is added to "
    "a tensor that others hold as well. The first one has to be copied.",
)
def keeps_it_as_it_is(leaf, grad):
    if leaf.grad is None:
        leaf.grad = grad
    elif setting.recording:
        leaf.grad = leaf.grad + grad
    else:
        leaf.grad += grad


@wrong_answer(
    "4.6",
    says="Each gradient replaces the one before. A leaf that is used twice, or in two passes, gets the sum.",
)
def replaces(leaf, grad):
    leaf.grad = copied_like(leaf, grad)


@wrong_answer(
    "4.6",
    says="The sums are right, and each is a new tensor: whoever holds `leaf.grad`, an optimizer for instance, is "
    "left with the old one, and the memory is needed twice. Where nothing is recorded, add in place.",
)
def always_makes_a_new_sum(leaf, grad):
    leaf.grad = copied_like(leaf, grad) if leaf.grad is None else leaf.grad + grad


@wrong_answer(
    "4.6",
    says="You add in place even while it is being recorded. Whoever wants to differentiate the first gradient then "
    "finds it changed; a recorded sum is a new tensor.",
)
def always_adds_in_place(leaf, grad):
    if leaf.grad is None:
        leaf.grad = copied_like(leaf, grad)
    else:
        leaf.grad += grad


@wrong_answer(
    "4.6",
    says="The gradient loses its history on the way into the leaf. While things are recorded it has to keep it, or "
    "nobody can ask for a second derivative.",
)
def detaches(leaf, grad):
    if leaf.grad is None:
        leaf.grad = copied_like(leaf, grad).detach()
    elif setting.recording:
        leaf.grad = leaf.grad + grad.detach()
    else:
        leaf.grad += grad


@wrong_answer(
    "4.6",
    says="Your function adds to the gradient that has arrived, and so changes a tensor that belongs to others. Add "
    "to what the leaf has.",
)
def adds_to_what_arrives(leaf, grad):
    if leaf.grad is not None:
        with_before = grad.detach()
        with_before += leaf.grad.detach()
    leaf.grad = copied_like(leaf, grad)


@wrong_answer(
    "4.6",
    says="A first gradient is counted twice: you copy it, and add it once more.",
)
def counts_the_first_twice(leaf, grad):
    if leaf.grad is None:
        leaf.grad = copied_like(leaf, grad)
    if setting.recording:
        leaf.grad = leaf.grad + grad
    else:
        leaf.grad += grad


# ---- 4.7 no_grad


@wrong_answer(
    "4.7",
    says="At the end of the block you switch recording on, whatever it was before. Inside another `no_grad` the "
    "graph then grows again and nobody notices, until memory runs out. Put back what you found.",
)
class SwitchesOnAtTheEnd(Decorator):
    def __enter__(self):
        setting.recording = False

    def __exit__(self, kind, error, trace):
        setting.recording = True


@wrong_answer(
    "4.7",
    says="Nothing is put back at the end of the block: from then on nothing is recorded any more.",
)
class NeverComesBack(Decorator):
    def __enter__(self):
        self.before = setting.recording
        setting.recording = False

    def __exit__(self, kind, error, trace):
        self.before = setting.recording


@wrong_answer(
    "4.7",
    says="Your `__exit__` returns True, and Python takes that for 'the error is dealt with': whatever goes wrong "
    "inside the block is swallowed. Return nothing.",
)
class SwallowsErrors(Decorator):
    def __enter__(self):
        self.before = setting.recording
        setting.recording = False

    def __exit__(self, kind, error, trace):
        setting.recording = self.before
        return True


@wrong_answer(
    "4.7",
    says="After an error things stay switched off. `__exit__` runs in that case too, and has the same thing to do.",
)
class ForgetsAfterAnError(Decorator):
    def __enter__(self):
        self.before = setting.recording
        setting.recording = False

    def __exit__(self, kind, error, trace):
        if error is None:
            setting.recording = self.before


@wrong_answer(
    "4.7",
    says="You turn the switch over, instead of off. Inside another `no_grad` that switches recording on.",
)
class TurnsTheSwitchOver(Decorator):
    def __enter__(self):
        setting.recording = not setting.recording

    def __exit__(self, kind, error, trace):
        setting.recording = not setting.recording


@wrong_answer(
    "4.7",
    says="Inside the block things are recorded as before: `recording` has to be False there.",
)
class SwitchesNothingOff(Decorator):
    def __enter__(self):
        self.before = setting.recording

    def __exit__(self, kind, error, trace):
        setting.recording = self.before


@wrong_answer(
    "4.7",
    says="You remember what was before in the class, where all blocks share it. The inner block writes over what the "
    "outer one has remembered; each block needs a memory of its own.",
)
class RemembersInTheClass(Decorator):
    def __enter__(self):
        Decorator.shared = setting.recording
        setting.recording = False

    def __exit__(self, kind, error, trace):
        setting.recording = Decorator.shared


# ---- 4.8 passes_trial


def _agrees(operation, both, weights, which=(0, 1), close=None):
    """Whether gradients agree with central differences, entry by entry."""
    close = close or (lambda a, b: np.allclose(a, b, rtol=1e-4, atol=1e-6))
    found = grad(operation.apply(*both), both, tensor(weights))
    for i in which:
        table = differences.numerical(lambda moved, i=i: operation.apply(*both[:i], moved, *both[i + 1 :]), both[i])
        if not close(found[i].numpy().reshape(-1), table @ weights.reshape(-1)):
            return False
    return True


def _inputs(*shapes, low=-2.0):
    numbers = np.random.default_rng(1)
    return [tensor(numbers.uniform(low, 2.0, size=shape), requires_grad=True) for shape in shapes]


WEIGHTS = np.array([[0.5, -1.0, 2.0], [3.0, 0.7, -0.2]])
SHAPES = (((2, 3), (2, 3)), ((3,), (2, 3)), ((2, 3), (2, 1)))


@wrong_answer(
    "4.8",
    says="What arrives at your operation is 1 everywhere. A rule that does not look at `grad_output` at all passes "
    "then; let different numbers arrive.",
)
def sends_ones(operation):
    return all(_agrees(operation, _inputs(*shapes), np.ones((2, 3))) for shapes in SHAPES)


@wrong_answer(
    "4.8",
    says="Both inputs always have the same shape. Where one is stretched, a rule can be wrong in ways of its own.",
)
def never_broadcasts(operation):
    return _agrees(operation, _inputs((2, 3), (2, 3)), WEIGHTS)


@wrong_answer(
    "4.8",
    says="Only one of the two inputs is ever stretched. What about the other one?",
)
def broadcasts_the_first_only(operation):
    return all(_agrees(operation, _inputs(*shapes), WEIGHTS) for shapes in SHAPES[:2])


@wrong_answer(
    "4.8",
    says="You look at the gradient of the first input only. The second one can be wrong by itself: a sign, a factor.",
)
def looks_at_the_first_input(operation):
    return all(_agrees(operation, _inputs(*shapes), WEIGHTS, which=(0,)) for shapes in SHAPES)


@wrong_answer(
    "4.8",
    says="All of your numbers are positive. A rule with an absolute value in it, or one that is made for positive "
    "numbers, gives itself away at negative ones.",
)
def tries_positive_numbers(operation):
    return all(_agrees(operation, _inputs(*shapes, low=0.5), WEIGHTS) for shapes in SHAPES)


@wrong_answer(
    "4.8",
    says="x and y hold the same numbers, so exchanging them changes nothing. Choose numbers that cannot be confused.",
)
def tries_equal_numbers(operation):
    for shapes in SHAPES:
        both = [tensor(np.full(shape, -1.3), requires_grad=True) for shape in shapes]
        if not _agrees(operation, both, WEIGHTS):
            return False
    return True


@wrong_answer(
    "4.8",
    says="Your test refuses right rules, because it wants the digits of an estimate. Differences have an error of "
    "their own: leave them some room.",
)
def wants_the_same_digits(operation):
    return all(_agrees(operation, _inputs(*shapes), WEIGHTS, close=np.array_equal) for shapes in SHAPES)


@wrong_answer(
    "4.8",
    says="You leave so much room that a mistake of one per cent slips through. The estimates are good to six digits "
    "or more; let the test be nearly as strict.",
)
def leaves_too_much_room(operation):
    def close(a, b):
        return np.allclose(a, b, rtol=0.1, atol=0.1)

    return all(_agrees(operation, _inputs(*shapes), WEIGHTS, close=close) for shapes in SHAPES)


@wrong_answer(
    "4.8",
    says="True and False are the wrong way round: your test passes what is broken and refuses what is right.",
)
def turns_the_answer_round(operation):
    return not all(_agrees(operation, _inputs(*shapes), WEIGHTS) for shapes in SHAPES)
