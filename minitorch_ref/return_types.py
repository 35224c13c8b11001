"""What operations with two results return: tuples (values, indices) that print as PyTorch's do."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["ValuesIndices", "cummax", "cummin", "kthvalue", "max", "median", "min", "sort", "topk"]


class Pair(NamedTuple):
    """The two fields."""

    values: "Tensor"
    indices: "Tensor"


class ValuesIndices(Pair):
    """Elements, and the index of each along the axis it was chosen from; each operation has a subclass of its name."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"torch.return_types.{type(self).__name__}(\nvalues={self.values!r},\nindices={self.indices!r})"


# fmt: off
class cummax(ValuesIndices): """What `cummax` returns."""  # noqa: E701, N801
class cummin(ValuesIndices): """What `cummin` returns."""  # noqa: E701, N801
class kthvalue(ValuesIndices): """What `kthvalue` returns."""  # noqa: E701, N801
class max(ValuesIndices): """What `max` along an axis returns."""  # noqa: E701, N801
class median(ValuesIndices): """What `median` along an axis returns."""  # noqa: E701, N801
class min(ValuesIndices): """What `min` along an axis returns."""  # noqa: E701, N801
class sort(ValuesIndices): """What `sort` returns."""  # noqa: E701, N801
class topk(ValuesIndices): """What `topk` returns."""  # noqa: E701, N801
# fmt: on
