from pathlib import Path

import pytest

from course.site.outputs import outputs_folder


@pytest.fixture
def root(tmp_path) -> Path:
    for file in ("package/minitorch/shapes.py", "course/figures/figure.css", "course/site/session.py"):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text("1")
    return tmp_path


def outputs(root: Path) -> Path:
    return outputs_folder(root / "cache", root, root / "package")


def test_outputs_are_kept_while_nothing_changes(root):
    (outputs(root) / "kept").touch()
    assert (outputs(root) / "kept").exists()


@pytest.mark.parametrize("file", ["package/minitorch/shapes.py", "course/figures/figure.css", "course/site/session.py"])
def test_outputs_of_other_sources_are_not_used_again(root, file):
    before = outputs(root)
    (root / file).write_text("2")
    assert outputs(root) != before
    assert not before.exists()
