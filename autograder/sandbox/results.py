"""Read what the locked process writes: bytes from an untrusted source, until proven to be plain data."""

from __future__ import annotations

import json
import os
import re
import select
import time
from typing import Any

from course.probes import Observation, plain

MAX_LINE = 8_000_000
MAX_TEXT = 5_000
MAX_BASES = 30
_CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class MalformedLineError(ValueError):
    """A line is not what the locked process writes of itself."""


class TooMuchOutputError(Exception):
    """The locked process has written more than it may."""


class Lines:
    """The lines that come from a pipe, each within a time limit, all together within a size limit."""

    def __init__(self, descriptor: int, max_bytes: int) -> None:
        self._descriptor = descriptor
        self._room = max_bytes
        self._buffer = bytearray()
        self._poll = select.poll()
        self._poll.register(descriptor, select.POLLIN)
        self._ended = False

    def next(self, deadline: float) -> bytes | None:
        """Return the next line; None when the pipe has closed. An unfinished last line is dropped.

        Args:
            deadline: when to give up, on the monotonic clock.
        Raises: TimeoutError; TooMuchOutputError.
        """
        searched = 0
        while True:
            end = self._buffer.find(b"\n", searched)
            if end >= 0:
                line = bytes(self._buffer[:end])
                del self._buffer[: end + 1]
                self._room -= end + 1
                if self._room < 0:
                    raise TooMuchOutputError
                return line
            searched = len(self._buffer)
            if searched > min(self._room, MAX_LINE):
                raise TooMuchOutputError
            if self._ended or not self._fill(deadline):
                return None

    def rest(self) -> str:
        """What has come since the last whole line, as text."""
        return self._buffer.decode("utf-8", "replace")

    def _fill(self, deadline: float) -> bool:
        left = deadline - time.monotonic()
        if left <= 0 or not self._poll.poll(max(1, int(left * 1000))):
            raise TimeoutError
        data = os.read(self._descriptor, 1 << 16)
        self._ended = not data
        self._buffer += data
        return bool(data)


def parse_line(line: bytes) -> dict[str, Any]:
    """Return the JSON object on a line.

    Raises: MalformedLineError.
    """
    try:
        content = json.loads(line.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise MalformedLineError(f"not JSON: {error}") from None
    if type(content) is not dict:
        raise MalformedLineError("not an object")
    return content


def checked_problems(content: dict[str, Any]) -> dict[str, str]:
    """Return {path: problem} from the line about the definitions.

    Raises: MalformedLineError.
    """
    problems = content.get("definitions")
    if len(content) != 1 or type(problems) is not dict:
        raise MalformedLineError("not about definitions")
    return {clean_text(path): clean_text(problem) for path, problem in problems.items()}


def checked_observation(content: dict[str, Any]) -> tuple[str, Observation]:
    """Return the probe's name and its observation, rebuilt from its parts.

    Raises: MalformedLineError if any part is missing, unknown, too large or of another type.
    """
    name, observation = content.get("probe"), content.get("observation")
    if set(content) != {"probe", "observation"} or type(name) is not str or type(observation) is not dict:
        raise MalformedLineError("not an observation")
    fields = observation.keys()
    if observation.get("status") == "returned" and fields == {"status", "value", "output"}:
        try:
            value = plain.encode(plain.decode(observation["value"]))
        except (ValueError, TypeError, RecursionError, MemoryError) as error:
            raise MalformedLineError(f"value: {error}") from None
        return name, {"status": "returned", "value": value, "output": clean_text(observation["output"])}
    if observation.get("status") == "raised" and fields == {"status", "type", "bases", "message", "line", "output"}:
        line, bases = observation["line"], observation["bases"]
        if not (line is None or (type(line) is int and 0 <= line < 1 << 31)) or type(bases) is not list:
            raise MalformedLineError("line or bases")
        texts = {key: clean_text(observation[key]) for key in ("type", "message", "output")}
        return name, {"status": "raised", **texts, "bases": [clean_text(b) for b in bases[:MAX_BASES]], "line": line}
    raise MalformedLineError("neither returned nor raised")


def clean_text(text: object) -> str:
    """Return `text` without characters that command a terminal, reverse a line or cannot be written as UTF-8.

    Raises: MalformedLineError if it is not a string.
    """
    if type(text) is not str:
        raise MalformedLineError("not text")
    printable = _CONTROL_CHARACTERS.sub("\N{REPLACEMENT CHARACTER}", text[:MAX_TEXT])
    return printable.encode("utf-8", "replace").decode("utf-8")


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")
