"""Cutting a definition out of its module."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.authoring.carve import carve_package, notebook_solution, notebook_stub
from course.authoring.definition import Reference, find_definition
from course.authoring.lesson import Exercise
from course.errors import CourseError
from course.probes.building_rules import BuildingRules


def framework(folder: Path, text: str) -> Reference:
    root = folder / "some_ref"
    root.mkdir()
    (root / "__init__.py").write_text("")
    (root / "parts.py").write_text(text)
    return Reference(root, "some_ref")


def stub_of(folder: Path, text: str, name: str = "f") -> str:
    reference = framework(folder, text)
    return notebook_stub(reference, find_definition(reference, f"parts.{name}"), BuildingRules())


def test_signature_decorators_and_docstring_stay_verbatim(tmp_path: Path) -> None:
    head = '@cached(size=3)\ndef f(x: "dict[str, int]", *, g=lambda a: a) -> dict[str, int]:  # note\n'
    text = head + '    """Doc: a."""\n    return x\n'
    assert stub_of(tmp_path, text).split("\n") == [
        *text.split("\n")[:3],
        "    # your code here",
        "    raise NotImplementedError",
    ]


def test_comments_before_inside_and_below_the_body_go(tmp_path: Path) -> None:
    body = '    # above\n    """Doc."""\n    # inside\n    return x\n    # below\n\n    # far below\n'
    text = f"def f(x):\n{body}\n\n# of the module\nA = 1\n"
    assert "#" not in stub_of(tmp_path, text).replace("# your code here", "")


def test_a_module_comment_below_is_not_part_of_the_body(tmp_path: Path) -> None:
    reference = framework(tmp_path, 'def f(x):\n    """Doc."""\n    return x\n\n\n# ---- next ----\nA = 1\n')
    carve_package(reference, tmp_path / "minitorch", [Exercise("1.1", "parts.f", "", 1, 1, 1, 1)])
    text = (tmp_path / "minitorch" / "parts.py").read_text()
    assert text.endswith('is yours to write")\n\n\n# ---- next ----\nA = 1\n')


def test_the_other_names_of_the_package_are_left_alone(tmp_path: Path) -> None:
    stub = stub_of(tmp_path, 'def f(x):\n    """See some_ref.parts, not some_reference."""\n    return x\n')
    assert "See minitorch.parts, not some_reference." in stub


def test_lines_of_a_string_keep_their_place_in_the_solution(tmp_path: Path) -> None:
    text = 'def f():\n    """Doc."""\n    return """\n  two\nnone\n"""\n'
    reference = framework(tmp_path, text)
    solution = notebook_solution(reference, find_definition(reference, "parts.f"), BuildingRules())
    assert 'return """\n  two\nnone\n"""\n    ### END SOLUTION' in solution


@pytest.mark.parametrize(
    "text",
    ["def f(x): return x\n", 'def f(x):\n    """Doc."""; return x\n', "class f: a = 1\n"],
)
def test_a_body_that_cannot_be_cut_by_lines_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(CourseError, match="own line"):
        stub_of(tmp_path, text)


def test_an_unknown_path_suggests_the_nearest(tmp_path: Path) -> None:
    reference = framework(tmp_path, "def broadcast_shapes():\n    pass\n")
    with pytest.raises(CourseError, match=r'did you mean "parts\.broadcast_shapes"'):
        find_definition(reference, "parts.broadcast_shape")


def test_a_definition_in_another_module_is_suggested(tmp_path: Path) -> None:
    reference = framework(tmp_path, "def f():\n    pass\n")
    with pytest.raises(CourseError, match=r'did you mean "parts\.f"'):
        find_definition(reference, "elsewhere.f")
