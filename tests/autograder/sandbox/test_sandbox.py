"""What a job brings back, whatever the code in it does."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.sandbox import Job, JobReport, Limits, Probe, Sandbox, SandboxError, SandboxUnavailableError

pytestmark = pytest.mark.sandbox

LIMITS = Limits(memory=256 << 20, wall=1.0, disk=8 << 20)
CALL = "def {name}(mt):\n    return mt.shapes.count({arguments})\n"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("package")
    (folder / "minitorch").mkdir()
    (folder / "minitorch" / "__init__.py").write_text("from minitorch import shapes as shapes\n")
    (folder / "minitorch" / "shapes.py").write_text(
        "def count(shape):\n    raise NotImplementedError('yours to write')\n\n\n"
        "def double(shape):\n    return 2 * count(shape)\n"
    )
    return folder


@pytest.fixture(scope="module")
def box(package: Path) -> Iterator[Sandbox]:
    with Sandbox(package, LIMITS) as sandbox:
        yield sandbox


def calls(*arguments: str) -> tuple[Probe, ...]:
    return tuple(Probe(f"call_{n}", CALL.format(name=f"call_{n}", arguments=a)) for n, a in enumerate(arguments))


def report(box: Sandbox, cell: str, *arguments: str) -> JobReport:
    return box.report(Job((("shapes.count", cell),), calls(*arguments)))  # type: ignore[arg-type]


def statuses(found: JobReport) -> list[str]:
    return [observation["status"] for observation in found.observations.values()]


def test_a_definition_is_put_into_the_package_and_observed(box: Sandbox) -> None:
    cell = "import math\n\ndef count(shape):\n    print('called')\n    return math.prod(shape)\n"
    probe = Probe("both", "def both(mt):\n    return mt.shapes.count((2, 3)), mt.shapes.double((4,))\n")
    found = box.run(Job((("shapes.count", cell),), (probe,)))  # type: ignore[arg-type]
    assert found == {"both": {"status": "returned", "value": {"tuple": [6, 8]}, "output": "called\ncalled\n"}}


def test_an_exception_is_an_observation_with_type_and_line(box: Sandbox) -> None:
    [observation] = report(box, "def count(shape):\n    return shape[9]\n", "(1,)").observations.values()
    assert observation["type"] == "IndexError"
    assert observation["line"] == 2


def test_a_cell_that_is_not_python_leaves_the_stub_and_says_why(box: Sandbox) -> None:
    found = report(box, "def count(shape:\n    return 1\n", "(1,)")
    assert "line 1" in found.problems["shapes.count"]
    assert found.observations["call_0"]["type"] == "NotImplementedError"


def test_a_definition_that_raises_leaves_the_others_in_place(box: Sandbox) -> None:
    job = Job(
        (
            ("shapes.double", "def double(shape, x=1 / 0):\n    pass\n"),
            ("shapes.count", "def count(shape):\n    return 7\n"),
        ),  # type: ignore[arg-type]
        calls("()"),
    )
    found = box.report(job)
    assert found.problems == {"shapes.double": "ZeroDivisionError: division by zero"}
    assert found.observations["call_0"]["value"] == 7


def test_a_hang_costs_the_probe_in_which_it_happens(box: Sandbox) -> None:
    cell = "def count(shape):\n    while shape == (2,):\n        pass\n    return 1\n"
    found = report(box, cell, "(1,)", "(2,)", "(3,)")
    assert statuses(found) == ["returned", "timeout", "returned"]
    assert "1 seconds" in found.observations["call_1"]["message"]
    assert found.forks == 2


def test_a_crash_costs_the_probe_in_which_it_happens(box: Sandbox) -> None:
    cell = "import ctypes\n\ndef count(shape):\n    return 1 if shape else ctypes.string_at(0)\n"
    found = report(box, cell, "(1,)", "()", "(3,)", "()")
    assert statuses(found) == ["returned", "crashed", "returned", "crashed"]
    assert "SIGSEGV" in found.observations["call_1"]["message"]


def test_an_early_exit_with_success_is_a_crash(box: Sandbox) -> None:
    found = report(box, "import os\n\ndef count(shape):\n    os._exit(0)\n", "()")
    assert found.observations["call_0"] == {
        "status": "crashed",
        "message": "the process ended itself (exit status 0)",
    }


def test_definitions_that_hang_are_tried_twice_and_no_more(box: Sandbox) -> None:
    cell = "def forever(function):\n    while True:\n        pass\n\n@forever\ndef count(shape):\n    return 1\n"
    found = report(box, cell, *["()"] * 30)
    assert statuses(found) == ["timeout"] * 30
    assert found.forks == 2
    assert found.seconds < 4


def test_definitions_that_end_the_process_are_tried_twice_and_no_more(box: Sandbox) -> None:
    cell = "import os\n\ndef count(shape, end=os._exit(3)):\n    return 1\n"
    found = report(box, cell, *["()"] * 30)
    assert statuses(found) == ["crashed"] * 30
    assert found.forks == 2


def test_probes_left_when_the_job_has_used_up_its_time_are_not_run(package: Path) -> None:
    with Sandbox(package, Limits(wall=0.3, job_wall=0.5)) as box:
        found = report(box, "def count(shape):\n    while True:\n        pass\n", *["()"] * 6)
    assert statuses(found)[0] == "timeout"
    assert statuses(found)[-1] == "not run"
    assert found.seconds < 3


def test_processor_time_is_limited_apart_from_wall_time(package: Path) -> None:
    with Sandbox(package, Limits(wall=20, cpu=1)) as box:
        [observation] = report(box, "def count(shape):\n    while True:\n        pass\n", "()").observations.values()
    assert observation["status"] == "timeout"
    assert "processor time" in observation["message"]


def test_too_many_results_end_the_process(package: Path) -> None:
    with Sandbox(package, Limits(output=10_000)) as box:
        [observation] = report(box, "def count(shape):\n    return 'x' * 20_000\n", "()").observations.values()
    assert observation["status"] == "crashed"


def test_nothing_of_one_job_is_there_for_the_next(box: Sandbox) -> None:
    cell = (
        "import builtins\n\nbuiltins_left = 1\n\ndef count(shape):\n    builtins.left = 1\n    open('/tmp/left', 'w')\n"
    )
    report(box, cell, "()")
    look = (
        "import os, builtins\n\ndef count(shape):\n    return os.path.exists('/tmp/left'), hasattr(builtins, 'left')\n"
    )
    assert report(box, look, "()").observations["call_0"]["value"] == {"tuple": [False, False]}


def test_random_inputs_depend_on_the_seed_alone(box: Sandbox) -> None:
    source = (
        "def draw(mt, rng):\n"
        "    import random\n"
        "    import numpy as np\n"
        "    return int(rng.integers(1 << 30)), random.random(), float(np.random.rand())\n"
    )
    values = [box.run(Job((), (Probe("draw", source, seed),)))["draw"]["value"]["tuple"] for seed in (1, 1, 2)]
    assert values[0] == values[1]
    assert values[0][0] != values[2][0]


def test_two_probes_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="one name"):
        Job((), (Probe("a", ""), Probe("a", "")))


def test_a_package_that_cannot_be_loaded_is_named(tmp_path: Path) -> None:
    (tmp_path / "minitorch").mkdir()
    (tmp_path / "minitorch" / "__init__.py").write_text("1 / 0\n")
    with pytest.raises(SandboxError, match="ZeroDivisionError"), Sandbox(tmp_path):
        pass


def test_a_machine_without_seccomp_is_refused_unless_accepted(package: Path) -> None:
    with pytest.raises(SandboxUnavailableError, match="seccomp"), Sandbox(package, without=["seccomp"]):
        pass
    with Sandbox(package, level="none", without=["seccomp"]) as box:
        assert box.level == "none"
        assert "seccomp" in box.missing


def test_full_protection_can_be_insisted_on(package: Path) -> None:
    with (
        pytest.raises(SandboxUnavailableError, match='"full" was asked for, this machine gives "reduced"'),
        Sandbox(package, level="full", without=["landlock"]),
    ):
        pass


def test_a_warm_process_that_dies_is_replaced(package: Path) -> None:
    with Sandbox(package, LIMITS) as box:
        assert box.pid is not None
        os.kill(box.pid, signal.SIGKILL)
        assert report(box, "def count(shape):\n    return 1\n", "()").observations["call_0"]["value"] == 1


def test_everything_ends_when_the_grader_is_killed(package: Path) -> None:
    program = (
        "import sys; from autograder.sandbox import *\n"
        "with Sandbox(sys.argv[1], Limits(wall=60)) as box:\n"
        "    print(box.pid, flush=True)\n"
        "    box.run(Job((), (Probe('hang', 'def hang(mt):\\n    while True: pass\\n'),)))\n"
    )
    grader = subprocess.Popen([sys.executable, "-c", program, str(package)], stdout=subprocess.PIPE, text=True)
    assert grader.stdout is not None
    with grader.stdout:
        warm = Path("/proc") / grader.stdout.readline().strip()
        time.sleep(0.3)
        grader.kill()
        grader.wait()
    deadline = time.monotonic() + 10
    while warm.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not warm.exists()


def test_the_warm_process_has_no_descriptor_but_its_socket(box: Sandbox) -> None:
    descriptors = [os.readlink(path) for path in Path(f"/proc/{box.pid}/fd").iterdir()]
    assert sorted(set(descriptors))[0] == "/dev/null"
    assert len([d for d in descriptors if d.startswith("socket:")]) == 1
    assert len(descriptors) == 4
    environment = Path(f"/proc/{box.pid}/environ").read_bytes()
    assert b"PYTEST" not in environment
