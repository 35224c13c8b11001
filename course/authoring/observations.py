"""Run checks on the framework, or on the framework with one definition exchanged. The code is an author's own."""

from __future__ import annotations

import importlib
import signal
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import FrameType, ModuleType

from course.authoring.definition import Reference
from course.checks.check import Check
from course.probes.observe import Observation, observe
from course.probes.replace import replaced

SECONDS_PER_CHECK = 10.0


def import_reference(reference: Reference) -> ModuleType:
    """Return the framework, imported."""
    parent = str(reference.root.parent)
    if parent not in sys.path:
        sys.path.insert(0, parent)
    return importlib.import_module(reference.name)


def observe_all(package: ModuleType, checks: Iterable[Check], seed: int = 0) -> dict[str, Observation]:
    """Return {check name: observation} of checks on `package` as it is.

    A check that does not come back within ten seconds is observed as {"status": "timeout"}.
    """
    return {check.name: observe_one(package, check, seed, SECONDS_PER_CHECK) for check in checks}


def observe_replaced(
    package: ModuleType, checks: Iterable[Check], path: str, source: str, seed: int = 0
) -> dict[str, Observation]:
    """Return {check name: observation} of checks on `package` with the definition `path` exchanged for `source`.

    Raises: whatever running `source` raises.
    """
    with replaced(package, path, source):
        return observe_all(package, checks, seed)


def observe_one(package: ModuleType, check: Check, seed: int, seconds: float) -> Observation:
    """Return what one check observes on `package` as it is, within some seconds."""
    with _alarm(seconds) as rang:
        observation = observe(package, check.source, check.name, seed)
    if rang:
        return {"status": "timeout", "message": f"did not come back within {seconds:g} seconds"}
    return {**observation, "line": None} if observation["status"] == "raised" else observation


class _TooSlow(BaseException):
    """Ends a probe that takes too long; no `except Exception` holds it up."""


@contextmanager
def _alarm(seconds: float) -> Iterator[list[bool]]:
    """Interrupt the block after some seconds; the yielded list is not empty if that happened."""
    rang: list[bool] = []
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield rang
        return

    def ring(number: int, frame: FrameType | None) -> None:
        rang.append(True)
        raise _TooSlow

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield rang
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
