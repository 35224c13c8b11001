"""The client's side: hand jobs to the warm process, keep the time, and believe nothing that comes back."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from autograder.sandbox.attempt import Attempt, failure, read_results
from autograder.sandbox.errors import SandboxError, SandboxUnavailableError
from autograder.sandbox.job import Job, JobReport, Probe
from autograder.sandbox.layers import LAYERS, REDUCED, level_of, satisfies
from autograder.sandbox.limits import Limits
from autograder.sandbox.results import Lines
from autograder.sandbox.warm_process import WarmProcess
from course.probes import Observation

_LOCK_WALL = 30.0


class Sandbox:
    """Runs untrusted definitions and probes in locked processes, a new one for each job.

    Use it as a context manager, from one thread; make one for each worker.
    """

    def __init__(
        self,
        package_dir: str | os.PathLike[str],
        limits: Limits | None = None,
        level: str | None = None,
        *,
        packages: Iterable[str] = ("numpy",),
        without: Iterable[str] = (),
    ) -> None:
        """Describe the sandbox; nothing is started yet.

        Args:
            package_dir: the directory that holds the carved package `minitorch/`.
            limits: what a job may use.
            level: the least protection accepted: "full", "reduced" (the default) or "none".
            packages: installed packages that the code may import besides the standard library.
            without: layers to leave out, to see what the others give.
        """
        self.limits = limits or Limits()
        self._wanted = level or REDUCED
        self._settings: dict[str, Any] = {
            "package_dir": str(Path(package_dir).resolve()),
            "packages": list(packages),
            "limits": self.limits.to_json(),
            "without": list(without),
        }
        self._warm: WarmProcess | None = None
        self.layers: frozenset[str] = frozenset()
        self.missing: dict[str, str] = {}

    def __enter__(self) -> Self:
        """Start the warm process.

        Raises: SandboxUnavailableError if the machine gives less protection than wanted; SandboxError.
        """
        self._start()
        if not satisfies(self.level, self._wanted):
            self._stop()
            lacking = "; ".join(f"{layer} ({why})" for layer, why in self.missing.items())
            raise SandboxUnavailableError(
                f'sandbox: level "{self._wanted}" was asked for, this machine gives "{self.level}"; '
                f"missing: {lacking}. `autograder doctor` says more; untrusted code runs without these "
                "only if you accept that explicitly"
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the warm process and whatever it has running."""
        self._stop()

    @property
    def level(self) -> str:
        """What the layers in use amount to: "full", "reduced" or "none"."""
        return level_of(self.layers)

    @property
    def described(self) -> str:
        """The level and the layers that are missing for the full one, in words."""
        lacking = ", ".join(sorted(self.missing.keys() & LAYERS))
        return f"{self.level}{f', without {lacking}' if lacking else ''}"

    @property
    def pid(self) -> int | None:
        """The process id of the warm process while there is one."""
        return self._warm.pid if self._warm else None

    def run(self, job: Job) -> dict[str, Observation]:
        """Return the observation of every probe of the job.

        Raises: SandboxError if the sandbox itself fails, twice.
        """
        return self.report(job).observations

    def report(self, job: Job) -> JobReport:
        """Run a job; return the observations, which definitions were refused and why, and what it used.

        A probe that hangs or ends its process is given that status, and the probes after it run in a new process.
        Definitions that do so are tried once more.

        Raises: SandboxError if the sandbox itself fails, twice.
        """
        report = JobReport()
        began = time.monotonic()
        observed: dict[str, Observation] = {}
        remaining = job.probes
        failures = 0
        while remaining:
            left = began + self.limits.job_wall - time.monotonic()
            if left <= 0:
                observed |= dict.fromkeys((probe.name for probe in remaining), self._not_run())
                break
            attempt = self._attempt_twice(job, remaining, time.monotonic() + left)
            attempt.add_usage_to(report)
            observed |= attempt.observations
            remaining = tuple(probe for probe in remaining if probe.name not in observed)
            failures += not attempt.installed
            if attempt.installed and remaining:
                observed[remaining[0].name] = failure(attempt, self.limits)
                report.probe_seconds[remaining[0].name] = time.monotonic() - attempt.news
                remaining = remaining[1:]
            elif failures == 2:
                observed |= dict.fromkeys((probe.name for probe in remaining), failure(attempt, self.limits))
                break
        report.observations = {probe.name: observed[probe.name] for probe in job.probes}
        report.seconds = time.monotonic() - began
        return report

    def _start(self) -> None:
        if sys.platform != "linux":
            raise SandboxUnavailableError(
                f"sandbox: needs Linux, this is {sys.platform}; grade in a Linux container, or in WSL 2 on Windows"
            )
        self._warm = WarmProcess(self._settings)
        self.layers = frozenset(self._warm.greeting["layers"])
        self.missing = dict(self._warm.greeting["missing"])

    def _stop(self) -> None:
        if self._warm is not None:
            self._warm.close()
            self._warm = None

    def _attempt_twice(self, job: Job, probes: tuple[Probe, ...], deadline: float) -> Attempt:
        """Run the probes in one forked process; if the sandbox fails, start it anew and try again."""
        try:
            return self._attempt(job, probes, deadline)
        except SandboxError:
            layers = self.layers
            self._stop()
            self._start()
            if not self.layers >= layers:
                self._stop()
                raise
            return self._attempt(job, probes, deadline)

    def _attempt(self, job: Job, probes: tuple[Probe, ...], deadline: float) -> Attempt:
        if self._warm is None:
            raise SandboxError("sandbox: it is not open; use it in a `with` statement")
        attempt = Attempt()
        results = self._warm.begin(job.to_bytes(probes))
        try:
            lines = Lines(results, self.limits.output)
            self._expect_locked(lines)
            attempt.ending = read_results(lines, {probe.name for probe in probes}, deadline, self.limits, attempt)
        finally:
            os.close(results)
            ended = self._warm.end(at_once=attempt.ending != "ended")
        attempt.status, attempt.cpu_seconds, attempt.memory = ended["status"], ended["cpu_seconds"], ended["memory"]
        return attempt

    def _expect_locked(self, lines: Lines) -> None:
        """Read the first line, which is written before any untrusted code runs."""
        try:
            first = lines.next(time.monotonic() + _LOCK_WALL)
        except TimeoutError:
            raise SandboxError("sandbox: locking the process took too long; is the machine overloaded?") from None
        if first is None:
            raise SandboxError(f"sandbox: the process could not be locked: {lines.rest()}")
        if first != json.dumps({"locked": sorted(self.layers)}).encode():
            raise SandboxError("sandbox: the process is not locked as it should be")

    def _not_run(self) -> Observation:
        whole = f"the {self.limits.job_wall:g} seconds for all probes together were used up before this one"
        return {"status": "not run", "message": whole}
