"""A second correct answer to each exercise of lesson 04, written differently from the model answer."""

import numpy as np
from minitorch.autograd import differences
from minitorch.autograd.function import Function
from minitorch.autograd.gradient_checks import gradcheck
from minitorch.autograd.modes import Decorator, setting
from minitorch.errors import UnsupportedError
from minitorch.functions.matmul import product
from minitorch.tensors.factories import tensor, zeros

from course.checks import other_answer, ready_call


@other_answer("4.1")
def column_after_column(f, x, eps=1e-6):
    flat, count = x.detach().numpy().reshape(-1), f(x).numel()
    table = np.zeros((flat.size, count))
    for i in range(flat.size):
        step = np.zeros(flat.size)
        step[i] = eps
        above = f(x.new_tensor((flat + step).reshape(x.shape))).detach().numpy()
        below = f(x.new_tensor((flat - step).reshape(x.shape))).detach().numpy()
        table[i] = ((above - below) / (2 * eps)).reshape(-1)
    return table.astype(flat.dtype)


@other_answer("4.2")
class WithLists:
    @staticmethod
    def mul(ctx, grad_output):
        pairs = zip(ctx.saved_tensors[::-1], ctx.needs_input_grad, strict=True)
        return tuple(other * grad_output if needed else None for other, needed in pairs)

    @staticmethod
    def exp(ctx, grad_output):
        return tuple(out * grad_output for out in ctx.saved_tensors)

    @staticmethod
    def log(ctx, grad_output):
        return (grad_output * ctx.saved_tensors[0] ** -1,)

    @staticmethod
    def sum(ctx, grad_output):
        kept = [1 if axis in ctx.dims else size for axis, size in enumerate(ctx.shape)]
        return (grad_output.reshape(kept).expand(ctx.shape),)


@other_answer("4.3")
def one_axis_at_a_time(grad, shape):
    missing = grad.dim() - len(shape)
    if missing < 0:
        raise UnsupportedError(f"{tuple(grad.shape)} has fewer axes than {shape}")
    for wanted, size in zip(shape, grad.shape[missing:], strict=True):
        if wanted not in (1, size):
            raise UnsupportedError(f"{shape} does not broadcast to {tuple(grad.shape)}")
    while grad.dim() > len(shape):
        grad = grad.sum(0)
    for axis, size in enumerate(shape):
        if size == 1 != grad.shape[axis]:
            grad = grad.sum(axis, keepdim=True)
    return grad


@other_answer("4.4")
class WithTranspose(Function):
    @staticmethod
    def forward(ctx, x, y):
        ctx.save_for_backward(x, y)
        return product(x, y)

    @staticmethod
    def backward(ctx, grad_output):
        x, y = ctx.saved_tensors
        grads = [None, None]
        if ctx.needs_input_grad[0]:
            grads[0] = (y @ grad_output.transpose(-1, -2)).transpose(-1, -2)
        if ctx.needs_input_grad[1]:
            grads[1] = x.transpose(-2, -1) @ grad_output
        return tuple(grads)


@other_answer("4.5")
def depth_first_and_turned_round(roots):
    order, seen, stack = [], set(), [(root, False) for root in roots]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend((edge.node, False) for edge in node.edges if edge is not None)
    return reversed(order)


@other_answer("4.6")
def starts_with_zeros(leaf, grad):
    if setting.recording:
        leaf.grad = (0.0 if leaf.grad is None else leaf.grad) + 1.0 * grad
        return
    if leaf.grad is None:
        leaf.grad = zeros(tuple(leaf.shape), dtype=leaf.dtype)
    leaf.grad.add_(grad)


@other_answer("4.7")
class WithAListOfWhatWasBefore(Decorator):
    def __enter__(self):
        self.outside = [*getattr(self, "outside", []), setting.recording]
        setting.recording = False

    def __exit__(self, kind, error, trace):
        setting.recording = self.outside.pop()


@other_answer("4.8")
def moves_along_one_random_direction(operation):
    numbers = np.random.default_rng(3)
    for x_shape, y_shape in [((4, 2), (2,)), ((1,), (4, 2)), ((4, 2), (4, 2))] * 2:
        x, y = (tensor(2 * numbers.normal(size=shape), requires_grad=True) for shape in (x_shape, y_shape))
        weights = tensor(numbers.normal(size=(4, 2)))
        (operation.apply(x, y) * weights).sum().backward()

        def total(moved, y=y, weights=weights):
            return (operation.apply(moved, y) * weights).sum()

        def other_total(moved, x=x, weights=weights):
            return (operation.apply(x, moved) * weights).sum()

        for f, point in ((total, x), (other_total, y)):
            expected = differences.numerical(f, point, 1e-5).reshape(tuple(point.shape))
            if abs(point.grad.numpy() - expected).max() > 1e-5:
                return False
    return True


@ready_call("4.8")
def with_the_frameworks_check(operation):
    numbers = np.random.default_rng(3)
    for shapes in (((2, 3), (2, 3)), ((3,), (2, 3)), ((2, 3), (2, 1))):
        both = [tensor(numbers.normal(size=shape), requires_grad=True) for shape in shapes]
        if not gradcheck(operation.apply, both, raise_exception=False):
            return False
    return True
