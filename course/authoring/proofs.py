"""The grader is graded: every check must reject what knows nothing and what is wrong, and accept what is right."""

from __future__ import annotations

from course.authoring.exercise_proof import ExerciseProof
from course.authoring.observations import import_reference
from course.authoring.parts import Evidence, Parts
from course.authoring.problems import raise_if_any


def prove(parts: Parts) -> Evidence:
    """Run every proof of a lesson.

    Raises: LessonProblemsError naming exercise, check and the answer that was wrongly accepted or rejected.
    """
    package = import_reference(parts.reference)
    proofs = [ExerciseProof(parts, exercise, package) for exercise in parts.lesson.exercises]
    for proof in proofs:
        proof.run()
    raise_if_any([problem for proof in proofs for problem in proof.problems])
    expected = {name: seen for proof in proofs for name, seen in proof.expected[0].items()}
    visible = {check.name for check in parts.checks.visible}
    return Evidence(
        {name: seen for name, seen in expected.items() if name in visible},
        {proof.exercise.id: proof.visible_patterns() for proof in proofs},
        tuple(note for proof in proofs for note in proof.notes),
    )
