"""What users call: `backward` adds gradients to the leaves, `grad` returns them, `steps` shows one node at a time."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Union

from minitorch_ref.autograd.engine import Step, steps_back, walk_back
from minitorch_ref.autograd.modes import set_grad_enabled
from minitorch_ref.autograd.node import Edge, edge_of
from minitorch_ref.errors import ArgumentError, ShapeError, UnsupportedError
from minitorch_ref.functions import dispatch
from minitorch_ref.tensors import tensor as tensor_module

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

Tensors = Union["Tensor", Sequence["Tensor"]]

__all__ = ["backward", "grad", "steps"]


def backward(
    tensors: "Tensors",
    grad_tensors: "Tensor | Sequence[Tensor | None] | None" = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    inputs: "Tensors | None" = None,
) -> None:
    """Add the gradients of the tensors with respect to all leaves to `leaf.grad`.

    Args:
        tensors: where to begin; each must require gradients.
        grad_tensors: the gradient at each, of its shape; by default 1 for a tensor of one element.
        retain_graph: keep what was saved for backward, so that it can run again; by default as `create_graph`.
        create_graph: record the backward pass too, so that the gradients can be differentiated.
        inputs: if given, only these tensors receive gradients.

    Raises: UnsupportedError (a RuntimeError) if a tensor does not require gradients, if one with several elements comes
        without a gradient, or if a saved tensor was freed or changed in place.
    """
    retain = create_graph if retain_graph is None else retain_graph
    begin = starts(tensors, grad_tensors)
    targets = None if inputs is None else listed(inputs)
    if targets is None:
        walk_back(begin, retain_graph=retain, create_graph=create_graph)
        return
    if not targets:
        raise UnsupportedError("backward: inputs must not be empty; leave it out to reach all leaves")
    wanted: dict[Edge, Tensor | None] = {edge_of(required(x)): None for x in targets}
    walk_back(begin, retain_graph=retain, create_graph=create_graph, wanted=wanted)
    with set_grad_enabled(create_graph):
        for tensor in targets:
            if (found := wanted[edge_of(tensor)]) is not None:
                tensor.accumulate_grad(found)


def grad(
    outputs: "Tensors",
    inputs: "Tensors",
    grad_outputs: "Tensor | Sequence[Tensor | None] | None" = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    allow_unused: bool | None = None,
    is_grads_batched: bool = False,
    materialize_grads: bool = False,
) -> "tuple[Tensor, ...]":
    """Return the gradients of the outputs with respect to the inputs; no `.grad` changes.

    Args:
        outputs: where to begin; each must require gradients.
        inputs: leaves or intermediate results.
        grad_outputs: the gradient at each output, of its shape; by default 1 for a tensor of one element.
        retain_graph: keep what was saved for backward, so that it can run again; by default as `create_graph`.
        create_graph: record the backward pass too, so that the result can be differentiated.
        allow_unused: whether the gradient of an input that the outputs do not depend on is None; else an error.
        is_grads_batched: not supported.
        materialize_grads: whether such a gradient is zeros.

    Returns: one gradient for each input, of its shape.

    Raises: UnsupportedError (a RuntimeError) as in `backward`, or for an input that was not used.
    """
    if is_grads_batched:
        raise UnsupportedError("grad: is_grads_batched is not supported; call grad in a loop")
    if materialize_grads and allow_unused is False:
        raise ArgumentError("grad: materialize_grads needs allow_unused to be True or not given")
    retain = create_graph if retain_graph is None else retain_graph
    edges = [edge_of(required(x)) for x in listed(inputs)]
    wanted: dict[Edge, Tensor | None] = dict.fromkeys(edges)
    begin = starts(outputs, grad_outputs)
    walk_back(begin, retain_graph=retain, create_graph=create_graph, wanted=wanted)
    found = [wanted[edge] for edge in edges]
    if None in [None if gradient is None else True for gradient in found] and not (allow_unused or materialize_grads):
        raise UnsupportedError(
            "grad: One of the differentiated Tensors appears to not have been used in the graph; set "
            "allow_unused=True if this is the desired behavior"
        )
    if materialize_grads:
        pairs = zip(found, listed(inputs), strict=True)
        found = [x.new_zeros(x.shape) if gradient is None else gradient for gradient, x in pairs]
    return tuple(found)  # type: ignore[arg-type]


def steps(tensor: "Tensor", gradient: "Tensor | None" = None, retain_graph: bool = False) -> Iterator[Step]:
    """Run `tensor.backward(gradient)` one node at a time.

    Returns: an iterator of `Step(node, grad_outputs, grad_inputs)`; the next node runs when the next step is asked for,
        and the leaves of a node that has run have their gradients.
    """
    return steps_back(starts(tensor, gradient), retain_graph=retain_graph)


def listed(some: "Tensors") -> "list[Tensor]":
    """Return one tensor, or several, as a list."""
    return [some] if isinstance(some, tensor_module.Tensor) else list(some)


def required(x: "Tensor") -> "Tensor":
    """Return x if it requires gradients."""
    if not x.needs_grad:
        raise UnsupportedError("grad: One of the differentiated Tensors does not require grad")
    return x


def starts(outputs: "Tensors", gradients: "Tensor | Sequence[Tensor | None] | None") -> "list[tuple[Edge, Tensor]]":
    """Return where backpropagation begins, with the gradient at each place."""
    roots = listed(outputs)
    if gradients is None:
        given: list[Tensor | None] = [None] * len(roots)
    else:
        given = [gradients] if isinstance(gradients, tensor_module.Tensor) else list(gradients)
    if len(given) != len(roots):
        raise UnsupportedError(f"backward: got {len(roots)} tensors and {len(given)} gradients")
    result = []
    for number, (root, gradient) in enumerate(zip(roots, given, strict=True)):
        if not root.needs_grad:
            raise UnsupportedError(f"element {number} of tensors does not require grad and does not have a grad_fn")
        result.append((edge_of(root), start_gradient(root, gradient)))
    return result


def start_gradient(root: "Tensor", gradient: "Tensor | None") -> "Tensor":
    """Return the gradient at a root: the given one, or 1."""
    if gradient is not None:
        if gradient.shape != root.shape:
            raise ShapeError(
                f"backward: Mismatch in shape: the gradient has shape {tuple(gradient.shape)}, the tensor "
                f"{tuple(root.shape)}"
            )
        return gradient if gradient.dtype is root.dtype else gradient.to(root.dtype)
    if root.numel() != 1:
        raise UnsupportedError(
            f"backward: grad can be implicitly created only for scalar outputs, got shape {tuple(root.shape)}; give a "
            "gradient of this shape, or reduce with sum() or mean()"
        )
    if root.dtype.is_complex:
        raise UnsupportedError(f"backward: grad can be implicitly created only for real outputs, got {root.dtype}")
    one = dispatch.allocate(root.strided.layout.shape, root.dtype, device=root.device)
    one.strided.storage.data[...] = 1
    return one
