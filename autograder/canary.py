"""Canaries: probes beside the real ones that use nothing of the student's and whose answers are known.

Points never depend on them: the judge is outside, so a process that lies about 1 == 1 earns nothing by it. They are a
second line: an answer that is not what it must be says that a submission has changed Python, NumPy or the way results
are reported in the process it ran in, and an instructor should read it.
"""

from __future__ import annotations

import secrets
from types import ModuleType

from autograder.sandbox.job import JobReport, Probe
from course.probes.observe import observe

ALARM = "the code has changed what Python, NumPy or the reporting of results do in the process it ran in"

_SOURCE = """
def {name}(mt, rng):
    import math
    import numpy as np
    numbers = rng.integers(-1000, 1000, size=12).tolist()
    table = np.array(numbers).reshape(3, 4)
    class Other:
        pass
    return [
        [n == n + 1 for n in numbers], [n == n for n in numbers], Other() == Other(), Other() != Other(),
        sorted(numbers), sum(numbers), max(numbers), len(numbers), [abs(n) for n in numbers],
        (table @ table.T).tolist(), table.sum(), np.allclose(table, table + 1), np.array_equal(table, table),
        table.T.astype(float), math.isclose(numbers[0], numbers[0] + 0.5), [isinstance(n, str) for n in numbers[:3]],
        str(numbers[1]), repr(numbers[2]), float(numbers[3]), tuple(numbers[4:6]), round(numbers[7] / 7, 6),
    ]
"""


def canary() -> Probe:
    """Return a probe with a name and inputs of its own, new each time."""
    name = f"observe_{secrets.token_hex(6)}"
    return Probe(name, _SOURCE.format(name=name), secrets.randbits(32))


def take_canary(report: JobReport, probe: Probe) -> bool:
    """Take the canary's answer out of a report; return whether it is wrong. One that was not reached says nothing."""
    observed = report.observations.pop(probe.name, {})
    report.probe_seconds.pop(probe.name, None)
    if observed.get("status") not in ("returned", "raised"):
        return False
    return observed != observe(ModuleType("nothing"), probe.source, probe.name, probe.seed)
