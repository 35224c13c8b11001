"""What a student's tools need to know of a lesson: visible checks, what they observe, mistakes they recognise."""

from __future__ import annotations

from course.authoring.lesson import Exercise
from course.authoring.parts import Parts
from course.kit import BundledCheck, BundledExercise, BundledQuestion, LessonBundle


def make_bundle(parts: Parts) -> LessonBundle:
    """Return the bundle of a lesson whose proofs have run."""
    lesson = parts.lesson
    return LessonBundle(
        name=lesson.name,
        number=lesson.number,
        title=lesson.title,
        question=lesson.question,
        release=parts.release,
        exercises=tuple(_exercise(parts, exercise) for exercise in lesson.exercises),
        written=tuple(BundledQuestion(written.id, written.points) for written in lesson.written),
    )


def _exercise(parts: Parts, exercise: Exercise) -> BundledExercise:
    evidence, visible = parts.evidence, parts.checks_of(exercise.id, hidden=False)
    return BundledExercise(
        id=exercise.id,
        path=exercise.path,
        title=exercise.title,
        points=exercise.points,
        stub=parts.texts[exercise.id].stub,
        checks=tuple(BundledCheck(check, 0, evidence.expected[check.name]) for check in visible),
        wrong=evidence.patterns[exercise.id],
    )
