"""The picture of a graph: what stands where, read from its numbers."""

from itertools import combinations
from xml.etree import ElementTree

import pytest

from minitorch_ref import ArgumentError
from minitorch_ref.scalars import Variable
from minitorch_ref.scalars.drawing import HEIGHT, draw, label

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def picture():
    x, y = Variable(3.0, "x"), Variable(-2.0, "y")
    return draw(x * y + x)


def ascii_of(text):
    return (
        text.replace("\N{MULTIPLICATION SIGN}", "*")
        .replace("\N{MINUS SIGN}", "-")
        .replace("\N{RIGHTWARDS ARROW}", "->")
    )


def texts(picture):
    return [ascii_of(text.text) for text in ElementTree.fromstring(picture.to_svg()).iter(f"{SVG}text")]


def test_every_value_and_every_local_derivative_is_written(picture):
    boxes = ["x = 3", "y = -2", "* -> -6", "+ -> -3"]
    assert sorted(texts(picture)) == sorted([*boxes, "1", "1", "-2", "3"])


def test_each_variable_stands_below_its_inputs(picture):
    for edge in picture.edges:
        assert picture.at[edge.source][1] < picture.at[edge.target][1]


def test_boxes_do_not_overlap(picture):
    boxes = [(x, y, width) for (x, y), width in zip(picture.at, picture.widths, strict=True)]
    for (x0, y0, w0), (x1, y1, w1) in combinations(boxes, 2):
        assert abs(y0 - y1) >= HEIGHT or abs(x0 - x1) >= (w0 + w1) / 2


def test_two_edges_to_one_variable_end_apart():
    x = Variable(3.0)
    picture = draw(x * x)
    assert picture.routes[0][-1] != picture.routes[1][-1]
    assert [picture.derivative(edge) for edge in picture.edges] == [3.0, 3.0]


def test_a_variable_without_a_name_shows_its_operation():
    assert [ascii_of(label(v)) for v in (Variable(2.0), Variable(2.0, "a"), -Variable(2.0))] == [
        "-> 2",
        "a = 2",
        "- -> -2",
    ]


def test_a_notebook_shows_the_drawing_inside_the_page(picture):
    assert picture._repr_html_().startswith('<div style="overflow-x:auto"><svg')
    assert repr(picture) == "Picture(4 variables, 4 edges)"


def test_a_leaf_alone_has_a_picture():
    assert texts(draw(Variable(2.0, "a"))) == ["a = 2"]


def test_too_many_variables_are_refused():
    last = Variable(1.0)
    for _ in range(200):
        last = last + 1
    with pytest.raises(ArgumentError, match="too many for a picture"):
        draw(last)
