"""Everything that layers do, as functions of tensors: `import minitorch_ref.nn.functional as F`."""

from typing import TYPE_CHECKING

from minitorch_ref.dtypes import DType
from minitorch_ref.functions import softmax as softmaxes
from minitorch_ref.functions.activation import (
    celu,
    elu,
    gelu,
    glu,
    hardshrink,
    hardsigmoid,
    hardswish,
    hardtanh,
    leaky_relu,
    logsigmoid,
    mish,
    prelu,
    relu,
    relu6,
    rrelu,
    selu,
    silu,
    softplus,
    softshrink,
    softsign,
    tanhshrink,
    threshold,
)
from minitorch_ref.functions.attention import scaled_dot_product_attention
from minitorch_ref.functions.batch_norm import batch_norm
from minitorch_ref.functions.convolution import conv1d, conv2d, conv_transpose1d, conv_transpose2d
from minitorch_ref.functions.cross_entropy import cross_entropy, nll_loss
from minitorch_ref.functions.ctc import ctc_loss
from minitorch_ref.functions.distance_losses import (
    cosine_embedding_loss,
    cosine_similarity,
    margin_ranking_loss,
    pairwise_distance,
    triplet_margin_loss,
)
from minitorch_ref.functions.dropout import alpha_dropout, dropout, dropout1d, dropout2d
from minitorch_ref.functions.embedding import embedding, embedding_bag
from minitorch_ref.functions.encoding import one_hot
from minitorch_ref.functions.linear import bilinear, linear
from minitorch_ref.functions.losses import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    gaussian_nll_loss,
    hinge_embedding_loss,
    huber_loss,
    kl_div,
    l1_loss,
    mse_loss,
    poisson_nll_loss,
    smooth_l1_loss,
    soft_margin_loss,
)
from minitorch_ref.functions.normalization import (
    group_norm,
    instance_norm,
    layer_norm,
    normalize,
    rms_norm,
)
from minitorch_ref.functions.padding import pad
from minitorch_ref.functions.pooling import (
    adaptive_avg_pool1d,
    adaptive_avg_pool2d,
    adaptive_max_pool1d,
    adaptive_max_pool2d,
    avg_pool1d,
    avg_pool2d,
    max_pool1d,
    max_pool2d,
)
from minitorch_ref.functions.trigonometry import sigmoid, tanh
from minitorch_ref.functions.windows import fold, unfold

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = [
    "adaptive_avg_pool1d",
    "adaptive_avg_pool2d",
    "adaptive_max_pool1d",
    "adaptive_max_pool2d",
    "alpha_dropout",
    "avg_pool1d",
    "avg_pool2d",
    "batch_norm",
    "bilinear",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "celu",
    "conv1d",
    "conv2d",
    "conv_transpose1d",
    "conv_transpose2d",
    "cosine_embedding_loss",
    "cosine_similarity",
    "cross_entropy",
    "ctc_loss",
    "dropout",
    "dropout1d",
    "dropout2d",
    "elu",
    "embedding",
    "embedding_bag",
    "fold",
    "gaussian_nll_loss",
    "gelu",
    "glu",
    "group_norm",
    "hardshrink",
    "hardsigmoid",
    "hardswish",
    "hardtanh",
    "hinge_embedding_loss",
    "huber_loss",
    "instance_norm",
    "kl_div",
    "l1_loss",
    "layer_norm",
    "leaky_relu",
    "linear",
    "log_softmax",
    "logsigmoid",
    "margin_ranking_loss",
    "max_pool1d",
    "max_pool2d",
    "mish",
    "mse_loss",
    "nll_loss",
    "normalize",
    "one_hot",
    "pad",
    "pairwise_distance",
    "poisson_nll_loss",
    "prelu",
    "relu",
    "relu6",
    "rms_norm",
    "rrelu",
    "scaled_dot_product_attention",
    "selu",
    "sigmoid",
    "silu",
    "smooth_l1_loss",
    "soft_margin_loss",
    "softmax",
    "softmin",
    "softplus",
    "softshrink",
    "softsign",
    "tanh",
    "tanhshrink",
    "threshold",
    "triplet_margin_loss",
    "unfold",
]


def old_rule(input: "Tensor", dim: int | None) -> int:
    """Return the axis; if it is not given, by PyTorch's older rule: axis 0 of 0, 1 or 3 axes, else axis 1."""
    return (0 if input.dim() in (0, 1, 3) else 1) if dim is None else dim


def softmax(input: "Tensor", dim: int | None = None, _stacklevel: int = 3, dtype: DType | None = None) -> "Tensor":
    """Return exp(x) divided by its sum along an axis."""
    return softmaxes.softmax(input, old_rule(input, dim), dtype)


def log_softmax(input: "Tensor", dim: int | None = None, _stacklevel: int = 3, dtype: DType | None = None) -> "Tensor":
    """Return the logarithm of the softmax along an axis."""
    return softmaxes.log_softmax(input, old_rule(input, dim), dtype)


def softmin(input: "Tensor", dim: int | None = None, _stacklevel: int = 3, dtype: DType | None = None) -> "Tensor":
    """Return the softmax of -x along an axis."""
    return softmaxes.softmin(input, old_rule(input, dim), dtype)
