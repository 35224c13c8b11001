"""The graded notebook: the release's frame, the student's answers, the points under each check."""

from dataclasses import replace

import nbformat
import pytest

from autograder.gradebook.autograded import autograded_notebook
from autograder.intake.notebook import Cell


@pytest.fixture
def graded(lesson, result):
    def make(notebook):
        made = autograded_notebook(lesson.source_notebook, notebook, result)
        nbformat.validate(nbformat.from_dict(made))
        return made["cells"]

    return make


def labels(cells):
    return [cell["metadata"].get("nbgrader", {}).get("grade_id", "") for cell in cells]


def by_label(cells):
    return dict(zip(labels(cells), cells, strict=True))


ALL = ["exercise-1-1", "check-1-1", "hidden-1-1", "exercise-1-2", "check-1-2", "hidden-1-2", "answer-1-A"]


def test_answers_are_the_students_and_everything_locked_is_the_releases(graded, hand_in):
    sources = {"exercise-1-1": "def mine(): pass", "check-1-1": "print('full marks')", "answer-1-A": "Because."}
    cells = by_label(graded(hand_in(sources)))
    assert cells["exercise-1-1"]["source"] == "def mine(): pass"
    assert cells["answer-1-A"]["source"] == "Because."
    assert cells["check-1-1"]["source"] == 'check("1-1")'


def test_points_stand_under_each_check(graded, hand_in):
    cells = by_label(graded(hand_in()))
    assert cells["check-1-2"]["outputs"][0]["text"].startswith("0 points\nfailed  The sentence of corner.: expected 5")
    assert cells["hidden-1-2"]["outputs"][0]["text"] == "1 points\npassed  The sentence of drawn.\n"


def test_deleted_cells_come_back_in_their_places(graded, hand_in):
    notebook = hand_in()
    kept = tuple(cell for cell in notebook.cells if cell.grade_id not in ("exercise-1-1", "check-1-2", "hidden-1-2"))
    assert [label for label in labels(graded(replace(notebook, cells=kept))) if label] == ALL


def test_a_duplicated_label_stays_on_the_last_cell_only(graded, hand_in):
    notebook = hand_in()
    found = labels(graded(replace(notebook, cells=notebook.cells + notebook.cells)))
    assert sorted(label for label in found if label) == sorted(ALL)


def test_unknown_labels_outputs_and_metadata_of_the_student_are_gone(graded, hand_in):
    notebook = hand_in()
    extra = Cell("code", "x = 1", "autograded-by-me")
    cells = graded(replace(notebook, cells=(*notebook.cells, extra)))
    assert cells[-1] | {"id": ""} == {
        "cell_type": "code",
        "metadata": {},
        "source": "x = 1",
        "execution_count": None,
        "outputs": [],
        "id": "",
    }


def test_a_submission_without_a_notebook_shows_the_release_and_the_problem(graded, lesson, refused_result):
    made = autograded_notebook(lesson.source_notebook, None, refused_result)
    nbformat.validate(nbformat.from_dict(made))
    assert "the file is &lt;empty&gt;" in made["cells"][0]["source"]
    assert [label for label in labels(made["cells"]) if label] == ALL


def test_images_are_those_pasted_into_the_cell_and_a_missing_one_does_not_stop_formgrader(graded, hand_in):
    kept = "[z](https://a.org) ![a](attachment:a.png)"
    text = "![b](attachment:b.png) ![](https://example.org/x.png) ![x][y] ![c](attachment\\:c)"
    pasted = {"a.png": {"image/png": "AAAA"}}
    cells = graded(replace(hand_in(), cells=(*hand_in().cells, Cell("markdown", f"{kept} {text}", attachments=pasted))))
    links = text.replace("![", "! [").replace("](attachment\\", "] (attachment\\")
    assert cells[-1]["source"] == f"{kept} {links}"
    assert cells[-1]["attachments"] == pasted


@pytest.mark.parametrize("place", ["answer-1-A", ""])
def test_a_students_text_cannot_become_html_in_the_instructors_browser(graded, hand_in, place):
    text = "if i<n: $a<b$ <script>x</script> </p><!-- <?x <IMG src=x onerror=y> [x](javascript:y) [x]: data:z"
    spaced = (
        "if i< n: $a< b$ < script>x< /script> < /p>< !-- < ?x < IMG src=x onerror=y> [x] (javascript:y) [x] : data:z"
    )
    notebook = hand_in({"answer-1-A": text})
    notebook = replace(notebook, cells=(*notebook.cells, Cell("markdown", text)))
    shown = [c["source"] for c in graded(notebook) if c["cell_type"] == "markdown" and labels([c]) == [place]][-1]
    assert shown == spaced


def test_text_of_the_release_keeps_its_html_and_raw_cells_are_not_shown(lesson, graded, hand_in):
    lesson.source_notebook["cells"][0]["source"] = "<details>A hint</details>"
    notebook = hand_in()
    extra = (Cell("markdown", "<details>A hint</details>"), Cell("raw", "<script>x</script>"))
    cells = graded(replace(notebook, cells=(*notebook.cells, *extra)))
    assert cells[-2]["source"] == "<details>A hint</details>"
    assert cells[-1]["metadata"] == {"raw_mimetype": "text/plain"}
