"""Gradient checkpointing: keep only the inputs of a part of the network and compute the rest again for backward."""

from collections.abc import Callable, Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any

from minitorch_ref.autograd.modes import enable_grad, saved_tensors_hooks
from minitorch_ref.errors import UnsupportedError
from minitorch_ref.tensors import random
from minitorch_ref.tensors import tensor as tensors

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["checkpoint", "checkpoint_sequential"]


class Recomputed:
    """The saved tensors of one checkpointed call, in the order in which they were saved."""

    def __init__(self, run: Callable[[], Any], preserve_rng_state: bool) -> None:
        self.run, self.count = run, 0
        self.random_state = random.get_rng_state() if preserve_rng_state else None
        self.tensors: dict[int, Tensor] = {}

    def pack(self, tensor: "Tensor") -> int:
        """Forget a tensor, and remember which it was."""
        self.count += 1
        return self.count - 1

    def unpack(self, number: int) -> "Tensor":
        """Return a tensor: each one once for each pass; a second pass computes all of them again."""
        if number not in self.tensors:
            self.compute()
        return self.tensors.pop(number)

    def compute(self) -> None:
        """Run the function again, with the same random numbers, and keep what it saves."""
        found: list[Tensor] = []
        now = random.get_rng_state()
        if self.random_state is not None:
            random.set_rng_state(self.random_state)
        try:
            with enable_grad(), saved_tensors_hooks(found.append, refuse):
                self.run()
        finally:
            if self.random_state is not None:
                random.set_rng_state(now)
        if len(found) != self.count:
            raise UnsupportedError(
                f"checkpoint: the function saved {self.count} tensors at first and {len(found)} when it was computed "
                "again; it must do the same both times"
            )
        self.tensors = dict(enumerate(found))


def refuse(_: Any) -> "Tensor":
    """Raise: what is computed again is not differentiated through."""
    raise UnsupportedError("checkpoint: a backward pass inside the checkpointed function is not supported")


def checkpoint(
    function: Callable[..., Any],
    *args: Any,
    use_reentrant: bool = False,
    preserve_rng_state: bool = True,
    **kwargs: Any,
) -> Any:
    """Return function(*args, **kwargs), whose intermediate results are not kept but computed again in backward.

    Costs one more forward pass; saves the memory of everything between inputs and outputs.

    Args:
        function: a module or a function; it must compute the same again for the same arguments.
        args: its arguments.
        use_reentrant: accepted for PyTorch's sake; there is only the newer way, which is not reentrant.
        preserve_rng_state: whether dropout draws the same numbers again.
        kwargs: its arguments by name.
    """
    recomputed = Recomputed(lambda: function(*args, **kwargs), preserve_rng_state)
    with saved_tensors_hooks(recomputed.pack, recomputed.unpack):
        return function(*args, **kwargs)


def checkpoint_sequential(functions: Sequence[Callable[..., Any]], segments: int, input: "Tensor") -> "Tensor":
    """Run functions one after another, as many checkpoints as `segments`; the last segment keeps everything."""
    if not isinstance(input, tensors.Tensor) or segments < 1:
        raise UnsupportedError(f"checkpoint_sequential: takes a tensor and at least one segment, got {segments}")
    steps = list(functions)
    size = max(len(steps) // segments, 1)
    starts = [i * size for i in range(segments)]

    def run(part: Sequence[Callable[..., Any]], x: "Tensor") -> "Tensor":
        return reduce(lambda y, step: step(y), part, x)

    for start in starts[:-1]:
        input = checkpoint(run, steps[start : start + size], input)
    return run(steps[starts[-1] :], input)
