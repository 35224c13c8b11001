"""Whether operations are recorded: `no_grad`, `enable_grad`, `inference_mode`, `set_grad_enabled`.

Each is a context manager and a decorator, and each thread has a setting of its own.
"""

import functools
import threading
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar, cast

__all__ = [
    "enable_grad",
    "inference_mode",
    "is_grad_enabled",
    "is_inference_mode_enabled",
    "no_grad",
    "saved_tensors_hooks",
    "set_grad_enabled",
]

Callee = TypeVar("Callee", bound=Callable[..., Any])
Raised = type[BaseException] | None


class Setting(threading.local):
    """What this thread records."""

    recording = True
    inference = False
    saved_hooks: "tuple[Callable[[Any], Any], Callable[[Any], Any]] | None" = None


setting = Setting()


def is_grad_enabled() -> bool:
    """Return whether operations are recorded now."""
    return setting.recording


def is_inference_mode_enabled() -> bool:
    """Return whether an `inference_mode` is active now."""
    return setting.inference


class Decorator:
    """A mode for a `with` statement that can also stand above a function, which then runs in this mode."""

    if TYPE_CHECKING:

        def __enter__(self) -> None: ...

        def __exit__(self, kind: Raised, error: BaseException | None, trace: TracebackType | None) -> None: ...

    def __new__(cls, function: Callable[..., Any] | None = None) -> Any:
        """Take the function where `@no_grad` is written without brackets."""
        mode = super().__new__(cls)
        return mode if function is None else mode(function)

    def again(self) -> "Decorator":
        """Return another mode like this one: a decorated function may call itself."""
        again: Decorator = type(self)()
        return again

    def __call__(self, function: Callee) -> Callee:
        import inspect  # only functions that are decorated need it

        if inspect.isgeneratorfunction(function):
            return cast(Callee, self.around_generator(function))

        @functools.wraps(function)
        def inside(*args: Any, **kwargs: Any) -> Any:
            with self.again():
                return function(*args, **kwargs)

        return cast(Callee, inside)

    def around_generator(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a generator function whose body runs in this mode and whose users do not."""

        @functools.wraps(function)
        def inside(*args: Any, **kwargs: Any) -> Any:
            with self.again():
                generator = function(*args, **kwargs)
            while True:
                try:
                    with self.again():
                        value = next(generator)
                except StopIteration as stop:
                    return stop.value
                yield value

        return inside


class no_grad(Decorator):
    """Inside a `with` statement nothing is recorded; afterwards things are as they were before it.

    `setting.recording` says whether operations are recorded. What `with` passes to `__exit__` describes an error that
    has ended the block; it goes on by itself.
    """

    def __enter__(self) -> None:
        self.before = setting.recording
        setting.recording = False

    def __exit__(self, kind: Raised, error: BaseException | None, trace: TracebackType | None) -> None:
        setting.recording = self.before


class Mode(Decorator):
    """A mode that says itself what it sets."""

    recording = True
    inference: bool | None = None

    def __enter__(self) -> None:
        self.before = (setting.recording, setting.inference)
        setting.recording = self.recording
        if self.inference is not None:
            setting.inference = self.inference

    def __exit__(self, kind: Raised, error: BaseException | None, trace: TracebackType | None) -> None:
        setting.recording, setting.inference = self.before


class enable_grad(Mode):
    """Record again, inside a `no_grad`."""


class set_grad_enabled(Mode):
    """Record or not, as `mode` says: from here on or, in a `with` statement, until its end."""

    def __new__(cls, mode: bool) -> Any:
        """Take no function."""
        return object.__new__(cls)

    def __init__(self, mode: bool) -> None:
        self.outside = setting.recording
        self.recording = setting.recording = bool(mode)

    def __enter__(self) -> None:
        super().__enter__()
        self.before = (self.outside, self.before[1])

    def again(self) -> Decorator:
        """Return another mode like this one."""
        return set_grad_enabled(self.recording)

    def __call__(self, function: Callee) -> Callee:
        """Take a function to decorate; the setting outside of it stays as it was."""
        setting.recording = self.outside
        return super().__call__(function)


class inference_mode(Mode):
    """Like `no_grad`, for code that only predicts."""

    def __new__(cls, mode: bool | Callable[..., Any] = True) -> Any:
        """Take the function where `@inference_mode` is written without brackets."""
        made = object.__new__(cls)
        made.inference = mode if isinstance(mode, bool) else True
        made.recording = not made.inference
        return made if isinstance(mode, bool) else made(mode)

    def again(self) -> Decorator:
        """Return another mode like this one."""
        again: Decorator = inference_mode(bool(self.inference))
        return again

    def __enter__(self) -> None:
        super().__enter__()
        setting.recording = self.before[0] and self.recording


class saved_tensors_hooks:
    """Inside a `with` statement: what operations save for backward passes through `pack`, and on return `unpack`.

    Args:
        pack_hook: takes a tensor without history, returns anything: the tensor on disk, in a smaller type, a number.
        unpack_hook: takes that, returns a tensor with the same elements.
    """

    def __init__(self, pack_hook: Callable[[Any], Any], unpack_hook: Callable[[Any], Any]) -> None:
        self.hooks = (pack_hook, unpack_hook)

    def __enter__(self) -> None:
        self.before = setting.saved_hooks
        setting.saved_hooks = self.hooks

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        setting.saved_hooks = self.before
