"""What a course directory holds after grading, in a form that can be compared."""

from autograder.course_folder import journal_file
from autograder.journal import Journal


def grades(course):
    """All grades, in an order and form that do not depend on the database's random ids."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        return sorted(
            (s.student.id, g.name, g.auto_score, g.needs_manual_grade, s.late_submission_penalty)
            for assignment in book.assignments
            for s in assignment.submissions
            for n in s.notebooks
            for g in n.grades
        )


def with_known_secret(course):
    """Random inputs are the same for every course directory with the same secret."""
    with Journal(journal_file(course)) as journal:
        journal._run("INSERT INTO settings VALUES ('secret', ?)", ("5e" * 32,))
    return course
