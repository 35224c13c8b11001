"""Bar charts as SVG that takes its colours from the page, so that they follow light and dark."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.text import escaped

STEP, HEIGHT, TOP, BOTTOM = 60, 140, 20, 22
"""Pixels from bar to bar, of the tallest bar, above it and below the axis."""


def bars(caption: str, labels: Sequence[str], counts: Sequence[int], unit: str) -> str:
    """Return a figure with a bar per label, its count above it; readers of the text get the numbers too."""
    tallest = max(counts, default=0) or 1
    shapes = []
    for place, (label, count) in enumerate(zip(labels, counts, strict=True)):
        height, middle = HEIGHT * count / tallest, STEP * place + STEP / 2
        top = TOP + HEIGHT - height
        shapes.append(f'<rect x="{STEP * place + 6}" y="{top:.1f}" width="{STEP - 12}" height="{height:.1f}"/>')
        shapes.append(f'<text x="{middle}" y="{TOP + HEIGHT + 16}">{escaped(label)}</text>')
        if count:
            shapes.append(f'<text x="{middle}" y="{top - 5:.1f}">{count}</text>')
    width, base = STEP * len(labels), TOP + HEIGHT
    axis = f'<line x1="0" x2="{width}" y1="{base}" y2="{base}"/>'
    spoken = "; ".join(f"{label}: {count} {unit}" for label, count in zip(labels, counts, strict=True))
    return (
        f"<figure><figcaption>{escaped(caption)}</figcaption>"
        f'<svg viewBox="0 0 {width} {base + BOTTOM}" role="img" aria-label="{escaped(spoken)}">'
        f"{''.join(shapes)}{axis}</svg></figure>"
    )
