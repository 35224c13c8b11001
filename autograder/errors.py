"""Errors of the instructor's tools.

CourseError
└── AutograderError       the run cannot go on; says what to do
    └── SubmissionError   one submission cannot be graded; the message is meant for its student
"""

from __future__ import annotations

from course.errors import CourseError


class AutograderError(CourseError):
    """The grading run cannot go on; the message says why and what to do."""


class SubmissionError(AutograderError):
    """One submission cannot be graded; the message is meant for its student and says what to do."""
