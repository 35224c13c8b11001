"""Gradients: the recorded graph, the walk back through it, what users may switch, hook, check and draw.

Knows nodes and edges, not what the operations compute: their derivatives stand with them in `functions/`.
"""

from typing import TYPE_CHECKING

from minitorch_ref import (
    lazy,
    tensors,  # noqa: F401  first: tensors and functions import the parts of this package they need
)
from minitorch_ref.autograd.anomaly import detect_anomaly, set_detect_anomaly
from minitorch_ref.autograd.function import Context, Function
from minitorch_ref.autograd.modes import enable_grad, inference_mode, no_grad, saved_tensors_hooks, set_grad_enabled
from minitorch_ref.autograd.passes import backward, grad, steps

if TYPE_CHECKING:
    from minitorch_ref.autograd import functional
    from minitorch_ref.autograd.gradient_checks import gradcheck, gradgradcheck
    from minitorch_ref.autograd.listing import graph

__all__ = [
    "Context",
    "Function",
    "backward",
    "detect_anomaly",
    "enable_grad",
    "functional",
    "grad",
    "gradcheck",
    "gradgradcheck",
    "graph",
    "inference_mode",
    "no_grad",
    "saved_tensors_hooks",
    "set_detect_anomaly",
    "set_grad_enabled",
    "steps",
]

HOMES = {"gradcheck": "gradient_checks", "gradgradcheck": "gradient_checks", "graph": "listing"}

if not TYPE_CHECKING:
    __getattr__ = lazy.submodules(__name__, HOMES)
