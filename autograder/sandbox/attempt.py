"""One forked process's run through a job: take over what it reports, and say how it came to an end."""

from __future__ import annotations

import signal
import time
from collections.abc import Collection
from dataclasses import dataclass, field

from autograder.sandbox.job import JobReport
from autograder.sandbox.limits import Limits
from autograder.sandbox.results import (
    Lines,
    MalformedLineError,
    TooMuchOutputError,
    checked_observation,
    checked_problems,
    parse_line,
)
from course.probes import Observation

ENDED, SILENT, TOO_MUCH = "ended", "silent", "too much"
_SIGNAL_STATUS = 128


@dataclass
class Attempt:
    """How far one forked process came.

    Attributes:
        installed: it has put the definitions in place; `problems` are those it could not.
        observations: {probe: observation}.
        seconds: {probe: wall time from the news before it to its own}.
        news: when something was reported last, on the monotonic clock.
        ending: ENDED, SILENT (nothing for too long) or TOO_MUCH (output).
        status: its exit status, or 128 and the signal that ended it.
        cpu_seconds: processor time it used.
        memory: most bytes it had resident.
    """

    installed: bool = False
    problems: dict[str, str] = field(default_factory=dict)
    observations: dict[str, Observation] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    news: float = field(default_factory=time.monotonic)
    ending: str = ENDED
    status: int = 0
    cpu_seconds: float = 0.0
    memory: int = 0

    def add_usage_to(self, report: JobReport) -> None:
        """Count this process in the report of its job."""
        report.forks += 1
        report.problems = self.problems or report.problems
        report.probe_seconds |= self.seconds
        report.cpu_seconds += self.cpu_seconds
        report.memory = max(report.memory, self.memory)


def read_results(lines: Lines, expected: Collection[str], deadline: float, limits: Limits, attempt: Attempt) -> str:
    """Take over what is well-formed, known and new until all is there or there is reason to stop; return the ending."""
    patience = min(deadline, time.monotonic() + limits.wall)
    while len(attempt.observations) < len(expected):
        try:
            line = lines.next(patience)
        except TimeoutError:
            return SILENT
        except TooMuchOutputError:
            return TOO_MUCH
        if line is None:
            return ENDED
        if _take(line, expected, attempt):
            attempt.news = time.monotonic()
            patience = min(deadline, time.monotonic() + limits.wall)
    return ENDED


def failure(attempt: Attempt, limits: Limits) -> Observation:
    """Return the observation of the probe during which the process came to an end."""
    if attempt.ending == SILENT:
        return {"status": "timeout", "message": f"no answer within {limits.wall:g} seconds"}
    if attempt.ending == TOO_MUCH:
        return {"status": "crashed", "message": f"sent more than {limits.output} bytes of results"}
    if attempt.status > _SIGNAL_STATUS and attempt.cpu_seconds >= limits.cpu - 0.5:
        return {"status": "timeout", "message": f"used more than {limits.cpu} seconds of processor time"}
    if attempt.status > _SIGNAL_STATUS:
        return {"status": "crashed", "message": f"the process was ended by {_signal_name(attempt.status)}"}
    return {"status": "crashed", "message": f"the process ended itself (exit status {attempt.status})"}


def _take(line: bytes, expected: Collection[str], attempt: Attempt) -> bool:
    """Take over one line; return whether it was news."""
    try:
        content = parse_line(line)
        if not attempt.installed:
            attempt.problems, attempt.installed = checked_problems(content), True
            return True
        name, observation = checked_observation(content)
    except MalformedLineError:
        return False
    if name not in expected or name in attempt.observations:
        return False
    attempt.observations[name] = observation
    attempt.seconds[name] = time.monotonic() - attempt.news
    return True


def _signal_name(status: int) -> str:
    try:
        return signal.Signals(status - _SIGNAL_STATUS).name
    except ValueError:
        return f"signal {status - _SIGNAL_STATUS}"
