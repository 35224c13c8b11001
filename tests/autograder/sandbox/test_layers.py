"""What each set of layers amounts to, and which files the private tree holds."""

import os
import sys
from pathlib import Path

import pytest

from autograder.sandbox.credentials import free_user_id, readable_by_strangers
from autograder.sandbox.layers import LAYERS, level_of, satisfies
from autograder.sandbox.limits import Limits
from autograder.sandbox.view import View, current_view


def test_all_layers_are_full() -> None:
    assert level_of(LAYERS) == "full"


@pytest.mark.parametrize("missing", ["private files", "own processes", "no network", "own shared memory", "landlock"])
def test_one_layer_that_another_stands_in_for_is_reduced(missing: str) -> None:
    assert level_of(LAYERS.keys() - {missing}) == "reduced"


@pytest.mark.parametrize("missing", [{"seccomp"}, {"limits"}, {"no privileges"}, {"private files", "landlock"}])
def test_a_layer_that_nothing_stands_in_for_is_none(missing: set[str]) -> None:
    assert level_of(LAYERS.keys() - missing) == "none"


def test_levels_are_ordered() -> None:
    assert satisfies("full", "reduced")
    assert satisfies("reduced", "none")
    assert not satisfies("none", "reduced")


def test_user_ids_differ_by_process_and_stay_in_the_range_that_is_mapped() -> None:
    everything = "0 0 4294967295"
    assert free_user_id(5, everything) != free_user_id(6, everything)
    assert 61_184 <= free_user_id(5, "0 100000 65536") < 65_535
    assert free_user_id(5, "1000 1000 1") == 65_534


def test_the_view_shows_python_numpy_and_the_package_and_none_of_our_own(tmp_path: Path) -> None:
    (tmp_path / "minitorch").mkdir()
    view = current_view(str(tmp_path), ["numpy"])
    readable = list(view.readable())
    shown = [*view.trees, *view.packages]
    assert os.path.dirname(os.__file__) in view.trees or any(os.__file__.startswith(t) for t in view.trees)
    assert os.path.dirname(sys.modules["numpy"].__file__ or "") in view.packages
    assert str(tmp_path) not in shown
    assert str(tmp_path / "minitorch") in shown
    root = str(Path(__file__).parents[3])
    assert f"{root}/course" in view.forbidden
    assert not any(path.startswith(root + "/") and "/.venv/" not in path for path in readable)
    assert not any(path.rstrip("/").endswith("site-packages") for path in readable)


def test_a_hidden_directory_is_left_out_of_what_is_readable(tmp_path: Path) -> None:
    for name in ("a", "hidden", "b/hidden2"):
        (tmp_path / name).mkdir(parents=True)
    hidden = (str(tmp_path / "hidden"), str(tmp_path / "b" / "hidden2"))
    view = View((str(tmp_path),), hidden, (), (), ())
    assert sorted(view.readable()) == [str(tmp_path / "a")]


def test_a_package_that_is_not_installed_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModuleNotFoundError, match="no_such_package is not installed"):
        current_view(str(tmp_path), ["no_such_package"])


def test_a_file_in_a_private_folder_is_not_for_strangers(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    tmp_path.chmod(0o700)
    assert not readable_by_strangers(str(tmp_path / "file"))
    assert readable_by_strangers("/etc/passwd")


@pytest.mark.parametrize("name", ["memory", "wall", "processes"])
def test_a_limit_of_nothing_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} must be positive, got 0"):
        Limits(**{name: 0})


def test_limits_survive_json() -> None:
    limits = Limits(wall=2.5)
    assert Limits(**limits.to_json()) == limits
