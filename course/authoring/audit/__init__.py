"""The grader is graded, in figures: how many wrong answers each exercise's checks reject, and how many mutants."""

from course.authoring.audit.exercise import ExerciseAudit, MutantOutcome
from course.authoring.audit.lesson import LessonAudit, audit_lesson

__all__ = ["ExerciseAudit", "LessonAudit", "MutantOutcome", "audit_lesson"]
