"""The warm process: has imported NumPy and the student's package, and forks one locked child per job.

It holds no check, no answer, no key and no submission: a job's source and its results travel through descriptors that
it hands to the child without looking. Any child can read all of this process's memory.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import pkgutil
import signal
import socket
import sys
import time
from dataclasses import replace
from importlib.machinery import BuiltinImporter, FrozenImporter, PathFinder
from itertools import pairwise
from typing import Any

from autograder.sandbox import inside, kernel
from autograder.sandbox.control_group import ControlGroup, join_control_group
from autograder.sandbox.credentials import become, free_user_id, readable_by_strangers
from autograder.sandbox.errors import SandboxError
from autograder.sandbox.layers import CONTROL_GROUP, FILES, LAYERS, PROCESSES
from autograder.sandbox.limits import Limits, mapped_bytes
from autograder.sandbox.lockdown import Plan, lock, missing_layers, needs_user_namespace
from autograder.sandbox.namespaces import start
from autograder.sandbox.private_root import enter_private_root
from autograder.sandbox.view import current_view
from course.probes.replace import places_of

_GRACE = 0.2
"""Seconds a process that has closed its results may take to end by itself."""
_LOADED_EARLY = (
    *("numpy.random", "numpy.linalg", "numpy.fft", "numpy.ma"),
    *(
        "bisect",
        "copy",
        "decimal",
        "fractions",
        "heapq",
        "pprint",
        "statistics",
        "string",
        "textwrap",
        "encodings.idna",
    ),
)
"""What submissions may well import: loading it once is quicker than in every job."""
_MAX_DESCRIPTOR = 256
_SIGNAL_STATUS = 128


def main(settings: dict[str, Any]) -> None:
    """Warm up, report to the client, and serve it until it hangs up.

    Args:
        settings: package_dir, packages, limits, `without` (layers to leave out) and `control`, the descriptor of the
            socket to the client.
    """
    control = socket.socket(fileno=settings["control"])
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # the first process of a namespace ignores what it does not handle
    kernel.adopt_orphans()
    try:
        limits = Limits(**settings["limits"])
        warm = _warm_up(settings["package_dir"], settings["packages"])
        plan, missing = _plan(settings, limits)
        group = _control_group(settings, limits, missing)
    except Exception as error:
        control.send(json.dumps({"error": f"{type(error).__name__}: {error}"[:2000]}).encode())
        return
    sys.path[:] = plan.view.import_path
    sys.meta_path[:] = [BuiltinImporter, FrozenImporter, PathFinder]
    os.dup2(0, 2)
    gc.collect()
    gc.freeze()
    gc.disable()
    control.send(json.dumps({"layers": sorted(plan.layers), "missing": missing}).encode())
    while _serve_one_job(control, warm, plan, limits):
        pass
    if group:
        group.leave()


def _warm_up(package_dir: str, packages: list[str]) -> inside.Warm:
    """Import what jobs will need, so that no job has to."""
    for name in (*packages, *_LOADED_EARLY):
        with contextlib.suppress(ModuleNotFoundError):
            importlib.import_module(name)
    sys.path.insert(0, package_dir)
    package = importlib.import_module("minitorch")
    for module in pkgutil.walk_packages(package.__path__, "minitorch.", onerror=lambda name: None):
        with contextlib.suppress(Exception):  # a module that needs what this machine lacks
            importlib.import_module(module.name)
    return inside.Warm(package, places_of(package))


def _plan(settings: dict[str, Any], limits: Limits) -> tuple[Plan, dict[str, str]]:
    """Find out which layers this machine gives."""
    view = current_view(settings["package_dir"], settings["packages"])
    root = os.geteuid() == 0
    user_namespace = needs_user_namespace()
    user = free_user_id(os.getpid()) if root else None
    if user is not None and user_namespace:  # root in name only: be nobody from here on
        become(user)
        user = None
    plan = Plan(frozenset(LAYERS), view, user_namespace, user, mapped_bytes())
    missing = missing_layers(plan, limits)
    missing |= dict.fromkeys(settings["without"], "left out on request")
    if FILES in missing and user is not None and not readable_by_strangers(os.__file__):
        missing[FILES] += f"; the sandbox's user cannot read Python in {sys.base_prefix}, so some imports will fail"
    return replace(plan, layers=frozenset(LAYERS) - missing.keys()), missing


def _control_group(settings: dict[str, Any], limits: Limits, missing: dict[str, str]) -> ControlGroup | None:
    """Move into a control group if this machine gives one, and note in `missing` why not."""
    if CONTROL_GROUP in settings["without"]:
        return None
    try:
        return join_control_group(limits)
    except OSError as error:
        missing[CONTROL_GROUP] = error.strerror or str(error)
        return None


def _serve_one_job(control: socket.socket, warm: inside.Warm, plan: Plan, limits: Limits) -> bool:
    """Fork a child for one job, end it when the client says so, and report how it ended; False if there is no client.

    The client, who reads the results, keeps the time. If it dies, its end of the socket closes and the child is ended.
    """
    message, descriptors, _, _ = socket.recv_fds(control, 100, 2)
    if not message:
        return False
    results, job = descriptors
    pid, failure = 0, ""
    try:
        pid = start(lambda: _first_process(warm, plan, limits, results, job), plan.layers, plan.user_namespace, results)
    except OSError as error:
        failure = str(error)
    os.close(results)
    os.close(job)
    order = control.recv(100)
    ended = _end(pid, at_once=order != b"finish") if pid else {"failure": failure}
    if order:
        control.send(json.dumps(ended).encode())
    return bool(order)


def _first_process(warm: inside.Warm, plan: Plan, limits: Limits, results: int, job: int) -> None:
    """Watch over the locked process; in a PID namespace everything in it ends when this process ends."""
    kernel.die_with_parent()
    os.setsid()
    if FILES in plan.layers:
        enter_private_root(plan.view, limits.disk, own_processes=PROCESSES in plan.layers)
    worker = os.fork()
    if worker == 0:
        _locked_process(warm, plan, limits, results, job)
        return
    _close_all_but()
    while True:
        pid, status = os.wait()
        if pid == worker:
            code = os.waitstatus_to_exitcode(status)
            os._exit(code if code >= 0 else _SIGNAL_STATUS - code)


def _locked_process(warm: inside.Warm, plan: Plan, limits: Limits, results: int, job: int) -> None:
    _close_all_but(results, job)
    kernel.be_first_to_go()
    lock(plan, limits)
    kernel.die_with_parent()  # the kernel forgets it when the user changes
    leaked = [path for path in plan.view.forbidden if FILES in plan.layers and os.path.exists(path)]
    if leaked:
        raise SandboxError(f"the private file tree shows {leaked[0]}, which must not be within reach")
    inside.write_line(results, {"locked": sorted(plan.layers)})
    inside.run_job(warm, job, results)


def _close_all_but(*kept: int) -> None:
    bounds = [2, *sorted(kept), _MAX_DESCRIPTOR]
    for before, after in pairwise(bounds):
        os.closerange(before + 1, after)


def _end(pid: int, at_once: bool) -> dict[str, Any]:
    """End the process and all that descends from it; return how it ended and what it used."""
    deadline = time.monotonic() + (0 if at_once else _GRACE)
    while True:
        done, status, usage = os.wait4(pid, os.WNOHANG)
        if done:
            break
        if time.monotonic() >= deadline:
            for end in (os.killpg, os.kill):
                with contextlib.suppress(ProcessLookupError):
                    end(pid, signal.SIGKILL)
        time.sleep(0.0005)
    _end_orphans()
    return {
        "status": os.waitstatus_to_exitcode(status),
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
        "memory": usage.ru_maxrss * 1024,
    }


def _end_orphans() -> None:
    """End whatever a job left behind; where there is a PID namespace the kernel has done so already."""
    with contextlib.suppress(ChildProcessError):
        while True:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                for child in kernel.children():
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(child, signal.SIGKILL)
                time.sleep(0.001)
