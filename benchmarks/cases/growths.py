"""Work of any size, to see that time grows as it should."""

from typing import Any

from benchmarks.cases.case import Work, growth, normal
from benchmarks.cases.steps import labels, set_parameters, training_step


@growth("map: relu of n numbers", [10**4, 10**5, 10**6, 10**7], exponent=1)
def map_growth(torch: Any, n: int) -> Work:
    """As long as a vector."""
    x = normal(torch, n)
    return lambda: torch.relu(x)


@growth("reduce: sum of n numbers", [10**4, 10**5, 10**6, 10**7], exponent=1)
def reduce_growth(torch: Any, n: int) -> Work:
    """As long as a vector."""
    x = normal(torch, n)
    return lambda: x.sum()


@growth("matmul: two n x n matrices", [64, 128, 256, 512, 1024], exponent=3)
def matmul_growth(torch: Any, n: int) -> Work:
    """N multiplications and additions for each of n * n elements."""
    x, y = normal(torch, n, n), normal(torch, n, n, seed=1)
    return lambda: x @ y


@growth("training step: MLP 784-256-10, batch n", [16, 64, 256, 1024], exponent=1)
def step_growth(torch: Any, n: int) -> Work:
    """As long as a batch."""
    nn = torch.nn
    model = nn.Sequential(nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 10))
    optimizer = torch.optim.SGD(set_parameters(torch, model), lr=0.01, momentum=0.9)
    return training_step(torch, model, optimizer, normal(torch, n, 784), labels(torch, n))
