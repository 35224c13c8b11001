"""One pass over the data: every batch once, with or without a step of the optimizer."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from minitorch_ref.autograd.modes import set_grad_enabled
from minitorch_ref.errors import ArgumentError
from minitorch_ref.tensors.tensor import Tensor

if TYPE_CHECKING:
    from minitorch_ref.nn.module import Module
    from minitorch_ref.optim.optimizer import Optimizer

__all__ = ["run_epoch"]


def run_epoch(
    model: "Module",
    batches: Iterable[tuple[Tensor, Tensor]],
    loss_fn: Callable[[Tensor, Tensor], Tensor],
    optimizer: "Optimizer | None" = None,
) -> float:
    """Go once through all batches and return the mean loss of an example.

    With an optimizer the model is trained: it is in training mode, and each batch changes the parameters by one step,
    along the gradients of that batch alone. Without one it is measured: it is in evaluation mode, nothing is recorded
    for a backward pass, and neither parameters nor gradients change. The model stays in that mode.

    Args:
        model: called with the inputs of a batch.
        batches: pairs (inputs, targets) of n rows each; n may differ from batch to batch.
        loss_fn: called with the model's outputs and the targets, returns the mean over the n rows, a scalar.
        optimizer: has the parameters of the model; None to measure only.

    Returns: the mean of the losses, as they were before each step, over all rows: every row counts the same.

    Raises: ArgumentError (a ValueError) if there are no rows.
    """
    model.train(optimizer is not None)
    total, rows = 0.0, 0
    with set_grad_enabled(optimizer is not None):
        for inputs, targets in batches:
            loss = loss_fn(model(inputs), targets)
            if optimizer is not None:
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total += loss.item() * len(targets)
            rows += len(targets)
    if rows == 0:
        raise ArgumentError("run_epoch: there are no rows; a loader can be run through again, a generator cannot")
    return total / rows
