"""One step of a recurrent network as a layer."""

import math
from typing import Any

from minitorch_ref.dtypes import DType
from minitorch_ref.errors import ArgumentError, ShapeError
from minitorch_ref.functions import recurrent
from minitorch_ref.nn import init
from minitorch_ref.nn.module import Module
from minitorch_ref.nn.parameter import Parameter
from minitorch_ref.tensors import factories
from minitorch_ref.tensors.tensor import Tensor

__all__ = ["GRUCell", "LSTMCell", "RNNCell"]


class RNNCellBase(Module):
    """What the cells have in common: their parameters."""

    gates = 1
    bias_ih: Parameter | None
    bias_hh: Parameter | None

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool = True, device: Any = None, dtype: DType | None = None
    ) -> None:
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.bias = bias
        rows = self.gates * hidden_size
        self.weight_ih = Parameter(factories.empty((rows, input_size), dtype=dtype, device=device))
        self.weight_hh = Parameter(factories.empty((rows, hidden_size), dtype=dtype, device=device))
        for name in ("bias_ih", "bias_hh"):
            self.register_parameter(
                name, Parameter(factories.empty(rows, dtype=dtype, device=device)) if bias else None
            )
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw every parameter from U(-k, k), k = 1 / sqrt(hidden_size)."""
        bound = 1 / math.sqrt(self.hidden_size)
        for parameter in self.parameters():
            init.uniform_(parameter, -bound, bound)

    def run(self, cell: Any, input: Tensor, hx: Any) -> Any:
        """Call a cell's formula on (N, I), or on (I,) without a batch; the state is zeros by default."""
        if input.dim() not in (1, 2) or input.shape[-1] != self.input_size:
            raise ShapeError(
                f"{type(self).__name__}: takes (N, {self.input_size}) or ({self.input_size},), got {tuple(input.shape)}"
            )
        if hx is None:
            zeros = input.new_zeros(*input.shape[:-1], self.hidden_size)
            hx = (zeros, zeros) if isinstance(self, LSTMCell) else zeros
        single = input.dim() == 1
        if single:
            input = input.unsqueeze(0)
            hx = tuple(part.unsqueeze(0) for part in hx) if isinstance(hx, tuple) else hx.unsqueeze(0)
        result = cell(input, hx, self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh)
        if single:
            return tuple(part.squeeze(0) for part in result) if isinstance(result, tuple) else result.squeeze(0)
        return result

    def extra_repr(self) -> str:
        """Return the sizes and what differs from the defaults."""
        text = f"{self.input_size}, {self.hidden_size}" + ("" if self.bias else f", bias={self.bias}")
        nonlinearity = getattr(self, "nonlinearity", "tanh")
        return text if nonlinearity == "tanh" else f"{text}, nonlinearity={nonlinearity}"


class RNNCell(RNNCellBase):
    """One step of an Elman network: (N, I) and the state (N, H) give the state after.

    Args:
        input_size: I.
        hidden_size: H.
        bias: whether there are biases.
        nonlinearity: "tanh" or "relu".
        device: where the parameters live.
        dtype: their element type.
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        nonlinearity: str = "tanh",
        device: Any = None,
        dtype: DType | None = None,
    ) -> None:
        super().__init__(input_size, hidden_size, bias, device, dtype)
        self.nonlinearity = nonlinearity

    def forward(self, input: Tensor, hx: Tensor | None = None) -> Tensor:
        """(N, I), (N, H) -> (N, H)."""
        cells = {"tanh": recurrent.rnn_tanh_cell, "relu": recurrent.rnn_relu_cell}
        if self.nonlinearity not in cells:
            raise ArgumentError(f"RNNCell: nonlinearity must be tanh or relu, got {self.nonlinearity!r}")
        return self.run(cells[self.nonlinearity], input, hx)  # type: ignore[no-any-return]


class LSTMCell(RNNCellBase):
    """One step of a long short-term memory: (N, I) and the pair (h, c), each (N, H), give the pair after."""

    gates = 4

    def forward(self, input: Tensor, hx: tuple[Tensor, Tensor] | None = None) -> tuple[Tensor, Tensor]:
        """(N, I), ((N, H), (N, H)) -> ((N, H), (N, H))."""
        return self.run(recurrent.lstm_cell, input, hx)  # type: ignore[no-any-return]


class GRUCell(RNNCellBase):
    """One step of a gated recurrent unit: (N, I) and the state (N, H) give the state after."""

    gates = 3

    def forward(self, input: Tensor, hx: Tensor | None = None) -> Tensor:
        """(N, I), (N, H) -> (N, H)."""
        return self.run(recurrent.gru_cell, input, hx)  # type: ignore[no-any-return]
