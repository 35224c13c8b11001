"""Operations that between them launch every kernel of the CUDA backend, at sizes for a simulator.

Run as a program, in a process whose environment says which simulator:

    python operations.py trace     what the tracer finds in each launch, and which kernels were launched with what
    python operations.py values    what each operation gives
"""

import json
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

import minitorch_ref as mt
from minitorch_ref.nn import functional as F  # noqa: N812  PyTorch's name for it

Tensors = list[mt.Tensor]


def draw(*shape: int, seed: int = 0) -> mt.Tensor:
    numbers = np.random.default_rng(seed).standard_normal(shape).astype(np.float32)
    return mt.tensor(numbers).to("cuda")


def index(*numbers: int) -> mt.Tensor:
    return mt.tensor(numbers).to("cuda")


def with_gradients(function: Callable[..., mt.Tensor], *inputs: mt.Tensor) -> Tensors:
    leaves = [x.detach().requires_grad_() for x in inputs]
    out = function(*leaves)
    out.backward(draw(*out.shape, seed=9))
    return [out, *(x.grad for x in leaves)]


def stepped(kind: Any, **settings: Any) -> Tensors:
    p = draw(5).requires_grad_()
    p.grad = draw(5, seed=1)
    optimizer = kind([p], lr=0.1, **settings)
    optimizer.step()
    optimizer.step()
    return [p]


def drawn() -> Tensors:
    mt.manual_seed(0)
    where = {"device": "cuda"}
    return [mt.rand(6, **where), mt.randn(5, **where), mt.randint(0, 9, (5,), **where)]


def written() -> Tensors:
    x = mt.zeros(4, device="cuda")
    x[index(1, 1, 0)] = draw(3)
    y = x.index_add(0, index(0, 0, 2), draw(3, seed=1))
    return [x, y, x.scatter_reduce(0, index(1, 1, 3), draw(3), "prod")]


def elementwise() -> Tensors:
    x = draw(3, 4)
    return [x + x[0], x.t().contiguous(), x.exp(), mt.where(x > 0, x, -x), x.to(mt.bool), x.round().long(),
            mt.arange(5, device="cuda")]  # fmt: skip


def reduced() -> Tensors:
    x = draw(3, 40)
    return [x.sum(), x.sum(0), x.amax(1), x.argmax(1), x.cumsum(1), x.sort(1).indices, (x > 0).any(1)]


def large() -> Tensors:
    """What is cut into parts, or into steps of their own: too long for the other simulator."""
    x = draw(1100)
    pictures = draw(2, 2, 2100), draw(2), draw(2, seed=1)
    normal = with_gradients(lambda x, w, b: F.batch_norm(x, None, None, w, b, training=True), *pictures)
    return [*normal, draw(70, 33).sum(0), draw(4200).sum(), x.sort().indices, draw(64, 17) @ draw(17, 64)]


def images() -> Tensors:
    x, weight, bias = draw(1, 2, 4, 4), draw(2, 2, 2, 2), draw(2)
    return [*with_gradients(F.conv2d, x, weight, bias), *with_gradients(lambda x: F.max_pool2d(x, 2, 1), x),
            *with_gradients(lambda x: F.avg_pool2d(x, 2), x)]  # fmt: skip


def channels(x: mt.Tensor, weight: mt.Tensor, bias: mt.Tensor) -> Tensors:
    mean, var = mt.zeros(5, device="cuda"), mt.ones(5, device="cuda")
    return [
        *with_gradients(lambda x, w, b: F.batch_norm(x, mean, var, w, b, training=True), x, weight, bias), mean, var,
        *with_gradients(lambda x, w, b: F.batch_norm(x, mean, var, w, b), x, weight, bias),
    ]  # fmt: skip


def dropped() -> Tensors:
    mt.manual_seed(1)
    return with_gradients(lambda x: mt.nn.Dropout(0.4)(x.t()), draw(3, 4))


def lines() -> Tensors:
    x, weight, bias, classes = draw(3, 5), draw(5), draw(5, seed=1), index(1, 4, -100)
    return [
        *with_gradients(lambda x: x.softmax(1), x), *with_gradients(lambda x: x.log_softmax(0), x),
        *with_gradients(lambda x, w, b: F.layer_norm(x, (5,), w, b), x, weight, bias),
        *with_gradients(lambda x: F.cross_entropy(x, classes), x), *channels(x, weight, bias),
        *with_gradients(lambda weight: F.embedding(classes[:2], weight), x.t().contiguous()),
        *with_gradients(F.gelu, x), *with_gradients(mt.tanh, x),
    ]  # fmt: skip


def heads() -> Tensors:
    return with_gradients(
        lambda q, k, v: F.scaled_dot_product_attention(q, k, v, is_causal=True),
        draw(2, 5, 3), draw(2, 5, 3, seed=1), draw(2, 5, 2, seed=2),
    )  # fmt: skip


OPERATIONS: dict[str, Callable[[], Tensors]] = {
    "elementwise": elementwise,
    "reduced": reduced,
    "products": lambda: [draw(3, 5) @ draw(5, 2), draw(2, 3, 4) @ draw(2, 4, 3)],
    "taken": lambda: [draw(4, 3)[index(3, -1, 0)], draw(4, 3)[:, index(1)]],
    "written": written,
    "drawn": drawn,
    "dropped": dropped,
    "lines": lines,
    "images": images,
    "heads": heads,
    "sgd": lambda: stepped(mt.optim.SGD),
    "momentum": lambda: stepped(mt.optim.SGD, momentum=0.9),
    "adam": lambda: stepped(mt.optim.AdamW),
    "rmsprop": lambda: stepped(mt.optim.RMSprop),
    "large": large,
}


def name_of(kernel: Any) -> str:
    """The name of a kernel, or of the function that makes it."""
    return str(kernel.py_func.__qualname__.partition(".")[0])


def kind_of(argument: Any) -> str:
    """What a signature says of an argument, without the type of elements and the number of axes."""
    if isinstance(argument, tuple):
        return "axes"
    if isinstance(argument, bool | np.bool_):
        return "boolean"
    if isinstance(argument, int | np.integer):
        return "int64"
    return "float" if isinstance(argument, float | np.floating) else "array"


def traced() -> dict[str, Any]:
    """Run everything under the tracer."""
    from minitorch_ref.backends.cuda_simulator.launch import running
    from minitorch_ref.backends.cuda_simulator.tracing import trace

    problems, launched = [], set()

    def observe(kernel: Any, shape: Any, arguments: tuple[Any, ...]) -> None:
        launched.add((name_of(kernel), ", ".join(map(kind_of, arguments))))
        found = trace(kernel, shape.grid, shape.block, *arguments, limit=3_000_000)
        problems.extend(f"{name_of(kernel)}: {problem.message}" for problem in found.problems)

    running.observer = observe
    for operation in OPERATIONS.values():
        operation()
    return {"problems": problems, "launched": sorted(launched)}


def values() -> dict[str, Any]:
    """Run everything that both simulators can run in reasonable time."""
    return {name: [x.tolist() for x in made()] for name, made in OPERATIONS.items() if name != "large"}


if __name__ == "__main__":
    print(json.dumps({"trace": traced, "values": values}[sys.argv[1]]()))
