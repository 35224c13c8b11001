"""A check needs no exercise after its own: readers go from top to bottom, and so does nbgrader."""

from contextlib import ExitStack

import pytest

import minitorch_ref
from autograder.library import load_lessons
from course.checks import judge
from course.paths import require_checkout
from course.probes.observe import observe
from course.probes.replace import replaced

LESSONS = load_lessons(require_checkout("tests"))


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_every_check_passes_while_all_later_exercises_are_empty(lesson):
    expected = {check.name: observe(minitorch_ref, check.source, check.name, 1) for check in lesson.checks}
    failing = []
    for place, exercise in enumerate(lesson.exercises):
        with ExitStack() as stack:
            for later in lesson.exercises[place + 1 :]:
                stack.enter_context(replaced(minitorch_ref, later.path, later.stub))
            for check in lesson.checks_of(exercise.id):
                verdict = judge(check, expected[check.name], observe(minitorch_ref, check.source, check.name, 1))
                failing += [] if verdict.passed else [f"{exercise.id} {check.name}: {verdict.reason}"]
    assert not failing
