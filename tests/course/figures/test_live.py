from types import SimpleNamespace

import pytest
from IPython.core.events import EventManager, available_events

from course.figures import explore
from course.figures.live import LiveFigure, live_widget


@pytest.fixture(autouse=True)
def in_a_notebook(monkeypatch):
    monkeypatch.delenv("MINITORCH_FIGURES", raising=False)


def shown(figure: LiveFigure) -> str:
    return figure.widget.children[1].value


def control(figure: LiveFigure, place: int):
    return figure.widget.children[0].children[place]


def test_a_notebook_gets_a_widget():
    bundle = explore(lambda n: "", n=range(2))._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_moving_a_control_draws_the_new_frame():
    figure = LiveFigure(explore(lambda n: f"<p>{n * n}</p>", n=range(5)))
    control(figure, 0).value = 3
    assert "<p>9</p>" in shown(figure)


def test_a_figure_opens_where_it_is_told_to():
    assert "<p>2</p>" in shown(LiveFigure(explore(lambda n: f"<p>{n}</p>", start={"n": 2}, n=range(5))))


def test_an_earlier_control_fits_the_later_ones():
    figure = LiveFigure(explore(lambda size, at: f"<p>{size}:{at}</p>", size=[4, 2, 1], at=lambda size: range(size)))
    control(figure, 1).value = 3
    control(figure, 0).value = 2
    assert "<p>2:1</p>" in shown(figure)
    control(figure, 0).value = 1
    assert control(figure, 1).layout.display == "none"


def test_a_redefined_function_is_seen_at_the_next_move_and_at_a_refresh():
    def answer():
        return "old"

    namespace = {"answer": answer}
    figure = LiveFigure(explore(lambda n: f"<p>{namespace['answer']()}</p>", n=range(3)))
    namespace["answer"] = lambda: "new"
    control(figure, 0).value = 1
    assert "<p>new</p>" in shown(figure)
    namespace["answer"] = lambda: "newest"
    figure.refresh()
    assert "<p>newest</p>" in shown(figure)


def test_a_slow_figure_is_not_redrawn_after_every_cell(monkeypatch):
    calls = []
    figure = LiveFigure(explore(lambda n: str(calls.append(n)), n=range(2)))
    monkeypatch.setattr("course.figures.live._SLOW", -1.0)
    figure.refresh()
    assert len(calls) == 1


def test_running_a_cell_redraws_the_figures_on_show(monkeypatch):
    shell = SimpleNamespace()
    shell.events = EventManager(shell, available_events)
    monkeypatch.setattr("course.figures.live.get_ipython", lambda: shell)
    namespace = {"value": "before"}
    widgets = [live_widget(explore(lambda n: f"<p>{namespace['value']}</p>", n=[0, 1])) for _ in range(2)]
    namespace["value"] = "after"
    shell.events.trigger("post_run_cell", None)
    assert all("<p>after</p>" in widget.children[1].value for widget in widgets)
    assert len(shell.events.callbacks["post_run_cell"]) == 1


def test_a_function_that_never_comes_back_holds_the_notebook_up_only_once(monkeypatch):
    monkeypatch.setattr("course.figures.live._LIMIT", 0.2)
    calls = []

    def endless(n):
        calls.append(n)
        while n:
            pass
        return "<p>back</p>"

    figure = LiveFigure(explore(endless, n=range(2)))
    control(figure, 0).value = 1
    assert "did not come back" in shown(figure)
    figure.refresh()
    assert calls.count(1) == 1
    control(figure, 0).value = 0
    assert "<p>back</p>" in shown(figure)


def test_what_a_function_prints_does_not_join_the_output_of_some_cell(capsys):
    def talkative(n):
        print("here I am")
        return f"<p>{n}</p>"

    LiveFigure(explore(talkative, n=range(2))).refresh()
    assert capsys.readouterr().out == ""
