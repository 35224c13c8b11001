import pytest
from click.testing import CliRunner

from autograder.commands.new_course import command


@pytest.mark.slow
def test_a_new_course_holds_the_lessons_and_a_second_time_keeps_the_instructors_settings(tmp_path, course_kit):
    folder = tmp_path / "course"
    first = CliRunner().invoke(command, [str(folder), "--id", "cs101"])
    assert first.exit_code == 0, first.output
    assert "autograder grade ." in first.output
    assert {source.name for source in (folder / "source").iterdir()} == set(course_kit.lessons)
    config = folder / "nbgrader_config.py"
    assert "'cs101'" in config.read_text()
    config.write_text("c = get_config()  # my own\n")
    (folder / "source" / course_kit.lessons[0] / f"{course_kit.lessons[0]}.ipynb").write_text("{}")
    assert CliRunner().invoke(command, [str(folder)]).exit_code == 0
    assert "my own" in config.read_text()
    assert (folder / "source" / course_kit.lessons[0] / f"{course_kit.lessons[0]}.ipynb").read_text() != "{}"
