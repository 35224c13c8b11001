"""Function: one operation with its derivative, and how a call of it is recorded."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from minitorch_ref.autograd import anomaly
from minitorch_ref.autograd.modes import setting
from minitorch_ref.autograd.node import Context, Edge, Meta, edge_of
from minitorch_ref.dtypes import FLOATING
from minitorch_ref.errors import DTypeError, OutOfMemoryError, UnsupportedError
from minitorch_ref.tensors import tensor as tensors

if TYPE_CHECKING:
    from minitorch_ref.tensors.tensor import Tensor

__all__ = ["Context", "Function"]


class Function:
    """One operation with its derivative.

    Subclasses give two static methods. `forward(ctx, *inputs)` returns a new tensor, a view of an input, or a tuple of
    them; nothing that happens in it is recorded. `backward(ctx, *grad_outputs)` receives one gradient for each output
    and returns one for each input of forward, None where there is none or `ctx.needs_input_grad[i]` is False. Written
    in operations on tensors, it can be differentiated itself. It may leave broadcasting and element types alone: each
    gradient is summed to the shape of its input, and converted, on the way.

    Call an operation as `Name.apply(*inputs)`, never `forward` directly.
    """

    forward: ClassVar[Callable[..., Any]]
    setup_context: ClassVar[Callable[..., None] | None] = None
    node_class: ClassVar[Callable[[], Context]]

    @staticmethod
    def backward(ctx: Context, *grad_outputs: Any) -> Any:
        """Raise: an operation that does not define it has no derivative."""
        raise NotImplementedError(f"{ctx.operation.__name__} has no backward: define it to differentiate it")

    def __init_subclass__(cls, **options: Any) -> None:
        """Let the operation make a class for its nodes when it first runs."""
        super().__init_subclass__(**options)
        cls.node_class = partial(first_node, cls)

    @classmethod
    def apply(cls, *inputs: Any) -> "Tensor":
        """Run the operation, and record it if gradients may be asked for; every operation passes through here.

        Returns: what forward returns: a tensor or, where forward has several outputs, a tuple of them.
        """
        result: Tensor
        try:
            if setting.recording:
                edges: list[Edge | None] = []
                needed = False
                for x in inputs:
                    if isinstance(x, tensors.Tensor) and (x.needs_grad if x.base is None else x.requires_grad):
                        edges.append(edge_of(x))
                        needed = True
                    else:
                        edges.append(None)
                if needed:
                    result = record(cls, inputs, edges)
                    return result
            ctx = cls.node_class()
            result = cls.forward(ctx, *inputs) if cls.setup_context is None else call_forward(cls, ctx, inputs)
            return result
        except MemoryError as error:
            raise OutOfMemoryError(f"{cls.__name__}: out of memory: {error}; make smaller tensors") from error

    @classmethod
    def backward_name(cls) -> str:
        """Return the name of the node of this operation."""
        return f"{cls.__name__}Backward" + ("0" if cls.__module__.startswith(__name__.split(".")[0] + ".") else "")


def first_node(operation: type[Function]) -> Context:
    """Make the class for the nodes of an operation, and the first node."""
    node_class: type[Context] = type(f"{operation.__name__}Backward", (Context,), {"operation": operation})
    operation.node_class = node_class
    return node_class()


def call_forward(operation: type[Function], ctx: Context, inputs: tuple[Any, ...]) -> Any:
    """Run forward in PyTorch's second form, with a `setup_context` of its own."""
    assert operation.setup_context is not None
    output = operation.forward(*inputs)
    operation.setup_context(ctx, inputs, output)
    return output


def record(operation: type[Function], inputs: tuple[Any, ...], edges: list[Edge | None]) -> Any:
    """Run an operation and append its node, with these edges, to the graph."""
    ctx = operation.node_class()
    ctx.edges = edges
    setting.recording = False
    try:
        plain = operation.setup_context is None
        result = operation.forward(ctx, *inputs) if plain else call_forward(operation, ctx, inputs)
    finally:
        setting.recording = True
    if anomaly.used and anomaly.setting.detecting:
        ctx.traceback = anomaly.here()
    usual = type(result) is tensors.Tensor and not (ctx.marked or result.needs_grad)
    for x in inputs:
        usual = usual and x is not result
    if not usual:
        return with_history(ctx, result, inputs)
    if ctx.to_save:
        ctx.pack((result,))
    strided = result.strided
    dtype = strided.storage.dtype
    if dtype.category >= FLOATING:
        result.needs_grad, result.node = True, ctx
    ctx.output_shape, ctx.output_dtype = strided.layout.shape, dtype
    return result


def with_history(ctx: Context, result: Any, inputs: tuple[Any, ...]) -> Any:
    """Return what forward has returned, one tensor or several, new ones or not, as outputs of its node."""
    several = isinstance(result, tuple)
    outputs = tuple([own_output(ctx, x, inputs) for x in (result if several else (result,))])
    if ctx.to_save:
        ctx.pack(outputs)
    ctx.several_outputs = [made_by(ctx, output, number) for number, output in enumerate(outputs)]
    return outputs if several else outputs[0]


def made_by(ctx: Context, output: "Tensor", number: int) -> Meta:
    """Give an output its history, unless it has no gradient; return what its gradient must look like."""
    dtype = output.dtype
    if dtype.category >= FLOATING and not (ctx.marked and is_among(output, ctx.non_differentiable)):
        output.set_history(ctx, number)
    return Meta(output.strided.layout.shape, dtype)


def own_output(ctx: Context, output: Any, inputs: Sequence[Any]) -> "Tensor":
    """Return an output as a tensor that may get a history: an input itself must not, unless it is marked dirty."""
    if not isinstance(output, tensors.Tensor):
        raise DTypeError(f"{ctx.operation.__name__}: forward must return tensors, got {type(output).__name__}")
    if ctx.marked and is_among(output, ctx.dirty):
        if output.needs_grad and output.history() is None:
            raise UnsupportedError(
                f"{ctx.operation.__name__}: a leaf Variable that requires grad is being used in an in-place operation"
            )
        output.strided.storage.version += 1
        return output
    if output.needs_grad or is_among(output, inputs):
        return output.with_layout(output.strided.layout)
    return output


def is_among(tensor: "Tensor", others: Sequence[Any]) -> bool:
    """Say whether a tensor is one of these objects; == would compare elements."""
    for other in others:  # noqa: SIM110  any() would make a generator for each recorded operation
        if tensor is other:
            return True
    return False
