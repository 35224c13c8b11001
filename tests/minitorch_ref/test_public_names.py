"""What users can rely on: the public names, a quick import, and a package that imports while it is still unfinished."""

import ast
import inspect
import json
import pkgutil
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import minitorch_ref as mt

PUBLIC_NAMES = Path(__file__).parent / "public_names.json"
EXERCISES = {
    "shapes.py": ["contiguous_strides", "index_to_position", "position_to_index", "permute_layout", "slice_layout",
                  "is_contiguous", "view_strides", "tile_layout", "broadcast_shapes", "expand_layout"],
    "backends/python_loops/loops.py": ["map_loop", "zip_loop", "reduce_loop"],
}  # fmt: skip


def test_the_public_names_are_these():
    """A name that goes or comes is a change for users: write it down in the CHANGELOG and in public_names.json."""
    pinned = json.loads(PUBLIC_NAMES.read_text())
    assert sorted(mt.__all__) == pinned["minitorch_ref"]
    methods = sorted(name for name in dir(mt.Tensor) if not name.startswith("_"))
    assert methods == pinned["minitorch_ref.Tensor"]
    assert all(hasattr(mt, name) for name in mt.__all__)


def test_every_public_function_says_what_it_does():
    for name in mt.__all__:
        assert inspect.getdoc(getattr(mt, name)) or name in ("inf", "nan", "pi"), name


def run(code: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )


def test_importing_brings_only_numpy():
    heavy = "('sklearn', 'scipy', 'matplotlib', 'numba', 'torch', 'pandas')"
    finished = run(f"import sys, minitorch_ref; print([name for name in {heavy} if name in sys.modules])")
    assert finished.stdout.strip() == "[]", finished.stderr


def test_importing_loads_only_what_tensors_need():
    later = "('nn', 'optim', 'audio', 'vision', 'text', 'downloads')"
    code = f"import sys, minitorch_ref as mt; print([n for n in {later} if 'minitorch_ref.' + n in sys.modules])"
    assert run(code).stdout.strip() == "[]"
    assert run("import sys, minitorch_ref; print('numpy.random' in sys.modules)").stdout.strip() == "False"


def test_a_part_of_the_package_is_there_when_it_is_asked_for():
    code = "import minitorch_ref as mt; print(mt.nn.Linear.__name__, mt.audio.__name__, mt.data.neighbours.__name__)"
    assert run(code).stdout.split() == ["Linear", "minitorch_ref.audio", "minitorch_ref.data.neighbours"]
    assert run("import minitorch_ref as mt; print(mt.functions.cross_entropy.nll_loss.__name__)").stdout == "nll_loss\n"
    assert run("from minitorch_ref import optim; print(optim.SGD.__name__)").stdout.strip() == "SGD"


def test_the_package_lists_its_parts_and_refuses_others():
    assert {"nn", "optim", "tensor"} <= set(dir(mt))
    with pytest.raises(AttributeError, match="module 'minitorch_ref' has no attribute 'nosuch'"):
        _ = mt.nosuch


@pytest.fixture
def unfinished(tmp_path: Path) -> Path:
    """A copy of the package in which every exercise raises."""
    shutil.copytree(Path(mt.__file__).parent, tmp_path / "minitorch_ref", ignore=shutil.ignore_patterns("__pycache__"))
    for file, names in EXERCISES.items():
        path = tmp_path / "minitorch_ref" / file
        tree = ast.parse(path.read_text())
        for definition in tree.body:
            if isinstance(definition, ast.FunctionDef) and definition.name in names:
                definition.body = [definition.body[0], *ast.parse("raise NotImplementedError('yours to write')").body]
                names = [name for name in names if name != definition.name]
        assert not names
        path.write_text(ast.unparse(tree))
    return tmp_path


def test_the_package_imports_while_no_exercise_is_done(unfinished):
    finished = run("import minitorch_ref, minitorch_ref.vision; print(minitorch_ref.__file__)", unfinished)
    assert finished.stdout.strip() == str(unfinished / "minitorch_ref" / "__init__.py"), finished.stderr


def test_an_operation_without_its_exercise_names_what_is_missing(unfinished):
    finished = run("import minitorch_ref as mt; mt.zeros(2)", unfinished)
    assert "NotImplementedError: yours to write" in finished.stderr


def test_errors_are_torchs_built_in_classes():
    kinds = {"ShapeError": RuntimeError, "DimensionError": IndexError, "DTypeError": TypeError,
             "UnsupportedError": RuntimeError, "ArgumentError": ValueError}  # fmt: skip
    for name, builtin in kinds.items():
        assert issubclass(getattr(mt, name), (mt.MiniTorchError, builtin))
        assert issubclass(getattr(mt, name), builtin)


def test_what_a_program_does_not_use_is_not_imported():
    later = (
        "('audio', 'vision', 'text', 'downloads', 'serialization', 'nn', 'optim', 'utils.data', 'autograd.gradcheck')"
    )
    code = f"""
import sys, minitorch_ref as mt
(mt.ones(2) + 1).sum()
print([name for name in {later} if f'minitorch_ref.{{name}}' in sys.modules])
print([name for name in ('ml_dtypes', 'json', 'numpy.random', 'urllib.request') if name in sys.modules])
"""
    assert run(code).stdout.split("\n")[:2] == ["[]", "[]"]


@pytest.mark.parametrize(
    "use",
    [
        "mt.nn.Linear(2, 3)(mt.ones(1, 2))",
        "mt.optim.lr_scheduler.StepLR",
        "mt.utils.data.DataLoader",
        "mt.data.neighbours.nearest_labels",
        "mt.backends.python_loops.loops.map_loop",
        "mt.functions.convolution.conv2d",
        "mt.functions.distance.squared_distances",
        "mt.autograd.gradcheck",
        "mt.autograd.functional.jacobian",
        "mt.conv2d, mt.einsum, mt.load, mt.hann_window",
        "mt.ones(1, dtype=mt.bfloat16).numpy() + mt.finfo(mt.bfloat16).eps",
        "mt.randn(2, generator=mt.Generator().manual_seed(1))",
        "repr(mt.ones(2))",
        "[getattr(mt, name) for name in dir(mt)]",
    ],
)
def test_everything_is_there_without_an_import_of_its_own(use):
    finished = run(f"import minitorch_ref as mt; {use}")
    assert finished.returncode == 0, finished.stderr


def test_from_imports_and_missing_names_work_as_for_any_package():
    for code in ("from minitorch_ref import nn, optim", "from minitorch_ref.vision.datasets import MNIST"):
        assert run(code).returncode == 0
    with pytest.raises(AttributeError, match="module 'minitorch_ref' has no attribute 'relue'"):
        _ = mt.relue
    assert not hasattr(mt.functions, "nothing")
    assert {"nn", "conv2d", "Tensor"} <= set(dir(mt))


def test_elements_of_bfloat16_are_known_before_and_after_their_package_is_loaded():
    code = """
import minitorch_ref as mt
x = mt.zeros(2, dtype=mt.int32).numpy()
import ml_dtypes
print(mt.from_numpy(x.astype(ml_dtypes.bfloat16)).dtype)
"""
    assert run(code).stdout.strip() == "torch.bfloat16"


@pytest.mark.parametrize("package", [mt, mt.autograd])
def test_no_lazy_name_is_also_a_module_which_would_take_its_place_once_imported(package):
    modules = {module.name for module in pkgutil.iter_modules(package.__path__)}
    assert not modules & set(package.HOMES)
