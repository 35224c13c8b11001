"""The built pages in a real browser, opened as files: nothing is fetched, everything moves."""

from collections.abc import Iterator

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser) -> Iterator:
    """A page that takes note of everything it should not do."""
    page = browser.new_page()
    page.set_default_timeout(15_000)
    page.wrong = []
    page.on("pageerror", lambda error: page.wrong.append(f"error: {error}"))
    page.on("console", lambda said: page.wrong.append(f"console: {said.text}") if said.type == "error" else None)
    page.on("requestfailed", lambda request: page.wrong.append(f"failed: {request.url}"))
    page.on("request", lambda request: page.wrong.append(f"request: {request.url}") if _leaves(request.url) else None)
    yield page
    page.close()
    assert page.wrong == []


def _leaves(url: str) -> bool:
    return not url.startswith(("file:", "data:", "blob:"))


def figures_in(page, lesson_pages) -> Iterator:
    for lesson in lesson_pages:
        page.goto(lesson.as_uri())
        yield from page.locator(".mt-figure").all()


def test_every_page_opens_without_an_error_or_a_request(page, site):
    for file in [site / "index.html", *sorted((site / "lessons").glob("*.html")), *site.glob("project/**/*.html")]:
        page.goto(file.as_uri())
        assert page.locator("h1").count() == 1, file


def test_both_explorers_are_there(page, lesson_pages):
    names = {figure.get_attribute("aria-label") for figure in figures_in(page, lesson_pages)}
    assert {"Stride explorer", "Broadcasting explorer"} <= names


def test_every_control_changes_its_figure_from_the_keyboard(page, lesson_pages):
    for figure in figures_in(page, lesson_pages):
        controls = figure.locator("input:visible, select:visible")
        for number in range(controls.count()):
            before = figure.locator(".mt-frame").inner_html()
            controls.nth(number).focus()
            page.keyboard.press("ArrowUp" if number else "ArrowDown")
            after = figure.locator(".mt-frame").inner_html()
            assert after != before


def test_every_figure_shows_a_picture_and_no_message(page, lesson_pages):
    for figure in figures_in(page, lesson_pages):
        assert figure.locator("svg").count() >= 1
        assert figure.locator(".mt-message").count() == 0


def test_every_control_has_a_label(page, lesson_pages):
    for figure in figures_in(page, lesson_pages):
        for control in figure.locator("input, select").all():
            assert control.evaluate("control => control.labels[0].innerText.trim()")


def test_choosing_a_view_hides_the_sliders_it_has_no_use_for(page, lesson_pages):
    for figure in figures_in(page, lesson_pages):
        if figure.get_attribute("aria-label") == "Broadcasting explorer":
            figure.locator("select").select_option("(3, 4) + (3,)")
            assert figure.locator("input:visible").count() == 0
            figure.locator("select").select_option("(2, 1, 4) + (3, 1)")
            assert figure.locator("input:visible").count() == 3


def test_formulas_are_drawn(page, lesson_pages):
    for lesson in lesson_pages:
        page.goto(lesson.as_uri())
        page.wait_for_selector("mjx-container svg")
        assert page.locator("mjx-container [data-mjx-error]").count() == 0


def test_plots_take_the_colour_of_a_dark_page(browser, lesson_pages):
    dark = browser.new_page(color_scheme="dark")
    for lesson in lesson_pages:
        dark.goto(lesson.as_uri())
        assert dark.locator(".mt-plot svg").count() >= 1, lesson
        ink = dark.locator(".mt-plot").first.evaluate("plot => getComputedStyle(plot).color")
        assert min(int(part) for part in ink.strip("rgba()").split(",")[:3]) > 150
    dark.close()


def test_search_finds_a_word(page, site):
    word = "contiguous"
    page.goto(f"{(site / 'search.html').as_uri()}?q={word}")
    page.wait_for_selector("#search-results li a")
    assert "lessons/" in page.locator("#search-results li a").first.get_attribute("href")


def test_on_a_narrow_phone_the_page_itself_does_not_scroll_sideways(browser, lesson_pages):
    phone = browser.new_page(viewport={"width": 360, "height": 740})
    for lesson in lesson_pages:
        phone.goto(lesson.as_uri())
        assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    phone.close()
