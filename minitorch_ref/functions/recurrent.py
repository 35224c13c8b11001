"""One step of a recurrent network: from the state before and a new input to the state after."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from minitorch_ref.autograd import passes
from minitorch_ref.autograd.modes import enable_grad, setting
from minitorch_ref.functions import dispatch, rounding, trigonometry
from minitorch_ref.functions.function import Context, Function
from minitorch_ref.functions.joining import cat, stack
from minitorch_ref.functions.linear import linear

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "LSTMSequence",
    "gru_cell",
    "gru_step",
    "lstm_cell",
    "lstm_step",
    "lstm_walk",
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


# ---- a whole sequence ----


def lstm_walk(
    projected: "Tensor", h: "Tensor", c: "Tensor", w_hh: "Tensor", b_hh: "Tensor | None"
) -> "tuple[Tensor, Tensor]":
    """Take the steps of a long short-term memory one after the other.

    Args:
        projected: what `lstm_step` takes, at every time, (L, N, 4 H).
        h: see `lstm_step`.
        c: see `lstm_step`.
        w_hh: see `lstm_step`.
        b_hh: see `lstm_step`.

    Returns: what it says at every time, (L, N, H), and what it remembers in the end, (N, H).
    """
    said = []
    for step in projected:
        h, c = lstm_step(step, h, c, w_hh, b_hh)
        said.append(h)
    return stack(said), c


class LSTMSequence(Function):
    """`lstm_walk` in one operation, for a backend that has a kernel for it."""

    @staticmethod
    def forward(
        ctx: Context, projected: "Tensor", h: "Tensor", c: "Tensor", w_hh: "Tensor", b_hh: "Tensor | None"
    ) -> "tuple[Tensor, Tensor]":
        fused = dispatch.kernel("lstm", projected, h, c, w_hh)
        assert fused is not None
        out, cells = (dispatch.allocate((len(projected), *h.shape), h.dtype, device=h.device) for _ in range(2))
        gates = dispatch.allocate(projected.shape, h.dtype, device=h.device)
        inputs = (projected, h, c, w_hh)
        fused(*(x.strided for x in (out, cells, gates, *inputs)), None if b_hh is None else b_hh.strided)
        ctx.save_for_backward(*inputs, b_hh, out)
        ctx.cells, ctx.gates = cells, gates
        return out, cells[-1].clone()

    @staticmethod
    def backward(ctx: Context, grad_out: "Tensor", grad_last: "Tensor") -> tuple[Any, ...]:
        projected, h, c, w_hh, b_hh, out = ctx.saved_tensors
        operands = (grad_out, grad_last, ctx.gates, ctx.cells, c, w_hh)
        fused = dispatch.backward_kernel("lstm_backward", *operands)
        if fused is None:
            return walked_again(ctx.needs_input_grad, (projected, h, c, w_hh, b_hh), (grad_out, grad_last))
        grads = [dispatch.allocate(x.shape, x.dtype, device=x.device) for x in (projected, h, c)]
        fused(*(x.strided for x in (*grads, *operands)))
        slopes = grads[0].reshape(-1, projected.shape[-1])
        before = cat([h.unsqueeze(0), out[:-1]]).reshape(-1, h.shape[-1])
        return *grads, slopes.t() @ before, None if b_hh is None else slopes.sum(0)


def walked_again(
    needed: Sequence[bool], inputs: "Sequence[Tensor | None]", grads: "Sequence[Tensor]"
) -> "tuple[Tensor | None, ...]":
    """Return the gradients of `lstm_walk` by taking all steps once more, so that they can be differentiated."""
    recorded = setting.recording
    with enable_grad():
        copies = [None if x is None else x.clone() if recorded else x.detach().requires_grad_() for x in inputs]
        outputs = lstm_walk(*copies)  # type: ignore[arg-type]
    wanted = [x for x, need in zip(copies, needed, strict=True) if need and x is not None]
    found = iter(passes.grad(outputs, wanted, grads, create_graph=recorded))
    return tuple(next(found) if need else None for need in needed)


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
