"""Whole tables of derivatives, and products with them: jacobian, hessian, vjp, jvp, vhp, hvp.

`func` takes tensors and returns tensors; tuples for tuples come back, as in PyTorch.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Union

from minitorch_ref.autograd.modes import enable_grad
from minitorch_ref.autograd.passes import grad
from minitorch_ref.errors import ArgumentError, UnsupportedError
from minitorch_ref.functions import joining
from minitorch_ref.tensors import tensor as tensor_module

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["hessian", "hvp", "jacobian", "jvp", "vhp", "vjp"]

Tensors = Union["Tensor", Sequence["Tensor"]]
Func = Callable[..., Any]


def jacobian(func: Func, inputs: Tensors, create_graph: bool = False, strict: bool = False) -> Any:
    """Return all derivatives of the outputs with respect to the inputs.

    Args:
        func: takes the inputs; returns a tensor or a tuple of them.
        inputs: one tensor or a tuple.
        create_graph: whether the result can be differentiated.
        strict: whether an input that an output does not depend on is an error; else its derivatives are zeros.

    Returns: for one output of shape s and one input of shape t, a tensor of shape s + t: element [i, j] is the
        derivative of output i with respect to input j. Tuples of outputs or inputs give tuples of such tensors.
    """
    with enable_grad():
        xs = prepared(inputs, create_graph)
        outputs = func(*xs)
        rows = [jacobian_of(y, xs, create_graph, strict) for y in listed(outputs)]
    shaped = [row[0] if is_tensor(inputs) else tuple(row) for row in rows]
    return shaped[0] if is_tensor(outputs) else tuple(shaped)


def jacobian_of(output: "Tensor", xs: "list[Tensor]", create_graph: bool, strict: bool) -> "list[Tensor]":
    """Return the derivatives of one output: one backward pass for each of its elements."""
    lines: list[list[Tensor]] = [[] for _ in xs]
    flat = output.reshape(-1)
    for number in range(output.numel()):
        if output.requires_grad:
            found: Any = grad(flat[number], xs, retain_graph=True, create_graph=create_graph, allow_unused=True)
        else:
            found = [None] * len(xs)
        for line, x, gradient in zip(lines, xs, found, strict=True):
            if gradient is None and strict:
                raise UnsupportedError("jacobian: an output is independent of an input, which strict=True forbids")
            line.append(x.new_zeros(x.shape) if gradient is None else gradient)
    return [
        joining.stack(line).reshape((*output.shape, *x.shape)) if line else x.new_zeros((*output.shape, *x.shape))
        for line, x in zip(lines, xs, strict=True)
    ]


def hessian(func: Func, inputs: Tensors, create_graph: bool = False, strict: bool = False) -> Any:
    """Return the second derivatives of a function with one element; the arguments are those of `jacobian`.

    Returns: for one input of shape t a tensor of shape t + t; for a tuple a tuple of tuples.
    """

    def gradient(*xs: "Tensor") -> Any:
        found = jacobian(func, tuple(xs), create_graph=True, strict=strict)
        reshaped = tuple(part.reshape(x.shape) for part, x in zip(found, xs, strict=True))
        return reshaped[0] if is_tensor(inputs) else reshaped

    return jacobian(gradient, inputs, create_graph=create_graph, strict=strict)


def vjp(
    func: Func, inputs: Tensors, v: Tensors | None = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """Return (outputs, v^T J): the gradient of the outputs weighted by v, which has their shape."""
    with enable_grad():
        xs = prepared(inputs, create_graph)
        outputs = func(*xs)
        found = products(listed(outputs), xs, weights(v, listed(outputs)), create_graph, strict)
    return result_like(outputs, listed(outputs), create_graph), result_like(inputs, found, create_graph)


def jvp(
    func: Func, inputs: Tensors, v: Tensors | None = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """Return (outputs, J v): how the outputs change when the inputs move along v, which has their shape.

    J v is the derivative of u^T J with respect to u, so two backward passes do it, whatever the size.
    """
    with enable_grad():
        xs = prepared(inputs, True)
        outputs = func(*xs)
        us = [y.new_zeros(y.shape).requires_grad_() for y in listed(outputs)]
        transposed = products(listed(outputs), xs, us, True, strict)
        found = products(transposed, us, weights(v, xs), create_graph, strict)
    return result_like(outputs, listed(outputs), create_graph), result_like(outputs, found, create_graph)


def vhp(
    func: Func, inputs: Tensors, v: Tensors | None = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """Return (output, v^T H) for a function with one element; v has the shape of the inputs."""
    with enable_grad():
        xs = prepared(inputs, True)
        output = func(*xs)
        if not is_tensor(output) or output.numel() != 1:
            raise UnsupportedError("vhp: the function must return one tensor with one element")
        gradients = products([output], xs, [output.new_ones(output.shape)], True, strict)
        found = products(gradients, xs, weights(v, xs), create_graph, strict)
    return result_like(output, [output], create_graph), result_like(inputs, found, create_graph)


def hvp(
    func: Func, inputs: Tensors, v: Tensors | None = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """Return (output, H v) for a function with one element: the same as `vhp`, since H is symmetric."""
    return vhp(func, inputs, v, create_graph, strict)


# ---- tuples or not ----


def is_tensor(x: Any) -> bool:
    """Say whether this is one tensor."""
    return isinstance(x, tensor_module.Tensor)


def listed(x: Any) -> "list[Tensor]":
    """Return one tensor, or several, as a list."""
    return [x] if is_tensor(x) else list(x)


def prepared(inputs: Tensors, create_graph: bool) -> "list[Tensor]":
    """Return the inputs as tensors whose gradients can be asked for: views with create_graph, else new leaves."""
    if create_graph:
        return [x.view_as(x) if x.requires_grad else x.detach().requires_grad_() for x in listed(inputs)]
    return [x.detach().requires_grad_() for x in listed(inputs)]


def weights(v: Tensors | None, like: "list[Tensor]") -> "list[Tensor]":
    """Return v as a list, checked; it may be left out if there is one element."""
    if v is None:
        if len(like) != 1 or like[0].numel() != 1:
            raise UnsupportedError("the vector v may be left out only where there is a single element")
        return [like[0].new_ones(like[0].shape)]
    given = listed(v)
    if [x.shape for x in given] != [x.shape for x in like]:
        raise ArgumentError(f"v must have the shapes {[tuple(x.shape) for x in like]}")
    return given


def products(
    outputs: "list[Tensor]", xs: "list[Tensor]", v: "list[Tensor]", create_graph: bool, strict: bool
) -> "list[Tensor]":
    """Return the gradients of the outputs weighted by v; zeros where nothing depends on an input."""
    live = [(y, u) for y, u in zip(outputs, v, strict=True) if y.requires_grad]
    found: Any = [None] * len(xs)
    if live:
        ys, us = zip(*live, strict=True)
        found = grad(ys, xs, us, create_graph=create_graph, retain_graph=True, allow_unused=True)
    if strict and any(gradient is None for gradient in found):
        raise UnsupportedError("the outputs are independent of an input, which strict=True forbids")
    return [x.new_zeros(x.shape) if gradient is None else gradient for gradient, x in zip(found, xs, strict=True)]


def result_like(what: Any, found: "list[Tensor]", create_graph: bool) -> Any:
    """Return a tensor where there was one, else a tuple; out of the graph unless it is wanted."""
    result = found if create_graph else [x.detach() for x in found]
    return result[0] if is_tensor(what) else tuple(result)
