"""The site of a sample lesson, and of the real lessons, built once for all tests that look at pages."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAMPLE = Path(__file__).with_name("sample")
SOURCES = {"sample": SAMPLE, "lessons": ROOT / "lessons"}


@pytest.fixture(scope="session")
def course_site() -> Callable[[Path, Path], subprocess.CompletedProcess[str]]:
    """The command as an author runs it, in a process of its own: course_site(lessons, output)."""

    def run(lessons: Path, output: Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "course", "site", "--lessons", str(lessons), "--output", str(output)]
        return subprocess.run(command, capture_output=True, text=True, timeout=600, cwd=ROOT)

    return run


@pytest.fixture(scope="session", params=list(SOURCES))
def site(request, course_site, tmp_path_factory) -> Path:
    """The folder of a built site; workers of one test run share it."""
    parallel = "PYTEST_XDIST_WORKER" in os.environ
    shared = tmp_path_factory.getbasetemp().parent if parallel else tmp_path_factory.getbasetemp()
    output = shared / f"site of {request.param}"
    with (shared / f"{request.param}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not output.exists():
            built = course_site(SOURCES[request.param], output)
            assert built.returncode == 0, built.stderr
    return output


@pytest.fixture(scope="session")
def lesson_pages(site: Path) -> list[Path]:
    """The pages of the lessons in a built site."""
    return sorted((site / "lessons").glob("*.html"))
