"""Whatever notebook somebody hands in: the others are not touched, and it is graded, or refused in a sentence."""

import json
import tempfile
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import nbformat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.assemble import assemble
from autograder.errors import SubmissionError
from autograder.feedback.page import feedback_page
from autograder.gradebook.autograded import autograded_notebook
from autograder.intake import find_deliveries, receive
from autograder.intake.notebook import read_notebook
from autograder.similarity.fingerprints import fingerprints

LABELS = ["exercise-1-1", "check-1-1", "hidden-1-1", "exercise-1-2", "check-1-2", "hidden-1-2", "answer-1-A"]
PIECES = [
    "def contiguous_strides(shape):\n    return (3, 1)",
    "def index_to_position(index, layout):\n    return 0",
    "@cache\nclass contiguous_strides:\n    pass",
    "def contiguous_strides(",
    "    indented",
    "%%bash\nrm -rf /",
    "!ls",
    "%load_ext course",
    "check('1.1')",
    "import os; os.abort()",
    "contiguous_strides = lambda shape: ()",
    "</textarea><script>alert(1)</script>",
    "\x00\ufeff\u202e\ud800",
    "\f\r\n\x0b\u2028def contiguous_strides(shape): ...",
    '"""',
    "(" * 300,
]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
SOURCE = st.lists(st.sampled_from(PIECES) | st.text(max_size=20), max_size=3).flatmap(
    lambda parts: st.just("\n".join(parts)) | st.just(parts)
)
LABELLED = st.sampled_from([*LABELS, "", "../x"]).map(lambda label: {"nbgrader": {"grade_id": label, "solution": True}})
CELL = st.fixed_dictionaries(
    {"cell_type": st.sampled_from(["code", "markdown", "raw"]), "source": SOURCE, "metadata": LABELLED | ANYTHING},
    optional={"outputs": ANYTHING, "attachments": ANYTHING, "id": ANYTHING, "execution_count": ANYTHING},
)
ABOUT = st.just({"minitorch": {"lesson": "01_toy", "release": "abcdef012345"}}) | ANYTHING
NOTEBOOK = st.fixed_dictionaries({"nbformat": st.just(4), "metadata": ABOUT, "cells": st.lists(CELL, max_size=8)})

any_notebook = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Tags(HTMLParser):
    """The tags of a page."""

    def __init__(self, page):
        super().__init__()
        self.found = set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.add(tag)


@any_notebook
@given(content=(NOTEBOOK | ANYTHING).map(json.dumps).map(str.encode) | st.binary(max_size=200))
def test_beside_any_file_the_others_are_received_as_if_it_were_not_there(content, notebook_json):
    good = json.dumps(notebook_json).encode()
    with tempfile.TemporaryDirectory() as place:
        alone, together = Path(place, "alone"), Path(place, "together")
        for folder in (alone, together):
            for student in ("ada", "zoe"):
                (folder / student).mkdir(parents=True)
                (folder / student / "01_toy.ipynb").write_bytes(good)
        (together / "mallory").mkdir()
        (together / "mallory" / "01_toy.ipynb").write_bytes(content)
        expected, found = (
            {s.student: replace(s, origin="") for s in receive(deliveries, ["01_toy"])}
            for deliveries in (find_deliveries(folder, ["01_toy"]) for folder in (alone, together))
        )
    mallory = found.pop("mallory")
    assert found == expected
    assert bool(mallory.problem) != (mallory.notebook is not None)


@any_notebook
@given(data=NOTEBOOK)
def test_what_can_be_read_is_assembled_graded_and_shown(data, lesson, result):
    notebook = read_notebook(json.dumps(data).encode())
    try:
        answers = assemble(notebook, lesson)
    except SubmissionError:
        return
    assert answers.sources.keys() <= {exercise.id for exercise in lesson.exercises}
    graded = autograded_notebook(lesson.source_notebook, notebook, result)
    nbformat.validate(nbformat.from_dict(graded))
    labels = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in graded["cells"]]
    assert sorted(filter(None, labels)) == sorted(LABELS)  # each once, in the order of the student
    notes = tuple(note for several in answers.notes.values() for note in several)
    page = feedback_page(replace(result, answers=dict(answers.sources), notes=notes), lesson)
    assert not Tags(page).found & {"script", "textarea"}
    for source in answers.sources.values():
        fingerprints(source)
