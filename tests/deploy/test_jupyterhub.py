"""JupyterHub on the loopback interface: two students fetch, submit and read feedback; a service grades.

Needs root, JupyterHub and configurable-http-proxy; makes accounts for the three and removes them.
"""

import json
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from autograder.demo.people import Material, filled
from autograder.library import load_lessons

ROOT = Path(__file__).resolve().parents[2]
PROXY = shutil.which("configurable-http-proxy")
PEOPLE = ("mtc-teacher", "mtc-ada", "mtc-bob")
pytestmark = [
    pytest.mark.hub,
    pytest.mark.slow,
    pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("useradd"), reason="makes accounts: needs root, useradd"),
    pytest.mark.skipif(PROXY is None, reason="needs configurable-http-proxy: npm install -g configurable-http-proxy"),
]

CONFIG = """
exec(compile(open({deployed!r}).read(), {deployed!r}, "exec"), globals() | {{"__file__": {deployed!r}}})
c.JupyterHub.authenticator_class = "dummy"
c.JupyterHub.hub_port = {hub_port}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{proxy_port}"
c.ConfigurableHTTPProxy.command = [{proxy!r}]
c.JupyterHub.services += [{{"name": "driver", "api_token": {token!r}}}]
scopes = ["admin:users", "admin:servers", "access:servers"]
c.JupyterHub.load_roles = [{{"name": "driver", "services": ["driver"], "scopes": scopes}}]
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def python(place):
    """A virtual environment that every account can use, with the libraries of this one."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    for program in (f"{sys.base_prefix}/bin/python{version}", f"/usr/bin/python{version}"):
        home = place / "venv"
        try:
            subprocess.run([program, "-m", "venv", "--without-pip", str(home)], check=True, capture_output=True)
            [packages] = home.glob("lib/python*/site-packages")
            (packages / "ours.pth").write_text(f"{sysconfig.get_path('purelib')}\n{ROOT}\n")
            for folder in ("etc", "share"):  # what Jupyter's extensions have installed there
                (home / folder).symlink_to(f"{sys.prefix}/{folder}")
            (home / "bin/alembic").write_text(f'#!/bin/sh\nexec {home}/bin/python -m alembic.config "$@"\n')
            (home / "bin/alembic").chmod(0o755)
            tried = [str(home / "bin/python"), "-c", "import jupyterhub, nbgrader, autograder"]
            subprocess.run(tried, user="nobody", extra_groups=[], cwd="/", env={}, capture_output=True, check=True)
        except (OSError, ValueError, subprocess.CalledProcessError):
            shutil.rmtree(home, ignore_errors=True)
            continue
        return str(home / "bin/python")
    pytest.skip(f"other accounts than root can run no Python {version} or not read this repository")


def run_as(person, *command, cwd):
    environment = {"HOME": pwd.getpwnam(person).pw_dir, "PATH": f"{Path(command[0]).parent}:{os.environ['PATH']}"}
    done = subprocess.run(
        command,
        cwd=cwd,
        user=person,
        group=person,
        extra_groups=[],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def place():
    """A folder that others may enter, which pytest's own are not, with the homes of three new accounts."""
    with tempfile.TemporaryDirectory(prefix="minitorch-hub-") as name:
        place = Path(name)
        place.chmod(0o755)
        (place / "homes").mkdir()
        for person in PEOPLE:
            subprocess.run(["userdel", person], capture_output=True, check=False)
            subprocess.run(["useradd", "-m", "-d", str(place / "homes" / person), person], check=True)
        yield place
        for person in PEOPLE:
            subprocess.run(["pkill", "-KILL", "-u", person], check=False)
            subprocess.run(["userdel", person], capture_output=True, check=False)


@pytest.fixture
def course(place, lesson, python):
    """The instructor's course folder, with the lesson released."""
    course, exchange = place / "homes/mtc-teacher/minitorch", place / "exchange"
    exchange.mkdir(mode=0o777)
    exchange.chmod(0o777)
    source = course / "source" / lesson.name / f"{lesson.name}.ipynb"
    source.parent.mkdir(parents=True)
    source.write_text(json.dumps(lesson.source_notebook))
    settings = f"c = get_config()\nc.CourseDirectory.course_id = 'minitorch'\nc.Exchange.root = {str(exchange)!r}\n"
    (course / "nbgrader_config.py").write_text(settings + f"c.CourseDirectory.root = {str(course)!r}\n")
    for path in (course, *course.rglob("*")):
        shutil.chown(path, "mtc-teacher", "mtc-teacher")
    course.chmod(0o700)
    for command in ("generate_assignment", "release_assignment"):
        run_as("mtc-teacher", python, "-m", "nbgrader", command, lesson.name, cwd=course)
    return course


@pytest.fixture(scope="module")
def material():
    return Material(ROOT, load_lessons(ROOT))


@pytest.fixture(scope="module")
def lesson(material):
    return material.lessons[0]


class Hub:
    """Asks the hub and the students' servers, as a service of the hub may."""

    def __init__(self, url, token):
        self.url, self.token = url, token

    def ask(self, path, method="GET", data=None, form=None):
        body = urllib.parse.urlencode(form).encode() if form else json.dumps(data).encode() if data else None
        kind = "application/x-www-form-urlencoded" if form else "application/json"
        headers = {"Authorization": f"token {self.token}", "Content-Type": kind}
        request = urllib.request.Request(self.url + path, body, headers, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            text = answer.read().decode()
        return json.loads(text) if text.strip() else None

    def until(self, what, seconds=120):
        """Wait for something true, passing over refused connections."""
        end = time.monotonic() + seconds
        while True:
            try:
                if found := what():
                    return found
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                pass
            assert time.monotonic() < end, "waited too long"
            time.sleep(0.5)

    def start(self, student):
        self.ask(f"/hub/api/users/{student}/server", "POST")
        self.until(lambda: self.ask(f"/user/{student}/api/status"))

    def assignments(self, student):
        return self.ask(f"/user/{student}/assignments?course_id=minitorch")["value"]


@pytest.fixture
def hub(place, course, python):
    token, port = secrets.token_hex(16), free_port()
    deployed = str(ROOT / "deploy/jupyterhub/jupyterhub_config.py")
    config = place / "test_config.py"
    about = {"deployed": deployed, "hub_port": free_port(), "proxy_port": free_port(), "proxy": PROXY, "token": token}
    config.write_text(CONFIG.format(**about))
    environment = {
        **os.environ,
        "PATH": f"{Path(python).parent}:{os.environ['PATH']}",
        "MINITORCH_GRADER": "mtc-teacher",
        "MINITORCH_EXCHANGE": str(place / "exchange"),
        "MINITORCH_STUDENTS": "mtc-ada mtc-bob",
        "MINITORCH_URL": f"http://127.0.0.1:{port}",
        "MINITORCH_GRADE_PER_HOUR": "6",
        "MINITORCH_LOOK_EVERY": "2",
    }
    with (place / "hub.log").open("w") as log:
        process = subprocess.Popen(
            [python, "-m", "jupyterhub", "-f", str(config)],
            cwd=place,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        hub = Hub(f"http://127.0.0.1:{port}", token)
        try:
            hub.until(lambda: hub.ask("/hub/api/"))
            yield hub
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
            print((place / "hub.log").read_text()[-20_000:])  # pytest shows it if the test fails


def test_two_students_hand_in_and_read_their_feedback(hub, lesson, material):
    answers = {"mtc-ada": material.model[lesson.name], "mtc-bob": material.wrong(lesson, 0, {"1.1"})}
    for student in answers:
        hub.start(student)
        [released] = hub.assignments(student)
        assert (released["assignment_id"], released["status"]) == (lesson.name, "released")
    about = {"course_id": "minitorch", "assignment_id": lesson.name}
    for student, mine in answers.items():
        hub.ask(f"/user/{student}/assignments/fetch", "POST", form=about)
        notebook = {"type": "notebook", "format": "json", "content": filled(lesson, mine)}
        hub.ask(f"/user/{student}/api/contents/{lesson.name}/{lesson.name}.ipynb", "PUT", data=notebook)
        hub.ask(f"/user/{student}/assignments/submit", "POST", form=about)
    for student, points in (("mtc-ada", 52), ("mtc-bob", None)):
        submission = hub.until(lambda: with_feedback(hub.assignments(student)), 180)  # noqa: B023
        hub.ask(f"/user/{student}/assignments/fetch_feedback", "POST", form=about)
        stamp = urllib.parse.quote(submission["timestamp"])
        place = f"/user/{student}/api/contents/{lesson.name}/feedback/{stamp}/{lesson.name}.html"
        page = hub.ask(place)["content"]
        assert f"<strong>{student}</strong>" in page
        earned = page.partition("<h1>")[2].partition("</h1>")[0]
        assert (earned == f"{points} of 52 points") is (points is not None)
        assert not {"mtc-ada", "mtc-bob"} - {student} & {name for name in answers if name in page}


def with_feedback(assignments):
    """The submission whose feedback is there, if it is."""
    submissions = [s for a in assignments if a["status"] == "submitted" for s in a["submissions"]]
    return next((submission for submission in submissions if submission["has_exchange_feedback"]), None)
