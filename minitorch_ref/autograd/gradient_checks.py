"""Are the derivatives right? Compare them with finite differences."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from minitorch_ref.autograd import differences
from minitorch_ref.autograd.passes import grad
from minitorch_ref.errors import ArgumentError, GradcheckError
from minitorch_ref.tensors import tensor as tensors

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["gradcheck", "gradgradcheck"]

Function = Callable[..., Any]
Array = NDArray[Any]


def gradcheck(
    func: Function,
    inputs: "Tensor | Sequence[Any]",
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    raise_exception: bool = True,
    fast_mode: bool = False,
) -> bool:
    """Compare the gradients of a function with central differences, (f(x + eps) - f(x - eps)) / 2 eps.

    Args:
        func: takes the inputs, returns a tensor or a sequence of them; the same for the same inputs.
        inputs: of any kind; those tensors that require gradients are checked and should be float64 and contiguous.
        eps: the step of the difference.
        atol: absolute tolerance.
        rtol: relative tolerance, of the difference.
        raise_exception: whether to raise, or return False, where they disagree.
        fast_mode: compare the derivative in one random direction for each pair of input and output, not all of them.

    Returns: True if all derivatives agree.

    Raises: GradcheckError (a RuntimeError) that shows both tables of derivatives.
    """
    arguments = (inputs,) if isinstance(inputs, tensors.Tensor) else tuple(inputs)
    checked = [x for x in arguments if isinstance(x, tensors.Tensor) and x.requires_grad]
    if not checked:
        raise ArgumentError("gradcheck: expects at least one input tensor to require gradient")
    for number, output in enumerate(outputs_of(func, arguments)):
        for place, x in enumerate(checked):
            tables = directional if fast_mode else complete
            derived, measured = tables(func, arguments, number, x, eps)
            if not np.allclose(derived, measured, rtol, atol, equal_nan=True):
                if not raise_exception:
                    return False
                raise GradcheckError(
                    f"Jacobian mismatch for output {number}, of shape {tuple(output.shape)}, with respect to input "
                    f"{place}, of shape {tuple(x.shape)}; rows are elements of the input:\n"
                    f"numerical:\n{measured}\nanalytical:\n{derived}"
                )
    return True


def gradgradcheck(
    func: Function,
    inputs: "Tensor | Sequence[Any]",
    grad_outputs: "Tensor | Sequence[Tensor] | None" = None,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    raise_exception: bool = True,
    fast_mode: bool = False,
) -> bool:
    """Compare the gradients of the gradients of a function with central differences; the arguments are `gradcheck`'s.

    Args:
        func: see `gradcheck`.
        inputs: see `gradcheck`.
        grad_outputs: the gradients at the outputs; by default numbers between 0.5 and 1.5.
        eps: see `gradcheck`.
        atol: see `gradcheck`.
        rtol: see `gradcheck`.
        raise_exception: see `gradcheck`.
        fast_mode: see `gradcheck`.
    """
    arguments = (inputs,) if isinstance(inputs, tensors.Tensor) else tuple(inputs)
    if grad_outputs is None:
        starts = [ramp(output) for output in outputs_of(func, arguments)]
    else:
        starts = [grad_outputs] if isinstance(grad_outputs, tensors.Tensor) else list(grad_outputs)
    starts = [start.detach().requires_grad_() for start in starts]
    count = len(arguments)

    def gradients(*both: Any) -> Any:
        mine = [x for x in both[:count] if isinstance(x, tensors.Tensor) and x.requires_grad]
        found = grad(outputs_of(func, both[:count]), mine, both[count:], create_graph=True, allow_unused=True)
        return [gradient for gradient in found if gradient is not None and gradient.requires_grad]

    both = (*arguments, *starts)
    return gradcheck(
        gradients, both, eps=eps, atol=atol, rtol=rtol, raise_exception=raise_exception, fast_mode=fast_mode
    )


def ramp(x: "Tensor") -> "Tensor":
    """Return different, ordinary numbers in the shape of x."""
    return x.new_tensor(np.linspace(0.5, 1.5, x.numel()).reshape(x.shape))


def outputs_of(func: Function, arguments: Sequence[Any]) -> "list[Tensor]":
    """Return the outputs that require gradients."""
    result = func(*arguments)
    several = [result] if isinstance(result, tensors.Tensor) else list(result)
    return [output for output in several if isinstance(output, tensors.Tensor) and output.requires_grad]


def complete(func: Function, arguments: Sequence[Any], number: int, x: "Tensor", eps: float) -> tuple[Array, Array]:
    """Return all derivatives of one output with respect to x, derived and measured."""
    return analytical(func, arguments, number, x), measured_in_place(func, arguments, number, x, eps)


def directional(func: Function, arguments: Sequence[Any], number: int, x: "Tensor", eps: float) -> tuple[Array, Array]:
    """Return one sum over all derivatives, with random weights for elements of output and input: derived, measured."""
    output = outputs_of(func, arguments)[number]
    numbers = np.random.default_rng(output.numel() + x.numel())
    weights, direction = numbers.uniform(0.5, 1.5, output.shape), numbers.uniform(0.5, 1.5, x.shape)
    (found,) = grad(output, x, output.new_tensor(weights), allow_unused=True)
    derived = 0.0 if found is None else (found.numpy() * direction).sum()
    elements = x.detach().numpy()
    before = elements.copy()
    sides = []
    for moved in (before + eps * direction, before - eps * direction):
        elements[...] = moved
        sides.append((outputs_of(func, arguments)[number].detach().numpy() * weights).sum())
    elements[...] = before
    return np.asarray(derived), np.asarray((sides[0] - sides[1]) / (2 * eps))


def analytical(func: Function, arguments: Sequence[Any], number: int, x: "Tensor") -> Array:
    """Return d output[j] / d x[i] at row i, column j, from one backward pass for each element of the output."""
    output = outputs_of(func, arguments)[number]
    columns = []
    for j in range(output.numel()):
        start = np.zeros(output.numel())
        start[j] = 1
        gradient = output.new_tensor(start.reshape(output.shape))
        (found,) = grad(output, x, gradient, retain_graph=True, allow_unused=True)
        columns.append(np.zeros(x.numel()) if found is None else found.numpy().reshape(-1))
    return np.array(columns).reshape(output.numel(), x.numel()).T


def measured_in_place(func: Function, arguments: Sequence[Any], number: int, x: "Tensor", eps: float) -> Array:
    """Return the same table, measured; x itself is moved, in case the function finds it in another way."""
    elements = x.detach().numpy()
    before = elements.copy()

    def output(moved: "Tensor") -> "Tensor":
        elements[...] = moved.detach().numpy()
        try:
            return outputs_of(func, arguments)[number].detach().clone()
        finally:
            elements[...] = before

    return differences.numerical(output, x, eps)
