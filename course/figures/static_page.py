"""A figure on a page without a kernel: all frames in the page, and a script that chooses among them."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from course.figures.controls import Value, is_number, label
from course.figures.explore import Explorer
from course.figures.page_parts import script, stylesheet


def static_html(explorer: Explorer) -> str:
    """Return the HTML of `explorer`: controls, the first frame (shown without JavaScript too), data, script."""
    frames = _Frames(explorer)
    tree = _tree(explorer, frames, {})
    data = {"names": explorer.controls.names, "tree": tree, "lines": list(frames.lines), "frames": frames.frames}
    packed = json.dumps(data, separators=(",", ":"), ensure_ascii=False).replace("<", "\\u003c")
    opening = explorer.controls.opening()
    controls = "".join(_control_html(explorer, name, opening) for name in explorer.controls.names)
    return "\n".join(
        [
            f'<div class="mt-figure" role="group" aria-label="{escape(explorer.title)}">',
            f"<style>{stylesheet()}</style>",
            f'<div class="mt-controls" hidden>{controls}</div>',
            f'<div class="mt-frame" aria-live="polite">{explorer.render(opening)}</div>',
            f'<script type="application/json" class="mt-data">{packed}</script>',
            f"<script>{script()}</script>",
            "</div>",
        ]
    )


class _Frames:
    """Computed frames, each a list of numbers of lines; two frames share the lines they have in common."""

    def __init__(self, explorer: Explorer) -> None:
        self._explorer = explorer
        self.lines: dict[str, int] = {}
        self.frames: list[list[int]] = []

    def add(self, values: dict[str, Value]) -> int:
        markup = self._explorer.render(values)
        self.frames.append([self.lines.setdefault(line, len(self.lines)) for line in markup.split("\n")])
        return len(self.frames) - 1


def _tree(explorer: Explorer, frames: _Frames, chosen: dict[str, Value]) -> Any:
    """Return the number of a frame, or the values of the next control and the tree under each."""
    names = explorer.controls.names
    if len(chosen) == len(names):
        return frames.add(chosen)
    name = names[len(chosen)]
    values = explorer.controls.choices(name, chosen)
    return {"values": values, "next": [_tree(explorer, frames, {**chosen, name: value}) for value in values]}


def _control_html(explorer: Explorer, name: str, opening: dict[str, Value]) -> str:
    values = explorer.controls.choices(name, opening)
    place = values.index(opening[name])
    words = f"<span>{escape(label(name))}</span>"
    if is_number(values):
        bounds = f'min="0" max="{len(values) - 1}" step="1" value="{place}"'
        slider = f'<input type="range" data-name="{escape(name)}" {bounds}>'
        return f"<label>{words}{slider}<output>{opening[name]}</output></label>"
    options = [f"<option>{escape(str(value))}</option>" for value in values]
    options[place] = options[place].replace("<option>", "<option selected>")
    return f'<label>{words}<select data-name="{escape(name)}">{"".join(options)}</select></label>'
