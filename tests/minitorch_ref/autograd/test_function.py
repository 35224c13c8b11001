"""Operations that users write: `autograd.Function`."""

import pytest

import minitorch_ref as mt
from minitorch_ref.autograd import Function, gradcheck, gradgradcheck


class Cube(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**3

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return grad_output * 3 * x**2


def doubles(*numbers):
    return mt.tensor(list(numbers), dtype=mt.float64, requires_grad=True)


def test_an_operation_of_ones_own():
    x = doubles(1.0, -2.0)
    y = Cube.apply(x)
    assert y.grad_fn.name() == "CubeBackward"
    y.sum().backward()
    assert x.grad.tolist() == [3, 12]
    assert gradcheck(Cube.apply, [doubles(0.5, 2.0)])
    assert gradgradcheck(Cube.apply, [doubles(0.5, 2.0)])


def test_the_other_form_with_setup_context():
    class Scale(Function):
        @staticmethod
        def forward(x, factor):
            return x * factor

        @staticmethod
        def setup_context(ctx, inputs, output):
            ctx.factor = inputs[1]

        @staticmethod
        def backward(ctx, grad_output):
            assert ctx.needs_input_grad == (True, False)
            return grad_output * ctx.factor, None

    x = doubles(1.0)
    Scale.apply(x, 4.0).backward()
    assert x.grad.item() == 4


def test_several_outputs_some_not_differentiable_some_unused():
    class Parts(Function):
        @staticmethod
        def forward(ctx, x):
            where = x > 0
            ctx.mark_non_differentiable(where)
            return x * 2, x * 3, where

        @staticmethod
        def backward(ctx, first, second, nothing):
            assert second.tolist() == [0, 0]
            return first * 2 + second * 3

    x = doubles(1.0, -1.0)
    double, triple, where = Parts.apply(x)
    assert triple.requires_grad
    assert not where.requires_grad
    double.sum().backward()
    assert x.grad.tolist() == [2, 2]


def test_none_instead_of_zeros():
    class Pair(Function):
        @staticmethod
        def forward(ctx, x):
            ctx.set_materialize_grads(False)
            return x * 1, x * 2

        @staticmethod
        def backward(ctx, first, second):
            assert first is None
            return second * 2

    x = doubles(1.0)
    Pair.apply(x)[1].backward()
    assert x.grad.item() == 2


def test_writing_in_place_is_declared():
    class Double(Function):
        @staticmethod
        def forward(ctx, x):
            ctx.mark_dirty(x)
            return x.mul_(2)

        @staticmethod
        def backward(ctx, grad_output):
            return grad_output * 2

    x = doubles(1.0)
    y = x * 1
    assert Double.apply(y) is y
    y.backward()
    assert x.grad.item() == 2
    with pytest.raises(RuntimeError, match="leaf"):
        Double.apply(doubles(1.0))


def test_an_input_that_is_returned_is_an_output_of_its_own():
    class Same(Function):
        @staticmethod
        def forward(ctx, x):
            return x

        @staticmethod
        def backward(ctx, grad_output):
            return grad_output * 7

    x = doubles(1.0)
    y = Same.apply(x)
    assert y is not x
    y.backward()
    assert x.is_leaf
    assert x.grad.item() == 7


@pytest.mark.parametrize("wrong", [(), (1, 2)], ids=["too few", "too many"])
def test_a_wrong_number_of_gradients_is_named(wrong):
    class Broken(Function):
        @staticmethod
        def forward(ctx, x):
            return x * 1

        @staticmethod
        def backward(ctx, grad_output):
            return tuple(grad_output for _ in wrong)

    with pytest.raises(RuntimeError, match="incorrect number of gradients"):
        Broken.apply(doubles(1.0)).backward()


def test_a_gradient_of_the_wrong_shape_is_named():
    class Broken(Function):
        @staticmethod
        def forward(ctx, x):
            return x * 1

        @staticmethod
        def backward(ctx, grad_output):
            return mt.ones(5)

    with pytest.raises(RuntimeError, match="invalid gradient"):
        Broken.apply(doubles(1.0, 2.0)).sum().backward()


def test_a_wrong_derivative_is_found():
    class Wrong(Cube):
        @staticmethod
        def backward(ctx, grad_output):
            (x,) = ctx.saved_tensors
            return grad_output * 2 * x**2

    for fast_mode in (False, True):
        with pytest.raises(RuntimeError, match=r"numerical[\s\S]*analytical"):
            gradcheck(Wrong.apply, [doubles(1.0, 2.0)], fast_mode=fast_mode)
    assert not gradcheck(Wrong.apply, [doubles(1.0)], raise_exception=False)
