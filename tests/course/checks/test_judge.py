import re
import time

import numpy as np
import pytest

from course.checks import Check, Pattern, diagnose, explain, judge
from course.checks.judge import difference, show
from course.probes import plain


def a_check(name="c", **changes):
    numbers = {"points": 1, "tolerance": 1e-6, "hidden": False, "random": False}
    texts = dict.fromkeys(["sentence", "source", "called", "judge_name", "judge_source"], "")
    return Check(**{"exercise": "1.1", "name": name, **numbers, **texts, **changes})


def returned(value):
    return {"status": "returned", "value": plain.encode(value), "output": ""}


def raised(name, *bases):
    return {"status": "raised", "type": name, "bases": [*bases, "Exception"], "message": "m", "line": 1, "output": ""}


@pytest.mark.parametrize(
    ("expected", "observed"),
    [
        (1.0, 1.0 + 1e-9),
        (float("nan"), float("nan")),
        (float("inf"), float("inf")),
        ([(1, "a"), {"k": None}], [(1, "a"), {"k": None}]),
        (np.array([1.0, np.nan]), np.array([1.0 + 1e-9, np.nan])),
        (np.zeros((0, 3)), np.zeros((0, 3))),
    ],
)
def test_equal_values_differ_in_nothing(expected, observed):
    assert difference(expected, observed, 1e-6) == ""


@pytest.mark.parametrize(
    ("expected", "observed", "says"),
    [
        ((3, 4), [3, 4], r"expected tuple \(3, 4\), got list \[3, 4\]"),
        (1, True, "expected int 1, got bool True"),
        (1, 1.0, "got float 1.0"),
        (3, np.int64(3), r"got numpy.int64"),
        ([1, (2, 3)], [1, (2, 4)], r"at \[1\]\[1\]: expected 3, got 4"),
        ((1, 2), (1, 2, 3), "expected 2 values, got 3"),
        (1.0, float("nan"), "got nan"),
        (0.0, 1e-3, "got 0.001"),
        ({"a": 1}, {"b": 1}, "expected the keys"),
        (np.zeros(2, "float32"), np.zeros(2), "dtype float32, got float64"),
        (np.zeros((2, 1)), np.zeros((1, 2)), r"shape \(2, 1\), got \(1, 2\)"),
        (
            np.arange(4).reshape(2, 2),
            np.array([[0, 1], [2, 9]]),
            r"1 of 4 values differ; at index \(1, 1\): expected 3, got 9",
        ),
    ],
)
def test_a_difference_is_named_with_its_place(expected, observed, says):
    verdict = judge(a_check(), returned(expected), returned(observed))
    assert not verdict.passed
    assert re.search(says, verdict.reason)


def test_an_expected_error_may_be_raised_as_the_frameworks_or_as_pythons_own():
    expected = raised("ShapeError", "RuntimeError")
    assert judge(a_check(), expected, raised("RuntimeError", "RuntimeError")).passed
    assert not judge(a_check(), expected, raised("NotImplementedError", "NotImplementedError", "RuntimeError")).passed
    assert "nothing was raised" in judge(a_check(), expected, returned(None)).reason


@pytest.mark.parametrize(
    "observed", [{"status": "timeout", "message": "2 s"}, {}, {"status": "returned", "value": {"x": 1}}]
)
def test_no_result_or_a_malformed_one_is_a_failure_with_a_reason(observed):
    verdict = judge(a_check(), returned(1), observed)
    assert not verdict.passed
    assert verdict.reason or observed == {}


@pytest.mark.parametrize(
    "value",
    [
        np.zeros((2,) * 21, dtype=bool),
        [np.zeros(9)] * 40_000,
        [["x" * 50] * 200] * 200,
        {n: "y" * 90 for n in range(9000)},
    ],
    ids=["many axes", "many arrays", "nested", "many keys"],
)
def test_a_huge_value_is_not_written_out_to_show_its_beginning(value):
    began = time.perf_counter()
    assert len(show(value)) <= 300
    assert time.perf_counter() - began < 0.5


def test_values_are_shown_as_python_writes_them():
    plain_values = [None, (1,), (), [1.5, "a"], {"a": (2, [])}, float("nan"), 1j, "text"]
    assert [show(value) for value in plain_values] == [repr(value) for value in plain_values]
    assert show([np.int64(3), np.ones(2)]) == "[numpy.int64(3), array([1., 1.], shape=(2,), dtype=float64)]"


def test_a_checks_own_judge_decides_and_cannot_be_made_to_crash():
    own = a_check(
        judge_name="j", judge_source="def j(expected, observed):\n    return None if observed >= 0.9 else 'too low'"
    )
    assert judge(own, returned(1.0), returned(0.95)).passed
    assert judge(own, returned(1.0), returned(0.5)).reason == "too low"
    assert "unexpected form" in judge(own, returned(1.0), returned("x")).reason


def test_a_mistake_is_named_only_if_every_check_saw_the_same():
    checks = [a_check("c"), a_check("d")]
    patterns = [
        Pattern("left", {"c": returned(1), "d": returned(2)}),
        Pattern("right", {"c": returned(1), "d": returned(3)}),
    ]
    assert diagnose(checks, {"c": returned(1), "d": returned(3)}, patterns) == "right"
    assert diagnose(checks, {"c": returned(1), "d": returned(4)}, patterns) is None
    assert diagnose(checks, {}, patterns) is None


def test_a_known_mistake_is_named_beside_another_one_if_it_explains_half_of_what_failed():
    checks = [a_check("c"), a_check("d"), a_check("e")]
    expected = {"c": returned(1), "d": returned(2), "e": raised("ShapeError", "RuntimeError")}
    swaps = Pattern("You swapped them.", {"c": returned(2), "d": returned(1), "e": expected["e"]})
    only_c = Pattern("Only c.", {**expected, "c": returned(2)})
    without_guard = {"c": returned(2), "d": returned(1), "e": returned(None)}
    assert diagnose(checks, without_guard, [only_c, swaps]) is None
    assert explain(checks, expected, without_guard, [only_c, swaps]) == "You swapped them."
    assert explain(checks, expected, {**without_guard, "d": returned(9)}, [only_c]) is None
    assert explain(checks, expected, {**expected, "c": returned(3)}, [only_c, swaps]) is None


def test_a_check_survives_the_way_through_json():
    assert Check.from_json({**a_check().to_json(), "expected": 1}) == a_check()


@pytest.mark.parametrize(
    ("expected", "observed", "says"),
    [
        (
            "RuntimeError",
            ("returned", (3, 1)),
            "expected a RuntimeError (ShapeError is one) to be raised, but the call returned (3, 1)",
        ),
        (
            "IndexError",
            "AssertionError",
            "expected an IndexError (DimensionError is one) to be raised, got an AssertionError",
        ),
        ("KeyError", 3, "expected a KeyError to be raised, got int 3"),
        ("IndexError", "IndexError", ""),
    ],
)
def test_an_error_that_was_not_raised_is_told_in_words(expected, observed, says):
    assert difference(expected, observed, 1e-6) == says
