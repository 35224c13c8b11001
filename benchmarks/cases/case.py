"""A case: one piece of work, written for `torch`, whichever framework plays that part."""

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["OPERATION_TARGET", "Case", "Growth", "all_cases", "all_growths", "case", "gradients", "growth", "normal"]

OPERATION_TARGET = 1.5
"""No operation may take longer than this many times what the peer takes."""

Work = Callable[[], Any]


@dataclass(frozen=True)
class Case:
    """One row of the table.

    Attributes:
        name: what the row says.
        prepare: takes the framework, makes inputs and returns the work to be timed: a function without arguments that
            returns a tensor, or a tuple of tensors, by which a test compares the frameworks.
        target: the largest ratio, our time over the peer's, that counts as met.
        is_step: whether this is a whole training step or the like, and not an operation; the geometric mean is over
            operations.
    """

    name: str
    prepare: Callable[[Any], Work]
    target: float = OPERATION_TARGET
    is_step: bool = False


@dataclass(frozen=True)
class Growth:
    """A piece of work of any size, to see how its time grows.

    Attributes:
        name: what grows.
        prepare: takes the framework and a size and returns the work to be timed.
        sizes: the sizes, ascending.
        exponent: time should grow no faster than size to this power.
    """

    name: str
    prepare: Callable[[Any, int], Work]
    sizes: Sequence[int]
    exponent: float


MODULES = ("pointwise", "reductions", "matrices", "layers", "steps", "growths")
"""The modules that enter cases, in the order of the table."""
CASES: dict[str, Case] = {}
GROWTHS: dict[str, Growth] = {}


def case(name: str, target: float = OPERATION_TARGET, is_step: bool = False) -> Callable[[Any], Any]:
    """Enter the function below as a row of the table."""

    def enter(prepare: Callable[[Any], Work]) -> Callable[[Any], Work]:
        if name in CASES:
            raise ValueError(f"two cases are called {name!r}")
        CASES[name] = Case(name, prepare, target, is_step)
        return prepare

    return enter


def growth(name: str, sizes: Sequence[int], exponent: float) -> Callable[[Any], Any]:
    """Enter the function below as a curve of time against size."""

    def enter(prepare: Callable[[Any, int], Work]) -> Callable[[Any, int], Work]:
        GROWTHS[name] = Growth(name, prepare, sizes, exponent)
        return prepare

    return enter


def all_cases() -> dict[str, Case]:
    """Return every row, in the order of the table, whichever of the modules was imported first."""
    load()
    return dict(sorted(CASES.items(), key=lambda item: MODULES.index(item[1].prepare.__module__.rpartition(".")[2])))


def all_growths() -> dict[str, Growth]:
    """Return every curve."""
    load()
    return GROWTHS


def load() -> None:
    """Import the modules that enter cases."""
    for name in MODULES:
        importlib.import_module(f"benchmarks.cases.{name}")


def normal(torch: Any, *shape: int, seed: int = 0, scale: float = 1, requires_grad: bool = False) -> Any:
    """Return normally distributed float32 numbers, the same in every framework."""
    numbers = np.random.default_rng((seed, *shape)).standard_normal(shape, dtype=np.float32)
    tensor = torch.from_numpy(numbers * np.float32(scale))
    return tensor.requires_grad_() if requires_grad else tensor


def gradients(forward: Work, *inputs: Any) -> Work:
    """Return the work of forward, of the sum of its elements, and of backward; it returns the gradients of inputs."""

    def run() -> Any:
        for x in inputs:
            x.grad = None
        forward().sum().backward()
        return tuple(x.grad for x in inputs)

    return run
