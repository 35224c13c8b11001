"""One step of a recurrent network: from the state before and a new input to the state after."""

from typing import TYPE_CHECKING

from minitorch_ref.functions import rounding, trigonometry
from minitorch_ref.functions.linear import linear

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "gru_cell",
    "gru_step",
    "lstm_cell",
    "lstm_step",
    "rnn_relu_cell",
    "rnn_tanh_cell",
]


def rnn_step(projected: "Tensor", h: "Tensor", w_hh: "Tensor", b_hh: "Tensor | None", nonlinearity: str) -> "Tensor":
    """Return tanh(projected + h W_hh^T + b_hh), or relu of it (Elman, 1990).

    Args:
        projected: x W_ih^T + b_ih, (N, H).
        h: the state before, (N, H).
        w_hh: (H, H).
        b_hh: (H,).
        nonlinearity: "tanh" or "relu".

    Returns: the state after, (N, H).
    """
    total = projected + linear(h, w_hh, b_hh)
    return trigonometry.tanh(total) if nonlinearity == "tanh" else rounding.relu(total)


def lstm_step(
    projected: "Tensor", h: "Tensor", c: "Tensor", w_hh: "Tensor", b_hh: "Tensor | None"
) -> "tuple[Tensor, Tensor]":
    """Return what a long short-term memory says and remembers (Hochreiter and Schmidhuber, 1997; Gers et al., 2000).

    Args:
        projected: x W_ih^T + b_ih, (N, 4 H): input gate, forget gate, candidate, output gate.
        h: what it said before, (N, H).
        c: what it remembered before, (N, H).
        w_hh: (4 H, H).
        b_hh: (4 H,).

    Returns: (h, c) after the step, each (N, H).
    """
    i, f, g, o = (projected + linear(h, w_hh, b_hh)).chunk(4, 1)
    remembered = trigonometry.sigmoid(f) * c + trigonometry.sigmoid(i) * trigonometry.tanh(g)
    return trigonometry.sigmoid(o) * trigonometry.tanh(remembered), remembered


def gru_step(projected: "Tensor", h: "Tensor", w_hh: "Tensor", b_hh: "Tensor | None") -> "Tensor":
    """Return the state of a gated recurrent unit after one step (Cho et al., 2014).

    Args:
        projected: x W_ih^T + b_ih, (N, 3 H): reset gate, update gate, candidate.
        h: the state before, (N, H).
        w_hh: (3 H, H).
        b_hh: (3 H,).

    Returns: the state after, (N, H). The reset gate works behind W_hh, as in PyTorch.
    """
    x_r, x_z, x_n = projected.chunk(3, 1)
    h_r, h_z, h_n = linear(h, w_hh, b_hh).chunk(3, 1)
    z = trigonometry.sigmoid(x_z + h_z)
    n = trigonometry.tanh(x_n + trigonometry.sigmoid(x_r + h_r) * h_n)
    return n + z * (h - n)


# ---- the same under PyTorch's names, from the input itself ----


def rnn_tanh_cell(
    input: "Tensor",
    hx: "Tensor",
    w_ih: "Tensor",
    w_hh: "Tensor",
    b_ih: "Tensor | None" = None,
    b_hh: "Tensor | None" = None,
) -> "Tensor":
    """Return the state of an Elman network with tanh after the input (N, I)."""
    return rnn_step(linear(input, w_ih, b_ih), hx, w_hh, b_hh, "tanh")


def rnn_relu_cell(
    input: "Tensor",
    hx: "Tensor",
    w_ih: "Tensor",
    w_hh: "Tensor",
    b_ih: "Tensor | None" = None,
    b_hh: "Tensor | None" = None,
) -> "Tensor":
    """Return the state of an Elman network with relu after the input (N, I)."""
    return rnn_step(linear(input, w_ih, b_ih), hx, w_hh, b_hh, "relu")


def lstm_cell(
    input: "Tensor",
    hx: "tuple[Tensor, Tensor]",
    w_ih: "Tensor",
    w_hh: "Tensor",
    b_ih: "Tensor | None" = None,
    b_hh: "Tensor | None" = None,
) -> "tuple[Tensor, Tensor]":
    """Return (h, c) of a long short-term memory after the input (N, I)."""
    return lstm_step(linear(input, w_ih, b_ih), *hx, w_hh, b_hh)


def gru_cell(
    input: "Tensor",
    hx: "Tensor",
    w_ih: "Tensor",
    w_hh: "Tensor",
    b_ih: "Tensor | None" = None,
    b_hh: "Tensor | None" = None,
) -> "Tensor":
    """Return the state of a gated recurrent unit after the input (N, I)."""
    return gru_step(linear(input, w_ih, b_ih), hx, w_hh, b_hh)
