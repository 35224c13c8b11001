"""Sums of products with the axes named by letters: einsum("bij,bjk->bik", x, y)."""

import math
import string
from collections.abc import Sequence
from typing import TYPE_CHECKING

from minitorch_ref.errors import UnsupportedError
from minitorch_ref.functions.matmul import matmul
from minitorch_ref.functions.strided import diagonal

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["einsum"]


def einsum(equation: str, *operands: "Tensor | Sequence[Tensor]") -> "Tensor":
    """Multiply tensors whose axes are named by letters, and sum over the letters that the result does not have.

    Args:
        equation: one letter for each axis, operands separated by commas, "->" before the result's letters; "..." stands
            for any axes, which are broadcast. Without "->" the result has the letters that occur once, in alphabetical
            order, behind the axes of "...". A letter twice in one operand is its diagonal.
        operands: the tensors; an axis of size 1 is stretched to its letter's size.

    Raises: UnsupportedError (a RuntimeError) if the equation and the operands do not fit.
    """
    tensors = list(operands[0]) if len(operands) == 1 and isinstance(operands[0], list | tuple) else list(operands)
    terms, result = parse(equation, [tensor.dim() for tensor in tensors])  # type: ignore[union-attr]
    sizes: dict[str, int] = {}
    labelled = []
    for tensor, term in zip(tensors, terms, strict=True):
        labelled.append(on_diagonals(tensor, term))  # type: ignore[arg-type]
        for size, label in zip(labelled[-1][0].shape, labelled[-1][1], strict=True):
            if sizes.setdefault(label, size) == 1:
                sizes[label] = size
            if size not in (1, sizes[label]):
                raise UnsupportedError(f"einsum: the axes of {equation!r} do not fit: {size} and {sizes[label]}")
    x, labels = labelled[0]
    for i, (y, y_labels) in enumerate(labelled[1:], start=1):
        later = set(result).union(*(other for _, other in labelled[i + 1 :]))
        x, labels = contract(x, labels, y, y_labels, later, sizes)
    summed = [axis for axis, label in enumerate(labels) if label not in result]
    x = x.sum(summed) if summed else x
    labels = [label for label in labels if label in result]
    x = x.permute([labels.index(label) for label in result])
    return x.expand([sizes[label] for label in result])


def parse(equation: str, ndims: list[int]) -> tuple[list[list[str]], list[str]]:
    """Return a label for each axis of each operand, and those of the result; "..." becomes labels of its own."""
    left, arrow, right = equation.replace(" ", "").partition("->")
    terms = left.split(",")
    if len(terms) != len(ndims):
        raise UnsupportedError(f"einsum: {equation!r} names {len(terms)} operands, got {len(ndims)}")
    hidden = [ndim - len(term.replace("...", "")) for term, ndim in zip(terms, ndims, strict=True)]
    dots = max((n for term, n in zip(terms, hidden, strict=True) if "..." in term), default=0)
    labels = []
    for term, n in zip(terms, hidden, strict=True):
        if n < 0 or (n > 0 and "..." not in term):
            raise UnsupportedError(f"einsum: {term!r} in {equation!r} does not name the axes of its operand")
        labels.append(spelled(term, range(dots - n, dots)))
    if arrow:
        result = spelled(right, range(dots))
    else:
        once = [letter for letter in sorted(set(left) - set(",.")) if left.count(letter) == 1]
        result = [*spelled("...", range(dots)), *once]
    known = {label for term in labels for label in term}
    if len(set(result)) != len(result) or not known.issuperset(result):
        raise UnsupportedError(f"einsum: the result of {equation!r} must name letters of the operands, each once")
    return labels, result


def spelled(term: str, dots: range) -> list[str]:
    """Return a term's labels in order, with the labels "0", "1", ... for its "..."."""
    before, middle, after = term.partition("...")
    if set(before + after) - set(string.ascii_letters):
        raise UnsupportedError(f"einsum: {term!r} must be made of letters and at most one '...'")
    return [*before, *(map(str, dots) if middle else ()), *after]


def on_diagonals(x: "Tensor", labels: list[str]) -> "tuple[Tensor, list[str]]":
    """Return a view in which each label stands for one axis: a repeated one for the diagonal of its axes."""
    for label in dict.fromkeys(labels):
        while labels.count(label) > 1:
            first = labels.index(label)
            second = labels.index(label, first + 1)
            if x.shape[first] != x.shape[second]:
                raise UnsupportedError(f"einsum: the axes of {label!r} differ: {x.shape[first]}, {x.shape[second]}")
            x = diagonal(x, 0, first, second)
            labels = [*labels[:first], *labels[first + 1 : second], *labels[second + 1 :], label]
    return x, labels


def contract(
    x: "Tensor", x_labels: list[str], y: "Tensor", y_labels: list[str], later: set[str], sizes: dict[str, int]
) -> "tuple[Tensor, list[str]]":
    """Multiply two tensors as one stack of matrices, summing over the labels that nobody needs later."""
    shared = [label for label in x_labels if label in y_labels]
    batch = [label for label in shared if label in later]
    inner = [label for label in shared if label not in later]
    rows = [label for label in x_labels if label not in shared and label in later]
    columns = [label for label in y_labels if label not in shared and label in later]
    left = as_matrices(x, x_labels, [batch, rows, inner], sizes)
    right = as_matrices(y, y_labels, [batch, inner, columns], sizes)
    labels = [*batch, *rows, *columns]
    return matmul(left, right).reshape([sizes[label] for label in labels]), labels


def as_matrices(x: "Tensor", labels: list[str], groups: list[list[str]], sizes: dict[str, int]) -> "Tensor":
    """Return x with one axis for each group of labels, summed over labels that are in none."""
    wanted = [label for group in groups for label in group]
    summed = [axis for axis, label in enumerate(labels) if label not in wanted]
    x = x.sum(summed) if summed else x
    labels = [label for label in labels if label in wanted]
    x = x.permute([labels.index(label) for label in wanted]).expand([sizes[label] for label in wanted])
    return x.reshape([math.prod(sizes[label] for label in group) for group in groups])
