"""conda users and pip users get the same environment."""

from __future__ import annotations

import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
# conda-forge's `matplotlib` brings a window system along; `soundfile` is called after its old name there
CONDA_NAMES = {"matplotlib-base": "matplotlib", "pysoundfile": "soundfile"}


def wanted() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    optional = [line for name in ("site", "cuda", "cluster", "hub", "test") for line in extras[name]]
    every = [*project["dependencies"], *optional]
    return {without_condition(line) for line in every if not line.startswith("minitorch-course")}


def offered() -> set[str]:
    entries = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    conda = [entry for entry in entries if isinstance(entry, str)]
    pip = next(entry["pip"] for entry in entries if isinstance(entry, dict))
    lines = [line for line in [*conda, *pip] if line != "pip" and not line.startswith(("python>", "--"))]
    for theirs, ours in CONDA_NAMES.items():
        lines = [ours + line.removeprefix(theirs) if line.startswith(theirs) else line for line in lines]
    return {without_condition(line) for line in lines}


def without_condition(requirement: str) -> str:
    """conda-forge has some packages for every platform which PyPI has only for some."""
    return requirement.partition(";")[0].strip()


def test_environment_yml_asks_for_what_pyproject_asks_for() -> None:
    assert offered() == wanted()


def test_both_ask_for_the_same_python() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    entries = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    assert f"python{project['requires-python']}" in entries


def test_the_project_itself_is_installed() -> None:
    entries = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    pip = next(entry["pip"] for entry in entries if isinstance(entry, dict))
    assert any(line.endswith("-e .") for line in pip)
