"""A small PyTorch to read: the same names, the same arguments, the same semantics."""

import sys
from math import inf, nan, pi
from typing import TYPE_CHECKING

from minitorch_ref import autograd, backends, dtypes, errors, functions, lazy, memory, shapes, tensors
from minitorch_ref.autograd.anomaly import set_detect_anomaly
from minitorch_ref.autograd.modes import (
    enable_grad,
    inference_mode,
    is_grad_enabled,
    is_inference_mode_enabled,
    no_grad,
    set_grad_enabled,
)
from minitorch_ref.backends.selection import use_backend
from minitorch_ref.dtypes import (
    DType,
    bfloat16,
    bool_,
    complex64,
    complex128,
    finfo,
    float16,
    float32,
    float64,
    get_default_dtype,
    iinfo,
    int8,
    int16,
    int32,
    int64,
    promote_types,
    result_type,
    uint8,
)
from minitorch_ref.errors import ArgumentError, DimensionError, DTypeError, MiniTorchError, ShapeError, UnsupportedError
from minitorch_ref.functions import distance  # noqa: F401
from minitorch_ref.functions.arithmetic import add, div, floor_divide, fmod, mul, neg, positive, remainder, rsub, sub
from minitorch_ref.functions.comparison import allclose, eq, equal, ge, gt, isclose, isfinite, isinf, isnan, le, lt, ne
from minitorch_ref.functions.complex_numbers import (
    angle,
    complex_,
    conj,
    imag,
    is_complex,
    polar,
    real,
    sgn,
    view_as_complex,
    view_as_real,
)
from minitorch_ref.functions.cumulative import cummax, cummin, cumprod, cumsum, logcumsumexp
from minitorch_ref.functions.encoding import bincount, unique
from minitorch_ref.functions.exponential import exp, exp2, expm1, log, log1p, log2, log10, reciprocal, rsqrt, sqrt
from minitorch_ref.functions.extremes import argmax, argmin, max, maximum, min, minimum
from minitorch_ref.functions.hyperbolic import acosh, asinh, atanh
from minitorch_ref.functions.indexed import index_add, index_copy, index_fill, index_put, masked_scatter
from minitorch_ref.functions.joining import cat, chunk, hstack, split, stack, unbind, vstack
from minitorch_ref.functions.logic import (
    bitwise_and,
    bitwise_not,
    bitwise_or,
    bitwise_xor,
    logical_and,
    logical_not,
    logical_or,
    logical_xor,
)
from minitorch_ref.functions.matmul import bmm, dot, matmul, mm, mv, outer
from minitorch_ref.functions.moments import mean, std, var
from minitorch_ref.functions.movement import broadcast_to, movedim, narrow, permute, select, t, transpose
from minitorch_ref.functions.norm import dist, norm
from minitorch_ref.functions.powers import pow, square
from minitorch_ref.functions.reduction import all, amax, amin, any, count_nonzero, prod, sum
from minitorch_ref.functions.reshaping import clone, flatten, reshape, squeeze, unflatten, unsqueeze
from minitorch_ref.functions.rounding import abs, ceil, floor, relu, round, sign, trunc
from minitorch_ref.functions.scatter import scatter, scatter_add, scatter_reduce
from minitorch_ref.functions.selection import (
    clamp,
    flip,
    gather,
    index_select,
    masked_fill,
    masked_select,
    nonzero,
    tril,
    triu,
    where,
)
from minitorch_ref.functions.shorthands import (
    addmm,
    addmv,
    argwhere,
    baddbmm,
    clamp_max,
    clamp_min,
    deg2rad,
    diag,
    diag_embed,
    frac,
    hypot,
    is_floating_point,
    is_nonzero,
    is_tensor,
    logit,
    nan_to_num,
    nansum,
    numel,
    rad2deg,
    std_mean,
    take,
    take_along_dim,
    tensor_split,
    trace,
    var_mean,
)
from minitorch_ref.functions.softmax import log_softmax, logsumexp, softmax
from minitorch_ref.functions.sorting import argsort, kthvalue, median, msort, sort, topk
from minitorch_ref.functions.special import (
    addcdiv,
    addcmul,
    bitwise_left_shift,
    bitwise_right_shift,
    erf,
    erfc,
    erfinv,
    lerp,
    logaddexp,
    xlogy,
)
from minitorch_ref.functions.stft import istft, stft
from minitorch_ref.functions.strided import as_strided, diagonal
from minitorch_ref.functions.tiling import (
    broadcast_tensors,
    fliplr,
    flipud,
    meshgrid,
    repeat_interleave,
    roll,
    rot90,
    tile,
)
from minitorch_ref.functions.trigonometry import acos, asin, atan, atan2, cos, cosh, sigmoid, sin, sinh, tan, tanh
from minitorch_ref.shapes import broadcast_shapes
from minitorch_ref.storage import Device
from minitorch_ref.tensors import numpy_names
from minitorch_ref.tensors.drawing import bernoulli, multinomial, normal
from minitorch_ref.tensors.factories import (
    arange,
    as_tensor,
    empty,
    empty_like,
    eye,
    from_dlpack,
    from_numpy,
    full,
    full_like,
    linspace,
    ones,
    ones_like,
    tensor,
    zeros,
    zeros_like,
)
from minitorch_ref.tensors.random import (
    Generator,
    get_rng_state,
    initial_seed,
    manual_seed,
    rand,
    rand_like,
    randint,
    randn,
    randn_like,
    randperm,
    seed,
    set_rng_state,
)
from minitorch_ref.tensors.random import (
    default as default_generator,
)
from minitorch_ref.tensors.size import Size
from minitorch_ref.tensors.tensor import Tensor
from minitorch_ref.threads import get_num_threads, set_num_threads

if TYPE_CHECKING:
    from minitorch_ref import (
        audio,
        cuda,
        data,
        downloads,
        fft,
        linalg,
        nn,
        optim,
        return_types,
        scalars,
        serialization,
        text,
        training,
        utils,
        vision,
    )
    from minitorch_ref.functions.convolution import conv1d, conv2d, conv_transpose1d, conv_transpose2d
    from minitorch_ref.functions.distance_losses import cosine_similarity, pairwise_distance
    from minitorch_ref.functions.dropout import dropout
    from minitorch_ref.functions.einsum import einsum
    from minitorch_ref.functions.recurrent import gru_cell, lstm_cell, rnn_relu_cell, rnn_tanh_cell
    from minitorch_ref.serialization import load, save
    from minitorch_ref.tensors.printing import set_printoptions
    from minitorch_ref.tensors.window_functions import hamming_window, hann_window

# PyTorch's other names for the same things
bool = bool_
half = float16
cfloat = complex64
complex = complex_
cdouble = complex128
float = float32
double = float64
short = int16
int = int32
long = int64
absolute = abs
concat = cat
concatenate = cat
swapaxes = transpose
swapdims = transpose
ravel = flatten
clip = clamp
fix = trunc
arcsin = asin
arccos = acos
arctan = atan
arctan2 = atan2
arcsinh = asinh
arccosh = acosh
arctanh = atanh
subtract = sub
multiply = mul
divide = div
true_divide = div
negative = neg
less = lt
less_equal = le
greater = gt
greater_equal = ge
not_equal = ne
device = Device
dtype = DType

# fmt: off
__all__ = [  # noqa: RUF022  by family, in alphabetical order
    # the tensor
    "Device", "device", "set_printoptions", "Size", "Tensor",
    # element types
    "bfloat16", "bool", "cdouble", "cfloat", "complex128", "complex64",
    "double", "DType", "dtype", "float", "float16", "float32", "float64", "half", "int", "int16",
    "int32", "int64", "int8", "long", "promote_types", "result_type", "short", "uint8",
    # factories
    "arange", "as_tensor", "empty", "empty_like", "eye", "from_dlpack", "from_numpy", "full", "full_like", "linspace",
    "ones", "ones_like", "tensor", "zeros", "zeros_like",
    # random
    "bernoulli", "default_generator", "Generator", "get_rng_state", "initial_seed", "manual_seed", "multinomial",
    "normal", "rand", "rand_like", "randint", "randn", "randn_like", "randperm", "seed", "set_rng_state",
    # views
    "as_strided", "broadcast_shapes", "broadcast_to", "diagonal", "movedim", "narrow", "permute", "select", "t",
    "transpose",
    # shapes
    "clone", "flatten", "reshape", "squeeze", "unflatten", "unsqueeze",
    # joining and splitting
    "cat", "chunk", "hstack", "split", "stack", "unbind", "vstack",
    # selection
    "clamp", "flip", "gather", "index_select", "masked_fill", "masked_select", "nonzero", "tril", "triu",
    "where",
    # writing by index
    "index_add", "index_copy", "index_fill", "index_put", "masked_scatter", "scatter", "scatter_add", "scatter_reduce",
    # order and counts
    "argsort", "bincount", "kthvalue", "median", "msort", "sort", "topk", "unique",
    # running totals
    "cummax", "cummin", "cumprod", "cumsum", "logcumsumexp",
    # repeating and turning
    "broadcast_tensors", "fliplr", "flipud", "meshgrid", "repeat_interleave", "roll", "rot90", "tile",
    # softmax and special functions
    "addcdiv", "addcmul", "erf", "erfc", "erfinv", "lerp", "log_softmax", "logaddexp", "logsumexp", "softmax", "xlogy",
    # complex numbers and spectra
    "angle", "complex", "conj", "fft", "hamming_window", "hann_window", "imag", "is_complex",
    "istft", "polar", "real", "sgn", "stft",
    "view_as_complex", "view_as_real",
    # shorthands
    "acosh", "addmm", "addmv", "arccos", "arccosh", "arcsin", "arcsinh", "arctan", "arctan2", "arctanh", "argwhere",
    "asinh", "atanh", "baddbmm", "clamp_max", "clamp_min", "clip", "deg2rad", "diag", "diag_embed", "finfo", "fix",
    "frac", "get_default_dtype", "hypot", "iinfo", "is_floating_point", "is_nonzero", "is_tensor", "logit",
    "nan_to_num", "nansum", "numel", "rad2deg", "std_mean", "take", "take_along_dim", "tensor_split", "trace",
    "var_mean",
    # arithmetic
    "add", "div", "floor_divide", "fmod", "maximum", "minimum", "mul", "neg", "positive", "pow", "remainder",
    "rsub", "square", "sub",
    # exponentials
    "exp", "exp2", "expm1", "log", "log10", "log1p", "log2", "reciprocal", "rsqrt", "sqrt",
    # trigonometry
    "acos", "asin", "atan", "atan2", "cos", "cosh", "sigmoid", "sin", "sinh", "tan", "tanh",
    # rounding and sign
    "abs", "ceil", "floor", "relu", "round", "sign", "trunc",
    # comparison
    "allclose", "eq", "equal", "ge", "gt", "isclose", "isfinite", "isinf", "isnan", "le", "lt", "ne",
    # logic
    "bitwise_and", "bitwise_left_shift", "bitwise_not", "bitwise_or", "bitwise_right_shift", "bitwise_xor",
    "logical_and", "logical_not", "logical_or",
    "logical_xor",
    # reductions
    "all", "amax", "amin", "any", "count_nonzero", "mean", "prod", "std", "sum", "var",
    # extremes
    "argmax", "argmin", "max", "min",
    # matrix products
    "bmm", "dist", "dot", "einsum", "matmul", "mm", "mv", "norm", "outer",
    # gradients
    "enable_grad", "inference_mode", "is_grad_enabled", "is_inference_mode_enabled", "no_grad",
    "set_detect_anomaly", "set_grad_enabled", "get_num_threads", "set_num_threads",
    # files
    "load", "save",
    # networks
    "conv1d", "conv2d", "conv_transpose1d", "conv_transpose2d", "cosine_similarity", "dropout", "gru_cell", "lstm_cell",
    "pairwise_distance", "rnn_relu_cell", "rnn_tanh_cell",
    # backends
    "use_backend",
    # errors
    "ArgumentError", "DimensionError", "DTypeError", "MiniTorchError", "ShapeError", "UnsupportedError",
    # other names
    "absolute", "concat", "concatenate", "divide", "greater", "greater_equal", "less", "less_equal", "multiply",
    "negative", "not_equal", "ravel", "subtract", "swapaxes", "swapdims", "true_divide",
    # numbers
    "inf", "nan", "pi",
    # modules
    "audio", "autograd", "backends", "cuda", "data", "downloads", "dtypes", "errors", "functions", "linalg", "memory",
    "nn", "optim", "return_types", "scalars", "serialization", "shapes", "tensors", "text", "training", "utils",
    "vision",
]
# fmt: on

numpy_names.accept(sys.modules[__name__])

HOMES = {
    **dict.fromkeys(["conv1d", "conv2d", "conv_transpose1d", "conv_transpose2d"], "functions.convolution"),
    **dict.fromkeys(["cosine_similarity", "pairwise_distance"], "functions.distance_losses"),
    **dict.fromkeys(["dropout"], "functions.dropout"),
    **dict.fromkeys(["einsum"], "functions.einsum"),
    **dict.fromkeys(["gru_cell", "lstm_cell", "rnn_relu_cell", "rnn_tanh_cell"], "functions.recurrent"),
    **dict.fromkeys(["load", "save"], "serialization"),
    **dict.fromkeys(["set_printoptions"], "tensors.printing"),
    **dict.fromkeys(["hamming_window", "hann_window"], "tensors.window_functions"),
}
"""Where names are defined whose modules are imported when somebody first asks for them; as are all modules."""

if not TYPE_CHECKING:
    __getattr__ = lazy.submodules(__name__, HOMES)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
