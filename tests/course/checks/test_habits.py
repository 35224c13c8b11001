"""Mistakes that every exercise knows get a sentence when no known wrong answer fits."""

import numpy as np
import pytest

from course.checks import Check, explain
from course.checks.habits import A_LIST, ANOTHER_ERROR, NO_RETURN, NUMPYS, ONLY_PRINTS
from course.probes import plain


def check(name):
    return Check("1.1", name, "A sentence.", 1, False, 1e-6, f"def {name}(mt): ...", "", "", "", False)


def returned(value, output=""):
    return {"status": "returned", "value": plain.encode(value), "output": output}


def said(expected, *observed):
    checks = [check(f"check_{number}") for number in range(len(observed))]
    wanted = {c.name: returned(value) for c, value in zip(checks, expected, strict=True)}
    seen = {c.name: observation for c, observation in zip(checks, observed, strict=True)}
    return explain(checks, wanted, seen, [])


STRIDES = [[(3, 1), (12, 4, 1)], ["RuntimeError", (1,)]]


def test_a_forgotten_return():
    assert said(STRIDES, returned([None, None]), returned(["RuntimeError", None])) == NO_RETURN
    assert said(STRIDES, returned([None, None]), returned([("returned", None), None])) == NO_RETURN


def test_a_result_that_is_printed_only():
    assert said(STRIDES, returned([None, None], "[3, 1]\n"), returned(["RuntimeError", None])) == ONLY_PRINTS


def test_a_check_that_stumbles_over_the_missing_result():
    error = {"status": "raised", "type": "AttributeError", "bases": ["AttributeError"], "output": ""}
    error["message"] = "'NoneType' object has no attribute 'shape'"
    assert said([{"shape": (3, 2)}], error) == NO_RETURN


def test_a_tuple_where_the_check_looks_for_a_layout():
    error = {"status": "raised", "type": "AttributeError", "bases": ["AttributeError"], "output": ""}
    error["message"] = "'tuple' object has no attribute 'strides'"
    assert said([{"shape": (3, 2)}], error).startswith("A tuple stands where something with `.strides` is needed.")


def test_none_where_none_is_right_is_no_forgotten_return():
    assert said([[None, (1,)], [None]], returned([None, (2,)]), returned([None])) is None
    assert said([[None, None], [(1,)]], returned([None, 5]), returned([None])) is None


def test_a_list_for_a_tuple():
    assert said(STRIDES, returned([[3, 1], [12, 4, 1]]), returned(["RuntimeError", [1]])) == A_LIST


@pytest.mark.parametrize("numbers", [np.array([3, 1]).tolist(), (np.int64(3), np.int64(1)), np.array([3, 1])])
def test_numpys_numbers_for_pythons(numbers):
    wanted = [[3, 1]] if isinstance(numbers, np.ndarray) else [(3, 1)]
    assert said(wanted, returned(numbers)) == (A_LIST if isinstance(numbers, list) else NUMPYS)


def test_another_error_than_the_one_asked_for():
    assert said([["RuntimeError", (1,)]], returned(["ValueError", (1,)])) == ANOTHER_ERROR
    assert said([["RuntimeError", (1,)]], returned([("returned", 3), (1,)])) is None


def test_wrong_values_get_no_such_sentence():
    assert said(STRIDES, returned([[3, 0], [7, 4, 0]]), returned(["RuntimeError", (2,)])) is None
    assert said([[1]], {"status": "returned", "value": {"no": "such"}}) is None
    assert said([[1]], {"status": "timeout", "message": "stopped"}) is None
