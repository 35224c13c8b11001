"""An import by another way that gives the same thing is the same import; one that gives another thing is not."""

import pytest

from course.probes.definitions import DefinitionError, find_definition
from course.workspace.ledger import Extras
from course.workspace.origins import same_thing
from course.workspace.splice import splice

MODULE = """from minitorch.functions.function import Context, Function


class Matmul(Function):
    pass
"""
CELL = "from {} import {}\n\nclass Matmul(Function):\n    made = True\n"


@pytest.fixture
def folder(tmp_path):
    files = {
        "autograd/__init__.py": "from minitorch.autograd.function import Function\n",
        "autograd/function.py": "class Function: pass\n",
        "functions/function.py": "from minitorch.autograd import Function as Base\nFunction2 = 1\n"
        "from minitorch.autograd.function import Context, Function\n",
        "functions/circle.py": "from minitorch.functions.round import Function\n",
        "functions/round.py": "from minitorch.functions.circle import Function\n",
        "functions/other.py": "class Function: pass\n",
        "functions/broken.py": "def (\n",
    }
    for name, text in files.items():
        file = tmp_path / "minitorch" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    "module", ["minitorch.autograd", "minitorch.autograd.function", "minitorch.functions.function"]
)
def test_the_same_thing_by_another_way_is_accepted_and_not_written_again(folder, module):
    found = find_definition(CELL.format(module, "Function"), "Matmul")
    spliced = splice(MODULE, found, Extras(), "minitorch/functions/matmul.py", folder)
    assert "made = True" in spliced.text
    assert spliced.text.count("import") == 1
    assert spliced.extras == Extras()


@pytest.mark.parametrize("module", ["other", "circle", "broken", "absent"])
def test_another_thing_of_that_name_is_refused(folder, module):
    found = find_definition(CELL.format(f"minitorch.functions.{module}", "Function"), "Matmul")
    with pytest.raises(DefinitionError, match="already means something else"):
        splice(MODULE, found, Extras(), "minitorch/functions/matmul.py", folder)


def test_a_name_under_which_it_is_imported_is_followed(folder):
    one = "from minitorch.functions.function import Base as Function"
    assert same_thing(folder, one, "from minitorch.autograd.function import Function")
    assert not same_thing(folder, "import minitorch", one)
