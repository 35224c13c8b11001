"""One operation on given inputs, for every test that the operation must pass.

A table in this folder is a module with a list CASES of rows

    Case("mul", lambda m, x, y: m.mul(x, y), normal(2, 3), normal(3), numpy=np.multiply)

`call` gets the framework, `minitorch_ref` or `torch`, and one tensor for each input array; it returns a tensor or a
sequence of tensors. Arrays of float64 are differentiated (they become float32 where a test says so); all other arrays
and everything that is no array stay as they are. `tests/minitorch_ref/test_cases.py` compares values with the NumPy
function and derivatives with finite differences; `tests/parity/test_cases.py` compares all of them with PyTorch.
"""

import zlib
from collections.abc import Callable
from typing import Any

import numpy as np

LAYOUTS = ("contiguous", "transposed", "sliced", "expanded")


class Case:
    """A row of a table.

    Args:
        name: what the test is called; unique in its table.
        call: call(framework, *tensors).
        inputs: arrays, or anything else that `call` takes.
        numpy: the same function of the arrays, in NumPy or SciPy; None leaves the values to the comparison with torch.
        grad: whether the first derivative is checked.
        gradgrad: whether the second one is.
        layouts: in which layouts the inputs are tried; an `expanded` input is its first row, repeated.
        float32: whether float32 is compared with torch as well.
        tolerance: for PyTorch's assert_close: {"rtol": ..., "atol": ...}; by default its own.
    """

    def __init__(
        self,
        name: str,
        call: Callable[..., Any],
        *inputs: Any,
        numpy: Callable[..., Any] | None = None,
        grad: bool = True,
        gradgrad: bool = True,
        layouts: tuple[str, ...] = LAYOUTS,
        float32: bool = True,
        tolerance: dict[str, float] | None = None,
    ) -> None:
        self.name, self.call, self.inputs, self.numpy = name, call, inputs, numpy
        self.grad, self.gradgrad, self.layouts, self.float32 = grad, grad and gradgrad, layouts, float32
        self.tolerance = tolerance or {}

    def __repr__(self) -> str:
        return self.name

    def leaves(self, framework: Any, layout: str, dtype: Any = np.float64) -> list[Any]:
        """Return the inputs as tensors that still have to be arranged; floating ones require gradients."""
        found = []
        for x in self.inputs:
            if not isinstance(x, np.ndarray):
                found.append(x)
                continue
            leaf = framework.tensor(stored(x.astype(dtype) if differentiable(x) else x, layout))
            found.append(leaf.requires_grad_() if differentiable(x) and self.grad else leaf)
        return found

    def run(self, framework: Any, layout: str, leaves: list[Any]) -> tuple[Any, ...]:
        """Arrange the leaves as the layout says, call, and return the outputs as a tuple."""
        pairs = zip(self.inputs, leaves, strict=True)
        result = self.call(framework, *[arranged(t, x, layout) if isinstance(x, np.ndarray) else t for x, t in pairs])
        return tuple(result) if isinstance(result, tuple | list) else (result,)


def differentiable(x: Any) -> bool:
    return isinstance(x, np.ndarray) and x.dtype in (np.float64, np.complex128)


def stored(array: np.ndarray, layout: str) -> np.ndarray:
    """Return the array that a leaf must hold so that `arranged` shows the given one."""
    if layout == "transposed":
        return array.T.copy()
    if layout == "sliced":
        large = np.zeros([2 * size + 1 for size in array.shape], array.dtype)
        large[tuple(slice(1, None, 2) for _ in array.shape)] = array
        return large
    if layout == "expanded" and array.ndim and array.shape[0]:
        return array[:1].copy()
    return array.copy()


def arranged(leaf: Any, array: np.ndarray, layout: str) -> Any:
    """Return a view of a leaf that has the shape of the array and lies in memory as the layout says."""
    if layout == "transposed":
        return leaf.permute(tuple(reversed(range(array.ndim))))
    if layout == "sliced":
        return leaf[tuple(slice(1, None, 2) for _ in array.shape)]
    return leaf.expand(array.shape) if layout == "expanded" else leaf


def floats(outputs: tuple[Any, ...]) -> list[Any]:
    """Return the outputs that have derivatives."""
    return [output for output in outputs if output.requires_grad]


# ---- inputs ----


def source(*key: Any) -> np.random.Generator:
    return np.random.default_rng(zlib.crc32(repr(key).encode()))


def normal(*shape: int, seed: int = 0) -> np.ndarray:
    """Return normal random numbers, no two close to each other and none close to 0; always the same."""
    size = int(np.prod(shape))
    drawn = np.linspace(-2.03, 1.98, size) if size > 1 else np.full(size, 0.7)
    jitter = source(shape, seed).uniform(-0.3, 0.3, size) * (4 / max(size, 1))
    return np.asarray(source(shape, seed, "order").permutation(drawn + jitter).reshape(shape))


def positive(*shape: int, seed: int = 0) -> np.ndarray:
    """Return numbers between 0.3 and 3."""
    return np.asarray(source(shape, seed, "positive").uniform(0.3, 3, shape))


def unit(*shape: int, seed: int = 0) -> np.ndarray:
    """Return numbers between -0.9 and 0.9."""
    return np.asarray(source(shape, seed, "unit").uniform(-0.9, 0.9, shape))


def integers(high: int, *shape: int, seed: int = 0) -> np.ndarray:
    """Return int64 from 0 to high - 1."""
    return np.asarray(source(shape, seed, high).integers(0, high, shape))


def booleans(*shape: int, seed: int = 0) -> np.ndarray:
    """Return about as many True as False."""
    return np.asarray(source(shape, seed, "booleans").random(shape) < 0.5)
