"""In-place forms that need no text of their own: the operation, its result written into its first operand."""

import functools
from collections.abc import Callable
from typing import Any

from minitorch_ref.functions import (
    cumulative,
    exponential,
    indexed,
    inplace,
    logic,
    rounding,
    scatter,
    selection,
    special,
    trigonometry,
)

__all__: list[str] = []

Method = Callable[..., Any]


def in_place(operation: Method) -> Method:
    """Return the operation under its name with an underscore: it writes the result into the tensor itself."""
    name = operation.__name__ + "_"

    @functools.wraps(operation)
    def method(input: Any, *arguments: Any, **options: Any) -> Any:
        return inplace.write(name, input, operation(input, *arguments, **options))

    method.__name__ = method.__qualname__ = name
    method.__doc__ = f"Write what `{operation.__name__}` returns into the tensor itself, and return it."
    return method


scatter_: Method = in_place(scatter.scatter)
scatter_add_: Method = in_place(scatter.scatter_add)
scatter_reduce_: Method = in_place(scatter.scatter_reduce)
index_add_: Method = in_place(indexed.index_add)
index_copy_: Method = in_place(indexed.index_copy)
index_fill_: Method = in_place(indexed.index_fill)
index_put_: Method = in_place(indexed.index_put)
masked_scatter_: Method = in_place(indexed.masked_scatter)
tril_: Method = in_place(selection.tril)
triu_: Method = in_place(selection.triu)
cumsum_: Method = in_place(cumulative.cumsum)
cumprod_: Method = in_place(cumulative.cumprod)
lerp_: Method = in_place(special.lerp)
addcmul_: Method = in_place(special.addcmul)
addcdiv_: Method = in_place(special.addcdiv)
erf_: Method = in_place(special.erf)
exp_: Method = in_place(exponential.exp)
log_: Method = in_place(exponential.log)
sqrt_: Method = in_place(exponential.sqrt)
rsqrt_: Method = in_place(exponential.rsqrt)
reciprocal_: Method = in_place(exponential.reciprocal)
sin_: Method = in_place(trigonometry.sin)
cos_: Method = in_place(trigonometry.cos)
tanh_: Method = in_place(trigonometry.tanh)
sigmoid_: Method = in_place(trigonometry.sigmoid)
abs_: Method = in_place(rounding.abs)
relu_: Method = in_place(rounding.relu)
floor_: Method = in_place(rounding.floor)
ceil_: Method = in_place(rounding.ceil)
round_: Method = in_place(rounding.round)
trunc_: Method = in_place(rounding.trunc)
sign_: Method = in_place(rounding.sign)
logical_not_: Method = in_place(logic.logical_not)
