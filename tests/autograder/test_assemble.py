"""Which cell answers an exercise: by grade id, else by name, as running the notebook from the top would have it."""

from dataclasses import replace

import pytest

from autograder.assemble import assemble
from autograder.errors import SubmissionError
from autograder.intake.notebook import Cell

GOOD = "def contiguous_strides(shape):\n    return (3, 1)"
OTHER = "def contiguous_strides(shape):\n    return 'other'"


def without(notebook, *grade_ids):
    return replace(notebook, cells=tuple(cell for cell in notebook.cells if cell.grade_id not in grade_ids))


def with_cell(notebook, cell, place):
    cells = list(notebook.cells)
    cells.insert(place, cell)
    return replace(notebook, cells=tuple(cells))


def test_the_labelled_cell_is_taken_without_a_note(lesson, hand_in):
    found = assemble(hand_in({"exercise-1-1": GOOD, "answer-1-A": "Because."}), lesson)
    assert found.sources["1.1"] == GOOD
    assert found.notes == {}


def test_a_deleted_label_is_made_good_by_the_name(lesson, hand_in):
    notebook = with_cell(without(hand_in(), "exercise-1-1"), Cell("code", GOOD), 1)
    found = assemble(notebook, lesson)
    assert found.sources["1.1"] == GOOD
    assert "another cell that defines `contiguous_strides`" in found.notes["1.1"][0]


def test_a_later_definition_before_the_check_counts_as_it_does_in_the_notebook(lesson, hand_in):
    notebook = with_cell(hand_in({"exercise-1-1": OTHER}), Cell("code", GOOD), 2)
    assert assemble(notebook, lesson).sources["1.1"] == GOOD


def test_an_experiment_after_the_check_does_not_count(lesson, hand_in):
    notebook = hand_in({"exercise-1-1": GOOD})
    assert assemble(with_cell(notebook, Cell("code", OTHER), len(notebook.cells)), lesson).sources["1.1"] == GOOD


def test_a_duplicated_cell_is_noted_and_the_one_before_the_check_counts(lesson, hand_in):
    notebook = hand_in({"exercise-1-1": GOOD})
    twice = replace(notebook, cells=notebook.cells + notebook.cells)
    found = assemble(twice, lesson)
    assert found.sources["1.1"] == GOOD
    assert "2 cells" in found.notes["1.1"][0]


def test_relabelling_an_exercise_as_another_does_not_carry_points_over(lesson, hand_in):
    notebook = without(hand_in({"exercise-1-1": GOOD}), "exercise-1-2")
    stolen = with_cell(notebook, Cell("code", GOOD, "exercise-1-2"), 4)
    found = assemble(stolen, lesson)
    assert found.sources["1.2"] == GOOD
    assert "does not define `index_to_position`" in found.notes["1.2"][0]


def test_a_missing_exercise_costs_only_itself(lesson, hand_in):
    found = assemble(without(hand_in({"exercise-1-1": GOOD}), "exercise-1-2"), lesson)
    assert set(found.sources) == {"1.1"}
    assert "missing" in found.notes["1.2"][0]


@pytest.mark.parametrize("text", ["", "  ", "Write your answer here.", "YOUR ANSWER HERE"])
def test_an_untouched_answer_is_no_answer(lesson, hand_in, text):
    assert assemble(hand_in({"answer-1-A": text}), lesson).written == {}


def test_a_notebook_of_another_course_is_refused(lesson, hand_in):
    foreign = replace(hand_in(name=""), cells=(Cell("code", "print('statistics')"),))
    with pytest.raises(SubmissionError, match="not the notebook of 01_toy"):
        assemble(foreign, lesson)


def test_an_older_release_is_graded_where_exercises_still_exist(lesson, hand_in):
    found = assemble(hand_in({"exercise-1-1": GOOD}, release="000000000000"), lesson)
    assert found.sources["1.1"] == GOOD
    assert "earlier release" in found.notes[""][0]


def test_an_older_release_without_any_exercise_left_is_refused_with_a_way_out(lesson, hand_in):
    old = replace(hand_in(release="000000000000"), cells=(Cell("code", "def gone(): pass", "exercise-9-9"),))
    with pytest.raises(SubmissionError, match="fetch the current notebook"):
        assemble(old, lesson)
