import hashlib
import json
from pathlib import Path

SITE = Path(__file__).parents[2] / "site"
RECORD = json.loads((SITE / "mathjax.json").read_text(encoding="utf-8"))
SCRIPT = SITE / "_static" / "mathjax" / Path(RECORD["file"]).name


def test_the_vendored_mathjax_is_the_recorded_one():
    assert hashlib.sha256(SCRIPT.read_bytes()).hexdigest() == RECORD["sha256"]
    assert f'VERSION="{RECORD["version"]}"' in SCRIPT.read_text(encoding="utf-8")


def test_its_licence_travels_with_it():
    assert "Apache License" in (SCRIPT.parent / "LICENSE").read_text(encoding="utf-8")


def test_pages_load_that_file():
    assert f'mathjax_path = "mathjax/{SCRIPT.name}"' in (SITE / "conf.py").read_text(encoding="utf-8")
