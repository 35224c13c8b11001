"""Where executed outputs are kept, so that they are used again only for the framework and figures that made them.

jupyter-cache compares cells alone: without this an edited framework would leave yesterday's outputs on the page.
"""

from __future__ import annotations

import shutil
from hashlib import sha256
from pathlib import Path

from course.authoring.carve import package_files
from course.authoring.definition import Reference


def outputs_folder(caches: Path, root: Path, package: Path) -> Path:
    """Return the folder for outputs of exactly this framework and these figures; older ones are removed."""
    digest = sha256()
    drawing = [*(root / "course" / "figures").glob("*.*"), *(root / "course" / "site").glob("*.py")]
    for file in [*package_files(Reference(package / "minitorch", "minitorch")), *sorted(drawing)]:
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    folder = caches / digest.hexdigest()[:16]
    for old in caches.glob("*"):
        if old != folder:
            shutil.rmtree(old)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
