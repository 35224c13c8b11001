"""Which backend runs the loops: that of the device on which the operands lie or, on the CPU, the one in use."""

from collections.abc import Callable
from types import TracebackType

from minitorch_ref.backends.elementwise import MAPS
from minitorch_ref.backends.fastest import SMALL_MAPS, FastestBackend, compiled_backend
from minitorch_ref.backends.interface import Backend
from minitorch_ref.backends.numpy_backend.backend import NumpyBackend
from minitorch_ref.errors import ArgumentError
from minitorch_ref.storage import Strided, cpu

__all__ = ["backend_of", "current_backend", "use_backend"]


def python_backend() -> Backend:
    """Return the backend of plain loops."""
    from minitorch_ref.backends.python_loops.backend import PythonBackend  # few programs want it

    return PythonBackend()


BACKENDS: dict[str, Callable[[], Backend | None]] = {
    "auto": FastestBackend,
    "numpy": NumpyBackend,
    "numba": compiled_backend,
    "python": python_backend,
}
"""What makes each backend of the CPU, by name."""

DEVICE_BACKENDS: dict[str, Backend] = {}
"""The backend of each other kind of device."""

active: list[Backend] = [FastestBackend()]


class Small:
    """What the backend in use does with small operands.

    Attributes:
        bytes: up to how many an operand is small: `small_bytes` of the backend.
        maps: the functions of one operand, by name.
    """

    def __init__(self) -> None:
        self.follow(active[0])

    def follow(self, backend: Backend) -> None:
        """Do as this backend does."""
        self.bytes = backend.small_bytes
        self.maps = SMALL_MAPS if backend.name == "auto" else MAPS


small = Small()


def current_backend() -> Backend:
    """Return the backend that runs operations on the CPU now."""
    return active[0]


def backend_of(x: Strided) -> Backend:
    """Return the backend that runs operations on this operand now."""
    device = x.storage.device
    return active[0] if device is cpu else DEVICE_BACKENDS[device.type]


class use_backend:  # noqa: N801  lower case like torch.no_grad: it is called, not instantiated, by its users
    """Run operations on the CPU on another backend from here on or, in a `with` statement, until its end.

    Args:
        name: "auto" (the default: for each operation the faster of the next two), "numpy", "numba" (compiled loops,
            for tensors of any size) or "python" (the three loops of lesson 2, slow).

    Raises: ArgumentError if there is no such backend.
    """

    def __init__(self, name: str) -> None:
        if name not in BACKENDS:
            raise ArgumentError(f"use_backend: there is no backend {name!r}; choose one of {', '.join(BACKENDS)}")
        backend = BACKENDS[name]()
        if backend is None:
            raise ArgumentError(f"use_backend: backend {name!r} needs Numba, which is not here; choose 'auto'")
        self.previous = active[0]
        choose(backend)

    def __enter__(self) -> Backend:
        return active[0]

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        choose(self.previous)


def choose(backend: Backend) -> None:
    """Run operations on the CPU on this backend from here on."""
    active[0] = backend
    small.follow(backend)
