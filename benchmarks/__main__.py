"""How fast the framework is on a CPU, as ratios to PyTorch that were measured side by side in one run.

    python -m benchmarks                   # everything, five to ten minutes; writes benchmarks/results/
    python -m benchmarks --only conv       # the rows whose name contains this; writes nothing
    python -m benchmarks --quick
    python -m benchmarks --against tinygrad       # a peer of benchmarks/peers/, if it is installed

`python -m benchmarks.grading` compares the autograder with nbgrader's.
"""

from __future__ import annotations

import argparse
import importlib
from typing import Any

from benchmarks import chart, record, speed
from benchmarks.table import Row


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
        write(name, options.against, found)


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


def write(name: str, peer: str, found: dict[str, Any]) -> None:
    """Record the figures and draw them."""
    record.write_record(name, found)
    chart.draw_ratios([Row(**row) for row in found["rows"]], peer, record.RESULTS / f"{name}.svg")
    chart.draw_growths(found["growth"], record.RESULTS / f"{name}_growth.svg")


if __name__ == "__main__":
    main()
