"""Random inputs find every known mistake, whatever the seed: no wrong answer owes its points to a lucky draw."""

from pathlib import Path

import pytest

import minitorch_ref
from course.authoring.observations import observe_all, observe_replaced
from course.checks import judge, load_checks
from course.checks.library import renamed

LESSONS = Path(__file__).parents[2] / "lessons"
SEEDS = range(20)


def passes(check, exercise, source, seed):
    expected = observe_all(minitorch_ref, [check], seed)[check.name]
    observed = observe_replaced(minitorch_ref, [check], exercise.path, source, seed)[check.name]
    return judge(check, expected, observed).passed


@pytest.mark.slow
@pytest.mark.parametrize("lesson", sorted(folder.name for folder in LESSONS.glob("[0-9]*")))
def test_a_wrong_answer_earns_the_same_points_whatever_the_seed(lesson, course_kit):
    known = load_checks(LESSONS / lesson)
    for wrong in known.wrong:
        exercise = course_kit.lesson(lesson).exercise(wrong.exercise)
        checks = known.of(exercise.id)
        source = renamed(wrong.source, wrong.mistake, exercise.name)
        refused = any(not passes(check, exercise, source, 0) for check in checks if not check.random)
        for check in (check for check in checks if check.random):
            lucky = [seed for seed in SEEDS if passes(check, exercise, source, seed)]
            rare = refused and len(lucky) > len(SEEDS) / 2  # this check is not there for this mistake
            assert not lucky or rare, f"{wrong.mistake} passes {check.name} with the seeds {lucky}"
