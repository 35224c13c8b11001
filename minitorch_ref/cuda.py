"""What scripts ask before they choose a device. Tensors live on the CPU here, so the answers are "no" and 0."""

from minitorch_ref.tensors.random import manual_seed

__all__ = ["device_count", "empty_cache", "is_available", "manual_seed", "manual_seed_all", "synchronize"]


def is_available() -> bool:
    """Return whether tensors can be put on a GPU."""
    return False


def device_count() -> int:
    """Return how many GPUs there are to put tensors on."""
    return 0


def manual_seed_all(seed: int) -> None:
    """Do nothing: no GPU draws random numbers."""


def synchronize() -> None:
    """Do nothing: no GPU is at work."""


def empty_cache() -> None:
    """Do nothing: no memory of a GPU is held."""
