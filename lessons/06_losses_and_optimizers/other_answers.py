"""A second correct answer to each exercise of lesson 06, written differently from the model answer."""

import math
from typing import Any

from minitorch.autograd.modes import no_grad
from minitorch.errors import UnsupportedError
from minitorch.functions import exponential, selection
from minitorch.functions.function import Context, Function
from minitorch.functions.joining import stack
from minitorch.functions.softmax import log_softmax
from minitorch.tensors import factories
from minitorch.tensors.tensor import Tensor

from course.checks import other_answer, ready_call


@other_answer("6.1")
def as_a_power_and_a_quotient(x, y, reduction="mean"):
    if tuple(x.shape) != tuple(y.shape):
        raise ValueError(f"squared_error: predictions {x.shape} and targets {y.shape} must have the same shape")
    squares = (x - y) ** 2
    total = squares.sum()
    return {"none": squares, "sum": total, "mean": total / x.numel() if x.numel() else total * math.nan}[reduction]


@ready_call("6.1")
def by_the_loss_that_calls_it(x, y, reduction="mean"):
    same_shape("squared_error", x, y)  # noqa: F821
    return mse_loss(x, y, reduction=reduction)  # noqa: F821


@other_answer("6.2")
def by_a_factor_taken_out(x, dim):
    top = x.detach().amax(dim, keepdim=True)
    shift = selection.where((top == math.inf) | (top == -math.inf), factories.zeros_like(top), top)
    powers = exponential.exp(x - shift)
    return shift + exponential.log(powers.sum(dim, keepdim=True))


@ready_call("6.2")
def by_the_function_of_the_framework(x, dim):
    return x.logsumexp(dim, keepdim=True)


@other_answer("6.3")
def everything_by_hand(x, dim):
    shifted = x - x.detach().amax(dim, keepdim=True)
    return shifted - exponential.log(exponential.exp(shifted).sum(dim, keepdim=True))


@ready_call("6.3")
def by_the_frameworks_log_softmax(x, dim):
    return x.log_softmax(dim)


@other_answer("6.4")
class WithOneHotRows(Function):
    @staticmethod
    def forward(ctx: Context, x: Tensor, target: Tensor) -> Tensor:
        ctx.save_for_backward(x, target)
        log = log_softmax(x, 1)
        return -log[factories.arange(x.shape[0]), target]

    @staticmethod
    def backward(ctx: Context, grad_output: Tensor) -> tuple[Any, ...]:
        x, target = ctx.saved_tensors
        probabilities = log_softmax(x, 1).exp()
        one_hot = (factories.arange(x.shape[1]) == target.reshape(-1, 1)).to(x.dtype)
        return grad_output.reshape(-1, 1) * (probabilities - one_hot), None


@ready_call("6.4")
class ByTheOtherLoss(Function):
    @staticmethod
    def forward(ctx: Context, x: Tensor, target: Tensor) -> Tensor:
        ctx.save_for_backward(x, target)
        return nll_loss(log_softmax(x, 1), target, reduction="none")  # noqa: F821

    @staticmethod
    def backward(ctx: Context, grad_output: Tensor) -> tuple[Any, ...]:
        x, target = ctx.saved_tensors
        difference = log_softmax(x, 1).exp()
        column = target.unsqueeze(1)
        difference = difference.scatter_add(1, column, x.new_full(column.shape, -1.0))
        return grad_output.unsqueeze(1) * difference, None


@other_answer("6.5")
def as_a_mean_of_two_surprises(x, y):
    certain = exponential.log1p(exponential.exp(selection.where(x > 0, -x, x)))
    surprise_of_yes = selection.where(x > 0, 0.0, -x) + certain
    surprise_of_no = selection.where(x > 0, x, 0.0) + certain
    return y * surprise_of_yes + (1 - y) * surprise_of_no


@ready_call("6.5")
def by_the_ready_softplus(x, y):
    return activation.log1p_exp(x) - x * y  # noqa: F821


@other_answer("6.6")
def all_cases_apart(p, grad, buf=None, *, lr, momentum=0, dampening=0, weight_decay=0, nesterov=False):
    slope = grad + weight_decay * p
    if buf is None:
        p -= lr * slope
        return
    buf.copy_(momentum * buf + (1 - dampening) * slope)
    if nesterov:
        p -= lr * (slope + momentum * buf)
    else:
        p -= lr * buf


@other_answer("6.7")
def with_copies(grad, v, mean=None, *, alpha, eps):
    v.copy_(alpha * v + (1 - alpha) * grad * grad)
    spread = v
    if mean is not None:
        mean.copy_(alpha * mean + (1 - alpha) * grad)
        spread = v - mean**2
    return grad / (spread**0.5 + eps)


@other_answer("6.8")
def in_the_papers_words(p, grad, m, v, t, *, lr, beta1, beta2, eps, weight_decay=0, decoupled=False):
    g = grad if decoupled else grad + weight_decay * p
    m.copy_(beta1 * m + (1 - beta1) * g)
    v.copy_(beta2 * v + (1 - beta2) * g**2)
    root = (v / (1 - beta2**t)).sqrt()
    decay = lr * weight_decay * p if decoupled else 0
    p -= decay + lr * (m / (1 - beta1**t)) / (root + eps)


@other_answer("6.9")
def by_the_square_of_a_cosine(t, warmup, total, lowest=0.0):
    if t < warmup:
        return 1 / warmup * (t + 1)
    if t >= total:
        return lowest
    angle = math.pi / 2 * (t - warmup) / (total - warmup)
    return 1 - (1 - lowest) * math.sin(angle) ** 2


@ready_call("6.9")
def by_the_half_cosine(t, warmup, total, lowest=0.0):
    if t < warmup:
        return (t + 1) / warmup
    return lowest + (1 - lowest) * half_cosine(min(t, total) - warmup, total - warmup)  # noqa: F821


@other_answer("6.10")
def with_a_norm_of_norms(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False, foreach=None):
    tensors = [parameters] if isinstance(parameters, Tensor) else list(parameters)
    with no_grad():
        norms = [tensor.grad.abs().norm(norm_type) for tensor in tensors if tensor.grad is not None]
        total = stack(norms).norm(norm_type) if norms else factories.tensor(0.0)
        if error_if_nonfinite and not math.isfinite(total.item()):
            raise UnsupportedError("the norm of the gradients is not finite")
        if not total.item() <= max_norm:
            for tensor in tensors:
                if tensor.grad is not None:
                    tensor.grad *= max_norm / (total.item() + 1e-6)
    return total
