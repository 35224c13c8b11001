"""Grading on a Dask cluster with TLS: the same results, workers without answers, lost workers made up for."""

import gc
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from autograder.cluster.cluster import Certificates, Cluster
from autograder.cluster.kit import packed
from autograder.errors import AutograderError
from autograder.sandbox import Job, Limits, Probe, Sandbox, SandboxError

distributed = pytest.importorskip("distributed")
pytestmark = [pytest.mark.sandbox, pytest.mark.slow]

JOB = Job(
    (("shapes.double", "def double(x):\n    return 2 * x\n", ""),),
    (
        Probe("called", "def called(mt, rng):\n    return mt.shapes.double(int(rng.integers(100)))\n", seed=7),
        Probe("dies", "def dies(mt):\n    import os\n    os._exit(3)\n"),
        Probe("after", "def after(mt):\n    return mt.shapes.double(4)\n"),
        Probe(
            "looks",
            "def looks(mt):\n    import importlib.util as u\n"
            "    return [n for n in ('autograder', 'course', 'minitorch_ref') if u.find_spec(n)]\n",
        ),
    ),
)


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    folder = tmp_path_factory.mktemp("package")
    (folder / "minitorch").mkdir()
    (folder / "minitorch/__init__.py").write_text("from minitorch import shapes\n")
    (folder / "minitorch/shapes.py").write_text("def double(x):\n    raise NotImplementedError\n")
    folder.chmod(0o755)
    folder.parent.chmod(0o755)
    folder.parent.parent.chmod(0o755)
    return folder


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    """A key and a certificate that signed itself, made by OpenSSL."""
    if shutil.which("openssl") is None:
        pytest.skip("needs the command openssl")
    folder = tmp_path_factory.mktemp("tls")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    subprocess.run([*command, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    return Certificates(certificate, certificate, key)


@pytest.fixture(scope="module")
def local_cluster(certificates):
    """A scheduler and two workers, each a process of its own that knows nothing of this repository."""
    here, before = Path.cwd(), os.environ.pop("PYTHONPATH", None)
    security = distributed.Security(
        require_encryption=True,
        tls_ca_file=str(certificates.authority),
        **{
            f"tls_{role}_{part}": str(file)
            for role in ("scheduler", "worker", "client")
            for part, file in (("cert", certificates.certificate), ("key", certificates.key))
        },
    )
    os.chdir("/")
    try:
        with distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, protocol="tls", security=security, dashboard_address=None
        ) as cluster:
            os.chdir(here)
            yield cluster
    finally:
        os.chdir(here)
        if before is not None:
            os.environ["PYTHONPATH"] = before


@pytest.fixture
def connected(local_cluster, certificates):
    with Cluster(local_cluster.scheduler_address, certificates) as cluster:
        assert cluster.encrypted
        yield cluster


def test_a_job_observes_on_a_worker_what_it_observes_here(connected, package):
    with Sandbox(package, Limits(wall=5)) as sandbox:
        here = sandbox.report(JOB)
    with connected.runner(connected.share(package), Limits(wall=5), "reduced") as runner:
        there = runner.report(JOB)
    assert there.observations == here.observations
    assert there.observations["dies"]["status"] == "crashed"
    assert there.observations["looks"]["value"] == here.observations["looks"]["value"]
    assert runner.described == sandbox.described


def test_the_kit_holds_the_sandbox_and_the_package_and_nothing_that_knows_answers(package):
    with zipfile.ZipFile(BytesIO(packed(package))) as archive:
        names = archive.namelist()
    assert "package/minitorch/shapes.py" in names
    assert "runner/autograder/sandbox/zygote.py" in names
    folders = {"/".join(name.split("/")[:3]) for name in names if name.startswith("runner/")}
    allowed = {
        f"runner/{package}/{part}"
        for package, parts in {
            "autograder": ("__init__.py", "errors.py", "sandbox"),
            "course": ("__init__.py", "errors.py", "probes"),
        }.items()
        for part in parts
    }
    assert folders == allowed
    assert packed(package) == packed(package)


def test_a_job_whose_worker_is_lost_runs_on_another_one(connected, local_cluster, package):
    slow = "def slow(mt):\n    import time\n    time.sleep(2)\n    return mt.shapes.double(1)\n"
    job = Job(JOB.definitions, (Probe("slow", slow),))
    kit = connected.share(package)
    reports = []

    def ask():
        with connected.runner(kit, Limits(wall=20), "reduced") as runner:
            reports.append(runner.report(job))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    time.sleep(1.0)
    os.kill(next(iter(local_cluster.workers.values())).pid, signal.SIGKILL)
    for thread in threads:
        thread.join(120)
    assert [report.observations["slow"]["value"] for report in reports] == [2, 2, 2, 2]


def test_a_lesson_whose_only_holder_is_lost_is_sent_again(connected, local_cluster, package):
    kit = connected.share(package)
    kit.result(timeout=20)
    for holder in list(local_cluster.scheduler.tasks[kit.key].who_has):
        (nanny,) = (worker for worker in local_cluster.workers.values() if worker.worker_address == holder.address)
        os.kill(nanny.pid, signal.SIGKILL)
    with connected.runner(kit, Limits(wall=5), "reduced") as runner:
        assert runner.report(JOB).observations["after"]["value"] == 8


def test_a_scheduler_that_is_lost_ends_the_run_with_a_way_on(package, tmp_path, monkeypatch):
    monkeypatch.setattr("autograder.cluster.cluster.CONNECT_WALL", 5.0)
    monkeypatch.setattr("autograder.cluster.cluster.LOOK", 0.2)
    slow = "def slow(mt):\n    import time\n    time.sleep(10)\n"
    file = tmp_path / "scheduler.json"
    parts = [["scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file"], ["worker", "--scheduler-file"]]
    command = [sys.executable, "-m", "dask"]
    scheduler, worker = (
        subprocess.Popen([*command, *part, str(file), "--no-dashboard"], cwd=tmp_path, stderr=subprocess.DEVNULL)
        for part in parts
    )
    try:
        while not file.exists():
            assert scheduler.poll() is None
            time.sleep(0.1)
        with (
            Cluster(json.loads(file.read_text())["address"]) as cluster,
            cluster.runner(cluster.share(package), Limits(wall=20), "reduced") as runner,
        ):
            threading.Timer(1.0, scheduler.kill).start()
            for job in (Job(JOB.definitions, (Probe("slow", slow),)), JOB, JOB):  # it is tried again, in vain
                with pytest.raises(SandboxError, match="what has been graded is kept"):
                    runner.report(job)
    finally:
        for process in (scheduler, worker):
            process.kill()
            process.wait()


def test_nobody_gets_in_without_the_certificate(local_cluster, tmp_path):
    with pytest.raises(AutograderError, match="no cluster"), Cluster(local_cluster.scheduler_address):
        pass


def test_an_address_where_nobody_answers_is_an_error_with_a_way_out(monkeypatch):
    monkeypatch.setattr("autograder.cluster.cluster.CONNECT_WALL", 1.0)
    with pytest.raises(AutograderError, match="are address, certificates"), Cluster("tcp://127.0.0.1:9"):
        pass


@pytest.mark.parametrize("address", ["tls://127.0.0.1:9", "no-such-scheme://127.0.0.1:9", "tcp://127.0.0.1:9"])
def test_a_connection_that_fails_is_closed(monkeypatch, address):
    """If it were left to the garbage collector, that could close it in the thread that it then waits for."""
    monkeypatch.setattr("autograder.cluster.cluster.CONNECT_WALL", 1.0)
    with pytest.raises(AutograderError), Cluster(address):
        pass
    left = [x for x in gc.get_objects() if isinstance(x, distributed.Client) and x.status != "closed"]
    assert not left


def test_what_goes_wrong_with_a_sandbox_on_a_worker_is_said_here(connected, package, tmp_path):
    shutil.copytree(package / "minitorch", tmp_path / "minitorch")
    (tmp_path / "minitorch/__init__.py").write_text("1 / 0\n")
    with (
        connected.runner(connected.share(tmp_path), Limits(), "reduced") as runner,
        pytest.raises(SandboxError, match="could not be loaded: ZeroDivisionError"),
    ):
        runner.report(JOB)


def test_a_class_gets_on_the_cluster_what_it_gets_here(local_cluster, certificates, tmp_path):
    """The command, twice, on two students: journal and gradebook must agree but for the time that things took."""
    from autograder.demo.people import Material, filled
    from autograder.library import load_lessons

    root = Path(__file__).resolve().parents[3]
    material = Material(root, load_lessons(root))
    lesson = material.lessons[0]
    for student, answers in (("all", material.model[lesson.name]), ("some", material.wrong(lesson, 0, {"1.1", "1.4"}))):
        (tmp_path / "class" / student).mkdir(parents=True)
        (tmp_path / "class" / student / f"{lesson.name}.ipynb").write_text(json.dumps(filled(lesson, answers)))
    found = {}
    tls = ["--tls-ca", certificates.authority, "--tls-cert", certificates.certificate, "--tls-key", certificates.key]
    for name, options in (("here", []), ("there", ["--scheduler", local_cluster.scheduler_address, *tls])):
        course = tmp_path / name
        from autograder.course_folder import journal_file
        from autograder.journal import Journal

        with Journal(journal_file(course)) as journal:
            journal._run("INSERT INTO settings VALUES ('secret', ?)", ("5e" * 32,))
        command = [sys.executable, "-m", "autograder", "grade", tmp_path / "class", "--course-dir", course, "--json"]
        done = subprocess.run(
            [*map(str, command), *map(str, options)], cwd=root, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        report = json.loads(done.stdout)
        for submission in report["submissions"]:
            submission["result"].pop("seconds")
            for exercise in submission["result"]["exercises"]:
                for check in exercise["checks"]:
                    check.pop("seconds")
        found[name] = report["submissions"]
    assert found["here"] == found["there"]
    assert {s["student"]: s["earned"] < 52 for s in found["here"]} == {"all": False, "some": True}
