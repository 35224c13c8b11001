import sys
import types
from concurrent.futures import ThreadPoolExecutor

import pytest

from course.probes import observe, plain

PACKAGE = types.SimpleNamespace(double=lambda x: 2 * x)


def test_what_a_probe_returns_and_prints_is_reported():
    seen = observe(PACKAGE, "def p(mt):\n    print('hello')\n    return (mt.double(2), [None])", "p")
    assert plain.decode(seen["value"]) == (4, [None])
    assert (seen["status"], seen["output"]) == ("returned", "hello\n")


def test_an_exception_is_reported_with_its_builtin_class_message_and_line():
    source = "class MyError(IndexError): pass\ndef p(mt):\n    raise MyError('no axis 3')"
    seen = observe(PACKAGE, source, "p")
    assert (seen["type"], seen["bases"][0], seen["message"]) == ("MyError", "IndexError", "no axis 3")


def test_leaving_the_process_is_an_observation_but_an_interrupt_is_not():
    assert observe(PACKAGE, "def p(mt):\n    raise SystemExit(0)", "p")["type"] == "SystemExit"
    with pytest.raises(KeyboardInterrupt):
        observe(PACKAGE, "def p(mt):\n    raise KeyboardInterrupt", "p")


def test_the_same_seed_draws_the_same_inputs():
    source = "def p(mt, rng):\n    return rng.integers(0, 1000, 5)"
    first, again, other = (observe(PACKAGE, source, "p", seed)["value"] for seed in (1, 1, 2))
    assert first == again != other


def test_raised_names_the_builtin_class_or_gives_the_value():
    function = "class E(RuntimeError): pass\ndef f(x):\n    if x: raise E\n    return 7\n"
    source = f"{function}def p(mt): return [raised(f, 1), raised(f, 0)]"
    assert plain.decode(observe(PACKAGE, source, "p")["value"]) == ["RuntimeError", ("returned", 7)]


def test_long_output_is_cut_and_a_result_that_is_not_plain_is_an_error_of_the_probe():
    assert len(observe(PACKAGE, "def p(mt):\n    print('x' * 10**6)", "p")["output"]) <= 2000
    assert observe(PACKAGE, "def p(mt):\n    return object()", "p")["type"] == "PlainDataError"


def test_two_threads_that_observe_catch_their_own_output_and_leave_the_streams_as_they_were():
    source = "import time\ndef p(mt):\n    print(mt.name)\n    time.sleep(mt.seconds)\n    print(mt.name)"
    streams = sys.stdout, sys.stderr
    packages = [types.SimpleNamespace(name=name, seconds=seconds) for name, seconds in (("a", 0.2), ("b", 0.4))]
    with ThreadPoolExecutor() as threads:  # the first one ends while the second one is being observed
        seen = list(threads.map(lambda package: observe(package, source, "p")["output"], packages))
    assert seen == ["a\na\n", "b\nb\n"]
    assert (sys.stdout, sys.stderr) == streams
