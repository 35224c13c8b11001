"""The live package in real kernels, as JupyterLab and nbgrader start them."""

from __future__ import annotations

import json

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

VOLUME = "import math\ndef volume(shape):\n    return math.prod(shape)"
FIRST = "%load_ext course\n%lesson 01_toys"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore::RuntimeWarning"),
]


class Kernel:
    """A notebook with a kernel of its own, to which cells are added one by one."""

    def __init__(self, folder):
        self.book = new_notebook()
        self.client = NotebookClient(
            self.book,
            timeout=60,
            kernel_name="python3",
            allow_errors=True,
            resources={"metadata": {"path": str(folder)}},
        )

    def __enter__(self):
        self.context = self.client.setup_kernel()
        self.context.__enter__()
        return self

    def __exit__(self, *error):
        self.context.__exit__(None, None, None)

    def run(self, source):
        cell = new_code_cell(source)
        self.book.cells.append(cell)
        self.client.execute_cell(cell, len(self.book.cells) - 1)
        texts = [o.get("text") or o.get("data", {}).get("text/plain") or o.get("evalue", "") for o in cell.outputs]
        self.outputs = cell.outputs
        return "".join(texts)


def test_two_open_notebooks_share_the_package(toy_workspace):
    with Kernel(toy_workspace.folder) as one, Kernel(toy_workspace.folder) as two:
        assert one.run(FIRST) == two.run(FIRST) == ""
        assert one.run(VOLUME) == "saved minitorch/shapes.py: volume\n"
        assert two.run("describe((2, 3)), volume((2, 3))") == "('6 elements', 6)"
        assert "saved" in two.run("def volume(shape):\n    return 8")
        assert one.run("describe((2, 3)), volume((2, 3))") == "('8 elements', 8)"


def test_a_new_kernel_has_what_the_last_one_saved_and_shows_the_check_as_html(toy_workspace):
    with Kernel(toy_workspace.folder) as kernel:
        kernel.run(FIRST)
        kernel.run(VOLUME)
    with Kernel(toy_workspace.folder) as kernel:
        kernel.run(FIRST)
        assert kernel.run('check("1.1")') == "2.5"
        assert "2.5 of 2.5 points" in kernel.outputs[0]["data"]["text/html"]
        assert kernel.run('import os; check("1.9")') != ""


@pytest.mark.nbgrader
def test_nbgraders_validation_tells_what_failed_and_leaves_the_package_alone(toy_workspace):
    before = (toy_workspace.package / "shapes.py").read_text()
    results = {answer: _validate(toy_workspace, answer) for answer in (VOLUME, "def volume(shape):\n    return 6")}
    assert results[VOLUME] == {}
    (failed,) = results["def volume(shape):\n    return 6"]["failed"]
    assert "Exercise 1.1  About volume: 1 of 2.5 points" in failed["raw_error"]
    assert (toy_workspace.package / "shapes.py").read_text() == before


def _validate(workspace, answer):
    from nbgrader.validator import Validator

    book = new_notebook(cells=[new_code_cell(FIRST), new_code_cell(answer), new_code_cell('check("1.1")')])
    for cell, (grade_id, grade) in zip(book.cells[1:], [("exercise-1-1", False), ("check-1-1", True)], strict=True):
        cell.metadata["nbgrader"] = {
            "grade_id": grade_id,
            "grade": grade,
            "solution": not grade,
            "locked": grade,
            "task": False,
            "schema_version": 3,
            "cell_type": "code",
            **({"points": 2.5} if grade else {}),
        }
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    file = workspace.folder / "submitted.ipynb"
    file.write_text(json.dumps(nbformat.from_dict(book)))
    return Validator().validate(str(file))
