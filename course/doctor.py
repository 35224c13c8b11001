"""Tell what would keep the course from running on this machine, and the way out.

Uses nothing but the standard library and syntax that any Python 3 reads, so that ``python3 course/doctor.py`` works
before anything is installed: that is how `make` asks whether it is worth starting.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import sys
import tempfile
from collections import namedtuple

OLDEST_PYTHON = (3, 11)
DISK_MIB = 2000
PACKAGES = ("numpy", "jupyterlab", "nbgrader", "ipywidgets", "matplotlib", "sklearn", "click", "rich")
AUTHORS_PACKAGES = ("jupytext",)
AUTHORS_PART = os.path.join(os.path.dirname(os.path.abspath(__file__)), "authoring")
"""The folder that the student's distribution does not have."""

Finding = namedtuple("Finding", "name level says")
"""One line of the report; level is "ok", "note" (nothing to do) or "problem" (what to do is in `says`)."""


def before_install(folder: str = ".") -> list[Finding]:
    """What must hold before anything can be installed into `folder`."""
    return [python_version(), virtual_environment(), write_access(folder), disk_space(folder)]


def after_install(folder: str = ".", port: int = 8888) -> list[Finding]:
    """Everything: what `before_install` says, the packages, the port and the things that may be missing."""
    return [*before_install(folder), packages(), free_port(port), c_compiler(), gpu()]


def python_version() -> Finding:
    """Python 3.11 or newer."""
    found = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info >= OLDEST_PYTHON:
        return Finding("Python", "ok", found)
    way_out = "install Python 3.11 or newer and say which one to use: make start PYTHON=python3.12"
    return Finding("Python", "problem", f"{found} is too old; {way_out}")


def virtual_environment() -> Finding:
    """The venv module with pip, which Debian ships as a package of its own."""
    if importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"):
        return Finding("virtual environments", "ok", "venv and pip are there")
    if importlib.util.find_spec("virtualenv"):
        return Finding("virtual environments", "ok", "virtualenv is there")
    way_out = "install it (Debian, Ubuntu: apt install python3-venv; elsewhere: pip install --user virtualenv)"
    return Finding("virtual environments", "problem", f"this Python cannot make one; {way_out}")


def write_access(folder: str) -> Finding:
    """The folder must take new files."""
    folder = os.path.abspath(folder)
    try:
        with tempfile.TemporaryFile(dir=folder):
            return Finding("write access", "ok", folder)
    except OSError as error:
        way_out = f"move the course to a folder of your own, or mend its owner: chown -R $USER {folder}"
        return Finding("write access", "problem", f"{folder}: {error.strerror}; {way_out}")


def disk_space(folder: str) -> Finding:
    """About two gigabytes are needed."""
    free = shutil.disk_usage(folder).free // 2**20
    if free >= DISK_MIB:
        return Finding("disk", "ok", f"{free} MiB free")
    return Finding("disk", "problem", f"{free} MiB free, {DISK_MIB} are needed; make room or move the course")


def packages() -> Finding:
    """The packages that come with an installation, the author's or a student's."""
    authors = os.path.isdir(AUTHORS_PART)
    needed = PACKAGES + AUTHORS_PACKAGES if authors else PACKAGES
    missing = [name for name in needed if importlib.util.find_spec(name) is None]
    if not missing:
        return Finding("packages", "ok", f"all installed for {sys.executable}")
    way_out = "install the course again, with pip, from the file that you were given"
    if authors:
        way_out = "run `make start` in the course's folder, or: pip install --editable ."
    return Finding("packages", "problem", "{} missing for {}; {}".format(", ".join(missing), sys.executable, way_out))


def free_port(port: int) -> Finding:
    """The port JupyterLab wants."""
    if port_is_free(port):
        return Finding("port", "ok", f"{port} is free")
    choose = "make start PORT=9000" if os.path.isdir(AUTHORS_PART) else "course start --port 9000"
    return Finding("port", "note", f"{port} is taken; the next free one is used, or choose: {choose}")


def port_is_free(port: int) -> bool:
    """Whether a server on this machine could listen on `port`."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def c_compiler() -> Finding:
    """No lesson needs a C compiler."""
    found = next(filter(None, (shutil.which(name) for name in ("cc", "gcc", "clang"))), None)
    return Finding("C compiler", "ok" if found else "note", found or "none, and none is needed")


def gpu() -> Finding:
    """No lesson needs a GPU."""
    found = os.path.exists("/dev/nvidiactl") or shutil.which("nvidia-smi")
    return Finding(
        "GPU", "ok" if found else "note", "an NVIDIA driver is here" if found else "none, and none is needed"
    )


def report(findings: list[Finding]) -> str:
    """The findings as lines of text, problems marked."""
    marks = {"ok": "  ok     ", "note": "  note   ", "problem": "  PROBLEM"}
    return "\n".join(f"{marks[f.level]}  {f.name:<22} {f.says}" for f in findings)


def main() -> int:
    """Report what must hold before installing; 1 if there is a problem. Silent when there is none."""
    findings = before_install()
    if any(finding.level == "problem" for finding in findings):
        print("MiniTorch Course cannot be installed here yet:")
        print(report(findings))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
