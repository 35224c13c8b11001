"""Compiled kernels are found again, and never where their sources have changed since."""

import json
import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import minitorch_ref as mt

KERNELS = Path(mt.__file__).parent / "backends" / "numba_cpu"
DOUBLE = """
import json, sys, time
import numpy as np
import minitorch_ref
from minitorch_ref.backends.numba_cpu import cache
from minitorch_ref.backends.numba_cpu.twice import twice

x, out = np.ones(100_000), np.empty(100_000)
twice[1](out, x)
stats = twice.serial.stats
print(json.dumps([out[0], sum(stats.cache_hits.values()), sum(stats.cache_misses.values()), str(cache.cache_folder())]))
"""


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """An installation with a kernel in one file and its helper in another."""
    package = tmp_path / "site" / "minitorch_ref"
    shutil.copytree(Path(mt.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    kernels = package / "backends" / "numba_cpu"
    (kernels / "factor.py").write_text(
        "from minitorch_ref.backends.numba_cpu.jit import helper\n\n\n@helper\ndef scaled(x):\n    return x * 2\n"
    )
    (kernels / "twice.py").write_text(
        textwrap.dedent("""
        from minitorch_ref.backends.numba_cpu.factor import scaled
        from minitorch_ref.backends.numba_cpu.jit import kernel, prange


        @kernel
        def twice(out, x):
            for i in prange(out.size):
                out[i] = scaled(x[i])
        """)
    )
    return package


def run(package: Path, cache: Path, **environment: str) -> list:
    """Run the kernel in a new process: the result, found on disk, compiled, the folder."""
    finished = subprocess.run(
        [sys.executable, "-W", "error", "-c", DOUBLE],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=package.parent,
        env={**os.environ, "PYTHONPATH": str(package.parent), "NUMBA_CACHE_DIR": str(cache), **environment},
    )
    assert finished.returncode == 0, finished.stderr
    return json.loads(finished.stdout)


def test_the_second_process_finds_what_the_first_compiled(installed: Path, tmp_path: Path):
    assert run(installed, tmp_path / "cache")[:3] == [2.0, 0, 1]
    assert run(installed, tmp_path / "cache")[:3] == [2.0, 1, 0]


def test_touched_and_moved_sources_are_the_same_sources(installed: Path, tmp_path: Path):
    run(installed, tmp_path / "cache")
    (installed / "backends" / "numba_cpu" / "twice.py").touch()
    assert run(installed, tmp_path / "cache")[:3] == [2.0, 1, 0]
    installed.parent.rename(tmp_path / "elsewhere")
    assert run(tmp_path / "elsewhere" / "minitorch_ref", tmp_path / "cache")[:3] == [2.0, 1, 0]


def test_a_change_of_a_helper_in_another_file_is_noticed(installed: Path, tmp_path: Path):
    run(installed, tmp_path / "cache")
    helper = installed / "backends" / "numba_cpu" / "factor.py"
    helper.write_text(helper.read_text().replace("* 2", "* 3"))
    assert run(installed, tmp_path / "cache")[:3] == [3.0, 0, 1]


def test_where_nothing_can_be_written_kernels_are_compiled_each_time(installed: Path, tmp_path: Path):
    (tmp_path / "file").touch()
    cache = tmp_path / "file" / "cache"  # below a file there is no folder, for root neither
    assert run(installed, cache) == [2.0, 0, 1, "None"]
    environment = {"HOME": "/nonexistent", "NUMBA_CACHE_DIR": "", "XDG_CACHE_HOME": str(cache)}
    assert run(installed, cache, **environment) == [2.0, 0, 1, "None"]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the user's folder goes by another variable")
def test_kernels_lie_in_the_folder_of_the_user_and_none_in_the_package(installed: Path, tmp_path: Path):
    """So an installation that only an administrator can write to serves every user."""
    before = {file for file in installed.rglob("*") if file.suffix != ".pyc"}
    environment = {"NUMBA_CACHE_DIR": "", "XDG_CACHE_HOME": str(tmp_path / "user")}
    folder = Path(run(installed, tmp_path, **environment)[3])
    assert folder.is_relative_to(tmp_path / "user" / "minitorch")
    assert [file for file in folder.iterdir() if file.name.startswith("twice.twice-serial")]
    after = {file for file in installed.rglob("*") if file.suffix != ".pyc" and file.name != "__pycache__"}
    assert after <= before
    assert run(installed, tmp_path, **environment)[:3] == [2.0, 1, 0]


def test_a_damaged_file_is_compiled_anew(installed: Path, tmp_path: Path):
    folder = Path(run(installed, tmp_path / "cache")[3])
    for file in folder.iterdir():
        file.write_bytes(b"damaged")
    assert run(installed, tmp_path / "cache")[:3] == [2.0, 0, 1]
    assert run(installed, tmp_path / "cache")[:3] == [2.0, 1, 0]


def test_kernels_of_other_sources_go_after_two_months(installed: Path, tmp_path: Path):
    old, recent = (tmp_path / "cache" / "kernels" / name for name in ("old", "recent"))
    for folder in (old, recent):
        folder.mkdir(parents=True)
        (folder / "kernel.nbi").touch()
    os.utime(old, (0, 0))
    run(installed, tmp_path / "cache")
    assert not old.exists()
    assert recent.exists()


def loaded_after(code: str) -> str:
    code += "; import sys; print([name for name in ('numba', 'scipy.linalg', 'llvmlite') if name in sys.modules])"
    finished = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    return finished.stdout.strip()


def test_numba_is_loaded_for_large_tensors_only_and_without_scipy():
    assert loaded_after("import minitorch_ref as mt; (mt.ones(10, 10) + 1).softmax(1).exp().sum()") == "[]"
    assert loaded_after("import minitorch_ref as mt; mt.ones(1000, 1000).softmax(1)") == "['numba', 'llvmlite']"


def test_without_numba_or_its_folder_numpy_does_it_all(installed: Path, tmp_path: Path):
    code = (
        "import sys; {}import minitorch_ref as mt\n"
        "print(float(mt.ones(1000, 1000).softmax(1).sum()))\n"
        "try:\n    mt.use_backend('numba')\nexcept ValueError as error:\n    print(error)"
    )
    environment = {**os.environ, "PYTHONPATH": str(installed.parent)}
    for block in ("sys.modules['numba'] = None; ", ""):
        if not block:
            shutil.rmtree(installed / "backends" / "numba_cpu")
        finished = subprocess.run(
            [sys.executable, "-c", code.format(block)],
            capture_output=True,
            text=True,
            check=False,
            cwd=installed.parent,
            env=environment,
            timeout=60,
        )
        assert finished.stdout.startswith("1000.0\nuse_backend: backend 'numba' needs Numba"), finished.stderr


def test_every_loop_is_compiled_or_named_as_numpys():
    from minitorch_ref.backends.numba_cpu.backend import LEFT_TO_NUMPY, NumbaBackend
    from minitorch_ref.backends.numpy_backend.backend import NumpyBackend

    public = lambda kind: {name for name, member in vars(kind).items() if callable(member) and name[0] != "_"}  # noqa: E731
    assert public(NumbaBackend).isdisjoint(LEFT_TO_NUMPY)
    assert public(NumbaBackend) | set(LEFT_TO_NUMPY) == public(NumpyBackend)


def test_every_kernel_has_a_line_in_the_table_and_a_function():
    import importlib

    from minitorch_ref.backends.kernel_names import KERNELS as LINES
    from minitorch_ref.backends.numba_cpu.backend import MODULES

    for name, module in MODULES.items():
        assert name in LINES
        assert callable(getattr(importlib.import_module(f"minitorch_ref.backends.numba_cpu.{module}"), name))
