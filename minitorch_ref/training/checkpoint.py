"""A training run in a file: what it needs to go on as if it had never stopped."""

from typing import Any

from minitorch_ref.errors import StateError
from minitorch_ref.serialization import files
from minitorch_ref.tensors.random import Generator

__all__ = ["Checkpoint"]


class Checkpoint:
    """The parts of a training run, which are written to one file and read back together.

    Args:
        parts: by name, everything that changes during the run and is needed to go on. A `Generator` has `get_state()`
            and `set_state(state)`; everything else (models, optimizers, schedules, ...) has `state_dict()` and
            `load_state_dict(state)`.
    """

    def __init__(self, **parts: Any) -> None:
        """Remember the parts; nothing is read or written."""
        self.parts = parts

    def save(self, f: files.File, **facts: Any) -> None:
        """Write the present states of all parts, and facts such as `epoch=3`, to f, a path or an open file."""
        states = {
            name: part.get_state() if isinstance(part, Generator) else part.state_dict()
            for name, part in self.parts.items()
        }
        files.save({"states": states, "facts": facts}, f)

    def load(self, f: files.File) -> dict[str, Any]:
        """Put the states that were saved in f into the parts, and return the facts.

        Raises: StateError (a RuntimeError) if the file has not the same parts; then none of them is changed.
        """
        saved = files.load(f)
        if saved["states"].keys() != self.parts.keys():
            raise StateError(f"Checkpoint: the file has {sorted(saved['states'])}, and here are {sorted(self.parts)}")
        for name, part in self.parts.items():
            put = part.set_state if isinstance(part, Generator) else part.load_state_dict
            put(saved["states"][name])
        return saved["facts"]  # type: ignore[no-any-return]
