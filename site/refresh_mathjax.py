"""Fetch the vendored MathJax anew: `python site/refresh_mathjax.py [VERSION]` (needs npm and a network).

Without a version the recorded one is fetched and must have the recorded sum; with one, site/mathjax.json is rewritten.
One file holds the TeX input, the SVG output and every TeX extension, so no page loads anything else.
"""

import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

SITE = Path(__file__).parent
RECORD = SITE / "mathjax.json"
TARGET = SITE / "_static" / "mathjax"


def fetch(package: str, version: str, folder: Path) -> Path:
    """Return the folder of an npm package, unpacked."""
    made = subprocess.run(
        ["npm", "pack", f"{package}@{version}"], cwd=folder, check=True, capture_output=True, text=True
    )
    with tarfile.open(folder / made.stdout.split()[-1]) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def main() -> None:
    """Replace the vendored file and its licence."""
    record = json.loads(RECORD.read_text(encoding="utf-8"))
    wanted = sys.argv[1] if len(sys.argv) > 1 else record["version"]
    with tempfile.TemporaryDirectory() as folder:
        package = fetch(record["package"], wanted, Path(folder))
        script = (package / record["file"]).read_bytes()
        digest = hashlib.sha256(script).hexdigest()
        if wanted == record["version"] and digest != record["sha256"]:
            sys.exit(f"mathjax {wanted}: sha256 is {digest}, recorded is {record['sha256']}; nothing was changed")
        (TARGET / Path(record["file"]).name).write_bytes(script)
        (TARGET / "LICENSE").write_bytes((package / "LICENSE").read_bytes())
    record |= {"version": wanted, "sha256": digest}
    RECORD.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    print(f"mathjax {wanted}: {digest}")


if __name__ == "__main__":
    main()
