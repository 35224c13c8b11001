import importlib.util
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture
def shapes() -> ModuleType:
    """A finished student's shapes, one fresh copy for each test to break."""
    file = Path(__file__).with_name("model_shapes.py")
    spec = importlib.util.spec_from_file_location("model_shapes", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
