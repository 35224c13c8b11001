"""A student in real JupyterLab, in real Chromium: wrong answers first, then the right one."""

import json
import re

import nbformat
import pytest

from course import kit, workspace
from course.checks import load_checks
from course.checks.library import renamed
from course.paths import checkout
from course.serve.jupyterlab import running

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LESSON = "01_tensors"
EXERCISE = "1.1"
SECONDS = 1000  # Playwright counts in milliseconds


@pytest.fixture(scope="module")
def lab(tmp_path_factory, course_kit):
    """A student's folder, and JupyterLab serving it with every cell in the page."""
    folder = tmp_path_factory.mktemp("student")
    settings = tmp_path_factory.mktemp("settings") / "@jupyterlab" / "notebook-extension"
    settings.mkdir(parents=True)
    (settings / "tracker.jupyterlab-settings").write_text(json.dumps({"windowingMode": "none"}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTERLAB_SETTINGS_DIR", str(settings.parent.parent))
        patch.setenv("JUPYTERLAB_WORKSPACES_DIR", str(tmp_path_factory.mktemp("workspaces")))
        space = workspace.create(folder, course_kit)
        write_finished_notebook(space.folder)
        with running(space.folder) as server:
            yield space, server


@pytest.fixture(scope="module")
def page(lab, browser):
    page = open_notebook(browser, lab[1], LESSON)
    yield page
    page.close()


def write_finished_notebook(folder):
    answers = {exercise.id: exercise for exercise in kit.locate().lesson(LESSON).exercises}
    sources = kit.locate().answers(LESSON)
    notebook = nbformat.read(folder / f"{LESSON}.ipynb", as_version=4)
    for cell in notebook.cells:
        exercise = cell.metadata.get("minitorch", {}).get("exercise")
        if exercise and cell.metadata.nbgrader.solution:
            cell.source = sources[answers[exercise].path]
        elif cell.metadata.get("nbgrader", {}).get("grade_id", "").startswith("answer-"):
            cell.source = "A view shares its storage with the tensor it was taken from."
    nbformat.write(notebook, folder / "finished.ipynb")


def open_notebook(browser, server, name):
    page = browser.new_page(viewport={"width": 1400, "height": 1100})
    page.set_default_timeout(120 * SECONDS)
    page.goto(server.url(f"{name}.ipynb") + "&reset")  # without the tabs of an earlier page
    page.wait_for_selector(".jp-CodeCell")
    page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]")
    return page


def run_all(page):
    """Run > Run All Cells, again until a cell has begun: the menu does nothing while no notebook is the current one."""
    begun = page.locator(".jp-InputArea-prompt", has_text=re.compile(r"\[[*\d]"))
    for _ in range(10):
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_text("Run All Cells", exact=True).click()
        page.wait_for_timeout(3 * SECONDS)
        if begun.count():
            return
    pytest.fail(f"no cell begins to run; JupyterLab shows:\n{page.locator('body').inner_text()}")


def cell_with(page, text):
    """The first code cell whose source holds `text`, by its place, since the source may change."""
    sources = page.locator(".jp-CodeCell .jp-InputArea-editor")
    sources.filter(has_text=text).first.wait_for()
    number = next(number for number, source in enumerate(sources.all_inner_texts()) if text in source)
    return page.locator(".jp-CodeCell").nth(number)


def run(page, cell):
    """Run a cell with Shift+Enter, wait for the kernel's answer, and return the text below the cell."""
    prompt = cell.locator(".jp-InputArea-prompt").first
    before = prompt.inner_text()
    cell.locator(".cm-content").first.click()
    page.keyboard.press("Shift+Enter")
    page.wait_for_function(
        "([element, before]) => /\\[\\d+\\]/.test(element.innerText) && element.innerText != before",
        arg=[prompt.element_handle(), before],
    )
    page.wait_for_timeout(300)
    return " ".join(cell.locator(".jp-OutputArea").first.inner_text().split())


def type_into(page, cell, source):
    cell.locator(".cm-content").first.click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(source)


def a_wrong_answer():
    known = next(w for w in load_checks(checkout() / "lessons" / LESSON).wrong if w.exercise == "1.1")
    shown = re.sub("[*`]", "", " ".join(known.says.split()))  # emphasis and code are rendered
    return renamed(known.source, known.mistake, "contiguous_strides"), shown


def saved_file(space):
    return (space.package / "shapes.py").read_text(encoding="utf-8")


def test_a_student_gets_it_wrong_then_right(page, lab):
    space, _ = lab
    exercise = cell_with(page, "def contiguous_strides")
    check = cell_with(page, 'check("1.1")')
    assert "Error" not in run(page, cell_with(page, "%load_ext course"))

    assert "not written yet" in run(page, check)

    source, says = a_wrong_answer()
    type_into(page, exercise, source)
    assert "saved minitorch/shapes.py: contiguous_strides" in run(page, exercise)
    assert says in run(page, check)
    wrong_file = saved_file(space)
    assert source.splitlines()[-1] in wrong_file

    type_into(page, exercise, "def contiguous_strides(shape:\n    return ()")
    assert "SyntaxError" in run(page, exercise)
    assert saved_file(space) == wrong_file

    answer = kit.locate().answers(LESSON)["shapes.contiguous_strides"]
    type_into(page, exercise, answer)
    run(page, exercise)
    assert answer.splitlines()[-1] in saved_file(space)
    feedback = run(page, check)
    assert says not in feedback
    assert "expected" not in feedback


def test_the_stride_explorer_moves_and_runs_on_the_students_functions(browser, lab):
    page = open_notebook(browser, lab[1], "finished")
    run_all(page)
    source = page.locator(".jp-InputArea-editor", has_text="stride_explorer(shapes)")
    explorer = page.locator(".jp-CodeCell").filter(has=source)
    figure = explorer.locator(".jp-OutputArea-output svg").first
    error = page.locator("[data-mime-type='application/vnd.jupyter.error']").first
    figure.or_(error).first.wait_for(timeout=300 * SECONDS)  # the cells above train nothing, but a machine may be busy
    assert not error.is_visible(), error.inner_text()
    before = figure.inner_html()
    handle = explorer.locator("input[type=range], .noUi-handle").first
    handle.focus()
    handle.press("ArrowRight")
    page.wait_for_function(
        "([cell, before]) => cell.querySelector('.jp-OutputArea-output svg')?.innerHTML != before",
        arg=[explorer.element_handle(), before],
    )
    page.close()


def test_nbgraders_validate_button_passes_a_finished_notebook(browser, lab):
    page = open_notebook(browser, lab[1], "finished")
    page.locator("jp-button, button").filter(has_text="Validate").first.click()
    dialog = page.locator(".jp-Dialog")
    dialog.get_by_text(re.compile("Success|passes all the tests")).first.wait_for(timeout=180 * SECONDS)
    page.close()
