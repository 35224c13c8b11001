"""Each lesson as a student does it who gets everything right: from the top, nothing before its time."""

from pathlib import Path

import nbclient
import nbformat
import pytest

from course import workspace
from course.study import catch_up

LESSONS = sorted(folder.name for folder in Path(__file__).parents[2].joinpath("lessons").glob("[0-9]*"))


def finished(kit, lesson, folder):
    """The student's notebook with the model answers in its exercise cells."""
    answers = kit.answers(lesson)
    paths = {exercise.id: exercise.path for exercise in kit.lesson(lesson).exercises}
    notebook = nbformat.read(folder / f"{lesson}.ipynb", as_version=4)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id", "").startswith("exercise-"):
            cell.source = answers[paths[cell.metadata.minitorch.exercise]]
    return notebook


@pytest.mark.slow
@pytest.mark.parametrize("lesson", LESSONS)
def test_a_finished_notebook_runs_from_the_top_and_earns_every_visible_point(lesson, course_kit, tmp_path):
    space = workspace.create(tmp_path / "student", course_kit)
    list(catch_up.catch_up(space, course_kit, lesson))
    notebook = finished(course_kit, lesson, space.folder)
    nbclient.NotebookClient(notebook, timeout=180, resources={"metadata": {"path": space.folder}}).execute()
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id", "").startswith("check-"):
            earned = next(out.data["text/plain"] for out in cell.outputs if out.output_type == "execute_result")
            assert float(earned) == cell.metadata.nbgrader.points, cell.source
