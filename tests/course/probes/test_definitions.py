import pytest

from course.probes.definitions import (
    DefinitionError,
    check_signature,
    definition_source,
    find_definition,
    free_names,
)

CELL = """\
%timeit pass
import math
import os
from itertools import product

SCALE = 2
UNUSED = open("/nowhere") if False else None

def helper(x):
    return math.sqrt(x) * SCALE

@staticmethod
def area(shape, *, unit: int = 1):
    '''Area.'''
    return helper(unit) + sum(product(shape))

print(area)
"""


def test_a_definition_brings_the_imports_helpers_and_constants_it_needs_and_nothing_else():
    definition = find_definition(CELL, "area")
    assert definition.imports == ("import math", "from itertools import product")
    assert list(definition.helpers) == ["SCALE", "helper"]
    assert definition.source.startswith("@staticmethod\ndef area")
    assert "print" not in definition.whole_source


def test_the_last_definition_of_a_name_wins():
    assert definition_source("def f(): return 1\ndef f(): return 2", "f") == "def f(): return 2"


def test_characters_that_end_a_line_for_others_but_not_for_python_do_no_harm():
    cell = "# pasted: \x0c \u2028 \x85 \x1c\nBASE = 1\r\n\r\ndef f(x):\n    return x + BASE  # \u2029\n"
    namespace = {}
    exec(definition_source(cell, "f"), namespace)
    assert namespace["f"](2) == 3


def test_a_syntax_error_is_reported_with_its_line():
    with pytest.raises(DefinitionError, match="line 2"):
        definition_source("x = 1\ndef f(:\n  pass", "f")


def test_a_missing_name_is_reported_with_what_the_cell_defines():
    with pytest.raises(DefinitionError, match=r"does not define `g`.*it defines f"):
        definition_source("def f(): pass", "g")


def test_source_too_deep_for_the_parser_is_an_error_not_a_crash():
    with pytest.raises(DefinitionError):
        definition_source("x = " + "(" * 5000 + ")" * 5000, "f")


def test_annotations_may_change_but_parameters_may_not():
    check_signature("def f(x: int, *, dim=0): ...", "def f(x, *, dim: int = 0) -> int: ...", "f")
    with pytest.raises(DefinitionError, match=r"has `f\(x, \*, dim=0\)`, the cell `f\(x, dim=0\)`"):
        check_signature("def f(x, *, dim=0): ...", "def f(x, dim=0): ...", "f")


def test_every_method_of_a_class_is_compared_and_further_methods_are_allowed():
    stub = "class A(Base):\n    def f(self, x): ...\n    def g(self): ..."
    check_signature(stub, "class A(Base):\n  def g(self): ...\n  def f(self, x): ...\n  def h(self): ...", "A")
    with pytest.raises(DefinitionError, match=r"`A.g\(self\)` is missing"):
        check_signature(stub, "class A(Base):\n  def f(self, x): ...", "A")
    with pytest.raises(DefinitionError, match="signature changed"):
        check_signature(stub, "class A:\n  def f(self, x): ...\n  def g(self): ...", "A")


def test_free_names_are_those_a_module_must_provide():
    body = "    def g():\n        return np.sum(x) + K + len(os.sep)\n    return [y for y in g()]"
    source = f"import os\nK = 1\ndef f(x):\n{body}"
    assert free_names(source) == {"np"}
