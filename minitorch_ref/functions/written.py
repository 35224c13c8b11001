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


scatter_ = in_place(scatter.scatter)
scatter_add_ = in_place(scatter.scatter_add)
scatter_reduce_ = in_place(scatter.scatter_reduce)
index_add_ = in_place(indexed.index_add)
index_copy_ = in_place(indexed.index_copy)
index_fill_ = in_place(indexed.index_fill)
index_put_ = in_place(indexed.index_put)
masked_scatter_ = in_place(indexed.masked_scatter)
tril_ = in_place(selection.tril)
triu_ = in_place(selection.triu)
cumsum_ = in_place(cumulative.cumsum)
cumprod_ = in_place(cumulative.cumprod)
lerp_ = in_place(special.lerp)
addcmul_ = in_place(special.addcmul)
addcdiv_ = in_place(special.addcdiv)
erf_ = in_place(special.erf)
exp_ = in_place(exponential.exp)
log_ = in_place(exponential.log)
sqrt_ = in_place(exponential.sqrt)
rsqrt_ = in_place(exponential.rsqrt)
reciprocal_ = in_place(exponential.reciprocal)
sin_ = in_place(trigonometry.sin)
cos_ = in_place(trigonometry.cos)
tanh_ = in_place(trigonometry.tanh)
sigmoid_ = in_place(trigonometry.sigmoid)
abs_ = in_place(rounding.abs)
relu_ = in_place(rounding.relu)
floor_ = in_place(rounding.floor)
ceil_ = in_place(rounding.ceil)
round_ = in_place(rounding.round)
trunc_ = in_place(rounding.trunc)
sign_ = in_place(rounding.sign)
logical_not_ = in_place(logic.logical_not)
