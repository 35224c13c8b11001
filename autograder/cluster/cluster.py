"""A connection to a Dask scheduler, and runners that hand jobs to its workers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from autograder.cluster import on_worker
from autograder.cluster.kit import packed
from autograder.errors import AutograderError
from autograder.sandbox.errors import SandboxError
from autograder.sandbox.job import Job, JobReport
from autograder.sandbox.limits import Limits

RETRIES = 3
"""So many times a job is tried again, on whichever worker is free, before it is given up."""
AHEAD = 2
"""Jobs in flight per worker thread, so that none waits for the coordinator."""
CONNECT_WALL = 20.0
LOOK = 5.0
"""Seconds after which to look whether the connection, and not only the result, is still to be waited for."""


@dataclass(frozen=True)
class Certificates:
    """Files in PEM format for TLS: the authority that signed the cluster's certificates, ours, and its key."""

    authority: Path
    certificate: Path
    key: Path


class Cluster:
    """Use it as a context manager; its runners may be used from several threads."""

    def __init__(self, address: str, certificates: Certificates | None = None) -> None:
        self.address = address
        self._certificates = certificates
        self._client: Any = None

    def __enter__(self) -> Self:
        """Connect.

        Raises: AutograderError if `distributed` is missing, nobody answers or the cluster has no workers.
        """
        try:
            import cloudpickle
            from distributed import Client, Security
        except ModuleNotFoundError as error:
            raise AutograderError(
                f'--scheduler: {error.name} is not installed; pip install "minitorch-course[cluster]"'
            ) from error
        cloudpickle.register_pickle_by_value(on_worker)
        security = None
        if self._certificates:
            files = self._certificates
            security = Security(
                tls_ca_file=str(files.authority),
                tls_client_cert=str(files.certificate),
                tls_client_key=str(files.key),
                require_encryption=True,
            )
        self._client = Client.__new__(Client)  # at hand if its constructor fails, and then closed in this thread
        try:
            Client.__init__(self._client, self.address, security=security, timeout=CONNECT_WALL, set_as_default=False)
            self._client.wait_for_workers(1, timeout=CONNECT_WALL)
        except (OSError, ValueError, RuntimeError, TypeError) as error:  # TimeoutError is an OSError
            self.close()
            raise AutograderError(
                f"--scheduler {self.address}: no cluster with workers answers there ({error}); "
                "are address, certificates and the workers' own connection right?"
            ) from error
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Hang up; the cluster goes on."""
        self.close()

    def close(self) -> None:
        """Hang up."""
        if self._client is not None:
            self._client.close()
            self._client = None

    @property
    def encrypted(self) -> bool:
        """Whether anybody on the network could listen or send tasks of their own."""
        return self.address.startswith("tls://")

    def slots(self) -> int:
        """How many jobs to hand out at a time."""
        return AHEAD * int(sum(self._client.nthreads().values()))

    @contextmanager
    def runner(self, kit: Any, limits: Limits, level: str) -> Iterator[ClusterRunner]:
        """Give a runner; `kit` is what `share` returned."""
        yield ClusterRunner(self._client, kit, limits, level)

    def share(self, package_dir: Path) -> Any:
        """Send what workers need for one lesson to the cluster, once.

        As the result of a task, not as scattered data: when the only worker that holds it is lost, the scheduler makes
        it again on another one.
        """
        return self._client.submit(bytes, packed(package_dir))


class ClusterRunner:
    """Runs jobs on whichever worker is free. A job whose worker is lost runs on another one."""

    def __init__(self, client: Any, kit: Any, limits: Limits, level: str) -> None:
        self._client = client
        self._kit = kit
        self._limits = asdict(limits)
        self._level = level
        self.described = ""

    def report(self, job: Job) -> JobReport:
        """Run a job.

        Raises: SandboxError with what the worker or the scheduler said.
        """
        from distributed import CancelledError, KilledWorker

        try:
            answer = json.loads(self._result(job.to_json()))
        except KilledWorker as error:
            raise SandboxError(f"cluster: worker after worker was lost under this job ({error})") from error
        except (CancelledError, OSError) as error:
            raise SandboxError(
                f"cluster: the scheduler gave up this job ({error}); what has been graded is kept, "
                "run the same command again when the scheduler answers"
            ) from error
        self.described = answer["sandbox"]
        return JobReport(**answer["report"])

    def _result(self, job: str) -> str:
        """Return what the task gives; of a connection that is closed meanwhile Dask would wait for ever."""
        if self._client.status == "closed":
            raise ConnectionError("the connection is closed")
        task = on_worker.run_job, self._kit, self._limits, self._level, job
        future = self._client.submit(*task, pure=False, retries=RETRIES)
        while True:
            try:
                result: str = future.result(timeout=LOOK)
                return result
            except TimeoutError:
                if future.done():  # it is the task's own
                    raise
                if self._client.status == "closed":
                    raise ConnectionError("the connection was lost") from None
