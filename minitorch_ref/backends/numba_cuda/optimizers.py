"""The steps of optimizers, each in one pass: every element is read once, changed, and written once.

Thread i changes the elements whose numbers are its own plus a multiple of the number of all threads, and needs no other
element: there is no race. `decay` times the parameter is added to the gradient, whose sign `sign` turns to climb;
`keep` is what is left of the parameter itself before the step (decoupled decay). The formulas are those of
`minitorch_ref.optim`.
"""

import math
from typing import Any

from minitorch_ref.backends.interface import Kernel
from minitorch_ref.backends.numba_cuda.api import cuda
from minitorch_ref.backends.numba_cuda.launch import launch_flat
from minitorch_ref.backends.numba_cuda.operands import are_floats, array_of, contiguous, is_contiguous
from minitorch_ref.storage import Strided

__all__ = ["CHOICES", "adam_kernel", "momentum_kernel", "rmsprop_kernel", "sgd_kernel"]


@cuda.jit
def adam_kernel(p, m, v, grad, p_at, m_at, v_at, grad_at, step, correction, beta1, new1, beta2, new2, eps, decay, keep,
                sign, count):  # fmt: skip
    """Change p, m and v (Kingma and Ba, 2015): `step` is lr / (1 - beta1^t), `correction` 1 / (1 - beta2^t)."""
    for i in range(cuda.grid(1), count, cuda.gridsize(1)):
        g = sign * grad[grad_at + i] + decay * p[p_at + i]
        mean = beta1 * m[m_at + i] + new1 * g
        square = beta2 * v[v_at + i] + new2 * (g * g)
        m[m_at + i] = mean
        v[v_at + i] = square
        p[p_at + i] = keep * p[p_at + i] - step * mean / (math.sqrt(square * correction) + eps)


@cuda.jit
def momentum_kernel(p, buf, grad, p_at, buf_at, grad_at, lr, momentum, new, own, ahead, decay, sign, count):
    """Change p and buf; the direction is own * gradient + ahead * buf."""
    for i in range(cuda.grid(1), count, cuda.gridsize(1)):
        g = sign * grad[grad_at + i] + decay * p[p_at + i]
        total = momentum * buf[buf_at + i] + new * g
        buf[buf_at + i] = total
        p[p_at + i] -= lr * (own * g + ahead * total)


@cuda.jit
def sgd_kernel(p, grad, p_at, grad_at, lr, decay, sign, count):
    """Change p."""
    for i in range(cuda.grid(1), count, cuda.gridsize(1)):
        p[p_at + i] -= lr * (sign * grad[grad_at + i] + decay * p[p_at + i])


@cuda.jit
def rmsprop_kernel(p, v, grad, p_at, v_at, grad_at, lr, alpha, new, eps, decay, sign, count):
    """Change p and v."""
    for i in range(cuda.grid(1), count, cuda.gridsize(1)):
        g = sign * grad[grad_at + i] + decay * p[p_at + i]
        square = alpha * v[v_at + i] + new * (g * g)
        v[v_at + i] = square
        p[p_at + i] -= lr * (g / (math.sqrt(square) + eps))


def launch_step(kernel: Any, operands: tuple[Strided, ...], *numbers: float) -> None:
    """Launch a step: the tensors, where each begins, the numbers in the type of the parameter, how many elements."""
    number = operands[0].storage.dtype.numpy.type
    places = [x.layout.offset for x in operands]
    count = math.prod(operands[0].layout.shape)
    launch_flat(kernel, count, *map(array_of, operands), *places, *map(number, numbers), count)


def adam(
    p: Strided, m: Strided, v: Strided, grad: Strided, t: int, lr: float, beta1: float, beta2: float, eps: float,
    decay: float, keep: float, sign: int,
) -> None:  # fmt: skip
    """See "adam" in `kernel_names`."""
    corrected = lr / (1 - beta1**t), 1 / (1 - beta2**t)
    launch_step(adam_kernel, (p, m, v, contiguous(grad)), *corrected, beta1, 1 - beta1, beta2, 1 - beta2, eps, decay,
                keep, sign)  # fmt: skip


def momentum(
    p: Strided, buf: Strided, grad: Strided, lr: float, momentum: float, dampening: float, nesterov: bool,
    decay: float, sign: int,
) -> None:  # fmt: skip
    """See "momentum" in `kernel_names`."""
    own, ahead = (1, momentum) if nesterov else (0, 1)
    launch_step(momentum_kernel, (p, buf, contiguous(grad)), lr, momentum, 1 - dampening, own, ahead, decay, sign)


def sgd(p: Strided, grad: Strided, lr: float, decay: float, sign: int) -> None:
    """See "sgd" in `kernel_names`."""
    launch_step(sgd_kernel, (p, contiguous(grad)), lr, decay, sign)


def rmsprop(
    p: Strided, v: Strided, grad: Strided, lr: float, alpha: float, eps: float, decay: float, sign: int
) -> None:
    """See "rmsprop" in `kernel_names`."""
    launch_step(rmsprop_kernel, (p, v, contiguous(grad)), lr, alpha, 1 - alpha, eps, decay, sign)


def chooser(kernel: Kernel) -> Any:
    """Return what decides whether a step can be taken: all of one floating type, what changes in memory order."""

    def choose(largest: Strided, grad: Strided, *changed: Strided) -> Kernel | None:
        return kernel if are_floats(grad, *changed) and all(map(is_contiguous, changed)) else None

    return choose


CHOICES = {kernel.__name__: chooser(kernel) for kernel in (adam, momentum, sgd, rmsprop)}
