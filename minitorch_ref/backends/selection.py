"""Which backend runs the loops."""

from types import TracebackType

from minitorch_ref.backends.interface import Backend
from minitorch_ref.backends.numpy_backend.backend import NumpyBackend
from minitorch_ref.backends.python_loops.backend import PythonBackend
from minitorch_ref.errors import ArgumentError

__all__ = ["current_backend", "use_backend"]

BACKENDS: dict[str, Backend] = {"numpy": NumpyBackend(), "python": PythonBackend()}
active: list[Backend] = [BACKENDS["numpy"]]


def current_backend() -> Backend:
    """Return the backend that runs operations now."""
    return active[0]


class use_backend:  # noqa: N801  lower case like torch.no_grad: it is called, not instantiated, by its users
    """Run operations on another backend from here on or, in a `with` statement, until its end.

    Args:
        name: "numpy" (fast, the default) or "python" (the three loops of lesson 2, slow).

    Raises: ArgumentError if there is no such backend.
    """

    def __init__(self, name: str) -> None:
        if name not in BACKENDS:
            raise ArgumentError(f"use_backend: there is no backend {name!r}; choose one of {', '.join(BACKENDS)}")
        self.previous = active[0]
        active[0] = BACKENDS[name]

    def __enter__(self) -> Backend:
        return active[0]

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        active[0] = self.previous
