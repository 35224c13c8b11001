"""The loop that all examples share: a batch, its loss, the gradients, a step; with a bar that shows how far it is."""

import time
from collections.abc import Callable, Iterable, Iterator, Sized
from contextlib import contextmanager
from typing import Any, Protocol

import minitorch_ref as mt
from minitorch_ref import nn, optim

__all__ = ["accuracy", "fit"]


class Batches(Iterable[Any], Sized, Protocol):
    """Gives the batches of one pass, and says how many there are."""


def fit(
    model: nn.Module,
    batches: Batches,
    optimizer: optim.Optimizer,
    loss_of: Callable[[Any], mt.Tensor],
    *,
    epochs: int,
    seconds: float | None = None,
    schedule: Any = None,
    clip: float | None = None,
    title: str = "training",
) -> list[float]:
    """Train a model and return the loss of every step.

    Args:
        model: what is trained; it is in training mode meanwhile and in evaluation mode afterwards.
        batches: gives the batches of one pass.
        optimizer: changes the parameters.
        loss_of: the loss of a batch, one number.
        epochs: how many passes.
        seconds: stop after so long, or None.
        schedule: changes the learning rate after every step, or None.
        clip: the greatest norm of the gradients, or None.
        title: what the bar says.
    """
    model.train()
    losses: list[float] = []
    end = None if seconds is None else time.perf_counter() + seconds
    with progress_bar(title, epochs * len(batches)) as advance:
        for batch in (batch for _ in range(epochs) for batch in batches):
            optimizer.zero_grad()
            loss = loss_of(batch)
            loss.backward()
            if clip is not None:
                nn.utils.clip_grad_norm_(model.parameters(), clip)
            optimizer.step()
            if schedule is not None:
                schedule.step()
            losses.append(loss.item())
            advance(losses[-1])
            if end is not None and time.perf_counter() > end:
                break
    model.eval()
    return losses


def accuracy(model: Callable[[mt.Tensor], mt.Tensor], inputs: mt.Tensor, targets: mt.Tensor, rows: int = 500) -> float:
    """Return the part of examples to which a model gives the highest score of the right class.

    Args:
        model: from examples (n, ...) to scores (n, classes).
        inputs: the examples.
        targets: their classes, (n,).
        rows: how many examples to look at at once.
    """
    right = 0
    with mt.no_grad():
        for start in range(0, len(inputs), rows):
            scores = model(inputs[start : start + rows])
            right += int((scores.argmax(1) == targets[start : start + rows]).sum().item())
    return right / len(inputs)


@contextmanager
def progress_bar(title: str, steps: int) -> Iterator[Callable[[float], None]]:
    """Show a bar on the error stream, if it is a terminal or a notebook; give a function that is told each loss."""
    from rich import progress
    from rich.console import Console

    console = Console(stderr=True)
    columns = (
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TextColumn("loss {task.fields[loss]:.3f}"),
        progress.TimeRemainingColumn(),
    )
    shown = console.is_terminal or console.is_jupyter
    with progress.Progress(*columns, console=console, disable=not shown) as bar:
        task = bar.add_task(title, total=steps, loss=float("nan"))
        yield lambda loss: bar.update(task, advance=1, loss=loss)
