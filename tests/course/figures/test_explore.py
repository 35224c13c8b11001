import pytest

from course.figures import FigureError, explore


def circle(radius: int, colour: str = "red") -> str:
    return f"<svg><circle r='{radius}' fill='{colour}'/></svg>"


def test_a_frame_is_what_the_function_returns():
    assert explore(circle, radius=range(3)).render({"radius": 2}) == circle(2)


def test_the_function_is_called_anew_for_every_frame():
    answers = iter(["first", "second"])
    figure = explore(lambda n: next(answers), n=[0])
    assert [figure.render({"n": 0}), figure.render({"n": 0})] == ["first", "second"]


def test_an_unknown_control_suggests_the_nearest_parameter():
    with pytest.raises(FigureError, match='no parameter "raduis"; did you mean "radius"'):
        explore(circle, raduis=range(3))


def test_a_control_without_values_is_refused():
    with pytest.raises(FigureError, match='"radius" has nothing to choose from'):
        explore(circle, radius=[])


def test_a_control_holds_numbers_or_labels_only():
    with pytest.raises(FigureError, match="a control holds numbers or labels"):
        explore(circle, radius=[None])


def test_too_many_frames_for_a_page_are_refused_with_the_limit():
    with pytest.raises(FigureError, match="more than 600 frames; give them fewer values"):
        explore(circle, radius=range(1000))


def test_a_start_outside_the_choices_is_refused():
    with pytest.raises(FigureError, match="start has radius=7"):
        explore(circle, start={"radius": 7}, radius=range(3))


def test_later_controls_depend_on_earlier_ones():
    figure = explore(lambda rows, row: "", rows=[1, 3], row=lambda rows: range(rows))
    assert [tuple(values.values()) for values in figure.controls.grid()] == [(1, 0), (3, 0), (3, 1), (3, 2)]


def test_an_error_of_the_students_function_becomes_one_message_without_a_traceback():
    def stride(n):
        return 1 // n

    shown = explore(lambda n: str(stride(n)), n=[0]).render({"n": 0})
    assert "stride stopped with an error." in shown
    assert "ZeroDivisionError: integer division or modulo by zero" in shown
    assert "Traceback" not in shown


def test_a_message_shows_markup_as_text():
    def broken(n):
        raise ValueError("<script>alert(1)</script>")

    shown = explore(broken, n=[0]).render({"n": 0})
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown


def test_a_missing_exercise_is_named_by_its_number():
    def frame(n):
        raise NotImplementedError("lesson 1, exercise 1.4: shapes.permute_layout is yours to write")

    assert "Write exercise 1.4 (shapes.permute_layout) to see this view." in explore(frame, n=[0]).render({"n": 0})


def test_an_empty_stub_of_the_notebook_is_named_by_its_function():
    def permute_layout():
        raise NotImplementedError

    assert "Write permute_layout to see this view." in explore(lambda n: permute_layout(), n=[0]).render({"n": 0})


def test_a_frame_that_is_no_text_is_explained():
    assert "returned int; SVG or HTML text is expected" in explore(lambda n: n, n=[0]).render({"n": 0})
