"""An exercise counts as not written yet whatever its parameters look like."""

import pytest

from course.feedback.examine import is_empty


def positional(x, y):
    raise NotImplementedError("lesson 1, exercise 1.1: yours to write")


def gathered(*shapes, dim=0, **options):
    """Take everything."""
    raise NotImplementedError


class Gathered:
    def __init__(self, *args):
        raise NotImplementedError

    def forward(self, input):
        """Run."""
        raise NotImplementedError


class Static:
    @staticmethod
    def rule(ctx, grad):
        raise NotImplementedError


class PartlyStatic(Static):
    @staticmethod
    def rule(ctx, grad):
        return grad

    @staticmethod
    def other(ctx, grad):
        raise NotImplementedError


@pytest.mark.parametrize("definition", [positional, gathered, Gathered, Static])
def test_what_only_says_that_it_is_missing_is_empty(definition):
    assert is_empty(definition)


def written(*shapes):
    return shapes


def partly(*shapes):
    first = shapes[0]
    raise NotImplementedError(first)


@pytest.mark.parametrize("definition", [written, partly, PartlyStatic, None, 3])
def test_what_does_anything_else_is_not(definition):
    assert not is_empty(definition)
