"""Every relative link of the documents and lessons leads to a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
FENCE = re.compile(r"^(```+|~~~+).*?^\1", re.MULTILINE | re.DOTALL)


def documents() -> list[Path]:
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "lessons").rglob("*.md")]
    return sorted(file for file in found if ".ipynb_checkpoints" not in file.parts)


def relative_links(file: Path) -> Iterator[str]:
    for target in LINK.findall(FENCE.sub("", file.read_text(encoding="utf-8"))):
        if not re.match(r"[a-z]+:|#|attachment:", target):
            yield target.partition("#")[0]


@pytest.mark.parametrize("file", documents(), ids=lambda file: file.relative_to(ROOT).as_posix())
def test_every_relative_link_leads_somewhere(file: Path) -> None:
    missing = [target for target in relative_links(file) if not (file.parent / target).exists()]
    assert not missing, f"{file.relative_to(ROOT)} links to {', '.join(missing)}"
