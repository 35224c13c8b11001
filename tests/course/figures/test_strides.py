import re
from xml.etree import ElementTree

import numpy as np
import pytest

from course.figures import stride_explorer
from course.figures.views import LETTERS, VIEWS

SVG = "{http://www.w3.org/2000/svg}"
WHOLE = np.array(list(LETTERS)).reshape(4, 6)
EXPECTED = {
    "x, the tensor itself": WHOLE,
    "x.T, transposed": WHOLE.T,
    "x[1:3, 2:5], a crop": WHOLE[1:3, 2:5],
    "x[:, ::2], every second column": WHOLE[:, ::2],
    "x in tiles of 2 by 3": WHOLE,
}


def drawn(shapes, view: str, row: int, column: int) -> ElementTree.Element:
    return ElementTree.fromstring(stride_explorer(shapes).render({"view": view, "row": row, "column": column}))


def picked(picture: ElementTree.Element) -> list[str]:
    return [text.text for text in picture.iter(f"{SVG}text") if "pick" in text.get("class", "").split()]


def words(picture: ElementTree.Element) -> str:
    return " | ".join("".join(text.itertext()) for text in picture.iter(f"{SVG}text"))


@pytest.mark.parametrize("view", EXPECTED)
def test_every_frame_picks_the_same_right_element_in_storage_and_view(shapes, view):
    for (row, column), letter in np.ndenumerate(EXPECTED[view]):
        assert picked(drawn(shapes, view, row, column)) == [letter, letter]


def test_the_controls_reach_exactly_the_elements_of_each_view(shapes):
    grid = list(stride_explorer(shapes).controls.grid())
    assert len(grid) == sum(letters.size for letters in EXPECTED.values())
    assert {view.name for view in VIEWS} == set(EXPECTED)


def test_the_arithmetic_is_written_out(shapes):
    assert "8 + 1·6 + 2·1 = 16 |" in words(drawn(shapes, "x[1:3, 2:5], a crop", 1, 2))
    assert "0 + 1·12 + 1·3 + 0·6 + 2·1 = 17 |" in words(drawn(shapes, "x in tiles of 2 by 3", 2, 5))


def test_contiguity_is_what_the_student_says(shapes):
    assert "contiguous | no" in words(drawn(shapes, "x.T, transposed", 0, 0))
    shapes.is_contiguous = lambda layout: True
    assert "contiguous | yes" in words(drawn(shapes, "x.T, transposed", 0, 0))


def test_the_picture_has_a_title_and_a_sentence_for_those_who_cannot_see_it(shapes):
    picture = drawn(shapes, "x.T, transposed", 4, 3)
    assert picture.find(f"{SVG}title").text == "Strides: x.T, transposed"
    sentence = "Shape (6, 4), strides (1, 6), offset 0: element [4, 3] is at position 22 of storage."
    assert picture.find(f"{SVG}desc").text == sentence
    assert picture.get("role") == "img"
    assert sentence in picture.get("aria-label")


def test_an_unwritten_function_costs_only_the_views_that_need_it(shapes):
    def missing(*_):
        raise NotImplementedError("lesson 1, exercise 1.4: shapes.permute_layout is yours to write")

    shapes.permute_layout = missing
    shapes.is_contiguous = missing
    figure = stride_explorer(shapes)
    assert "Write exercise 1.4" in figure.render({"view": "x.T, transposed", "row": 0, "column": 0})
    assert "contiguous | write exercise 1.4" in words(drawn(shapes, "x, the tensor itself", 0, 0))


def test_wrong_strides_are_drawn_as_they_are(shapes):
    shapes.contiguous_strides = lambda shape: (1, 4)
    assert picked(drawn(shapes, "x, the tensor itself", 1, 2)) == [LETTERS[9]] * 2


def test_a_position_outside_the_storage_is_marked(shapes):
    shapes.contiguous_strides = lambda shape: (12, 2)
    assert "outside the storage" in words(drawn(shapes, "x, the tensor itself", 3, 5))


def test_a_position_that_disagrees_with_the_sum_is_pointed_out(shapes):
    shapes.index_to_position = lambda index, layout: 5
    assert "index_to_position says 5, the sum says 0" in words(drawn(shapes, "x, the tensor itself", 0, 0))


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (None, "permute_layout returned None; a Layout(shape, strides, offset) is expected."),
        (((6, 4), (1,), 0), "permute_layout gave 1 strides (1,) to the 2 axes of (6, 4)."),
        (((6, 4), (1, 6.0), 0), "a tuple of whole numbers is expected."),
        (((6, 4), (1, 6), None), "permute_layout returned the offset None"),
        (((4, 6), (1, 6), 0), "permute_layout made the shape (4, 6); this view of (4, 6) has (6, 4)."),
    ],
)
def test_what_cannot_be_drawn_is_said(shapes, answer, message):
    shapes.permute_layout = lambda layout, dims: answer
    shown = stride_explorer(shapes).render({"view": "x.T, transposed", "row": 0, "column": 0})
    assert message in re.sub("&#x27;", "'", shown)
