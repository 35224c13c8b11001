"""The summary in the terminal and as JSON."""

import io
import json
from dataclasses import replace

import pytest
from rich.console import Console

from autograder.class_report import ClassReport, Row
from autograder.errors import AutograderError
from autograder.lessons import choose
from autograder.report import print_report
from autograder.results import Result


def printed(report):
    stream = io.StringIO()
    print_report(report, Console(file=stream, width=120))
    return stream.getvalue()


@pytest.fixture
def report(lesson, result, refused_result):
    rows = (
        Row("ada", "01_toy", result),
        Row("[red]bob\x1b[2J", "01_toy", refused_result, earlier=True),
        Row("eve", "01_toy", None, failure="the machine stopped"),
    )
    return ClassReport(rows, (lesson,), "full", 2.0, 1)


def test_points_per_exercise_diagnoses_problems_and_failures_are_shown(report):
    text = printed(report)
    assert [
        word
        for word in ("ada", "3", "1", "4", "1.2  1 student: ada\n       You forgot the offset.")
        if word not in text
    ] == []
    assert "the file is <empty>" in text
    assert "not graded: the machine stopped" in text
    assert "1 submission graded in 2.0 s; 1 had been graded before." in text
    assert "1 written answer to grade by hand in formgrader (3 points a student" in text
    assert "Sandbox: full" in text


def test_a_mistake_of_many_students_is_one_line_with_the_most_common_first(lesson, result):
    rare = replace(result.exercises[1], diagnosis="You forgot the sign.")
    several = [Row(f"s{n}", "01_toy", replace(result, student=f"s{n}")) for n in range(9)]
    several.append(Row("t", "01_toy", replace(result, exercises=(result.exercises[0], rare))))
    text = printed(ClassReport(tuple(several), (lesson,), "full", 2.0, 10))
    assert text.count("You forgot the offset.") == 1
    assert "1.2  9 students: s0, s1, s2, s3, s4, s5 and 3 more" in text
    assert text.index("the offset") < text.index("the sign")
    assert "10 submissions graded in 2.0 s (200 ms each)." in text


def test_names_cannot_command_the_terminal_or_the_markup(report):
    text = printed(report)
    assert "\x1b[2J" not in text
    assert "[red]bob" in text


def test_the_json_holds_every_check_and_can_be_read_back(report, result):
    data = json.loads(json.dumps(report.to_json()))
    assert [row["earned"] for row in data["submissions"]] == [4, 0, None]
    assert Result.from_json(data["submissions"][0]["result"]) == result


@pytest.mark.parametrize("wanted", ["1", "01", "01_toy"])
def test_a_lesson_is_chosen_by_number_or_name(lesson, wanted):
    assert choose([lesson], wanted) == [lesson]


def test_an_unknown_lesson_suggests_the_nearest(lesson):
    with pytest.raises(AutograderError, match='did you mean "01_toy"'):
        choose([lesson], "01_toi")
