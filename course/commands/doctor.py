"""`course doctor`: what would keep the course from running on this machine, and the way out."""

from __future__ import annotations

import json
import os
import sys

import click

from course import doctor


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print the findings for a program.")
def command(as_json: bool) -> None:
    """Say what would keep the course from running on this machine, and the way out."""
    findings = doctor.after_install(os.getcwd(), int(os.environ.get("PORT", "8888")))
    click.echo(json.dumps([f._asdict() for f in findings], indent=2) if as_json else doctor.report(findings))
    sys.exit(any(finding.level == "problem" for finding in findings))
