"""A class to hand in and a course directory to grade it into."""

import json
import shutil
from pathlib import Path

import pytest

from autograder.demo.people import Material, filled
from autograder.library import load_lessons

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def material():
    return Material(ROOT, load_lessons(ROOT))


@pytest.fixture(scope="session")
def tensors(material):
    return material.lessons[0]


@pytest.fixture(scope="session")
def model(material, tensors):
    return material.model[tensors.name]


@pytest.fixture
def course(tmp_path, empty_gradebook):
    """A course directory with an empty gradebook."""
    (tmp_path / "course").mkdir()
    shutil.copy(empty_gradebook, tmp_path / "course/gradebook.db")
    return tmp_path / "course"


@pytest.fixture
def hand_in(tmp_path, tensors):
    """Put a notebook with these answers to lesson 01 into the class's folder, which is returned."""

    def put(student, answers, change=lambda notebook: None):
        notebook = filled(tensors, answers)
        change(notebook)
        file = tmp_path / "class" / student / f"{tensors.name}.ipynb"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(notebook), encoding="utf-8")
        return tmp_path / "class"

    return put
