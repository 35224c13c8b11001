"""Many numbers in, few out: sums, maxima, and the functions made of them."""

from typing import Any

import numpy as np

from benchmarks.cases.case import Work, case, gradients, normal


@case("sum over all, 1000x1000")
def sum_all(torch: Any) -> Work:
    """A single number."""
    x = normal(torch, 1000, 1000)
    return lambda: x.sum()


@case("sum over first, 1000x1000")
def sum_first(torch: Any) -> Work:
    """Down the columns."""
    x = normal(torch, 1000, 1000)
    return lambda: x.sum(0)


@case("sum over last, 1000x1000")
def sum_last(torch: Any) -> Work:
    """Along the rows."""
    x = normal(torch, 1000, 1000)
    return lambda: x.sum(-1)


@case("max over last, 1000x1000")
def max_last(torch: Any) -> Work:
    """The largest of each row, without its index."""
    x = normal(torch, 1000, 1000)
    return lambda: x.amax(-1)


@case("softmax 256x1000")
def softmax(torch: Any) -> Work:
    """Forward."""
    x = normal(torch, 256, 1000)
    return lambda: torch.softmax(x, -1)


@case("softmax 256x1000, backward too")
def softmax_backward(torch: Any) -> Work:
    """Weighted, because the plain sum of a softmax has no gradient."""
    x, weight = normal(torch, 256, 1000, requires_grad=True), normal(torch, 256, 1000, seed=1)
    return gradients(lambda: torch.softmax(x, -1) * weight, x)


def classes(torch: Any, rows: int, number: int) -> Any:
    """Return a class for each row."""
    return torch.from_numpy(np.random.default_rng(rows).integers(0, number, rows))


@case("cross-entropy 256x1000")
def cross_entropy(torch: Any) -> Work:
    """Forward."""
    x, target = normal(torch, 256, 1000), classes(torch, 256, 1000)
    return lambda: torch.nn.functional.cross_entropy(x, target)


@case("cross-entropy 256x1000, backward too")
def cross_entropy_backward(torch: Any) -> Work:
    """Forward and backward."""
    x, target = normal(torch, 256, 1000, requires_grad=True), classes(torch, 256, 1000)
    return gradients(lambda: torch.nn.functional.cross_entropy(x, target), x)


@case("layer norm 2048x128, backward too")
def layer_norm(torch: Any) -> Work:
    """Forward and backward, of the weights as well."""
    layer = torch.nn.LayerNorm(128)
    x, weight = normal(torch, 2048, 128, requires_grad=True), normal(torch, 2048, 128, seed=1)
    return gradients(lambda: layer(x) * weight, x, layer.weight, layer.bias)
