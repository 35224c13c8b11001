"""Nothing that the locked process writes is believed before it is proven to be plain data."""

import contextlib
import json
import os
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.sandbox.results import (
    Lines,
    MalformedLineError,
    TooMuchOutputError,
    checked_observation,
    checked_problems,
    clean_text,
    parse_line,
)

RETURNED = {"status": "returned", "value": 1, "output": ""}
RAISED = {"status": "raised", "type": "E", "bases": [], "message": "", "line": None, "output": ""}


def observation(**changes: Any) -> dict[str, Any]:
    return {"probe": "p", "observation": {**RETURNED, **changes}}


@pytest.mark.parametrize("line", [b"", b"1", b"[]", b"{", b'{"a": NaN}', b"\xff", b"[" * 100_000, b"9" * 10_000])
def test_a_line_that_is_not_a_json_object_is_malformed(line: bytes) -> None:
    with pytest.raises(MalformedLineError):
        parse_line(line)


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"probe": "p"},
        {"probe": 1, "observation": RETURNED},
        {"probe": "p", "observation": None},
        {"probe": "p", "observation": RETURNED, "points": 100},
        observation(status="passed"),
        observation(status="timeout"),
        observation(points=100),
        observation(output=None),
        observation(value={"pickle": "x"}),
        observation(value={"array": {"dtype": "object", "shape": [1], "data": ""}}),
        observation(value={"array": {"dtype": "float64", "shape": [1 << 40], "data": ""}}),
        observation(value=1 << 400),
        {"probe": "p", "observation": {**RAISED, "line": -1}},
        {"probe": "p", "observation": {**RAISED, "line": "1"}},
        {"probe": "p", "observation": {**RAISED, "bases": [1]}},
        {"probe": "p", "observation": {**RAISED, "value": 1}},
    ],
)
def test_an_observation_with_anything_else_than_its_parts_is_malformed(content: dict[str, Any]) -> None:
    with pytest.raises(MalformedLineError):
        checked_observation(content)


@pytest.mark.parametrize("found", [RETURNED, RAISED, {**RETURNED, "value": {"tuple": [1.5, {"float": "nan"}, "x"]}}])
def test_an_honest_observation_comes_through_unchanged(found: dict[str, Any]) -> None:
    assert checked_observation({"probe": "p", "observation": found}) == ("p", found)


@pytest.mark.parametrize("content", [{}, {"definitions": []}, {"definitions": {"a": 1}}, {"definitions": {}, "x": 1}])
def test_a_malformed_line_about_definitions_is_refused(content: dict[str, Any]) -> None:
    with pytest.raises(MalformedLineError):
        checked_problems(content)


def test_text_cannot_command_a_terminal_or_turn_the_line_around() -> None:
    assert clean_text("a\x1b[31m\n\t\u202eb\ud800\x00") == "a\ufffd[31m\n\t\ufffdb?\ufffd"


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text() | st.integers(), st.lists))
def test_any_json_is_either_accepted_or_malformed(value: Any) -> None:
    try:
        _, found = checked_observation(observation(value=value))
    except MalformedLineError:
        return
    assert found["status"] == "returned"


@given(st.binary())
def test_any_bytes_are_either_parsed_or_malformed(line: bytes) -> None:
    with contextlib.suppress(MalformedLineError):
        assert type(parse_line(line)) is dict


def lines_of(data: bytes, max_bytes: int = 1000, *, close: bool = True) -> tuple[Lines, int]:
    reading, writing = os.pipe()
    os.write(writing, data)
    if close:
        os.close(writing)
    return Lines(reading, max_bytes), writing


def test_lines_come_one_by_one_and_an_unfinished_one_is_dropped() -> None:
    lines, _ = lines_of(b"one\n\ntwo\nthr")
    assert [lines.next(time.monotonic() + 1) for _ in range(5)] == [b"one", b"", b"two", None, None]
    assert lines.rest() == "thr"


def test_more_bytes_than_allowed_are_not_read() -> None:
    lines, _ = lines_of(b"x" * 2000)
    with pytest.raises(TooMuchOutputError):
        lines.next(time.monotonic() + 1)


def test_silence_ends_at_the_deadline() -> None:
    lines, writing = lines_of(json.dumps({}).encode(), close=False)
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        lines.next(began + 0.05)
    assert time.monotonic() - began < 1
    os.close(writing)


def test_a_flood_that_arrives_together_with_the_line_before_it_costs_only_what_comes_after() -> None:
    lines, _ = lines_of(b"locked\n" + b"x" * 2000 + b"\n")
    assert lines.next(time.monotonic() + 1) == b"locked"
    with pytest.raises(TooMuchOutputError):
        lines.next(time.monotonic() + 1)
