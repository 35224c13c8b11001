"""The fused kernels by name: what each writes, what it reads, what it computes. Every backend that has one keeps to it.

A kernel takes its outputs, which are allocated, then its inputs, then numbers. Where a shape is not given, it is that
of the first output. Inputs are not changed. A backend may have any of them, or none: the operation itself composes the
loops of `interface.py` where a kernel is missing or declines its operands.
"""

from typing import NamedTuple

__all__ = ["KERNELS", "Signature"]


class Signature(NamedTuple):
    """What a kernel takes, in order, and what it computes."""

    outputs: tuple[str, ...]
    inputs: tuple[str, ...]
    numbers: tuple[str, ...]
    meaning: str


KERNELS: dict[str, Signature] = {
    "softmax": Signature(("out",), ("x",), ("dim",), "exp(x) / sum(exp(x)) along dim"),
    "softmax_backward": Signature(
        ("grad_x",), ("grad_out", "out"), ("dim",), "out * (grad_out - sum(grad_out * out)) along dim"
    ),
    "log_softmax": Signature(("out",), ("x",), ("dim",), "x - log(sum(exp(x))) along dim"),
    "log_softmax_backward": Signature(
        ("grad_x",), ("grad_out", "out"), ("dim",), "grad_out - exp(out) * sum(grad_out) along dim"
    ),
    "gelu": Signature(("out",), ("x",), (), "x * P(Z <= x) for a standard normal Z"),
    "gelu_backward": Signature(("grad_x",), ("grad_out", "x"), (), "its gradient"),
    "gelu_tanh": Signature(("out",), ("x",), (), "x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3)))"),
    "gelu_tanh_backward": Signature(("grad_x",), ("grad_out", "x"), (), "its gradient"),
    "silu": Signature(("out",), ("x",), (), "x * sigmoid(x)"),
    "silu_backward": Signature(("grad_x",), ("grad_out", "x"), (), "its gradient"),
    "softplus": Signature(("out",), ("x",), (), "log(1 + exp(x))"),
    "softplus_backward": Signature(("grad_x",), ("grad_out", "x"), (), "grad_out * sigmoid(x)"),
    "relu_backward": Signature(("grad_x",), ("grad_out", "out"), (), "grad_out where out is positive, else 0"),
    "sigmoid_backward": Signature(("grad_x",), ("grad_out", "out"), (), "grad_out * out * (1 - out)"),
    "tanh_backward": Signature(("grad_x",), ("grad_out", "out"), (), "grad_out * (1 - out^2)"),
    "cross_entropy": Signature(
        ("total", "losses", "powers", "counts"), ("x", "target"), ("ignored", "is_mean"),
        "x (n, C), int64 classes (n,) -> losses (n,) and their sum or mean (), powers = log(sum(exp(x))) (n,), "
        "counts (2,), int64: how many classes are not `ignored`, and how many of them are not in [0, C)",
    ),
    "cross_entropy_backward": Signature(
        ("grad_x",), ("x", "target", "powers", "grad_out"), ("ignored", "is_mean"),
        "(exp(x - powers) - one hot) * grad_out, which is () or (n,), divided by the number of classes for a mean",
    ),
    "dropout": Signature(
        ("out",), ("x", "uniform"), ("p", "scale"),
        "x * scale where a number drawn from [0, 1) is at least p, else x * 0; of the gradient, its gradient",
    ),
    "layer_norm": Signature(
        ("out", "mean", "rstd"), ("x", "weight", "bias"), ("eps",),
        "rows: (x - mean) * rstd * weight + bias; weight and bias may be None; mean and rstd have one element a row",
    ),
    "layer_norm_backward": Signature(
        ("grad_x", "grad_weight", "grad_bias"), ("grad_out", "x", "mean", "rstd", "weight"), (),
        "the gradients of layer_norm",
    ),
    "batch_norm": Signature(
        ("out", "mean", "var"), ("x", "weight", "bias"), ("eps", "fixed"),
        "x (N, C, ...): (x - mean) / sqrt(var + eps) * weight + bias for each channel; weight and bias (C,) may be "
        "None; mean and var (C,) are written, or read if they are fixed",
    ),
    "batch_norm_backward": Signature(
        ("grad_x", "grad_weight", "grad_bias"), ("grad_out", "x", "mean", "var", "weight"), ("eps", "fixed"),
        "the gradients of batch_norm",
    ),
    "convolution": Signature(
        ("out",), ("x", "weight", "bias"), ("grid", "groups"),
        "x (N, C, *sizes), weight (O, C / groups, *kernel), bias (O,) or None -> (N, O, *windows)",
    ),
    "convolution_input": Signature(
        ("grad_x",), ("grad_out", "weight"), ("grid", "groups"), "the gradient of the input of a convolution"
    ),
    "convolution_weight": Signature(
        ("grad_weight",), ("x", "grad_out"), ("grid", "groups"), "the gradient of the weight of a convolution"
    ),
    "adam": Signature(
        ("p", "m", "v"), ("grad",),
        ("t", "lr", "beta1", "beta2", "eps", "weight_decay", "keep", "sign"),
        "one step of Adam on keep * p, with sign * grad + weight_decay * p as gradient; asked for with the largest "
        "parameter, grad, p, m, v",
    ),
    "momentum": Signature(
        ("p", "buf"), ("grad",), ("lr", "momentum", "dampening", "nesterov", "weight_decay", "sign"),
        "one step of gradient descent with momentum; asked for with the largest parameter, grad, p, buf",
    ),
    "sgd": Signature(
        ("p",), ("grad",), ("lr", "weight_decay", "sign"),
        "one step of gradient descent; asked for with the largest parameter, grad, p",
    ),
    "rmsprop": Signature(
        ("p", "v"), ("grad",), ("lr", "alpha", "eps", "weight_decay", "sign"),
        "one step of RMSprop; asked for with the largest parameter, grad, p, v",
    ),
    "max_pool": Signature(
        ("out", "indices"), ("x",), ("grid",), "the largest element of every window, and its number in its image"
    ),
    "max_pool_backward": Signature(
        ("grad_x",), ("grad_out", "indices"), ("ndim",), "grad_out, added where indices say in the last ndim axes"
    ),
    "window_sum": Signature(("out",), ("x",), ("grid",), "the sum of every window of x (..., *sizes)"),
    "window_sum_backward": Signature(
        ("grad_x",), ("grad_out",), ("grid",), "at every place the sum of grad_out over the windows that hold it"
    ),
    "embedding": Signature(("out",), ("weight", "index"), (), "the rows of weight that index names, all in range"),
    "embedding_backward": Signature(
        ("grad_weight",), ("grad_out", "index"), ("frozen",),
        "for every row the sum of grad_out over its occurrences; 0 for the row `frozen`, -1 for none",
    ),
    "attention": Signature(
        ("out", "logs"), ("query", "key", "value"), ("scale", "causal"),
        "softmax(query @ key^T * scale) @ value, and (..., L) the logarithm of the sum of exponentials of each query",
    ),
    "attention_backward": Signature(
        ("grad_query", "grad_key", "grad_value"), ("grad_out", "out", "logs", "query", "key", "value"),
        ("scale", "causal"), "the gradients of attention",
    ),
    "gather": Signature(
        ("out",), ("x", "index"), ("dim",), "the elements of x that the index, int64 and in bounds, names along an axis"
    ),
    "scatter_add": Signature(
        ("out",), ("x", "index"), ("dim",), "x added to out where the index names it along an axis"
    ),
    "lstm": Signature(
        ("out", "cells", "gates"), ("h", "c", "weight", "b_ih", "b_hh"), (),
        "lstm_step at every time: what it says and remembers (L, N, H); gates (L, N, 4 H) come as x W_ih^T and leave "
        "as the gates; weight (4 H, H), biases (4 H,) or None; asked for with x, h, c, W_ih, W_hh, biases",
    ),
    "lstm_backward": Signature(
        ("slopes", "grad_h", "grad_c"), ("grad_out", "grad_last", "gates", "cells", "c", "weight"), (),
        "the gradients of x W_ih^T and of the state before, given those of what lstm says at every time and of what it "
        "remembers in the end",
    ),
    "gru": Signature(
        ("out", "gates", "heard"), ("h", "weight", "b_ih", "b_hh"), (),
        "gru_step at every time: the states (L, N, H); gates (L, N, 3 H) come as x W_ih^T and leave as the gates; "
        "heard (L, N, H) is what the reset gate multiplies; weight (3 H, H), biases (3 H,) or None; asked for with x, "
        "h, W_ih, W_hh, biases",
    ),
    "gru_backward": Signature(
        ("slopes_x", "slopes_h", "grad_h"), ("grad_out", "gates", "heard", "out", "h", "weight"), (),
        "the gradients of x W_ih^T, of the products h W_hh^T (both (L, N, 3 H)) and of the state before",
    ),
}  # fmt: skip
