"""Which files untrusted code needs to see: Python, the libraries it is linked to, NumPy and the carved package."""

from __future__ import annotations

import importlib.util
import os
import site
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

OWN_PACKAGES = ("autograder", "course", "minitorch_ref", "lessons")
WRITABLE = ("/tmp", "/dev/shm")
DEVICES = ("/dev/null", "/dev/urandom")


@dataclass(frozen=True)
class View:
    """The part of the file system that untrusted code gets.

    Attributes:
        trees: directories and files to show, read-only.
        hidden: directories inside the trees to leave empty: installed packages, ours among them.
        packages: the installed packages that are shown after all, and the student's.
        forbidden: paths that must not be visible; their presence means the view is wrong.
        import_path: what `sys.path` is to be.
    """

    trees: tuple[str, ...]
    hidden: tuple[str, ...]
    packages: tuple[str, ...]
    forbidden: tuple[str, ...]
    import_path: tuple[str, ...]

    def readable(self) -> Iterator[str]:
        """Every path to show with nothing hidden inside it, for a machine without private file trees."""
        yield from self.packages
        for tree in self.trees:
            yield from _without(tree, self.hidden)


def current_view(package_dir: str, packages: Iterable[str]) -> View:
    """Return the view that the libraries loaded in this process call for.

    Args:
        package_dir: the directory that holds `minitorch/`; nothing else in it is shown.
        packages: names of the installed top-level packages to show.
    Raises: ModuleNotFoundError if one of them is not installed.
    """
    standard = [os.path.dirname(os.__file__)]
    dynamic = [path for path in sys.path if path.endswith("lib-dynload") and os.path.isdir(path)]
    hidden = _package_directories(standard)
    shown = [path for name in packages for path in _installed(name)]
    roots = sorted({os.path.dirname(path) for path in shown})
    return View(
        trees=_outermost([*standard, *dynamic, *_library_directories(), "/etc/ld.so.cache"]),
        hidden=tuple(hidden),
        packages=_outermost([*shown, os.path.join(package_dir, "minitorch")]),
        forbidden=tuple(_own_locations()),
        import_path=(package_dir, *dict.fromkeys([*standard, *dynamic]), *roots),
    )


def _package_directories(standard: Iterable[str]) -> list[str]:
    """Where packages are installed, also those that this process does not use."""
    found = {*site.getsitepackages(), *(path for path in sys.path if path.endswith("-packages"))}
    found |= {os.path.join(path, kind) for path in standard for kind in ("site-packages", "dist-packages")}
    found.add("/usr/lib/python3/dist-packages")
    return sorted(path for path in found if os.path.isdir(path))


def _installed(name: str) -> Iterator[str]:
    """The directory or file of an installed package, and the directory of the shared libraries its wheel brings."""
    spec = importlib.util.find_spec(name)
    if spec is None:
        raise ModuleNotFoundError(f"sandbox: package {name} is not installed; install it or leave it out", name=name)
    home = os.path.dirname(spec.origin) if spec.submodule_search_locations and spec.origin else spec.origin
    assert home is not None
    yield home
    libraries = os.path.join(os.path.dirname(home), f"{name}.libs")
    if os.path.isdir(libraries):
        yield libraries


def _library_directories() -> Iterator[str]:
    """Directories of the shared libraries mapped into this process: those still to be loaded are beside them."""
    with open("/proc/self/maps", encoding="utf-8") as maps:
        files = {line.split(maxsplit=5)[5].strip() for line in maps if ".so" in line}
    directories = {os.path.dirname(path) for path in files if os.path.exists(path)}
    yield from sorted(path for path in directories if not _is_package_part(path))


def _is_package_part(path: str) -> bool:
    return "-packages" in path


def _own_locations() -> Iterator[str]:
    """Where our own packages are installed: nothing of them may be readable by untrusted code."""
    for name in OWN_PACKAGES:
        spec = importlib.util.find_spec(name)
        locations = (spec.submodule_search_locations or []) if spec else []
        yield from [path for path in locations if os.path.isdir(path)]


def _outermost(paths: Iterable[str]) -> tuple[str, ...]:
    """The paths that exist, under every name they have, without those that are inside another of them."""
    existing = sorted({name for path in paths if os.path.exists(path) for name in (path, os.path.realpath(path))})
    return tuple(
        path for path in existing if not any(path.startswith(other + "/") for other in existing if other != path)
    )


def _without(tree: str, hidden: Iterable[str]) -> Iterator[str]:
    """`tree`, or the entries it is made of when something in it is hidden."""
    inside = [path for path in map(os.path.realpath, hidden) if path == tree or path.startswith(tree + "/")]
    if tree in inside:
        return
    if not inside:
        yield tree
        return
    try:
        entries = list(os.scandir(tree))
    except PermissionError:  # what cannot be listed is of no use either
        return
    for entry in entries:
        yield from _without(entry.path, inside) if entry.is_dir(follow_symlinks=False) else [entry.path]
