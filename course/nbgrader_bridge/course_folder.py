"""Make a folder that nbgrader takes for a course: its settings and the instructor's notebooks as sources."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

CODE_STUB = "# your code here\nraise NotImplementedError"
TEXT_STUB = "Write your answer here."

CONFIG = f"""# Written by the course's tools; nbgrader reads it in every command that is run in this folder.
c = get_config()  # noqa: F821

# the stubs that the committed notebooks show
c.ClearSolutions.code_stub = {{"python": {CODE_STUB!r}}}
c.ClearSolutions.text_stub = {TEXT_STUB!r}
# a deleted check is put back and graded; without this it stays "needs manual grading" for ever
c.OverwriteCells.add_missing_cells = True
"""


def make_course_folder(folder: Path, instructor: Path, course_id: str = "minitorch") -> Path:
    """Write nbgrader_config.py, unless there is one, and source/NN_slug/NN_slug.ipynb.

    Args:
        folder: the course folder; made if it is not there.
        instructor: where `course build` left the instructor's notebooks, build/instructor.
        course_id: what nbgrader's exchange calls the course.

    Returns: the folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    identity = f"c.CourseDirectory.course_id = {course_id!r}\nc.CourseDirectory.root = {str(folder.resolve())!r}\n"
    config = folder / "nbgrader_config.py"
    if not config.exists():  # an instructor's own settings stay
        config.write_text(CONFIG + identity, encoding="utf-8")
    for notebook in sorted(instructor.glob("*/*.ipynb")):
        target = folder / "source" / notebook.parent.name / notebook.name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(notebook, target)
    return folder


def environment() -> dict[str, str]:
    """Return the environment to run nbgrader in: it starts `alembic` by name, which lies beside this interpreter."""
    return {**os.environ, "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])}
