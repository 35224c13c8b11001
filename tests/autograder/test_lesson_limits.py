"""A lesson says what its submissions may use."""

import pytest

from autograder.errors import AutograderError
from autograder.lesson_limits import lesson_limits
from autograder.sandbox.limits import Limits


def test_a_lesson_without_the_file_has_the_defaults(tmp_path):
    assert lesson_limits(tmp_path) == {}


def test_sizes_are_in_mebibytes_and_times_in_seconds(tmp_path):
    (tmp_path / "limits.toml").write_text("wall = 20\nmemory = 2048\nprocesses = 8\n")
    limits = Limits(**lesson_limits(tmp_path))
    assert (limits.wall, limits.memory, limits.processes) == (20, 2 << 30, 8)
    assert limits.cpu == Limits().cpu


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("wal = 3", "there is no limit .wal."),
        ("wall = 0", "positive"),
        ("wall = true", "positive"),
        ('memory = "2 GB"', "positive"),
        ("wall = [", "cannot be read"),
    ],
)
def test_what_is_no_limit_is_refused(tmp_path, text, says):
    (tmp_path / "limits.toml").write_text(text)
    with pytest.raises(AutograderError, match=says):
        lesson_limits(tmp_path)


def test_the_limits_of_a_lesson_are_part_of_its_edition(lesson):
    from dataclasses import replace

    assert replace(lesson, limits={"wall": 3}).edition != lesson.edition
