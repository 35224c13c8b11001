"""Mutants: every one differs in one thing, and what students do not write stays as it is."""

from __future__ import annotations

import ast

import pytest

from course.authoring.mutants import mutants

ANSWER = '''
@cached
def slope(x: int, n: int = 3) -> int:
    """Return 1 + 2."""
    if n < 1:
        raise ValueError(f"too small: {n + 1}")
    total: float = 0.5
    for i in range(n):
        total += x[i] * 2
    with no_grad():
        y = x.detach().sum(dim=-1)
    return total - y if n == 1 else -total
'''


def changes(source: str, name: str = "slope") -> set[tuple[str, str, str]]:
    return {(m.kind, m.before, m.after) for m in mutants(source, name)}


@pytest.mark.parametrize(
    "change",
    [
        ("comparison", "if n < 1:", "if n <= 1:"),
        ("comparison", "if n < 1:", "if False:"),
        ("constant", "total: float = 0.5", "total: float = 1.0"),
        ("off by one", "for i in range(n):", "for i in range(n - 1):"),
        ("off by one", "for i in range(n):", "for i in range(1, n):"),
        ("missing accumulation", "total += x[i] * 2", "total = x[i] * 2"),
        ("operator", "total += x[i] * 2", "total += x[i] / 2"),
        ("dropped term", "total += x[i] * 2", "total += x[i]"),
        ("dropped term", "total += x[i] * 2", ""),
        ("missing detach", "with no_grad():", "if True:"),
        ("missing detach", "y = x.detach().sum(dim=-1)", "y = x.sum(dim=-1)"),
        ("axis", "y = x.detach().sum(dim=-1)", "y = x.detach().sum(dim=-1 - 1)"),
        ("dropped term", "y = x.detach().sum(dim=-1)", "y = x.detach().sum()"),
        ("sign", "return total - y if n == 1 else -total", "return total - y if n == 1 else total"),
        ("operator", "return total - y if n == 1 else -total", "return total + y if n == 1 else -total"),
    ],
)
def test_a_mutant_of_each_kind_is_made(change: tuple[str, str, str]) -> None:
    assert change in changes(ANSWER)


def test_signature_docstring_annotations_and_texts_of_errors_stay() -> None:
    for mutant in mutants(ANSWER, "slope"):
        node = ast.parse(mutant.source).body[0]
        assert isinstance(node, ast.FunctionDef)
        assert ast.unparse(node.args) == "x: int, n: int=3"
        assert ast.get_docstring(node) == "Return 1 + 2."
        assert "too small: {n + 1}" in mutant.source
        assert "@cached" in mutant.source


def test_every_mutant_is_valid_and_no_two_are_the_same() -> None:
    sources = [mutant.source for mutant in mutants(ANSWER, "slope")]
    assert len(set(sources)) == len(sources) > 25
    for source in sources:
        compile(source, "<mutant>", "exec")
        assert source != ast.unparse(ast.parse(ANSWER))


def test_one_statement_differs() -> None:
    original = ast.unparse(ast.parse(ANSWER)).splitlines()
    for mutant in mutants(ANSWER, "slope"):
        lines = mutant.source.splitlines()
        assert sum(a != b for a, b in zip(original, lines, strict=True)) == 1


def test_methods_of_a_class_are_changed_and_guards_for_authors_are_not() -> None:
    source = "class Tally:\n    size = 2\n\n    def add(self, a, b):\n        return list(zip(a, b, strict=True))\n"
    swapped = ("swapped", "return list(zip(a, b, strict=True))", "return list(zip(b, a, strict=True))")
    assert changes(source, "Tally") == {swapped}
