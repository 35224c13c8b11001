"""A recurrent layer over a whole sequence: step by step, and in one operation where a backend has a kernel for it."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from minitorch_ref.autograd import passes
from minitorch_ref.autograd.modes import enable_grad, setting
from minitorch_ref.functions import dispatch, recurrent
from minitorch_ref.functions.function import Context, Function
from minitorch_ref.functions.joining import cat, stack
from minitorch_ref.functions.linear import as_rows, linear, product

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["GRULayer", "LSTMLayer", "gru_walk", "lstm_walk", "present"]


def lstm_walk(
    x: "Tensor",
    h: "Tensor",
    c: "Tensor",
    w_ih: "Tensor",
    w_hh: "Tensor",
    b_ih: "Tensor | None" = None,
    b_hh: "Tensor | None" = None,
) -> "tuple[Tensor, Tensor]":
    """Take the steps of a long short-term memory one after the other.

    Args:
        x: the inputs, (L, N, I).
        h: what it said before, (N, H).
        c: what it remembered before, (N, H).
        w_ih: (4 H, I).
        w_hh: (4 H, H).
        b_ih: (4 H,).
        b_hh: (4 H,).

    Returns: what it says at every time, (L, N, H), and what it remembers in the end, (N, H).
    """
    said = []
    for projected in linear(x, w_ih, b_ih):
        h, c = recurrent.lstm_step(projected, h, c, w_hh, b_hh)
        said.append(h)
    return stack(said), c


def gru_walk(
    x: "Tensor",
    h: "Tensor",
    w_ih: "Tensor",
    w_hh: "Tensor",
    b_ih: "Tensor | None" = None,
    b_hh: "Tensor | None" = None,
) -> "tuple[Tensor]":
    """Take the steps of a gated recurrent unit one after the other.

    Args:
        x: the inputs, (L, N, I).
        h: the state before, (N, H).
        w_ih: (3 H, I).
        w_hh: (3 H, H).
        b_ih: (3 H,).
        b_hh: (3 H,).

    Returns: a tuple of the state at every time, (L, N, H).
    """
    states = []
    for projected in linear(x, w_ih, b_ih):
        h = recurrent.gru_step(projected, h, w_hh, b_hh)
        states.append(h)
    return (stack(states),)


class LSTMLayer(Function):
    """`lstm_walk` in one operation, for a backend that has a kernel for it."""

    @staticmethod
    def forward(
        ctx: Context,
        x: "Tensor",
        h: "Tensor",
        c: "Tensor",
        w_ih: "Tensor",
        w_hh: "Tensor",
        b_ih: "Tensor | None",
        b_hh: "Tensor | None",
    ) -> "tuple[Tensor, Tensor]":
        inputs = (x, h, c, w_ih, w_hh, b_ih, b_hh)
        fused = dispatch.kernel("lstm", *present(inputs))
        assert fused is not None
        gates = linear(x, w_ih)
        out, cells = (dispatch.allocate((len(x), *h.shape), h.dtype, device=h.device) for _ in range(2))
        fused(*strided(out, cells, gates, h, c, w_hh, b_ih, b_hh))
        ctx.save_for_backward(*inputs, out)
        ctx.cells, ctx.gates = cells, gates
        return out, cells[-1].clone()

    @staticmethod
    def backward(ctx: Context, grad_out: "Tensor", grad_last: "Tensor") -> tuple[Any, ...]:
        *inputs, out = ctx.saved_tensors
        x, h, c, w_ih, w_hh, *_ = inputs
        operands = (grad_out.contiguous(), grad_last, ctx.gates, ctx.cells, c, w_hh)
        fused = dispatch.backward_kernel("lstm_backward", *operands)
        if fused is None:
            return walked_again(lstm_walk, ctx.needs_input_grad, inputs, (grad_out, grad_last))
        slopes, grad_h, grad_c = grads = [
            dispatch.allocate(y.shape, y.dtype, device=y.device) for y in (ctx.gates, h, c)
        ]
        fused(*strided(*grads, *operands))
        needs_x, _, _, *needs = ctx.needs_input_grad
        rows = as_rows(slopes)
        grad_x = product(rows, w_ih).view(x.shape) if needs_x else None
        return grad_x, grad_h, grad_c, *parameter_gradients(needs, rows, rows, x, h, out)


class GRULayer(Function):
    """`gru_walk` in one operation, for a backend that has a kernel for it."""

    @staticmethod
    def forward(
        ctx: Context,
        x: "Tensor",
        h: "Tensor",
        w_ih: "Tensor",
        w_hh: "Tensor",
        b_ih: "Tensor | None",
        b_hh: "Tensor | None",
    ) -> "Tensor":
        inputs = (x, h, w_ih, w_hh, b_ih, b_hh)
        fused = dispatch.kernel("gru", *present(inputs))
        assert fused is not None
        gates = linear(x, w_ih)
        out, heard = (dispatch.allocate((len(x), *h.shape), h.dtype, device=h.device) for _ in range(2))
        fused(*strided(out, gates, heard, h, w_hh, b_ih, b_hh))
        ctx.save_for_backward(*inputs, out)
        ctx.gates, ctx.heard = gates, heard
        return out

    @staticmethod
    def backward(ctx: Context, grad_out: "Tensor") -> tuple[Any, ...]:
        *inputs, out = ctx.saved_tensors
        x, h, w_ih, w_hh, *_ = inputs
        operands = (grad_out.contiguous(), ctx.gates, ctx.heard, out, h, w_hh)
        fused = dispatch.backward_kernel("gru_backward", *operands)
        if fused is None:
            return walked_again(gru_walk, ctx.needs_input_grad, inputs, (grad_out,))
        made = [dispatch.allocate(y.shape, y.dtype, device=y.device) for y in (ctx.gates, ctx.gates, h)]
        slopes_x, slopes_h, grad_h = made
        fused(*strided(*made, *operands))
        needs_x, _, *needs = ctx.needs_input_grad
        rows_x, rows_h = as_rows(slopes_x), as_rows(slopes_h)
        grad_x = product(rows_x, w_ih).view(x.shape) if needs_x else None
        return grad_x, grad_h, *parameter_gradients(needs, rows_x, rows_h, x, h, out)


# ---- what both need ----


def present(inputs: "Sequence[Tensor | None]") -> "list[Tensor]":
    """Return the inputs that are there."""
    return [x for x in inputs if x is not None]


def strided(*operands: "Tensor | None") -> list[Any]:
    """Return what a kernel takes of its operands."""
    return [None if x is None else x.strided for x in operands]


def parameter_gradients(
    needs: Sequence[bool], rows_x: "Tensor", rows_h: "Tensor", x: "Tensor", h: "Tensor", out: "Tensor"
) -> "tuple[Tensor | None, ...]":
    """Return the gradients of the weights and biases that need them.

    Args:
        needs: whether w_ih, w_hh, b_ih and b_hh do.
        rows_x: the gradients of x W_ih^T, (L N, G H).
        rows_h: those of h W_hh^T at every time.
        x: the inputs, (L, N, I).
        h: the state before, (N, H).
        out: the states, (L, N, H).

    Returns: the gradients of w_ih, w_hh, b_ih and b_hh.
    """
    needs_w_ih, needs_w_hh, needs_b_ih, needs_b_hh = needs
    before = cat([h.unsqueeze(0), out[:-1]]) if needs_w_hh else out
    b_ih = rows_x.sum(0) if needs_b_ih else None
    same = rows_x is rows_h and b_ih is not None
    return (
        product(rows_x.t(), as_rows(x)) if needs_w_ih else None,
        product(rows_h.t(), as_rows(before)) if needs_w_hh else None,
        b_ih,
        (b_ih.clone() if same else rows_h.sum(0)) if needs_b_hh else None,  # type: ignore[union-attr]
    )


def walked_again(
    walk: "Callable[..., tuple[Tensor, ...]]",
    needed: Sequence[bool],
    inputs: "Sequence[Tensor | None]",
    grads: "Sequence[Tensor]",
) -> "tuple[Tensor | None, ...]":
    """Return the gradients of a walk by taking all steps once more, so that they can be differentiated."""
    recorded = setting.recording
    with enable_grad():
        copies = [None if x is None else x.clone() if recorded else x.detach().requires_grad_() for x in inputs]
        outputs = walk(*copies)
    wanted = [x for x, need in zip(copies, needed, strict=True) if need and x is not None]
    found = iter(passes.grad(outputs, wanted, grads, create_graph=recorded))
    return tuple(next(found) if need else None for need in needed)
