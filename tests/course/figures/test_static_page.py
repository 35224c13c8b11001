import json
import re
from html.parser import HTMLParser

import pytest

from course.figures import explore


@pytest.fixture(autouse=True)
def on_the_site(monkeypatch):
    monkeypatch.setenv("MINITORCH_FIGURES", "static")


def page_of(figure) -> str:
    return figure._repr_mimebundle_()["text/html"]


def data_of(page: str) -> dict:
    return json.loads(re.search(r'class="mt-data">(.*?)</script>', page, re.DOTALL)[1])


def frame_at(data: dict, *places: int) -> str:
    branch = data["tree"]
    for place in places:
        branch = branch["next"][place]
    return "\n".join(data["lines"][line] for line in data["frames"][branch])


def test_the_page_holds_every_frame_of_the_grid():
    figure = explore(lambda n, m: f"<p>\n{n} and {m}\n</p>", n=[1, 2], m=["x", "y"])
    data = data_of(page_of(figure))
    frames = [frame_at(data, i, j) for i in range(2) for j in range(2)]
    assert frames == [f"<p>\n{n} and {m}\n</p>" for n in (1, 2) for m in ("x", "y")]


def test_frames_share_the_lines_they_have_in_common():
    data = data_of(page_of(explore(lambda n: f"<svg>\n{n}\n</svg>", n=range(5))))
    assert len(data["lines"]) == 5 + 2


def test_a_frame_cannot_close_the_script_that_carries_it():
    page = page_of(explore(lambda n: "<b></script><!-- é</b>", n=[0]))
    assert frame_at(data_of(page), 0) == "<b></script><!-- é</b>"


def test_without_javascript_the_opening_frame_is_there():
    page = page_of(explore(lambda n: f"<p>frame {n}</p>", start={"n": 2}, n=range(4)))
    assert '<div class="mt-frame" aria-live="polite"><p>frame 2</p></div>' in page


def test_numbers_make_a_slider_and_labels_a_list_each_with_its_name():
    page = page_of(explore(lambda n, kind_of_view: "", n=range(4), kind_of_view=["a<b", "c"]))
    assert '<label><span>n</span><input type="range" data-name="n" min="0" max="3" step="1" value="0">' in page
    assert "<label><span>kind of view</span><select" in page
    assert "<option selected>a&lt;b</option>" in page


def test_a_page_asks_for_nothing_outside_itself():
    class Addresses(HTMLParser):
        found = ()

        def handle_starttag(self, tag, attrs):
            self.found += tuple(value for name, value in attrs if name in {"src", "href"})

    addresses = Addresses()
    page = page_of(explore(lambda n: "<svg></svg>", n=range(2)))
    addresses.feed(page)
    assert addresses.found == ()
    assert not re.search(r"fetch\(|import\(|XMLHttpRequest|@import|url\(", page)
