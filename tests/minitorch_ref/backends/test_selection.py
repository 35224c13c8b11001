import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref.backends import elementwise
from minitorch_ref.backends.python_loops import loops
from minitorch_ref.backends.selection import current_backend


def test_the_fastest_is_the_default_and_with_gives_it_back():
    assert current_backend().name == "auto"
    with mt.use_backend("python"):
        assert current_backend().name == "python"
        with mt.use_backend("numpy"):
            assert current_backend().name == "numpy"
        assert current_backend().name == "python"
    assert current_backend().name == "auto"


def test_a_backend_stays_when_no_with_ends_it():
    try:
        mt.use_backend("python")
        assert current_backend().name == "python"
    finally:
        mt.use_backend("auto")


def test_an_unknown_backend_is_named_with_those_there_are():
    with pytest.raises(ValueError, match=r"'cuda'.*auto, numpy, numba, python"):
        mt.use_backend("cuda")


def test_the_python_backend_runs_on_the_loop_that_stands_in_the_module(monkeypatch):
    calls = []
    original = loops.zip_loop
    monkeypatch.setattr(loops, "zip_loop", lambda *arguments: (calls.append(1), original(*arguments)))
    with mt.use_backend("python"):
        assert (mt.arange(2) + 1).tolist() == [1, 2]
    assert calls


def test_every_reduction_says_what_it_starts_from():
    assert elementwise.REDUCTIONS.keys() == elementwise.INITIAL.keys()


@pytest.mark.parametrize("name", ["relu", "exp", "sigmoid", "sqrt", "erf", "expm1", "log1p", "rsqrt"])
@pytest.mark.parametrize("dtype", ["float32", "float64", "int64"])
def test_small_arrays_get_the_same_results_once_numba_is_loaded(name, dtype):
    array = np.random.default_rng(0).uniform(0, 5, (40, 50)).astype(dtype)
    with mt.use_backend("numpy"):
        wanted = getattr(mt, name)(mt.tensor(array)).numpy()
    mt.ones(200, 200).softmax(1)
    for x in (mt.tensor(array), mt.tensor(array.T.copy()).t(), mt.tensor(array)[:, ::1]):
        found = getattr(mt, name)(x).numpy()
        np.testing.assert_allclose(found, wanted, rtol=2e-6)
        assert found.dtype == wanted.dtype
