"""NumPy's names for two arguments: `axis` for `dim` and `keepdims` for `keepdim`, which PyTorch understands as well."""

import functools
from collections.abc import Callable
from typing import Any

__all__ = ["accept"]

FUNCTIONS = (
    "all", "amax", "amin", "any", "argmax", "argmin", "argsort", "cat", "concat", "concatenate", "count_nonzero",
    "cumprod", "cumsum", "log_softmax", "logsumexp", "max", "mean", "min", "norm", "prod", "softmax", "sort", "squeeze",
    "stack", "std", "sum", "topk", "unbind", "unsqueeze", "var",
)  # fmt: skip


def accept(namespace: Any) -> None:
    """Let those functions of a module, or methods of a class, that have an axis take it by NumPy's name."""
    for name in FUNCTIONS:
        if hasattr(namespace, name):
            setattr(namespace, name, with_numpy_names(getattr(namespace, name)))


def with_numpy_names(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function, renaming `axis` and `keepdims` where they are given."""

    @functools.wraps(function)
    def call(*arguments: Any, **options: Any) -> Any:
        if "axis" in options:
            options["dim"] = options.pop("axis")
        if "keepdims" in options:
            options["keepdim"] = options.pop("keepdims")
        return function(*arguments, **options)

    return call
