import re
from xml.etree import ElementTree

import numpy as np
import pytest

from course.figures import broadcasting_explorer
from course.figures.broadcasting import PAIRS

SVG = "{http://www.w3.org/2000/svg}"
FITTING = {name: pair for name, pair in PAIRS.items() if pair[2] is not None}


def frame(shapes, pair: str, block: int = 0, row: int = 0, column: int = 0) -> str:
    return broadcasting_explorer(shapes).render({"shapes": pair, "block": block, "row": row, "column": column})


def texts(picture: str) -> list[str]:
    return ["".join(text.itertext()) for text in ElementTree.fromstring(picture).iter(f"{SVG}text")]


def counted(shape: tuple[int, ...], scale: int) -> np.ndarray:
    return (np.arange(np.prod(shape, dtype=int)).reshape(shape) + 1) * scale


@pytest.mark.parametrize("pair", FITTING)
def test_every_frame_adds_the_two_elements_that_numpy_adds(shapes, pair):
    a, b, result = FITTING[pair]
    total = counted(a, 10) + counted(b, 1)
    assert total.shape == result
    for index, value in np.ndenumerate(total):
        place = (0, 0, 0, *index)[-3:]
        first = np.broadcast_to(counted(a, 10), result)[index]
        assert f"{first} + {value - first} = {value}" in texts(frame(shapes, pair, *place))


def test_the_controls_reach_exactly_the_outputs_of_each_pair(shapes):
    grid = list(broadcasting_explorer(shapes).controls.grid())
    assert len(grid) == sum(int(np.prod(result)) for _, _, result in FITTING.values()) + 1


def test_stretched_axes_are_shown_with_stride_zero(shapes):
    words = texts(frame(shapes, "(2, 1, 4) + (3, 1)"))
    assert {"strides (4, 0, 1)", "axis 1 stretched", "strides (0, 1, 0)", "axes 0 and 2 stretched"} <= set(words)


def test_an_echo_marks_the_copy_and_a_pick_the_stored_element(shapes):
    picture = ElementTree.fromstring(frame(shapes, "(3, 4) + (4,)", row=2, column=1))
    kinds = [rect.get("class") for rect in picture.iter(f"{SVG}rect")]
    assert (kinds.count("pick"), kinds.count("echo"), kinds.count("ghost")) == (3, 1, 7)


def test_shapes_that_do_not_fit_show_the_axis_and_the_students_own_error(shapes):
    shown = frame(shapes, "(3, 4) + (3,)")
    assert "Here 4 meets 3, and neither is 1." in shown
    assert "Your broadcast_shapes refuses the pair, as it should:" in shown
    assert "ValueError: shape mismatch" in shown


def test_accepting_shapes_that_do_not_fit_is_pointed_out(shapes):
    shapes.broadcast_shapes = lambda a, b: (3, 4)
    assert "returned (3, 4); it must raise ShapeError." in frame(shapes, "(3, 4) + (3,)")


def test_a_wrong_result_shape_is_named(shapes):
    shapes.broadcast_shapes = lambda a, b: (4, 3)
    assert "broadcast_shapes((3, 4), (4,)) returned (4, 3)" in frame(shapes, "(3, 4) + (4,)")


def test_an_unwritten_exercise_is_named(shapes):
    def missing(*_):
        raise NotImplementedError("lesson 2, exercise 2.1: shapes.broadcast_shapes is yours to write")

    shapes.broadcast_shapes = missing
    for pair in PAIRS:
        assert "Write exercise 2.1 (shapes.broadcast_shapes) to see this view." in frame(shapes, pair)


def test_an_expand_that_copies_nothing_but_forgets_stride_zero_is_drawn_or_explained(shapes):
    shapes.expand_layout = lambda layout, shape: shapes.Layout(shape, (4, 1), 0)
    shown = frame(shapes, "(3, 4) + (4,)", row=2, column=1)
    assert "nothing stretched" in shown
    assert re.search(r"100 \+ 10 = 110", shown)
