"""One number governs BLAS and kernels, and both survive forks and Python threads."""

import os
import subprocess
import sys

import pytest

import minitorch_ref as mt

ALTERNATE = """
import os, sys, threading
import numpy as np
import minitorch_ref as mt

mt.use_backend("numba")
mt.set_num_threads(2)
rng = np.random.default_rng(0)
array = rng.normal(size=(300, 300)).astype(np.float32)
with mt.use_backend("numpy"):
    wanted = mt.softmax(mt.tensor(array) @ mt.tensor(array), 1).numpy()

def work():
    for _ in range(20):
        x = mt.tensor(array)
        found = mt.softmax(x @ x, 1).numpy()
        np.testing.assert_allclose(found, wanted, rtol=2e-4, atol=1e-6)
    done.append(1)

def work_in_child():
    child = os.fork()
    if not child:
        done.clear()
        work()
        os._exit(0 if done else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0

done = []
"""


def run(code: str, **environment: str) -> str:
    finished = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, **environment},
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout.strip()


@pytest.mark.parametrize("layer", ["default", "workqueue"])
def test_a_forked_process_runs_kernels_and_blas_after_its_parent_did(layer):
    run(ALTERNATE + "work(); work_in_child(); work(); work_in_child()", NUMBA_THREADING_LAYER=layer)


@pytest.mark.parametrize("layer", ["default", "workqueue"])
def test_two_python_threads_run_kernels_and_blas_at_once(layer):
    code = ALTERNATE + (
        "threads = [threading.Thread(target=work) for _ in range(3)]\n"
        "[thread.start() for thread in threads]; [thread.join() for thread in threads]\n"
        "assert len(done) == 3\n"
        "work_in_child()\n"
    )
    run(code, NUMBA_THREADING_LAYER=layer)


def test_without_tbb_another_library_stands_in_and_is_named():
    code = (
        "from minitorch_ref.backends.numba_cpu import pool, start\n"
        "pool.preload_tbb = lambda: False\n"
        "print(pool.layer())"
    )
    assert run(code) == "workqueue"


def test_the_default_is_what_the_environment_says():
    code = "import minitorch_ref as mt; print(mt.get_num_threads())"
    assert run(code, OMP_NUM_THREADS="3") == "3"
    assert run(code, OMP_NUM_THREADS="2,4") == "2"
    assert run(code, OMP_NUM_THREADS="many") == str(len(os.sched_getaffinity(0)))


def test_blas_and_kernels_get_as_many_threads_as_were_set():
    code = (
        "import numpy, numba, threadpoolctl, minitorch_ref as mt\n"
        "from minitorch_ref.backends.numba_cpu import pool\n"
        "for n in (1, 2):\n"
        "    mt.set_num_threads(n)\n"
        "    blas = [pool['num_threads'] for pool in threadpoolctl.threadpool_info() if pool['user_api'] == 'blas']\n"
        "    print(mt.get_num_threads(), blas, pool.is_parallel(), numba.get_num_threads() if n > 1 else '')\n"
    )
    assert run(code, NUMBA_NUM_THREADS="2").split("\n") == ["1 [1] False ", "2 [2] True 2"]


@pytest.mark.parametrize("n", [0, -1, 1.5, True])
def test_the_number_of_threads_is_a_positive_integer(n):
    with pytest.raises(RuntimeError, match=f"expects a positive integer, got {n}"):
        mt.set_num_threads(n)
