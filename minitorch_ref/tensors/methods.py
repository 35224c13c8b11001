"""Every operation as a method of Tensor, and Python's operators. The functions themselves are in `functions/`."""

from minitorch_ref.functions import (
    arithmetic,
    comparison,
    complex_numbers,
    conversion,
    cumulative,
    encoding,
    exponential,
    extremes,
    hyperbolic,
    indexed,
    inplace,
    joining,
    logic,
    matmul,
    moments,
    movement,
    norm,
    powers,
    reduction,
    reshaping,
    rounding,
    scatter,
    selection,
    shorthands,
    softmax,
    sorting,
    special,
    stft,
    strided,
    tiling,
    trigonometry,
    written,
)
from minitorch_ref.tensors import drawing, numpy_names, operators

__all__ = ["Methods"]


class Methods:
    """The operations of a tensor; each is the function of the same name with the tensor as its first argument."""

    add = arithmetic.add
    sub = arithmetic.sub
    mul = arithmetic.mul
    div = arithmetic.div
    floor_divide = arithmetic.floor_divide
    remainder = arithmetic.remainder
    fmod = arithmetic.fmod
    pow = powers.pow
    neg = arithmetic.neg
    maximum = extremes.maximum
    minimum = extremes.minimum
    square = powers.square
    positive = arithmetic.positive
    subtract = arithmetic.sub
    multiply = arithmetic.mul
    divide = true_divide = arithmetic.div
    negative = arithmetic.neg

    exp = exponential.exp
    exp2 = exponential.exp2
    expm1 = exponential.expm1
    log = exponential.log
    log1p = exponential.log1p
    log2 = exponential.log2
    log10 = exponential.log10
    sqrt = exponential.sqrt
    rsqrt = exponential.rsqrt
    reciprocal = exponential.reciprocal

    sin = trigonometry.sin
    cos = trigonometry.cos
    tan = trigonometry.tan
    asin = trigonometry.asin
    acos = trigonometry.acos
    atan = trigonometry.atan
    atan2 = trigonometry.atan2
    sinh = trigonometry.sinh
    cosh = trigonometry.cosh
    tanh = trigonometry.tanh
    sigmoid = trigonometry.sigmoid

    abs = rounding.abs
    sign = rounding.sign
    floor = rounding.floor
    ceil = rounding.ceil
    trunc = rounding.trunc
    round = rounding.round
    relu = rounding.relu
    absolute = rounding.abs

    eq = comparison.eq
    ne = comparison.ne
    lt = comparison.lt
    le = comparison.le
    gt = comparison.gt
    ge = comparison.ge
    isnan = comparison.isnan
    isinf = comparison.isinf
    isfinite = comparison.isfinite
    isclose = comparison.isclose
    allclose = comparison.allclose
    equal = comparison.equal
    less = comparison.lt
    less_equal = comparison.le
    greater = comparison.gt
    greater_equal = comparison.ge
    not_equal = comparison.ne

    logical_and = logic.logical_and
    logical_or = logic.logical_or
    logical_xor = logic.logical_xor
    logical_not = logic.logical_not
    bitwise_and = logic.bitwise_and
    bitwise_or = logic.bitwise_or
    bitwise_xor = logic.bitwise_xor
    bitwise_not = logic.bitwise_not

    sum = reduction.sum
    prod = reduction.prod
    mean = moments.mean
    var = moments.var
    std = moments.std
    amax = reduction.amax
    amin = reduction.amin
    all = reduction.all
    any = reduction.any
    count_nonzero = reduction.count_nonzero

    max = extremes.max
    min = extremes.min
    argmax = extremes.argmax
    argmin = extremes.argmin

    mm = matmul.mm
    bmm = matmul.bmm
    mv = matmul.mv
    dot = matmul.dot
    outer = matmul.outer

    permute = movement.permute
    transpose = movement.transpose
    t = movement.t
    movedim = movement.movedim
    narrow = movement.narrow
    select = movement.select
    expand = movement.expand
    expand_as = movement.expand_as
    broadcast_to = movement.broadcast_to
    view = movement.view
    view_as = movement.view_as
    as_strided = strided.as_strided
    diagonal = strided.diagonal
    unfold = strided.unfold
    swapaxes = swapdims = movement.transpose

    contiguous = reshaping.contiguous
    clone = reshaping.clone
    reshape = reshaping.reshape
    reshape_as = reshaping.reshape_as
    flatten = reshaping.flatten
    unflatten = reshaping.unflatten
    unsqueeze = reshaping.unsqueeze
    squeeze = reshaping.squeeze
    repeat = reshaping.repeat
    ravel = reshaping.flatten

    split = joining.split
    chunk = joining.chunk
    unbind = joining.unbind

    clamp = selection.clamp
    masked_fill = selection.masked_fill
    masked_select = selection.masked_select
    index_select = selection.index_select
    gather = selection.gather
    nonzero = selection.nonzero
    flip = selection.flip
    tril = selection.tril
    triu = selection.triu

    scatter_add = scatter.scatter_add
    scatter_reduce = scatter.scatter_reduce
    index_add = indexed.index_add
    index_copy = indexed.index_copy
    index_fill = indexed.index_fill
    index_put = indexed.index_put
    masked_scatter = indexed.masked_scatter

    log_softmax = softmax.log_softmax
    logsumexp = softmax.logsumexp
    cumsum = cumulative.cumsum
    cumprod = cumulative.cumprod
    cummax = cumulative.cummax
    cummin = cumulative.cummin
    logcumsumexp = cumulative.logcumsumexp
    sort = sorting.sort
    argsort = sorting.argsort
    msort = sorting.msort
    topk = sorting.topk
    kthvalue = sorting.kthvalue
    median = sorting.median
    dist = norm.dist

    tile = tiling.tile
    roll = tiling.roll
    rot90 = tiling.rot90
    fliplr = tiling.fliplr
    flipud = tiling.flipud
    repeat_interleave = tiling.repeat_interleave
    unique = encoding.unique
    bincount = encoding.bincount

    erf = special.erf
    erfc = special.erfc
    erfinv = special.erfinv
    lerp = special.lerp
    addcmul = special.addcmul
    addcdiv = special.addcdiv
    logaddexp = special.logaddexp
    xlogy = special.xlogy
    bitwise_left_shift = special.bitwise_left_shift
    bitwise_right_shift = special.bitwise_right_shift

    conj = complex_numbers.conj
    sgn = complex_numbers.sgn
    angle = complex_numbers.angle
    is_complex = complex_numbers.is_complex
    real = property(complex_numbers.real)
    imag = property(complex_numbers.imag)
    istft = stft.istft

    addmm = shorthands.addmm
    addmv = shorthands.addmv
    argwhere = shorthands.argwhere
    baddbmm = shorthands.baddbmm
    clamp_max = shorthands.clamp_max
    clamp_min = shorthands.clamp_min
    deg2rad = shorthands.deg2rad
    diag = shorthands.diag
    diag_embed = shorthands.diag_embed
    frac = shorthands.frac
    hypot = shorthands.hypot
    is_nonzero = shorthands.is_nonzero
    logit = shorthands.logit
    nan_to_num = shorthands.nan_to_num
    nansum = shorthands.nansum
    rad2deg = shorthands.rad2deg
    take = shorthands.take
    take_along_dim = shorthands.take_along_dim
    tensor_split = shorthands.tensor_split
    trace = shorthands.trace
    asinh = arcsinh = hyperbolic.asinh
    acosh = arccosh = hyperbolic.acosh
    atanh = arctanh = hyperbolic.atanh
    clip = selection.clamp
    clip_ = inplace.clamp_
    arcsin = trigonometry.asin
    arccos = trigonometry.acos
    arctan = trigonometry.atan
    arctan2 = trigonometry.atan2
    fix = rounding.trunc

    bernoulli = drawing.bernoulli
    multinomial = drawing.multinomial
    bernoulli_ = drawing.bernoulli_
    exponential_ = drawing.exponential_
    normal_ = drawing.normal_
    random_ = drawing.random_
    uniform_ = drawing.uniform_

    scatter_ = written.scatter_
    scatter_add_ = written.scatter_add_
    scatter_reduce_ = written.scatter_reduce_
    index_add_ = written.index_add_
    index_copy_ = written.index_copy_
    index_fill_ = written.index_fill_
    index_put_ = written.index_put_
    masked_scatter_ = written.masked_scatter_
    tril_ = written.tril_
    triu_ = written.triu_
    cumsum_ = written.cumsum_
    cumprod_ = written.cumprod_
    lerp_ = written.lerp_
    addcmul_ = written.addcmul_
    addcdiv_ = written.addcdiv_
    erf_ = written.erf_
    exp_ = written.exp_
    log_ = written.log_
    sqrt_ = written.sqrt_
    rsqrt_ = written.rsqrt_
    reciprocal_ = written.reciprocal_
    sin_ = written.sin_
    cos_ = written.cos_
    tanh_ = written.tanh_
    sigmoid_ = written.sigmoid_
    abs_ = written.abs_
    relu_ = written.relu_
    floor_ = written.floor_
    ceil_ = written.ceil_
    round_ = written.round_
    trunc_ = written.trunc_
    sign_ = written.sign_
    logical_not_ = written.logical_not_

    copy_ = inplace.copy_
    fill_ = inplace.fill_
    zero_ = inplace.zero_
    add_ = inplace.add_
    sub_ = inplace.sub_
    mul_ = inplace.mul_
    div_ = inplace.div_
    pow_ = inplace.pow_
    clamp_ = inplace.clamp_
    masked_fill_ = inplace.masked_fill_

    to = conversion.to
    cpu = conversion.cpu
    cuda = conversion.cuda
    pin_memory = conversion.pin_memory
    is_pinned = conversion.is_pinned
    type_as = conversion.type_as
    byte = conversion.byte
    char = conversion.char
    short = conversion.short
    long = conversion.long
    half = conversion.half
    bfloat16 = conversion.bfloat16
    double = conversion.double
    bool = conversion.bool_
    int = conversion.int_
    float = conversion.float_

    __add__ = __radd__ = arithmetic.add
    __sub__ = arithmetic.sub
    __rsub__ = arithmetic.rsub
    __mul__ = __rmul__ = arithmetic.mul
    __truediv__ = arithmetic.div
    __rtruediv__ = operators.rdiv
    __floordiv__ = arithmetic.floor_divide
    __rfloordiv__ = operators.rfloordiv
    __mod__ = arithmetic.remainder
    __rmod__ = operators.rmod
    __pow__ = powers.pow
    __rpow__ = operators.rpow
    __matmul__ = matmul.matmul
    __rmatmul__ = operators.rmatmul
    __neg__ = arithmetic.neg
    __pos__ = arithmetic.positive
    __abs__ = rounding.abs
    __invert__ = logic.bitwise_not
    __and__ = __rand__ = logic.bitwise_and
    __or__ = __ror__ = logic.bitwise_or
    __xor__ = __rxor__ = logic.bitwise_xor
    __lshift__ = special.bitwise_left_shift
    __rshift__ = special.bitwise_right_shift
    __rlshift__ = operators.rlshift
    __rrshift__ = operators.rrshift
    __eq__ = operators.equals  # type: ignore[assignment]
    __ne__ = operators.unequals  # type: ignore[assignment]
    __lt__ = comparison.lt
    __le__ = comparison.le
    __gt__ = comparison.gt
    __ge__ = comparison.ge
    __hash__ = operators.identity_hash
    __iadd__ = inplace.add_
    __isub__ = inplace.sub_
    __imul__ = inplace.mul_
    __itruediv__ = inplace.div_
    __ipow__ = inplace.pow_
    # last, because each takes the name of its module
    matmul = matmul.matmul
    norm = norm.norm
    scatter = scatter.scatter
    softmax = softmax.softmax
    stft = stft.stft


numpy_names.accept(Methods)
