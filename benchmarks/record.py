"""What every record of figures says of the machine, and where records lie."""

from __future__ import annotations

import datetime
import json
import os
import platform
import re
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"


def write_record(name: str, figures: dict[str, Any]) -> Path:
    """Write benchmarks/results/NAME.json, with date and machine first; return the file."""
    file = RESULTS / f"{name}.json"
    record = {"date": str(datetime.date.today()), "machine": machine(), **figures}
    file.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    return file


def machine() -> str:
    """Return what it ran on, without the name of the computer."""
    file = Path("/proc/cpuinfo")
    found = re.search(r"^model name\s*: (.*)$", file.read_text(), re.MULTILINE) if file.exists() else None
    model = found[1] if found else platform.machine()
    return f"{model}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
