"""Run one probe on a package and report, as plain data, what came of it. A probe gives values, never a verdict."""

from __future__ import annotations

import io
import threading
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, redirect_stderr, redirect_stdout
from functools import lru_cache
from types import CodeType, ModuleType
from typing import Any

import numpy as np

from course.probes import plain

Observation = dict[str, Any]
"""What came of a probe: ``{"status": "returned", "value": JSON of plain data, "output": what was printed}`` or
``{"status": "raised", "type": ..., "bases": [...], "message": ..., "line": ..., "output": ...}``.

The sandbox adds the statuses "timeout", "crashed" and "not run", each with a "message".
"""

_ONE_AT_A_TIME = threading.RLock()
"""What is printed is caught for the whole process: two threads would catch, and put back, each other's output."""

MAX_OUTPUT = 2_000
MAX_MESSAGE = 500


def observe(package: ModuleType, probe: str | CodeType, name: str, seed: int = 0) -> Observation:
    """Run the probe `name` on `package`.

    Args:
        package: the imported package the probe gets as its first argument.
        probe: the source of the probe function, with the helpers and imports it needs, or what `compiled` made of it.
        name: the probe's name in that source.
        seed: seed of the generator a probe with a second parameter `rng` gets.
    """
    printed = _LimitedText()
    try:
        with _ONE_AT_A_TIME, redirect_stdout(printed), redirect_stderr(printed), _as_defined(package):
            value = plain.encode(_call(package, probe, name, seed))
        return {"status": "returned", "value": value, "output": printed.getvalue()}
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return {**_raised(error), "output": printed.getvalue()}


def raised(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Call `function` and return the name of the built-in class of what it raised, e.g. "IndexError".

    The built-in class is the first one in the exception's method resolution order, so that a student may raise the
    framework's own error or Python's. Without an exception the answer is ``("returned", value)``.
    """
    try:
        value = function(*args, **kwargs)
    except Exception as error:
        return _builtin_bases(error)[0]
    return ("returned", value)


def _call(package: ModuleType, probe: str | CodeType, name: str, seed: int) -> Any:
    namespace: dict[str, Any] = {"__name__": "probe", "raised": raised}
    exec(compiled(probe, name) if isinstance(probe, str) else probe, namespace)
    function = namespace[name]
    takes_rng = function.__code__.co_argcount == 2
    return function(package, np.random.default_rng(seed)) if takes_rng else function(package)


@lru_cache(maxsize=1024)
def compiled(probe_source: str, name: str) -> CodeType:
    """A grader runs the same probes for everybody in a class."""
    return compile(probe_source, f"<probe {name}>", "exec", dont_inherit=True)


def _as_defined(package: ModuleType) -> AbstractContextManager[Any]:
    """Run operations as they are defined: compiled kernels, which students' packages lack, take seconds to compile."""
    use_backend = getattr(package, "use_backend", None)
    return use_backend("numpy") if use_backend is not None else nullcontext()


def _raised(error: BaseException) -> Observation:
    frames = traceback.extract_tb(error.__traceback__)
    line = next((frame.lineno for frame in reversed(frames) if not frame.filename.startswith("<probe")), None)
    try:
        message = str(error)
    except Exception:
        message = ""
    return {
        "status": "raised",
        "type": type(error).__name__[:100],
        "bases": _builtin_bases(error),
        "message": message[:MAX_MESSAGE].encode("utf-8", "replace").decode("utf-8"),
        "line": line,
    }


def _builtin_bases(error: BaseException) -> list[str]:
    ancestors = type.mro(type(error))
    return [cls.__name__ for cls in ancestors if cls.__module__ == "builtins" and cls not in (BaseException, object)]


class _LimitedText(io.StringIO):
    """Keeps the first characters written to it and counts the rest."""

    def write(self, text: str) -> int:
        room = MAX_OUTPUT - self.tell()
        if room > 0:
            super().write(text[:room])
        return len(text)
