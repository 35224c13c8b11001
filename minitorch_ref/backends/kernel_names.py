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
}  # fmt: skip
