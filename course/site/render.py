"""Run Sphinx over the generated source; a cell that stops with an error stops the build and is named."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from myst_nb.core.execute.base import ExecutionError
from sphinx.application import Sphinx
from sphinx.errors import SphinxError

from course.authoring.audit import LessonAudit
from course.authoring.definition import Reference
from course.authoring.lesson import Lesson
from course.errors import CourseError
from course.figures.explore import STATIC, VARIABLE
from course.site.failure import failed_cell, without_colours
from course.site.outputs import outputs_folder
from course.site.source import write_package, write_source

_MARK = ".buildinfo"
"""Sphinx leaves this file in what it has built."""


def build_site(
    root: Path, lessons: Sequence[Lesson], reference: Reference, output: Path, audits: Sequence[LessonAudit] = ()
) -> Path:
    """Render the lessons; return the page to open.

    Beside `output` a folder `...-work` keeps the executed outputs until the framework, the figures or a cell changes.
    An earlier site stays until the new one is complete.

    Raises: CourseError that names lesson, cell and line if a cell fails, or lists what Sphinx warns of; or if
        `output` holds something else.
    """
    _refuse_other_files(output)
    work = output.with_name(output.name + "-work")
    source, package = work / "source", work / "package"
    write_source(source, root, lessons, reference, audits)
    write_package(package, reference)
    cache = outputs_folder(work / "cache", root, package)
    pages = work / "html"
    shutil.rmtree(pages, ignore_errors=True)
    with _environment({VARIABLE: STATIC, "PYTHONPATH": os.pathsep.join([str(package), str(root)])}):
        _run_sphinx(root / "site", source, pages, cache, lessons)
    shutil.rmtree(output, ignore_errors=True)
    shutil.move(pages, output)
    return output / "index.html"


def _refuse_other_files(output: Path) -> None:
    """Make sure that nothing but an earlier site is going to be replaced.

    Raises: CourseError if `output` holds files that no build of the site has put there.
    """
    if output.exists() and any(output.iterdir()) and not (output / _MARK).is_file():
        raise CourseError(f"course site: {output} holds other files; give --output a new or an empty folder")


def _run_sphinx(configuration: Path, source: Path, output: Path, cache: Path, lessons: Sequence[Lesson]) -> None:
    said = io.StringIO()
    overrides = {"nb_execution_cache_path": str(cache)}
    doctrees = source.with_name("doctrees")
    shutil.rmtree(doctrees, ignore_errors=True)
    try:
        app = Sphinx(
            source, configuration, output, doctrees, "html", confoverrides=overrides, status=None, warning=said
        )
        app.build(force_all=True)
    except ExecutionError as error:
        raise CourseError(f"course site: {failed_cell(Path(str(error)), lessons, error.__cause__)}") from error
    except SphinxError as error:
        raise CourseError(f"course site: {error}\n{without_colours(said.getvalue())}") from error
    warnings = without_colours(said.getvalue()).strip()
    if warnings or app.statuscode:
        raise CourseError(f"course site: the pages have problems; correct them and build again\n{warnings}")


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    """Set environment variables, which kernels inherit, for a while."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
