import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from course.errors import CourseError
from course.serve import jupyterlab

SCRIPT = (
    "from pathlib import Path; from course.serve.jupyterlab import serve; serve(Path.cwd(), 'start.md', browser=False)"
)


def test_a_port_that_was_asked_for_and_is_taken_is_refused_with_a_way_out():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CourseError, match=f"port {port} is taken.*PORT={port + 1}"):
            jupyterlab.choose_port(port)


def test_without_a_wish_the_next_free_port_is_taken(monkeypatch):
    monkeypatch.setattr(jupyterlab, "port_is_free", lambda port: port >= jupyterlab.FIRST_PORT + 2)
    assert jupyterlab.choose_port(None) == jupyterlab.FIRST_PORT + 2


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_prints_the_address_of_a_page_that_answers_and_stops_cleanly(tmp_path, number):
    (tmp_path / "start.md").write_text("# Hello")
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", SCRIPT], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    line = process.stdout.readline()
    url = line.split()[-1]
    with urllib.request.urlopen(url, timeout=30) as answer:
        assert b"jupyter" in answer.read().lower()
    os.kill(process.pid, number)
    assert process.wait(30) == 0
    process.stdout.close()
    time.sleep(0.2)
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(url, timeout=2)
