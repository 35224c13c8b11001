"""Run the checks of an exercise on a package and show what came of it: one report, as HTML and in the terminal."""

from course.feedback.examine import examine
from course.feedback.report import CheckResult, Detail, ExerciseReport, LessonReport

__all__ = ["CheckResult", "Detail", "ExerciseReport", "LessonReport", "examine"]
