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
}  # fmt: skip
