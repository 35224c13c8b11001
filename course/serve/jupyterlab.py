"""Start JupyterLab on a folder, say where it is, and stop it cleanly."""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from course.doctor import port_is_free
from course.errors import CourseError

FIRST_PORT = 8888
PORTS_TRIED = 50
START_SECONDS = 60
STOP_SECONDS = 15
SETTINGS = Path(__file__).parent / "settings"


@dataclass(frozen=True)
class Server:
    """A running JupyterLab."""

    process: subprocess.Popen[bytes]
    port: int
    token: str

    def url(self, page: str = "") -> str:
        """Return the address of a page, e.g. "start.md", with the token that lets one in."""
        return f"http://127.0.0.1:{self.port}/lab{f'/tree/{page}' if page else ''}?token={self.token}"


def serve(folder: Path, page: str, *, port: int | None = None, browser: bool = True) -> None:
    """Run JupyterLab on `folder` until Ctrl-C, opened on `page`.

    Args:
        folder: the student's folder.
        page: what is opened first, relative to `folder`.
        port: the port to use; by default the first free one from 8888.
        browser: whether to open the browser.
    Raises: CourseError if the port is taken or the server does not come up.
    """
    with running(folder, port) as server:
        print(f"JupyterLab runs at  {server.url(page)}\nCtrl-C stops it.", flush=True)
        if browser:
            webbrowser.open(server.url(page))
        server.process.wait()


@contextmanager
def running(folder: Path, port: int | None = None) -> Iterator[Server]:
    """Inside the block JupyterLab serves `folder`; afterwards, and on Ctrl-C, it and its kernels are gone."""
    server = _start(folder, choose_port(port))
    previous = signal.signal(signal.SIGTERM, _as_keyboard_interrupt)
    try:
        _wait_until_ready(server)
        yield server
    except KeyboardInterrupt:
        print("\nStopping JupyterLab ...", flush=True)
    finally:
        _stop(server.process)
        signal.signal(signal.SIGTERM, previous)


def choose_port(wanted: int | None) -> int:
    """Return `wanted` if it is free, or without a wish the first free port from 8888.

    Raises: CourseError if the wanted port, or every port tried, is taken.
    """
    if wanted is not None:
        if port_is_free(wanted):
            return wanted
        raise CourseError(f"port {wanted} is taken by another program; choose another one, e.g. PORT={wanted + 1}")
    candidates = range(FIRST_PORT, FIRST_PORT + PORTS_TRIED)
    free = next(filter(port_is_free, candidates), None)
    if free is None:
        raise CourseError(f"the ports {candidates[0]} to {candidates[-1]} are taken; choose one with PORT=")
    return free


def _start(folder: Path, port: int) -> Server:
    token = secrets.token_hex(16)
    options = {
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": port,
        "ServerApp.port_retries": 0,
        "ServerApp.open_browser": False,
        "ServerApp.root_dir": str(folder),
        "ServerApp.answer_yes": True,  # Ctrl-C stops without a question
        "ServerApp.allow_root": True,  # containers and class servers often have no other user
        "LabApp.app_settings_dir": str(SETTINGS),
        "Application.log_level": "ERROR",
    }
    arguments = [f"--{name}={value}" for name, value in options.items()]
    process = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", *arguments],
        cwd=folder,
        env={**os.environ, "JUPYTER_TOKEN": token, "PATH": _path_with_the_course()},
        start_new_session=True,  # Ctrl-C reaches us alone; we stop the server
    )
    return Server(process, port, token)


def _path_with_the_course() -> str:
    """The search path with this installation's commands first, so that `course` works in JupyterLab's terminal."""
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])


def _wait_until_ready(server: Server) -> None:
    deadline = time.monotonic() + START_SECONDS
    status = f"http://127.0.0.1:{server.port}/api/status?token={server.token}"
    while time.monotonic() < deadline:
        if server.process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(status, timeout=2) as answer:
                json.load(answer)
                return
        except (urllib.error.URLError, OSError, ValueError):
            time.sleep(0.1)
    raise CourseError("JupyterLab did not start; its messages are above, and `course doctor` checks this machine")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ask the server to stop, which ends its kernels too; kill the whole session if it does not in time."""
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _as_keyboard_interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt
