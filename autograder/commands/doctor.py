"""`autograder doctor`: what protection does this machine give?"""

from __future__ import annotations

import json
import sys

import click

from autograder.sandbox.doctor import Examination, examine
from autograder.sandbox.layers import FULL, LAYERS, OPTIONAL, REDUCED

_MEANING = {
    FULL: "every layer works; untrusted code may be graded here",
    REDUCED: "untrusted code may be graded here; every report will name the layers that are missing",
}
_REFUSED = "grading untrusted code is refused unless you say --accept-no-sandbox"


@click.command(name="doctor")
@click.option("--json", "as_json", is_flag=True, help="Print for programs.")
def command(as_json: bool) -> None:
    """Try every layer of the sandbox on this machine, then try to break out of it.

    Ends with status 1 when untrusted code should not be graded here.
    """
    examination = examine()
    click.echo(json.dumps(examination.to_json(), indent=2) if as_json else report(examination))
    sys.exit(0 if examination.safe else 1)


def report(examination: Examination) -> str:
    """Return the examination as text for a terminal."""
    lines = [
        f"Sandbox: {examination.level} ({_MEANING.get(examination.level, _REFUSED)}), asked as {examination.user}."
    ]
    lines.append("\nLayers")
    for layer, keeps in (LAYERS | OPTIONAL).items():
        why = examination.missing.get(layer)
        absent = "not here" if layer in OPTIONAL else "missing"
        lines.append(f"  {absent if why else 'works':8} {layer}: {f'{keeps}: {why}' if why else keeps}")
    lines.append("\nTried from inside")
    lines += [f"  {'WORKED' if worked else 'failed':8} {does}" for does, worked in examination.escaped.items()]
    lines.append(f"\nOne job, from hand-over to answer: {examination.milliseconds:g} ms.")
    if examination.missing.keys() & LAYERS:
        lines.append(
            "\nA missing namespace usually means that user namespaces are switched off or that a container forbids\n"
            "them: allow them (sysctl user.max_user_namespaces), or start the container with\n"
            "--security-opt seccomp=unconfined."
        )
    return "\n".join(lines)
