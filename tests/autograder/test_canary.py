"""A canary answers wrongly where a submission has changed what everything in its process stands on, and only there."""

import pytest

from autograder.canary import canary, take_canary
from autograder.sandbox import Job, JobReport, Limits, Probe, Sandbox

pytestmark = pytest.mark.sandbox

BODY = "def double(x):\n    return 2 * x\n"
HONEST = {
    "nothing special": "",
    "settings": "import random\nimport numpy as np\nrandom.seed(3)\nnp.random.seed(4)\nnp.seterr(all='ignore')\n"
    "np.set_printoptions(precision=2)\n",
    "names of its own": "sum = max = len = abs = 3\n",
}
TAMPERING = {
    "NumPy compares": "import numpy as np\nnp.allclose = lambda *a, **k: True\n",
    "Python sums": "import builtins\nbuiltins.sum = lambda *a: 7\n",
    "results are encoded": "import course.probes.plain as p\nreal = p.encode\np.encode = lambda value: real(5)\n",
    "lists are sorted": "import builtins\nbuiltins.sorted = lambda x, **k: list(x)\n",
}


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory):
    folder = tmp_path_factory.mktemp("package")
    (folder / "minitorch").mkdir()
    (folder / "minitorch/__init__.py").write_text("from minitorch import shapes\n")
    (folder / "minitorch/shapes.py").write_text("def double(x):\n    raise NotImplementedError\n")
    for place in (folder, folder.parent, folder.parent.parent):
        place.chmod(0o755)
    with Sandbox(folder, Limits(wall=10)) as sandbox:
        yield sandbox


def tampered(sandbox, before):
    """Whether a canary says so of a cell with these lines, run when the definition is called."""
    lines = "".join(f"    {line}\n" for line in before.splitlines())
    cell = f"def double(x):\n{lines}    return 2 * x\n"
    probe = canary()
    called = Probe("called", "def called(mt):\n    return mt.shapes.double(4)\n")
    report = sandbox.report(Job((("shapes.double", cell, ""),), (called, probe)))
    found = take_canary(report, probe)
    assert set(report.observations) == {"called"}
    return found


@pytest.mark.parametrize("lines", HONEST.values(), ids=list(HONEST))
def test_honest_code_raises_no_alarm(sandbox, lines):
    assert not tampered(sandbox, lines)


@pytest.mark.parametrize("lines", TAMPERING.values(), ids=list(TAMPERING))
def test_what_changes_the_ground_raises_one(sandbox, lines):
    assert tampered(sandbox, lines)


@pytest.mark.parametrize("status", ["timeout", "crashed", "not run"])
def test_a_canary_that_was_not_reached_says_nothing(status):
    probe = canary()
    assert not take_canary(JobReport({probe.name: {"status": status, "message": ""}}), probe)
    assert not take_canary(JobReport(), probe)
