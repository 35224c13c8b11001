"""The project's own documents on the site: pages of docs/, with the links that lead out of them made plain text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

DOCUMENTS = ("architecture.md", "adr/*.md")
"""What of docs/ the site shows, in this order."""

_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)\s]+)\)")


def copy_documents(docs: Path, target: Path) -> list[Path]:
    """Copy what exists of DOCUMENTS to the folder `target`; return the pages, relative to it."""
    sources = [page for pattern in DOCUMENTS for page in sorted(docs.glob(pattern))]
    pages = [page.relative_to(docs) for page in sources]
    for source, page in zip(sources, pages, strict=True):
        copy = target / page
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(_without_foreign_links(source.read_text(encoding="utf-8"), source, sources), encoding="utf-8")
    return pages


def _without_foreign_links(text: str, source: Path, shown: Sequence[Path]) -> str:
    known = {page.resolve() for page in shown}

    def link(match: re.Match[str]) -> str:
        words, address = match.groups()
        if "://" in address or address.startswith("#"):
            return match[0]
        inside = (source.parent / address.partition("#")[0]).resolve() in known
        return match[0] if inside else words

    return _LINK.sub(link, text)
