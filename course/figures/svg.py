"""Write SVG: a drawing is a list of elements, one per line, so that equal parts of two frames are equal lines."""

from __future__ import annotations

from html import escape

AXES = ("axis0", "axis1", "axis2", "axis3")
"""Classes of the axes of a tensor, first axis first; figure.css gives them Okabe-Ito colours for light and dark."""

Attribute = str | int | float | None


def number(value: float) -> str:
    """Return `value` with at most two decimals and no trailing zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def element(tag: str, content: str = "", **attributes: Attribute) -> str:
    """Return one element; `content` is markup. `class_` is class, `stroke_width` is stroke-width, None is left out."""
    parts = [tag]
    for name, value in attributes.items():
        if value is None:
            continue
        text = value if isinstance(value, str) else number(value)
        parts.append(f'{name.rstrip("_").replace("_", "-")}="{escape(text)}"')
    opening = " ".join(parts)
    return f"<{opening}>{content}</{tag}>" if content else f"<{opening}/>"


class Drawing:
    """An SVG picture under construction.

    Args:
        width: in user units; also the largest width on the page in pixels.
        height: in user units.
        title: what the picture shows, read aloud by a screen reader.
        description: what this frame of it says, in a sentence.
    """

    def __init__(self, width: float, height: float, title: str, description: str) -> None:
        self.width = width
        self.height = height
        self.title = title
        self.description = description
        self._lines: list[str] = []

    def add(self, markup: str) -> None:
        """Draw an element made elsewhere on top of what is there."""
        self._lines.append(markup)

    def box(self, x: float, y: float, width: float, height: float, class_: str | None = None) -> None:
        """Draw a cell: a rectangle with rounded corners, one unit smaller on every side than its place."""
        self.add(element("rect", x=x + 1, y=y + 1, width=width - 2, height=height - 2, rx=3, class_=class_))

    def text(self, x: float, y: float, words: str, class_: str | None = None, anchor: str | None = None) -> None:
        """Write one line; `y` is its base line, `anchor` is None (start), "middle" or "end"."""
        self.add(element("text", escape(words, quote=False), x=x, y=y, class_=class_, text_anchor=anchor))

    def runs(self, x: float, y: float, runs: list[tuple[str, str | None]], class_: str | None = None) -> None:
        """Write one line made of (words, class) runs, each in its own colour."""
        spans = "".join(element("tspan", escape(words, quote=False), class_=kind) for words, kind in runs if words)
        self.add(element("text", spans, x=x, y=y, class_=class_))

    def line(self, x1: float, y1: float, x2: float, y2: float, class_: str | None = None) -> None:
        """Draw a straight line."""
        self.add(element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_))

    def path(self, commands: str, class_: str | None = None) -> None:
        """Draw a path given by SVG's own commands."""
        self.add(element("path", d=commands, class_=class_))

    def arrow(self, x1: float, y1: float, x2: float, y2: float, class_: str) -> None:
        """Draw a straight arrow along x or y."""
        self.line(x1, y1, x2, y2, f"stroke {class_}")
        self.add(head(x2, y2, (x2 > x1) - (x2 < x1), (y2 > y1) - (y2 < y1), class_))

    def hop(self, x1: float, x2: float, y: float, class_: str) -> None:
        """Draw a jump from (x1, y) to (x2, y) over what lies between, with an arrow head."""
        height = min(12 + abs(x2 - x1) * 0.3, 56)
        bend = f"M{number(x1)} {number(y)}C{number(x1)} {number(y - height)} {number(x2)} {number(y - height)}"
        self.path(f"{bend} {number(x2)} {number(y - 4)}", f"stroke {class_}")
        self.add(head(x2, y, 0, 1, class_))

    def svg(self) -> str:
        """Return the finished picture, one element a line."""
        attributes = {
            "viewBox": f"0 0 {number(self.width)} {number(self.height)}",
            "role": "img",
            "aria_label": f"{self.title}. {self.description}",
            "style": f"max-width:{number(self.width)}px;min-width:{number(self.width * 0.7)}px",
            "xmlns": "http://www.w3.org/2000/svg",
        }
        title = element("title", escape(self.title, quote=False))
        description = element("desc", escape(self.description, quote=False))
        return element("svg", "\n" + "\n".join([title, description, *self._lines]) + "\n", **attributes)


def head(x: float, y: float, dx: int, dy: int, class_: str) -> str:
    """Return the head of an arrow whose tip is at (x, y) and which points along (dx, dy)."""
    back, side = 7, 4
    left = f"{number(x - back * dx + side * dy)} {number(y - back * dy + side * dx)}"
    right = f"{number(x - back * dx - side * dy)} {number(y - back * dy - side * dx)}"
    return element("path", d=f"M{number(x)} {number(y)}L{left} {right}Z", class_=f"fill {class_}")
