"""A small PyTorch to read: the same names, the same arguments, the same semantics."""

from minitorch_ref import backends, data, dtypes, errors, functions, shapes, tensors, vision
from minitorch_ref.backends.selection import use_backend

# so that these modules are there without an import of their own
from minitorch_ref.data import neighbours, standardize  # noqa: F401
from minitorch_ref.dtypes import (
    DType,
    bool_,
    float16,
    float32,
    float64,
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
from minitorch_ref.functions.arithmetic import (
    add,
    atan2,
    div,
    floor_divide,
    fmod,
    maximum,
    minimum,
    mul,
    neg,
    positive,
    pow,
    remainder,
    rsub,
    square,
    sub,
)
from minitorch_ref.functions.comparison import allclose, eq, equal, ge, gt, isclose, isfinite, isinf, isnan, le, lt, ne
from minitorch_ref.functions.exponential import exp, exp2, expm1, log, log1p, log2, log10, reciprocal, rsqrt, sqrt
from minitorch_ref.functions.extremes import argmax, argmin, max, min
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
from minitorch_ref.functions.movement import (
    as_strided,
    broadcast_to,
    diagonal,
    movedim,
    narrow,
    permute,
    select,
    t,
    transpose,
)
from minitorch_ref.functions.reduction import all, amax, amin, any, count_nonzero, mean, prod, std, sum, var
from minitorch_ref.functions.reshaping import clone, flatten, reshape, squeeze, unflatten, unsqueeze
from minitorch_ref.functions.rounding import abs, ceil, floor, relu, round, sign, trunc
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
from minitorch_ref.functions.trigonometry import acos, asin, atan, cos, cosh, sigmoid, sin, sinh, tan, tanh
from minitorch_ref.shapes import broadcast_shapes
from minitorch_ref.storage import Device
from minitorch_ref.tensors.factories import (
    arange,
    as_tensor,
    empty,
    empty_like,
    eye,
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
from minitorch_ref.tensors.printing import set_printoptions
from minitorch_ref.tensors.random import Generator, manual_seed, rand, rand_like, randint, randn, randn_like, randperm
from minitorch_ref.tensors.size import Size
from minitorch_ref.tensors.tensor import Tensor

# PyTorch's other names for the same things
bool = bool_
half = float16
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

__all__ = [
    "ArgumentError",
    "DType",
    "DTypeError",
    "Device",
    "DimensionError",
    "Generator",
    "MiniTorchError",
    "ShapeError",
    "Size",
    "Tensor",
    "UnsupportedError",
    "abs",
    "absolute",
    "acos",
    "add",
    "all",
    "allclose",
    "amax",
    "amin",
    "any",
    "arange",
    "argmax",
    "argmin",
    "as_strided",
    "as_tensor",
    "asin",
    "atan",
    "atan2",
    "backends",
    "bitwise_and",
    "bitwise_not",
    "bitwise_or",
    "bitwise_xor",
    "bmm",
    "bool",
    "broadcast_shapes",
    "broadcast_to",
    "cat",
    "ceil",
    "chunk",
    "clamp",
    "clone",
    "concat",
    "concatenate",
    "cos",
    "cosh",
    "count_nonzero",
    "data",
    "device",
    "diagonal",
    "div",
    "divide",
    "dot",
    "double",
    "dtypes",
    "empty",
    "empty_like",
    "eq",
    "equal",
    "errors",
    "exp",
    "exp2",
    "expm1",
    "eye",
    "flatten",
    "flip",
    "float",
    "float16",
    "float32",
    "float64",
    "floor",
    "floor_divide",
    "fmod",
    "from_numpy",
    "full",
    "full_like",
    "functions",
    "gather",
    "ge",
    "greater",
    "greater_equal",
    "gt",
    "half",
    "hstack",
    "index_select",
    "int",
    "int8",
    "int16",
    "int32",
    "int64",
    "isclose",
    "isfinite",
    "isinf",
    "isnan",
    "le",
    "less",
    "less_equal",
    "linspace",
    "log",
    "log1p",
    "log2",
    "log10",
    "logical_and",
    "logical_not",
    "logical_or",
    "logical_xor",
    "long",
    "lt",
    "manual_seed",
    "masked_fill",
    "masked_select",
    "matmul",
    "max",
    "maximum",
    "mean",
    "min",
    "minimum",
    "mm",
    "movedim",
    "mul",
    "multiply",
    "mv",
    "narrow",
    "ne",
    "neg",
    "negative",
    "nonzero",
    "not_equal",
    "ones",
    "ones_like",
    "outer",
    "permute",
    "positive",
    "pow",
    "prod",
    "promote_types",
    "rand",
    "rand_like",
    "randint",
    "randn",
    "randn_like",
    "randperm",
    "ravel",
    "reciprocal",
    "relu",
    "remainder",
    "reshape",
    "result_type",
    "round",
    "rsqrt",
    "rsub",
    "select",
    "set_printoptions",
    "shapes",
    "short",
    "sigmoid",
    "sign",
    "sin",
    "sinh",
    "split",
    "sqrt",
    "square",
    "squeeze",
    "stack",
    "std",
    "sub",
    "subtract",
    "sum",
    "swapaxes",
    "swapdims",
    "t",
    "tan",
    "tanh",
    "tensor",
    "tensors",
    "transpose",
    "tril",
    "triu",
    "true_divide",
    "trunc",
    "uint8",
    "unbind",
    "unflatten",
    "unsqueeze",
    "use_backend",
    "var",
    "vision",
    "vstack",
    "where",
    "zeros",
    "zeros_like",
]
