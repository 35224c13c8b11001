"""Size: the shape of a tensor as it is shown to users."""

import math

__all__ = ["Size"]


class Size(tuple[int, ...]):
    """A tuple of sizes that prints as PyTorch's does and knows its number of elements."""

    __slots__ = ()

    def numel(self) -> int:
        """Return the number of elements of a tensor of this shape."""
        return math.prod(self)

    def __repr__(self) -> str:
        return f"torch.Size([{', '.join(map(str, self))}])"
