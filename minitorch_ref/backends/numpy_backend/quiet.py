"""NumPy without its warnings: here 1 / 0 is inf and nothing to speak of, as in PyTorch.

NumPy keeps in a context variable what it does about such results. `np.errstate` sets it and sets it back, which costs
more than an operation on a few numbers does; a context in which it is set once and for all is entered in no time.
"""

import contextvars
import threading
from collections.abc import Callable
from typing import Any

import numpy as np

__all__ = ["quietly"]


class Quiet(threading.local):
    """This thread's context in which NumPy ignores overflow, division by zero and the like."""

    def __init__(self) -> None:
        context = contextvars.Context()
        context.run(np.seterr, all="ignore")
        self.run = context.run


quiet = Quiet()


def quietly(function: Callable[..., Any], *operands: Any, **options: Any) -> Any:
    """Return function(*operands, **options); NumPy warns of nothing meanwhile."""
    try:
        return quiet.run(function, *operands, **options)
    except RuntimeError:  # a context cannot be entered twice: an operation of a finalizer, in the middle of another
        with np.errstate(all="ignore"):
            return function(*operands, **options)
