import matplotlib
import pytest
from matplotlib.figure import Figure

from course.figures.style import figure_html, settings


@pytest.fixture
def html() -> str:
    with matplotlib.rc_context(settings()):
        figure = Figure()
        axes = figure.subplots()
        axes.plot([1, 4, 9], label="squares")
        axes.set(title="Growth", xlabel="n")
        return figure_html(figure)


def test_a_plot_takes_the_pages_own_text_colour(html):
    assert "currentColor" in html
    assert "#010203" not in html


def test_a_plot_has_no_background_of_its_own(html):
    assert "#ffffff" not in html


def test_the_same_plot_is_the_same_text(html):
    with matplotlib.rc_context(settings()):
        figure = Figure()
        axes = figure.subplots()
        axes.plot([1, 4, 9], label="squares")
        axes.set(title="Growth", xlabel="n")
        assert figure_html(figure) == html
