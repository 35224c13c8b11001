"""Write the folder that Sphinx reads: the index, the lessons' public editions and the project's own documents."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import nbformat

from course.authoring.audit import LessonAudit
from course.authoring.audit.page import audit_page
from course.authoring.carve import carve_package
from course.authoring.definition import Reference
from course.authoring.lesson import Lesson
from course.site.documents import copy_documents
from course.site.edition import site_notebook


def write_source(
    folder: Path, root: Path, lessons: Sequence[Lesson], reference: Reference, audits: Sequence[LessonAudit] = ()
) -> None:
    """Replace `folder` by the source of the site.

    Args:
        folder: a generated folder; what it holds is lost.
        root: the repository, for site/index.md and docs/.
        lessons: in order.
        reference: the framework that exercises are cut out of.
        audits: of the lessons; without any there is no page about them.
    """
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "lessons").mkdir(parents=True)
    for lesson in lessons:
        nbformat.write(site_notebook(lesson, reference), folder / "lessons" / f"{lesson.name}.ipynb")
    pages = copy_documents(root / "docs", folder / "project")
    documents = [f"project/{page.with_suffix('').as_posix()}" for page in pages]
    if audits:
        (folder / "project").mkdir(exist_ok=True)
        (folder / "project" / "audit.md").write_text(audit_page(audits), encoding="utf-8")
        documents.append("project/audit")
    template = (root / "site" / "index.md").read_text(encoding="utf-8")
    index = template.replace("%LESSONS%", _list_of(lessons)).replace("%TOCTREES%", _toctrees(lessons, documents))
    (folder / "index.md").write_text(index, encoding="utf-8")


def write_package(folder: Path, reference: Reference) -> None:
    """Write the whole framework under the students' name, for the lessons' cells to run on."""
    carve_package(reference, folder / "minitorch", [])


def _list_of(lessons: Sequence[Lesson]) -> str:
    entries = [
        f"### [{lesson.number}. {lesson.title}](lessons/{lesson.name}.ipynb)\n\n{lesson.question}" for lesson in lessons
    ]
    return "\n\n".join(entries)


def _toctrees(lessons: Sequence[Lesson], documents: Sequence[str]) -> str:
    trees = [_toctree("Lessons", [f"lessons/{lesson.name}" for lesson in lessons])]
    return "\n\n".join([*trees, *([_toctree("How it is built", documents)] if documents else [])])


def _toctree(caption: str, entries: Sequence[str]) -> str:
    return "\n".join(["```{toctree}", ":hidden:", f":caption: {caption}", "", *entries, "```"])
