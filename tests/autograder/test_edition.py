"""When grades are made anew: whatever decides a grade is part of the edition."""

from dataclasses import replace

import pytest


@pytest.mark.parametrize("change", [{"framework": "0" * 16}, {"release": "0" * 12}, {"written": {}}, {"wrong": ()}])
def test_a_change_of_what_decides_a_grade_is_another_edition(lesson, change):
    assert replace(lesson, **change).edition != lesson.edition
    assert replace(lesson).edition == lesson.edition
