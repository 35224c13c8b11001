"""What is asked of the sandbox and what it reports: plain data."""

from __future__ import annotations

import json
import marshal
from dataclasses import dataclass, field
from typing import NamedTuple

from course.probes import Observation
from course.probes.observe import compiled


class Definition(NamedTuple):
    """A notebook cell from which the definition at dotted `path` is to be taken.

    Where `stub` is given, a definition whose signature differs from the stub's is refused.
    """

    path: str
    cell_source: str
    stub: str = ""


class Probe(NamedTuple):
    """A probe function's source, the name it has there, and the seed of its random inputs."""

    name: str
    source: str
    seed: int = 0


@dataclass(frozen=True)
class Job:
    """The definitions to put into the package and the probes to run on it.

    Everything in one job is within reach of the untrusted code in it: put visible and hidden probes into separate jobs.

    Attributes:
        definitions: (dotted path, source of the notebook cell, stub) triples, put in place in this order.
        probes: (name, source, seed) triples; names are unique.
    """

    definitions: tuple[Definition, ...]
    probes: tuple[Probe, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "definitions", tuple(Definition(*item) for item in self.definitions))
        object.__setattr__(self, "probes", tuple(Probe(*item) for item in self.probes))
        names = [probe.name for probe in self.probes]
        if len(set(names)) != len(names):
            raise ValueError(f"Job: two probes have one name: {sorted(n for n in set(names) if names.count(n) > 1)}")

    def to_json(self) -> str:
        """Return the job for another machine, whose Python may be another one."""
        return json.dumps({"definitions": self.definitions, "probes": self.probes})

    def to_bytes(self, probes: tuple[Probe, ...]) -> bytes:
        """Return the job, with only these probes, for a locked process of this same Python.

        What does not change from one submission to the next, the probes, comes compiled.
        """
        ready = [(probe.name, compiled(probe.source, probe.name), probe.seed) for probe in probes]
        return marshal.dumps(([tuple(definition) for definition in self.definitions], ready))


@dataclass
class JobReport:
    """What came of a job.

    Attributes:
        observations: one per probe of the job.
        problems: {path: message} of the definitions that could not be put in place; the package kept its own there.
        forks: how many processes it took: one, and one more for each that hung or crashed.
        seconds: wall time of the whole job.
        probe_seconds: {probe: wall time that passed until it had answered or was given up}.
        cpu_seconds: processor time of all its processes.
        memory: most bytes resident at one time in any of them.
    """

    observations: dict[str, Observation] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    forks: int = 0
    seconds: float = 0.0
    probe_seconds: dict[str, float] = field(default_factory=dict)
    cpu_seconds: float = 0.0
    memory: int = 0
