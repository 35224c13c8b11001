"""Tables of vectors, one for each word or other thing that has a number."""

from typing import Any

from minitorch_ref.autograd.modes import no_grad
from minitorch_ref.dtypes import DType
from minitorch_ref.errors import ShapeError
from minitorch_ref.functions import embedding
from minitorch_ref.nn import init
from minitorch_ref.nn.module import Module, one_of, unsupported
from minitorch_ref.nn.parameter import Parameter
from minitorch_ref.tensors import factories
from minitorch_ref.tensors.tensor import Tensor

__all__ = ["Embedding", "EmbeddingBag"]


class Table(Module):
    """What both layers have in common: the table."""

    def __init__(
        self,
        rows: int,
        size: int,
        padding_idx: int | None,
        table: Tensor | None,
        frozen: bool,
        device: Any,
        dtype: DType | None,
    ) -> None:
        super().__init__()
        self.num_embeddings = rows
        self.embedding_dim = size
        if table is not None and tuple(table.shape) != (rows, size):
            raise ShapeError(f"{type(self).__name__}: the table must be ({rows}, {size}), got {tuple(table.shape)}")
        empty = factories.empty((rows, size), dtype=dtype, device=device)
        self.weight = Parameter(empty if table is None else table, requires_grad=not frozen)
        self.padding_idx = (
            None if padding_idx is None else embedding.row_number(type(self).__name__, padding_idx, self.weight)
        )
        if table is None:
            self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw the table from N(0, 1), and set the padding row to 0."""
        init.normal_(self.weight)
        if self.padding_idx is not None:
            with no_grad():
                self.weight[self.padding_idx].fill_(0)


class Embedding(Table):
    """Looks up one row of a table for each number.

    Args:
        num_embeddings: rows of the table.
        embedding_dim: size of a row, d.
        padding_idx: a row that starts as 0 and is not learned.
        max_norm: rows that are looked up and longer than this are shortened to it.
        norm_type: by which norm their length is measured.
        scale_grad_by_freq: whether the gradient of a row is divided by how often it was looked up.
        sparse: not supported.
        device: where the table lives.
        dtype: its element type.

    Shapes: (...) of int64 -> (..., d).

    Parameters: `weight` (num_embeddings, embedding_dim), drawn from N(0, 1).
    """

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        padding_idx: int | None = None,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        sparse: bool = False,
        _weight: Tensor | None = None,
        _freeze: bool = False,
        device: Any = None,
        dtype: DType | None = None,
    ) -> None:
        if sparse:
            raise unsupported("Embedding", "sparse", sparse)
        super().__init__(num_embeddings, embedding_dim, padding_idx, _weight, _freeze, device, dtype)
        self.max_norm = max_norm
        self.norm_type = norm_type
        self.scale_grad_by_freq = scale_grad_by_freq
        self.sparse = sparse

    @classmethod
    def from_pretrained(
        cls, embeddings: Tensor, freeze: bool = True, padding_idx: int | None = None, **kwargs: Any
    ) -> "Embedding":
        """Return a layer on a table that exists; it is not learned if `freeze`."""
        rows, size = embeddings.shape
        return cls(rows, size, padding_idx, _weight=embeddings, _freeze=freeze, **kwargs)

    def forward(self, input: Tensor) -> Tensor:
        """(...) -> (..., embedding_dim)."""
        options = (self.padding_idx, self.max_norm, self.norm_type, self.scale_grad_by_freq)
        return embedding.embedding(input, self.weight, *options)

    def extra_repr(self) -> str:
        """Return the sizes and what differs from the defaults."""
        text = f"{self.num_embeddings}, {self.embedding_dim}"
        usual = {"padding_idx": None, "max_norm": None, "norm_type": 2, "scale_grad_by_freq": False}
        for name, value in usual.items():
            if getattr(self, name) != value:
                text += f", {name}={getattr(self, name)}"
        return text


class EmbeddingBag(Table):
    """Looks up bags of rows and returns the sum, mean or maximum of each bag.

    Args:
        num_embeddings: rows of the table.
        embedding_dim: size of a row, d.
        max_norm: see Embedding.
        norm_type: see Embedding.
        scale_grad_by_freq: see Embedding.
        mode: "sum", "mean" or "max".
        sparse: not supported.
        include_last_offset: whether the offsets end with the size of the input.
        padding_idx: a row that is left out of every bag.
        device: where the table lives.
        dtype: its element type.

    Shapes: (bags, n), or (n,) with offsets (bags,), -> (bags, d).
    """

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        mode: str = "mean",
        sparse: bool = False,
        _weight: Tensor | None = None,
        include_last_offset: bool = False,
        padding_idx: int | None = None,
        device: Any = None,
        dtype: DType | None = None,
    ) -> None:
        if sparse:
            raise unsupported("EmbeddingBag", "sparse", sparse)
        super().__init__(num_embeddings, embedding_dim, padding_idx, _weight, False, device, dtype)
        self.max_norm = max_norm
        self.norm_type = norm_type
        self.scale_grad_by_freq = scale_grad_by_freq
        self.mode = one_of("EmbeddingBag: mode", mode, ("sum", "mean", "max"))
        self.sparse = sparse
        self.include_last_offset = include_last_offset

    def forward(self, input: Tensor, offsets: Tensor | None = None, per_sample_weights: Tensor | None = None) -> Tensor:
        """(bags, n) -> (bags, embedding_dim)."""
        return embedding.embedding_bag(
            input,
            self.weight,
            offsets,
            self.max_norm,
            self.norm_type,
            self.scale_grad_by_freq,
            self.mode,
            self.sparse,
            per_sample_weights,
            self.include_last_offset,
            self.padding_idx,
        )

    def extra_repr(self) -> str:
        """Return the sizes and what differs from the defaults."""
        text = f"{self.num_embeddings}, {self.embedding_dim}"
        usual = {"max_norm": None, "norm_type": 2, "scale_grad_by_freq": False}
        for name, value in usual.items():
            if getattr(self, name) != value:
                text += f", {name}={getattr(self, name)}"
        text += f", mode={self.mode!r}"
        return text if self.padding_idx is None else f"{text}, padding_idx={self.padding_idx}"
