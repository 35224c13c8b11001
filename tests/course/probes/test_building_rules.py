"""What an exercise may be built from."""

from __future__ import annotations

import pytest

from course.probes.building_rules import ANYTHING, BuildingRules, check_contract
from course.probes.definitions import DefinitionError

RULES = BuildingRules(("math",), ("np", "einsum"))
STUB = RULES.comments + "def product(x, y):\n    raise NotImplementedError\n"


def answer(body: str, head: str = "") -> str:
    return f"{head}\ndef product(x, y):\n    {body}\n"


def test_the_rules_of_a_stub_are_read_back() -> None:
    assert BuildingRules.of_stub(STUB) == RULES
    assert BuildingRules.of_stub("def product(x, y): ...") == ANYTHING
    assert BuildingRules.of_stub(BuildingRules(()).comments) == BuildingRules(())


@pytest.mark.parametrize(
    "source",
    [
        answer("return math.prod((x, y))", "import math"),
        answer("from minitorch import shapes\n    return shapes"),
        answer("return x * y", "from collections.abc import Sequence"),
        answer("einsums = x\n    return einsums * y"),
    ],
)
def test_what_is_allowed_passes(source: str) -> None:
    check_contract(STUB, source, "product")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (answer("return numpy.dot(x, y)", "import numpy"), "imports numpy; .* may import math"),
        (answer("import numpy.linalg as la\n    return la.dot(x, y)"), "imports numpy"),
        (answer("from numpy import dot\n    return dot(x, y)"), "imports numpy"),
        (answer("from . import other\n    return other"), "imports"),
        (answer("return np.dot(x, y)"), "uses `np`"),
        (answer("return x.einsum(y)"), "uses `einsum`"),
        (answer("from minitorch import einsum as e\n    return e(x, y)"), "uses `einsum`"),
        (answer("return __import__('numpy').dot(x, y)"), "uses `__import__`"),
        (answer("return getattr(x, 'ein' + 'sum')(y)"), "uses `getattr`"),
        (answer("return eval('n' + 'p').dot(x, y)"), "uses `eval`"),
        (answer("return helper(x, y)", "def helper(x, y):\n    return np.dot(x, y)"), "uses `np`"),
        ("def product(x):\n    return x", "signature changed"),
    ],
)
def test_what_is_not_allowed_is_named(source: str, said: str) -> None:
    with pytest.raises(DefinitionError, match=said):
        check_contract(STUB, source, "product")


def test_an_exercise_without_rules_may_use_anything() -> None:
    check_contract("def product(x, y): ...", answer("return numpy.dot(x, y)", "import numpy"), "product")
