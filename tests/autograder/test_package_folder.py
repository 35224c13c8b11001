"""The folder a lesson's package lies in: readable while it is needed, gone afterwards, also after a kill."""

import os
import tempfile

import pytest

from autograder.package_folder import PREFIX, package_folder


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def old(folder):
    folder.mkdir()
    (folder / "answers.py").write_text("")
    os.utime(folder, (1, 1))
    return folder


def test_it_is_readable_by_others_and_removed_at_the_end(temporary):
    with package_folder() as folder:
        assert folder.parent == temporary
        assert folder.stat().st_mode & 0o777 == 0o755
    assert not folder.exists()


def test_what_a_killed_run_left_is_removed_and_what_is_in_use_or_foreign_is_not(temporary):
    abandoned = old(temporary / f"{PREFIX}abandoned")
    fresh = temporary / f"{PREFIX}fresh"
    fresh.mkdir()
    foreign = old(temporary / "somebody-else")
    (temporary / f"{PREFIX}link").symlink_to(foreign)
    with package_folder() as used:
        os.utime(used, (1, 1))
        with package_folder():
            pass
        assert used.exists()
    assert not abandoned.exists()
    assert fresh.exists()
    assert (foreign / "answers.py").exists()
