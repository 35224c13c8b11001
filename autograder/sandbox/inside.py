"""What runs in the locked process: put the submitted definitions in place, observe each probe, report line by line.

Everything from here on shares its process with untrusted code: it holds no answer and nothing it says is trusted.
"""

from __future__ import annotations

import gc
import json
import os
import random
from types import ModuleType
from typing import Any

import numpy as np

from autograder.sandbox.job import Definition
from course.probes.building_rules import check_contract
from course.probes.definitions import definition_source
from course.probes.observe import observe
from course.probes.replace import replace_definition

MAX_PROBLEM = 500


def run_job(package: ModuleType, job: int, results: int) -> None:
    """Run the job that descriptor `job` holds and write what came of it to descriptor `results`.

    The lines are ``{"definitions": {path: problem}}`` and then, for each probe, ``{"probe", "observation"}``.
    """
    with open(job, "rb") as file:
        request = json.load(file)
    gc.enable()
    random.seed(0)
    np.random.seed(0)
    definitions = [Definition(*item) for item in request["definitions"]]
    problems = {definition.path: _refused(definition) for definition in definitions}  # all, before any of them is run
    for definition in definitions:
        problems[definition.path] = problems[definition.path] or _install(package, definition)
    problems = {path: problem for path, problem in problems.items() if problem}
    write_line(results, {"definitions": problems})
    for name, source, seed in request["probes"]:
        write_line(results, {"probe": name, "observation": observe(package, source, name, seed)})


def write_line(results: int, content: dict[str, Any]) -> None:
    """Write one JSON line, whole."""
    line = memoryview(json.dumps(content, allow_nan=False).encode() + b"\n")
    while line:
        line = line[os.write(results, line) :]


def _refused(definition: Definition) -> str:
    """Return what keeps the cell's definition from taking the exercise's place, "" if nothing."""
    try:
        name = definition.path.rpartition(".")[2]
        source = definition_source(definition.cell_source, name)
        if definition.stub:
            check_contract(definition.stub, source, name)
    except BaseException as error:
        return _described(error)
    return ""


def _install(package: ModuleType, definition: Definition) -> str:
    """Put the cell's definition into the package; return what went wrong, "" if nothing."""
    try:
        source = definition_source(definition.cell_source, definition.path.rpartition(".")[2])
        replace_definition(package, definition.path, source)
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
