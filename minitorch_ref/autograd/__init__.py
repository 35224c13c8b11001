"""Gradients: the recorded graph, the walk back through it, what users may switch, hook, check and draw.

Knows nodes and edges, not what the operations compute: their derivatives stand with them in `functions/`.
"""

from minitorch_ref.autograd.anomaly import detect_anomaly, set_detect_anomaly
from minitorch_ref.autograd.passes import backward, grad, steps
from minitorch_ref.autograd.function import Context, Function
from minitorch_ref.autograd.modes import enable_grad, inference_mode, no_grad, set_grad_enabled

__all__ = [
    "Context",
    "Function",
    "backward",
    "detect_anomaly",
    "enable_grad",
    "grad",
    "inference_mode",
    "no_grad",
    "set_detect_anomaly",
    "set_grad_enabled",
    "steps",
]
