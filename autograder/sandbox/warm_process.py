"""The client's handle on the warm process: start it, have it fork, have it end what it forked."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from autograder.sandbox.errors import SandboxError

_ROOT = str(Path(__file__).resolve().parents[2])
_BOOT = """
import json, sys
sys.path.insert(0, sys.argv[1])
from autograder.sandbox.zygote import main
main(json.loads(sys.argv[2]))
"""
_THREADS = ("OPENBLAS", "OMP", "MKL", "NUMBA", "VECLIB", "BLIS")
_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "HOME": "/tmp",
    "LANG": "C.UTF-8",
    "PYTHONHASHSEED": "0",
    "NUMBA_CACHE_DIR": "/tmp/numba",
    **{f"{library}_NUM_THREADS": "1" for library in _THREADS},
}
_START_WALL = 120.0
_ANSWER_WALL = 30.0


class WarmProcess:
    """A running warm process and the socket to it; nothing of this process's environment or descriptors is in it."""

    def __init__(self, settings: dict[str, Any]) -> None:
        """Start the process and wait until it is warm.

        Raises: SandboxError with what it said if it does not get there.
        """
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs, tempfile.TemporaryFile() as complaints:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-s",
                    "-P",
                    "-B",
                    "-c",
                    _BOOT,
                    _ROOT,
                    json.dumps({**settings, "control": theirs.fileno()}),
                ],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=complaints,
                env=_ENVIRONMENT,
                cwd="/",
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
            theirs.close()
            try:
                self.greeting = self._receive(_START_WALL)
            except SandboxError as error:
                self.close()
                complaints.seek(0)
                said = complaints.read()[-2000:].decode("utf-8", "replace").strip()
                raise SandboxError(f"{error}{f': {said}' if said else ''}") from None
        if "error" in self.greeting:
            self.close()
            raise SandboxError(f"sandbox: the package could not be loaded: {self.greeting['error']}")

    @property
    def pid(self) -> int:
        """The process id of the warm process."""
        return self._process.pid

    def begin(self, job: bytes) -> int:
        """Have a child forked for the job and return the descriptor from which its results can be read.

        Raises: SandboxError.
        """
        reading, writing = os.pipe()
        try:
            with os.fdopen(os.memfd_create("job"), "w+b") as file:
                file.write(job)
                file.flush()
                file.seek(0)
                socket.send_fds(self._control, [b"job"], [writing, file.fileno()])
        except OSError as error:
            os.close(reading)
            raise SandboxError(f"sandbox: the warm process is gone: {error}") from None
        finally:
            os.close(writing)
        return reading

    def end(self, *, at_once: bool) -> dict[str, Any]:
        """Have the child ended, or let it finish if it is about to; return its status and what it used.

        Raises: SandboxError.
        """
        try:
            self._control.send(b"end" if at_once else b"finish")
        except OSError as error:
            raise SandboxError(f"sandbox: the warm process is gone: {error}") from None
        ended = self._receive(_ANSWER_WALL)
        if "failure" in ended:
            raise SandboxError(f"sandbox: no process for the job: {ended['failure']}")
        return ended

    def close(self) -> None:
        """End the process; whatever it has running ends with it."""
        self._control.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _receive(self, wall: float) -> dict[str, Any]:
        self._control.settimeout(wall)
        try:
            message = self._control.recv(1 << 16)
        except OSError as error:
            raise SandboxError(f"sandbox: the warm process does not answer: {error}") from None
        if not message:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(5)
            raise SandboxError(f"sandbox: the warm process ended with status {self._process.returncode}")
        content: dict[str, Any] = json.loads(message)
        return content
