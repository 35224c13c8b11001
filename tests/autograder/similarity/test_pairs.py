"""Copies are found under new names and layout; what everybody writes counts for nothing."""

import random
import re
from dataclasses import replace

import pytest

from autograder.similarity import similar_pairs
from autograder.similarity.fingerprints import fingerprints
from autograder.similarity.page import similarity_page

LOOP = """
def contiguous_strides(shape):
    steps = []
    step = 1
    for size in reversed(shape):
        steps.append(step)
        step *= size
    return tuple(reversed(steps))
"""
OWN = """
def index_to_position(index, layout):
    if len(index) != layout.ndim or any(not 0 <= i < n for i, n in zip(index, layout.shape)):
        raise IndexError(f"{index} is outside of {layout.shape}")
    total = START
    for axis in range(len(index)):
        total SIGN= layout.strides[axis] * index[axis] * EXTRA
    return total + layout.offset - START
"""


def disguised(source):
    """The same code with other names, comments, annotations, a docstring and another layout."""
    for old, new in (("steps", "moves"), ("step", "move"), ("size", "n_items"), ("total", "acc"), ("axis", "k")):
        source = re.sub(rf"\b{old}\b", new, source)
    source = re.sub(r"\):\n", ") -> tuple:\n    '''My own work.'''\n    # nobody else's\n", source, count=1)
    return source.replace(" * ", "*").replace("= []", "=  []")


def test_names_comments_annotations_and_layout_make_no_difference():
    assert fingerprints(disguised(LOOP)) == fingerprints(LOOP)
    assert len(fingerprints(LOOP)) > 5


def test_another_way_to_write_it_has_other_fingerprints():
    other = "def contiguous_strides(shape):\n    return tuple(prod(shape[n + 1:]) for n in range(len(shape)))\n"
    assert not fingerprints(LOOP) & fingerprints(other)


@pytest.mark.parametrize("source", ["", "def f(:", "x\x00", "x = 1", "(" * 5000, "-" * 20_000 + "1"])
def test_what_is_no_python_or_too_short_has_none(source):
    assert fingerprints(source) == frozenset()


@pytest.fixture
def class_of(result):
    def make(answers):
        return [replace(result, student=student, answers=both) for student, both in answers.items()]

    return make


def own_answers(seed):
    """An answer of somebody who worked alone: alike in the large, different in the small."""
    draw = random.Random(seed)
    body = OWN.replace("START", str(draw.randint(0, 9))).replace("SIGN", draw.choice("+-"))
    body = body.replace("EXTRA", str(draw.randint(1, 99)))
    lines = [
        f"    note{n} = [{draw.randint(0, 999)}, ({draw.choice('+-')}index[{n}],), layout.shape]" for n in range(9)
    ]
    head, rest = body.strip().split("\n", 1)
    return {"1.1": LOOP, "1.2": "\n".join([head, *lines, rest])}


def test_the_copy_ranks_first_in_a_class_that_solved_it_alike(lesson, class_of):
    answers = {f"s{n:02}": own_answers(n) for n in range(30)}
    answers["copied"] = {id_: disguised(source) for id_, source in answers["s17"].items()}
    first, *others = similar_pairs(lesson, class_of(answers), top=10)
    assert first.students == ("copied", "s17")
    assert first.bits > 3 * max(pair.bits for pair in others)
    assert list(first.exercises) == ["1.2"]  # everybody has the loop of 1.1
    assert first.share == pytest.approx(1.0)


def test_empty_exercises_and_exercises_of_other_editions_are_not_alike(lesson, class_of):
    stubs = {exercise.id: exercise.stub for exercise in lesson.exercises} | {"9.9": LOOP}
    others = {f"s{n}": own_answers(n) for n in range(8)}
    pairs = similar_pairs(lesson, class_of({"a": stubs, "b": stubs} | others), top=99)
    assert not any({"a", "b"} & set(pair.students) for pair in pairs)


def test_a_class_of_one_has_no_pairs(lesson, class_of):
    assert similar_pairs(lesson, class_of({"a": own_answers(1)}), top=3) == []


def test_the_page_shows_both_answers_and_runs_nothing(lesson, class_of):
    answers = {f"s{n}": own_answers(n) for n in range(9)}
    answers["<script>x"] = {"1.2": answers["s1"]["1.2"] + "\n# <script>alert(1)</script>\n"}
    page = similarity_page(similar_pairs(lesson, class_of(answers), top=1))
    assert "note3" in page
    assert "<script" not in page
    assert "index_to_position" in page
