"""What a class's results say: how hard and how telling each exercise is, which mistakes are common, who needs help."""

from autograder.analysis.lesson_analysis import LessonAnalysis, analyse

__all__ = ["LessonAnalysis", "analyse"]
