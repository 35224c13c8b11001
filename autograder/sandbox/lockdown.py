"""Lock this process away, one layer after another, and try out which layers a machine has."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from autograder.sandbox.credentials import drop_privileges
from autograder.sandbox.landlock import apply_landlock
from autograder.sandbox.layers import FILES, LANDLOCK, LAYERS, LIMITS, PRIVILEGES, PROCESSES, SECCOMP
from autograder.sandbox.limits import Limits, apply_limits
from autograder.sandbox.namespaces import start
from autograder.sandbox.private_root import enter_private_root
from autograder.sandbox.seccomp import apply_seccomp
from autograder.sandbox.view import WRITABLE, View


@dataclass(frozen=True)
class Plan:
    """How a process is locked on this machine.

    Attributes:
        layers: the layers to use.
        view: the files that stay visible.
        user_namespace: the other namespaces need one of these, because we are not root.
        user: the user id to become; None to stay who we are.
        address_space: bytes mapped before anything untrusted runs.
    """

    layers: frozenset[str]
    view: View
    user_namespace: bool
    user: int | None
    address_space: int


def lock(plan: Plan, limits: Limits) -> None:
    """Enter every layer that is not a namespace, for good.

    Raises: OSError; the process must then end.
    """
    if LIMITS in plan.layers:
        apply_limits(limits, plan.address_space)
    if PRIVILEGES in plan.layers:
        drop_privileges(plan.user)
    if LANDLOCK in plan.layers:
        apply_landlock(*_reachable(plan))
    if SECCOMP in plan.layers:
        apply_seccomp()


def missing_layers(plan: Plan, limits: Limits) -> dict[str, str]:
    """Try each layer of the plan by itself, in a child, and return {layer: why it does not work here}."""
    missing = {}
    for layer in LAYERS:
        try:
            _try(layer, plan, limits)
        except OSError as error:
            missing[layer] = error.strerror or str(error)
    return missing


def needs_user_namespace() -> bool:
    """Return whether this process may not make a mount namespace just as it is."""
    try:
        _run_in_child(lambda: None, [FILES], user_namespace=False)
    except OSError:
        return True
    return False


def _reachable(plan: Plan) -> tuple[Collection[str], Collection[str]]:
    """What Landlock leaves readable and writable; a private root already holds nothing else."""
    if FILES in plan.layers:
        return ["/"], [*WRITABLE, "/dev/null"]
    return [*plan.view.readable(), "/dev/urandom"], ["/dev/null"]


def _try(layer: str, plan: Plan, limits: Limits) -> None:
    def enter() -> None:
        if layer == FILES:
            enter_private_root(plan.view, limits.disk, own_processes=True)
        if layer in (SECCOMP, LANDLOCK):  # an ordinary process may enter these once it cannot gain privileges
            drop_privileges(plan.user)
        if layer == LANDLOCK:
            apply_landlock([], [])
        else:
            lock(replace(plan, layers=frozenset([layer])), limits)

    _run_in_child(enter, [FILES, PROCESSES] if layer == FILES else [layer], plan.user_namespace)


def _run_in_child(action: Callable[[], None], layers: Collection[str], user_namespace: bool) -> None:
    """Raise here, as OSError, what `action` raises in a child in those namespaces."""
    reading, writing = os.pipe()
    with open(reading, "rb") as pipe:
        try:
            pid = start(action, layers, user_namespace, errors=writing)
        finally:
            os.close(writing)
        message = pipe.read().decode("utf-8", "replace")
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if status:
        raise OSError(message or f"the process that tried it ended with status {status}")
