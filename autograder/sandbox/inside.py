"""What runs in the locked process: put the submitted definitions in place, observe each probe, report line by line.

Everything from here on shares its process with untrusted code: it holds no answer and nothing it says is trusted.
"""

from __future__ import annotations

import gc
import json
import marshal
import os
import random
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np

from autograder.sandbox.job import Definition
from course.probes.building_rules import check_contract
from course.probes.definitions import definition_source
from course.probes.observe import observe
from course.probes.replace import Places, replace_definition

MAX_PROBLEM = 500


class Warm(NamedTuple):
    """The package that submissions are put into, loaded, and where in it each function has a name."""

    package: ModuleType
    places: Places


def run_job(warm: Warm, job: int, results: int) -> None:
    """Run the job that descriptor `job` holds and write what came of it to descriptor `results`.

    The lines are ``{"definitions": {path: problem}}`` and then, for each probe, ``{"probe", "observation"}``.
    """
    with open(job, "rb") as file:
        cells, probes = marshal.load(file)
    gc.enable()
    random.seed(0)
    np.random.seed(0)
    definitions = [Definition(*cell) for cell in cells]
    prepared = [(definition.path, *_prepared(definition)) for definition in definitions]  # before any of them is run
    problems = {path: problem or _install(warm, path, source) for path, source, problem in prepared}
    problems = {path: problem for path, problem in problems.items() if problem}
    write_line(results, {"definitions": problems})
    for name, probe, seed in probes:
        write_line(results, {"probe": name, "observation": observe(warm.package, probe, name, seed)})


def write_line(results: int, content: dict[str, Any]) -> None:
    """Write one JSON line, whole."""
    line = memoryview(json.dumps(content, allow_nan=False).encode() + b"\n")
    while line:
        line = line[os.write(results, line) :]


def _prepared(definition: Definition) -> tuple[str, str]:
    """Return the source that is to take the exercise's place, and what keeps it from that, "" if nothing."""
    try:
        name = definition.path.rpartition(".")[2]
        source = definition_source(definition.cell_source, name)
        if definition.stub:
            check_contract(definition.stub, source, name)
    except BaseException as error:
        return "", _described(error)
    return source, ""


def _install(warm: Warm, path: str, source: str) -> str:
    """Put a definition into the package; return what went wrong, "" if nothing."""
    try:
        replace_definition(warm.package, path, source, places=warm.places)
    except BaseException as error:
        return _described(error)
    return ""


def _described(error: BaseException) -> str:
    try:
        message = str(error)
    except BaseException:
        message = ""
    name = type(error).__name__
    return (message if name == "DefinitionError" else f"{name}: {message}")[:MAX_PROBLEM]
