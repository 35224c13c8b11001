"""How fast the framework is on a CPU, as ratios to PyTorch that were measured side by side in one run.

    python -m benchmarks                   # everything, five to ten minutes; writes benchmarks/results/
    python -m benchmarks --only conv       # the rows whose name contains this; writes nothing
    python -m benchmarks --quick
    python -m benchmarks --against tinygrad       # a peer of benchmarks/peers/, if it is installed

`python -m benchmarks.grading` compares the autograder with nbgrader's.
"""

from __future__ import annotations

import argparse
import datetime
import importlib
import json
import os
import platform
import re
from pathlib import Path
from typing import Any

from benchmarks import chart, speed
from benchmarks.table import Row

RESULTS = Path(__file__).parent / "results"


def main() -> None:
    """Parse, measure, print, record."""
    options = parse()
    plan = speed.QUICK if options.quick else speed.FULL
    writes = not options.only and not options.quick
    if writes:
        importlib.import_module("matplotlib")  # if it is missing, that is better known before minutes of measuring
    found = speed.measure(speed.Choice(options.against, options.threads, plan, options.only))
    if writes:
        name = "cpu" if options.against == "torch" else f"cpu_{options.against}"
        write(name, options.against, {"date": str(datetime.date.today()), "machine": machine(), **found})


def parse() -> argparse.Namespace:
    """Read the command line."""
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("python -m benchmarks", description=__doc__, formatter_class=form)
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds; writes nothing")
    parser.add_argument("--only", default="", metavar="TEXT", help="only rows whose name contains this")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2], help="how many threads both use, one by one")
    parser.add_argument(
        "--against", default="torch", help="the framework to compare with; benchmarks/peers/ has adapters"
    )
    return parser.parse_args()


def write(name: str, peer: str, record: dict[str, Any]) -> None:
    """Record the figures and draw them."""
    (RESULTS / f"{name}.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    chart.draw_ratios([Row(**row) for row in record["rows"]], peer, RESULTS / f"{name}.svg")
    chart.draw_growths(record["growth"], RESULTS / f"{name}_growth.svg")


def machine() -> str:
    """Return what it ran on, without the name of the computer."""
    file = Path("/proc/cpuinfo")
    found = re.search(r"^model name\s*: (.*)$", file.read_text(), re.MULTILINE) if file.exists() else None
    model = found[1] if found else platform.machine()
    return f"{model}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


if __name__ == "__main__":
    main()
