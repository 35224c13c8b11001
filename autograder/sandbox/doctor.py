"""Find out what protection this machine gives: try every layer, then try to get out."""

from __future__ import annotations

import os
import socket
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from autograder.sandbox.escapes import ESCAPES, ONLY_SEES, Surroundings, escape_source
from autograder.sandbox.job import Job, Probe
from autograder.sandbox.layers import FULL, LAYERS, NONE, OPTIONAL
from autograder.sandbox.limits import MEBIBYTE, Limits
from autograder.sandbox.sandbox import Sandbox
from course.probes import Observation

LIMITS = Limits(memory=256 * MEBIBYTE, wall=1.0, disk=16 * MEBIBYTE)
_TIMED_JOBS = 20


@dataclass(frozen=True)
class Examination:
    """What this machine gives.

    Attributes:
        level: "full", "reduced" or "none".
        missing: {layer: why it does not work here}.
        escaped: {what was tried: True if it worked}.
        milliseconds: for one job, from its hand-over to its observation (median).
        user: who asked: "root" or "an ordinary user".
    """

    level: str
    missing: dict[str, str]
    escaped: dict[str, bool]
    milliseconds: float
    user: str

    @property
    def safe(self) -> bool:
        """Whether untrusted code may run here without an explicit word."""
        harmful = [
            does for does, worked in self.escaped.items() if worked and (self.level == FULL or does not in ONLY_SEES)
        ]
        return self.level != NONE and not harmful

    def to_json(self) -> dict[str, Any]:
        """Return the examination as plain JSON."""
        every = LAYERS | OPTIONAL
        layers = {layer: {"works": layer not in self.missing, "keeps": keeps} for layer, keeps in every.items()}
        return {**asdict(self), "layers": layers, "safe": self.safe}


def examine(without: Collection[str] = ()) -> Examination:
    """Try each layer and each way out on this machine, for real.

    Args:
        without: layers to leave out, to see what the others give.
    Raises: SandboxError if no sandbox of any kind can be started.
    """
    with _outside() as (outside, port), tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        package = Path(folder) / "minitorch"
        package.mkdir()
        (package / "__init__.py").touch()
        with Sandbox(folder, LIMITS, level=NONE, without=without) as sandbox:
            known = Surroundings(outside, port, os.getpid(), LIMITS.memory)
            probes = tuple(Probe(name, escape_source(name, known)) for name in ESCAPES)
            observations = sandbox.run(Job((), probes))
            escaped = {ESCAPES[name].does: _got_out(observation) for name, observation in observations.items()}
            user = "root" if os.geteuid() == 0 else "an ordinary user"
            return Examination(sandbox.level, sandbox.missing, escaped, _milliseconds(sandbox), user)


def _got_out(observation: Observation) -> bool:
    return observation["status"] == "returned" and observation["value"] is True


def _milliseconds(sandbox: Sandbox) -> float:
    job = Job((), (Probe("one", "def one(mt):\n    return 1\n"),))
    taken = []
    for _ in range(_TIMED_JOBS):
        began = time.perf_counter()
        sandbox.run(job)
        taken.append(time.perf_counter() - began)
    return round(1000 * sorted(taken)[_TIMED_JOBS // 2], 1)


@contextmanager
def _outside() -> Iterator[tuple[str, int]]:
    """A file anybody may read and write, a port that accepts connections, and a variable in the environment."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as listener:
        os.chmod(folder, 0o777)
        canary = Path(folder) / "canary"
        canary.write_text("outside")
        canary.chmod(0o666)
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        with mock.patch.dict(os.environ, {"OUTSIDE_CANARY": "1"}):
            yield str(canary), listener.getsockname()[1]
