"""A gradebook to write into and to read as nbgrader does."""

import shutil

import pytest

from autograder.recording import Recorder


@pytest.fixture
def recorder(tmp_path, empty_gradebook):
    shutil.copy(empty_gradebook, tmp_path / "gradebook.db")
    return Recorder(tmp_path, None)


@pytest.fixture
def opened(tmp_path):
    """Open the gradebook as nbgrader does."""
    from nbgrader.api import Gradebook

    books = []

    def open_it():
        books.append(Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}"))
        return books[-1]

    yield open_it
    for book in books:
        book.close()
