"""Finding the operation whose backward makes a NaN: `detect_anomaly`."""

import threading
import warnings
from types import TracebackType
from typing import TYPE_CHECKING

from minitorch_ref.errors import UnsupportedError

if TYPE_CHECKING:
    from minitorch_ref.autograd.node import Gradients, Node

__all__ = ["detect_anomaly", "set_detect_anomaly"]


class Setting(threading.local):
    """Whether this thread's nodes remember where they were made, and its gradients are searched for NaN."""

    detecting = False
    checking_nan = True


setting = Setting()
used = False
"""Whether any thread has ever searched: until then nobody need ask for its setting."""


def here() -> str:
    """Return where the running operation was called from."""
    import traceback  # only a search for errors needs it

    return "".join(traceback.format_stack(limit=12)[:-3])


class set_detect_anomaly:  # noqa: N801  PyTorch's name
    """Switch the search on or off: from here on or, in a `with` statement, until its end."""

    def __init__(self, mode: bool, check_nan: bool = True) -> None:
        global used
        used = used or mode
        self.before = (setting.detecting, setting.checking_nan)
        setting.detecting, setting.checking_nan = mode, check_nan

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        setting.detecting, setting.checking_nan = self.before


class detect_anomaly(set_detect_anomaly):  # noqa: N801  PyTorch's name
    """Inside a `with` statement: say which operation's backward made a NaN or failed, and where it was called.

    Everything becomes slow; use it to look for an error and take it out again.
    """

    def __init__(self, check_nan: bool = True) -> None:
        super().__init__(True, check_nan)


def check(node: "Node", gradients: "Gradients") -> None:
    """Raise if a gradient holds a NaN."""
    if not setting.checking_nan:
        return
    for number, grad in enumerate(gradients):
        if grad is not None and bool(grad.isnan().any()):
            raise UnsupportedError(
                f"Function '{node.name()}' returned nan values in its {number}th output.{called_at(node)}"
            )


def explain(node: "Node", error: Exception) -> None:
    """Warn where the operation was called whose backward has raised."""
    warnings.warn(f"Error detected in {node.name()}: {error}.{called_at(node)}", stacklevel=3)


def called_at(node: "Node") -> str:
    """Return where a node was recorded, as a sentence."""
    return f" Traceback of forward call that caused the error:\n{node.traceback}" if node.traceback else ""
