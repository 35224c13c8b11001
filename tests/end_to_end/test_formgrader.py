"""nbgrader's formgrader, in a real browser, on a course that `autograder grade` has graded."""

import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request

import pytest
from click.testing import CliRunner

from autograder.cli import group
from autograder.pipeline import Request, grade_class

pytestmark = [pytest.mark.browser, pytest.mark.nbgrader, pytest.mark.sandbox, pytest.mark.slow]

HOSTILE = """Because two elements share one place.

<script>window.stolen = 1</script>
<img src="x" onerror="window.stolen = 2">
<svg/onload=window.stolen=3></svg>
&lt;img src=x onerror=window.stolen=4&gt;
$<img src=x onerror=window.stolen=5>$ `<img src=x onerror=window.stolen=6>`
![a" onerror="window.stolen=7](x) [link](javascript:window.stolen=8) <javascript:window.stolen=9> [r]
[entity](&#106;avascript&colon;window.stolen=15)

[r]: javascript:window.stolen=16

$$</div><img src=x onerror=window.stolen=10>$$

# <img src=x onerror=window.stolen=11>

```mermaid
<img src=x onerror=window.stolen=12>
```

\\begin{x}<img src=x onerror=window.stolen=13>\\end{x}

![pasted](attachment:a.png)
"""
PICTURE = {"a.png": {"image/png": 'AAAA" onerror="window.stolen=14'}}


def with_hostile_text(notebook):
    """Every written answer, a text cell and a raw cell that try to run a script in the instructor's browser."""
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id", "").startswith("answer-"):
            cell |= {"source": HOSTILE, "attachments": PICTURE}
    for kind in ("markdown", "raw"):
        source = HOSTILE.replace("Because", "Elsewhere")
        notebook["cells"].append({"id": kind, "cell_type": kind, "metadata": {}, "source": source})


@pytest.fixture
def formgrader(course, tmp_path):
    """The address of a Jupyter server that shows the course's formgrader."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    only = "{'nbgrader.server_extensions.formgrader': True}"
    options = [
        "--no-browser",
        f"--port={port}",
        "--IdentityProvider.token=t",
        f"--ServerApp.jpserver_extensions={only}",
    ]
    root = ["--allow-root"] if os.geteuid() == 0 else []
    home = {"HOME": str(tmp_path), "JUPYTER_CONFIG_DIR": str(tmp_path / "jupyter")}
    with (
        (tmp_path / "server.log").open("wb") as log,
        subprocess.Popen(
            [sys.executable, "-m", "jupyter", "server", *options, *root],
            cwd=course,
            env=os.environ | home,
            stdout=log,
            stderr=log,
        ) as server,
    ):
        address = f"http://127.0.0.1:{port}/formgrader"
        for _ in range(200):
            try:
                urllib.request.urlopen(f"{address}?token=t").close()
                break
            except OSError:
                time.sleep(0.1)
        yield address
        server.terminate()
        server.wait(20)


def written_grades(course):
    """(automatic, manual, needs a person) of the answer cells."""
    with sqlite3.connect(course / "gradebook.db") as book:
        return book.execute(
            "SELECT g.auto_score, g.manual_score, g.needs_manual_grade "
            "FROM grade g JOIN base_cell c ON c.id = g.cell_id WHERE c.name LIKE 'answer-%' ORDER BY c.name"
        ).fetchall()


def question_on(page, feedback, question):
    """What a student's feedback page says of a written question."""
    page.goto(feedback.as_uri())
    return page.locator("li", has_text=f"Question {question}").inner_text()


def test_grades_show_a_written_answer_is_graded_by_hand_and_a_regrade_keeps_it(
    course, hand_in, model, tensors, browser, formgrader
):
    folder = hand_in("ada", model, with_hostile_text)
    grade_class(Request(folder, course, lesson="1"))
    full, worth = sum(e.points for e in tensors.exercises), list(tensors.written.values())
    assert written_grades(course) == [(None, None, 1)] * len(worth)
    page = browser.new_page()
    page.goto(f"{formgrader}?token=t")
    page.goto(f"{formgrader}/gradebook/{tensors.name}/{tensors.name}")
    row = page.locator("tr", has_text="Submission #1")
    assert f"{full:g} / {full + sum(worth):g}" in row.inner_text()
    row.locator("a", has_text="Submission #1").click()
    page.wait_for_load_state("networkidle")  # the page asks for the grades before it takes any
    score = page.locator(".nbgrader_cell", has_text="Because two elements").first.locator("input.score")
    with page.expect_response(lambda answer: answer.request.method == "PUT") as saved:
        score.fill("1.5")
        score.press("Tab")
    assert saved.value.ok
    assert written_grades(course)[0][1:] == (1.5, 0)
    assert page.locator("body", has_text="Elsewhere two elements").count() == 1
    assert page.evaluate("window.stolen") is None
    assert page.locator("[onerror], [onload], [href^='javascript']").count() == 0
    feedback = course / "feedback/ada" / tensors.name / f"{tensors.name}.html"
    question = next(iter(tensors.written))
    assert "your answer is read by your instructor" in question_on(page, feedback, question)
    assert CliRunner().invoke(group, ["feedback", str(course)]).exit_code == 0
    assert question_on(page, feedback, question) == f"Question {question}: 1.5 of {worth[0]:g} points"
    page.close()
    last = tensors.exercises[-1]
    hand_in("ada", {**model, last.id: last.stub}, with_hostile_text)
    assert grade_class(Request(folder, course, lesson="1")).graded == 1
    with sqlite3.connect(course / "gradebook.db") as book:
        [(automatic,)] = book.execute("SELECT SUM(auto_score) FROM grade")
    assert (automatic, written_grades(course)[0][1]) == (full - last.points, 1.5)
