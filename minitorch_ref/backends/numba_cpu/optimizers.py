"""The steps of optimizers, each in one pass: every element is read once, changed, and written once.

An element needs no other one. The elements are cut into blocks, and the thread that has a block writes it: no two write
to one place. All arithmetic is that of `adam_update` and the other formulas of `minitorch_ref.optim`, in the type of
the parameter.

`weight_decay` times the parameter is added to the gradient, whose sign `sign` turns to climb; `keep` is what is left of
the parameter itself before the step (decoupled decay).
"""

import math

from minitorch_ref.backends.numba_cpu.jit import Array, helper, integer, kernel, prange
from minitorch_ref.backends.numba_cpu.operands import are_same_floats, flat, is_row_major, size_of
from minitorch_ref.storage import Strided

__all__ = ["adam", "momentum", "rmsprop", "sgd"]

BLOCK = 16_384
"""Elements that a thread takes at once."""


def is_taken(largest: Strided, grad: Strided, *changed: Strided) -> bool:
    """Say whether all are numbers of one type, and those that change are in memory order."""
    for x in changed:
        if not is_row_major(x.layout):
            return False
    return are_same_floats(grad, *changed)


ACCEPTS = dict.fromkeys(["adam", "momentum", "rmsprop", "sgd"], is_taken)


def adam(
    p: Strided, m: Strided, v: Strided, grad: Strided, t: int, lr: float, beta1: float, beta2: float, eps: float,
    weight_decay: float, keep: float, sign: int,
) -> None:  # fmt: skip
    """Take one step of Adam; p, m and v change."""
    numbers = lr / (1 - beta1**t), 1 / (1 - beta2**t), beta1, beta2, eps, weight_decay, keep, sign
    adam_blocks[size_of(p)](flat(p), flat(m), flat(v), flat(grad), tuple(map(float, numbers)))


def momentum(
    p: Strided, buf: Strided, grad: Strided, lr: float, momentum: float, dampening: float, nesterov: bool,
    weight_decay: float, sign: int,
) -> None:  # fmt: skip
    """Take one step of gradient descent with momentum; p and buf change."""
    numbers = float(lr), float(momentum), float(1 - dampening), float(weight_decay), float(sign)
    momentum_blocks[size_of(p)](flat(p), flat(buf), flat(grad), numbers, bool(nesterov))


def sgd(p: Strided, grad: Strided, lr: float, weight_decay: float, sign: int) -> None:
    """Move p against its gradient."""
    sgd_blocks[size_of(p)](flat(p), flat(grad), (float(lr), float(weight_decay), float(sign)))


def rmsprop(
    p: Strided, v: Strided, grad: Strided, lr: float, alpha: float, eps: float, weight_decay: float, sign: int
) -> None:
    """Take one step of RMSprop; p and v change."""
    rmsprop_blocks[size_of(p)](flat(p), flat(v), flat(grad), tuple(map(float, (lr, alpha, eps, weight_decay, sign))))


Numbers = tuple[float, ...]


@helper
def adam_block(p: Array, m: Array, v: Array, grad: Array, numbers: Numbers) -> None:
    """Change one block."""
    number = p.dtype.type
    step, correction, beta1, beta2 = number(numbers[0]), number(numbers[1]), number(numbers[2]), number(numbers[3])
    eps, decay, keep, sign = number(numbers[4]), number(numbers[5]), number(numbers[6]), number(numbers[7])
    new1, new2 = number(1 - numbers[2]), number(1 - numbers[3])
    for i in range(p.size):
        g = sign * grad[i] + decay * p[i]
        mean = beta1 * m[i] + new1 * g
        square = beta2 * v[i] + new2 * (g * g)
        m[i] = mean
        v[i] = square
        p[i] = keep * p[i] - step * mean / (math.sqrt(square * correction) + eps)


@helper
def momentum_block(p: Array, buf: Array, grad: Array, numbers: Numbers, nesterov: bool) -> None:
    """Change one block."""
    number = p.dtype.type
    lr, stay, new = number(numbers[0]), number(numbers[1]), number(numbers[2])
    decay, sign = number(numbers[3]), number(numbers[4])
    ahead, own = (stay, number(1)) if nesterov else (number(1), number(0))
    for i in range(p.size):
        g = sign * grad[i] + decay * p[i]
        total = stay * buf[i] + new * g
        buf[i] = total
        p[i] -= lr * (own * g + ahead * total)


@helper
def sgd_block(p: Array, grad: Array, numbers: Numbers) -> None:
    """Change one block."""
    number = p.dtype.type
    lr, decay, sign = number(numbers[0]), number(numbers[1]), number(numbers[2])
    for i in range(p.size):
        p[i] -= lr * (sign * grad[i] + decay * p[i])


@helper
def rmsprop_block(p: Array, v: Array, grad: Array, numbers: Numbers) -> None:
    """Change one block."""
    number = p.dtype.type
    lr, alpha, eps = number(numbers[0]), number(numbers[1]), number(numbers[2])
    decay, sign, new = number(numbers[3]), number(numbers[4]), number(1 - numbers[1])
    for i in range(p.size):
        g = sign * grad[i] + decay * p[i]
        square = alpha * v[i] + new * (g * g)
        v[i] = square
        p[i] -= lr * (g / (math.sqrt(square) + eps))


@kernel
def adam_blocks(p: Array, m: Array, v: Array, grad: Array, numbers: Numbers) -> None:
    """A thread takes whole blocks."""
    for block in prange((p.size + BLOCK - 1) // BLOCK):
        i = integer(block) * BLOCK
        j = min(i + BLOCK, p.size)
        adam_block(p[i:j], m[i:j], v[i:j], grad[i:j], numbers)


@kernel
def momentum_blocks(p: Array, buf: Array, grad: Array, numbers: Numbers, nesterov: bool) -> None:
    """A thread takes whole blocks."""
    for block in prange((p.size + BLOCK - 1) // BLOCK):
        i = integer(block) * BLOCK
        j = min(i + BLOCK, p.size)
        momentum_block(p[i:j], buf[i:j], grad[i:j], numbers, nesterov)


@kernel
def sgd_blocks(p: Array, grad: Array, numbers: Numbers) -> None:
    """A thread takes whole blocks."""
    for block in prange((p.size + BLOCK - 1) // BLOCK):
        i = integer(block) * BLOCK
        j = min(i + BLOCK, p.size)
        sgd_block(p[i:j], grad[i:j], numbers)


@kernel
def rmsprop_blocks(p: Array, v: Array, grad: Array, numbers: Numbers) -> None:
    """A thread takes whole blocks."""
    for block in prange((p.size + BLOCK - 1) // BLOCK):
        i = integer(block) * BLOCK
        j = min(i + BLOCK, p.size)
        rmsprop_block(p[i:j], v[i:j], grad[i:j], numbers)
