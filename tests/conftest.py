"""Fixtures that tests of several parts share."""

import fcntl
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator:
    """A real, headless Chromium; without one the test is skipped and says so."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium here, so no page was looked at: apt-get install chromium fonts-dejavu")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_tmp_path(tmp_path: Path) -> Path:
    """A temporary folder that other users may read and pass through, however deep the runner put it."""
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_mode & 0o005 != 0o005:
            folder.chmod(0o755)
    return tmp_path


@pytest.fixture(scope="session")
def course_kit():
    """The students' kit of this checkout, built if it is missing or old; the committed notebooks stay as they are."""
    from course.authoring.build import build
    from course.kit import locate
    from course.paths import require_checkout

    root = require_checkout("the tests")
    (root / "build").mkdir(exist_ok=True)
    with (root / "build" / "tests.lock").open("w") as lock:  # one worker builds, the others wait
        fcntl.flock(lock, fcntl.LOCK_EX)
        build(root, committed=False)
    return locate()


@pytest.fixture(scope="session")
def empty_gradebook(tmp_path_factory):
    """A gradebook without anything in it; making one takes nbgrader two seconds."""
    from autograder.gradebook.settings import open_gradebook, settings_of

    folder = tmp_path_factory.mktemp("course")
    open_gradebook(settings_of(folder)).close()
    return folder / "gradebook.db"
