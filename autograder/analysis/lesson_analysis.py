"""Everything an instructor asks of a graded lesson, as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from autograder.analysis.attention import Attention, who_needs_attention
from autograder.analysis.mistakes import Cluster, KnownMistake, clusters, known_mistakes
from autograder.analysis.statistics import Distribution, ExerciseStatistics, distribution, exercise_statistics
from autograder.lessons import Lesson
from autograder.results import Result


@dataclass(frozen=True)
class LessonAnalysis:
    """One lesson over a class.

    Attributes:
        lesson: its name.
        title: its title.
        submissions: how many were graded.
        unreadable: how many were not, or were graded on an edition with other exercises.
        points: what the exercises are worth together.
        distribution: of the shares of these points.
        exercises: statistics of each exercise.
        mistakes: the diagnoses, the most common first.
        clusters: failures without a sentence, the largest group first.
        attention: students to look at.
    """

    lesson: str
    title: str
    submissions: int
    unreadable: int
    points: float
    distribution: Distribution
    exercises: tuple[ExerciseStatistics, ...]
    mistakes: tuple[KnownMistake, ...]
    clusters: tuple[Cluster, ...]
    attention: tuple[Attention, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the analysis as JSON-ready data."""
        return asdict(self)


def analyse(lesson: Lesson, results: Sequence[Result], students: Sequence[str] = ()) -> LessonAnalysis:
    """Return what the results of one lesson say.

    Args:
        lesson: the lesson.
        results: one per student; those of an earlier edition with other exercises are left out.
        students: everybody in the course, to see who is missing.
    """
    known = {exercise.id for exercise in lesson.exercises}
    readable = [r for r in results if not r.problem and {e.id for e in r.exercises} == known]
    stubs = {exercise.id: exercise.stub for exercise in lesson.exercises}
    random = {check.name for check in lesson.checks if check.random}
    absent = sorted(set(students) - {result.student for result in results})
    return LessonAnalysis(
        lesson=lesson.name,
        title=lesson.title,
        submissions=len(readable),
        unreadable=len(results) - len(readable),
        points=sum(exercise.points for exercise in lesson.exercises),
        distribution=distribution(readable),
        exercises=tuple(exercise_statistics(readable, e.id) for e in lesson.exercises) if readable else (),
        mistakes=known_mistakes(readable),
        clusters=clusters(readable, stubs, random),
        attention=tuple(who_needs_attention(results, stubs, absent)),
    )
