"""What students and authors run. ``%load_ext course`` loads the live package; nothing is imported before that."""

from __future__ import annotations

from typing import Any


def load_ipython_extension(shell: Any) -> None:
    """Give the notebook ``%lesson``; called by ``%load_ext course``."""
    from course.live.extension import load

    load(shell)


def unload_ipython_extension(shell: Any) -> None:
    """Take ``%lesson`` and its hooks away again; called by ``%unload_ext course``."""
    from course.live.extension import unload

    unload(shell)
