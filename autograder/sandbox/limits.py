"""What one job may use: memory, time, processes, files and output."""

from __future__ import annotations

import os
import resource
from dataclasses import asdict, dataclass
from typing import Any

MEBIBYTE = 1 << 20


@dataclass(frozen=True)
class Limits:
    """Bounds on one job.

    Attributes:
        memory: bytes of address space beyond what the warm process already uses.
        cpu: seconds of processor time, all threads together, of one forked process.
        wall: seconds each probe may take, and the definitions before the first one.
        job_wall: seconds all probes of a job may take together; the rest are then "not run".
        processes: threads at one time (new processes are never allowed).
        descriptors: open files at one time.
        file_size: bytes of the largest file.
        disk: bytes in the private /tmp and in /dev/shm, each.
        output: bytes of results one forked process may send.
    """

    memory: int = 1024 * MEBIBYTE
    cpu: int = 60
    wall: float = 10.0
    job_wall: float = 300.0
    processes: int = 64
    descriptors: int = 64
    file_size: int = 16 * MEBIBYTE
    disk: int = 32 * MEBIBYTE
    output: int = 16 * MEBIBYTE

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            if value <= 0:
                raise ValueError(f"Limits: {name} must be positive, got {value}")

    def to_json(self) -> dict[str, Any]:
        """Return the limits as plain JSON; `Limits(**data)` reads them back."""
        return asdict(self)


def apply_limits(limits: Limits, address_space: int) -> None:
    """Set the limits on this process for good; what comes after cannot raise them.

    Args:
        limits: the bounds.
        address_space: bytes that were mapped before, see `mapped_bytes`.
    """
    bounds = {
        resource.RLIMIT_AS: address_space + limits.memory,
        resource.RLIMIT_CPU: limits.cpu,
        resource.RLIMIT_FSIZE: limits.file_size,
        resource.RLIMIT_NOFILE: limits.descriptors,
        resource.RLIMIT_NPROC: limits.processes,
        resource.RLIMIT_STACK: 8 * MEBIBYTE,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_NICE: 0,
        resource.RLIMIT_RTPRIO: 0,
    }
    for kind, wanted in bounds.items():
        hard = resource.getrlimit(kind)[1]
        bound = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(kind, (bound, bound))


def mapped_bytes() -> int:
    """Bytes of address space this process has mapped."""
    return _memory_in_use()[0]


def resident_bytes() -> int:
    """Bytes of memory this process really uses."""
    return _memory_in_use()[1]


def _memory_in_use() -> list[int]:
    with open("/proc/self/statm", encoding="ascii") as statm:
        return [int(pages) * os.sysconf("SC_PAGE_SIZE") for pages in statm.read().split()]
