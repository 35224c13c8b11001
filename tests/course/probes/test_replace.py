import sys
import types

import pytest

from course.probes.replace import replace_definition, replaced


@pytest.fixture
def package():
    """A package of two modules: `shapes`, and `user` that has one of its functions by name."""
    root, shapes, user = (types.ModuleType(name) for name in ("toy", "toy.shapes", "toy.user"))
    source = """
class Base:
    def name(self): return "base"

class Layer(Base):
    def name(self): return "old " + super().name()
    def gone(self): return 1

def double(x): return 2 * x
def quadruple(x): return double(double(x))
"""
    exec(source, vars(shapes))
    user.double = shapes.double
    root.shapes, root.user = shapes, user
    sys.modules.update({"toy": root, "toy.shapes": shapes, "toy.user": user})
    yield root
    for name in ("toy", "toy.shapes", "toy.user"):
        del sys.modules[name]


def test_a_new_function_is_used_by_callers_and_wherever_it_was_imported_by_name(package):
    replace_definition(package, "shapes.double", "import math\ndef double(x): return math.floor(x) + 1")
    assert package.shapes.quadruple(1.5) == 3
    assert package.user.double(4) == 5


def test_live_instances_and_super_work_with_a_new_class(package):
    layer = package.shapes.Layer()
    cls = package.shapes.Layer
    new = """
class Layer(Base):
    def name(self): return "new " + super().name()
    @property
    def upper(self): return super().name().upper()
"""
    replace_definition(package, "shapes.Layer", new)
    assert package.shapes.Layer is cls
    assert (layer.name(), layer.upper) == ("new base", "BASE")
    assert not hasattr(layer, "gone")


def test_a_source_that_fails_leaves_the_package_as_it_was(package):
    with pytest.raises(ZeroDivisionError):
        replace_definition(package, "shapes.double", "leftover = 1\ndef double(x): return 0\n1 / 0")
    assert package.shapes.quadruple(1) == 4
    assert not hasattr(package.shapes, "leftover")


def test_replaced_restores_functions_helpers_and_classes(package):
    with replaced(package, "shapes.double", "K = 5\ndef double(x): return x + K"):
        assert package.user.double(1) == 6
    assert package.user.double(1) == 2
    assert not hasattr(package.shapes, "K")
    layer = package.shapes.Layer()
    with replaced(package, "shapes.Layer", "class Layer(Base):\n    def name(self): return 'x'"):
        assert layer.name() == "x"
    assert layer.name() == "old base"
    assert layer.gone() == 1


def test_imports_of_minitorch_mean_the_package_that_is_changed(package):
    with replaced(package, "shapes.double", "from minitorch.shapes import quadruple\ndef double(x): return quadruple"):
        assert package.user.double(1) is package.shapes.quadruple
