"""Plausible wrong answers to the exercises of lesson 06, each with what a teacher would say to it."""

import math
from typing import Any

from minitorch.autograd.modes import no_grad
from minitorch.errors import ArgumentError, UnsupportedError
from minitorch.functions import exponential, selection, softmax
from minitorch.functions.function import Context, Function
from minitorch.tensors import factories
from minitorch.tensors.tensor import Tensor

from course.checks import wrong_answer

# ---- 6.1 squared_error


def _square(x, y):
    if x.shape != y.shape:
        raise ArgumentError("squared_error: predictions and targets must have one shape")
    return (x - y) * (x - y)


@wrong_answer(
    "6.1",
    says="Your mean divides by the number of rows. It is to be the mean of all elements; otherwise the loss, and "
    "each step, grows with the width of a row.",
)
def averages_over_the_rows_only(x, y, reduction="mean"):
    square = _square(x, y)
    if reduction == "none":
        return square
    return square.sum() / (x.shape[0] if x.dim() else 1) if reduction == "mean" else square.sum()


@wrong_answer(
    "6.1",
    says="You average along the first axis only, so that one number is left for each column. A loss is one number: "
    "the mean over all elements.",
)
def keeps_the_other_axes(x, y, reduction="mean"):
    square = _square(x, y)
    if reduction == "none":
        return square
    return (square.mean(0) if x.dim() else square) if reduction == "mean" else square.sum()


@wrong_answer(
    "6.1",
    says="You average the differences themselves: errors up and down cancel, and a model can make your loss as "
    "negative as it likes. Square them first.",
)
def forgets_the_square(x, y, reduction="mean"):
    same_shape("squared_error", x, y)  # noqa: F821
    return reduced(x - y, reduction)  # noqa: F821


@wrong_answer(
    "6.1",
    says="You take the absolute value of each difference. That is the loss `l1_loss`; here each difference is "
    "multiplied by itself.",
)
def takes_the_absolute_value(x, y, reduction="mean"):
    same_shape("squared_error", x, y)  # noqa: F821
    return reduced((x - y).abs(), reduction)  # noqa: F821


@wrong_answer(
    "6.1",
    says='With "mean" you add the squares up. The sum grows with the number of elements, so the same learning rate '
    "would make longer steps on larger batches.",
)
def adds_where_it_should_average(x, y, reduction="mean"):
    square = _square(x, y)
    return square if reduction == "none" else square.sum()


@wrong_answer(
    "6.1",
    says='You return the mean for every reduction. "sum" asks for the sum, and "none" for the square of each '
    "difference.",
)
def averages_whatever_is_asked(x, y, reduction="mean"):
    return _square(x, y).mean()


@wrong_answer(
    "6.1",
    says="You subtract whatever can be broadcast: of (n, 1) and (n,) comes (n, n), every prediction compared with "
    "every target, and nobody is told. Refuse shapes that differ.",
)
def broadcasts(x, y, reduction="mean"):
    square = (x - y) * (x - y)
    return reduced(square, reduction)  # noqa: F821


@wrong_answer(
    "6.1",
    says="You compare how many elements there are, not the shapes. (n, 1) and (n,) have the same number, and their "
    "difference is (n, n).",
)
def compares_the_number_of_elements(x, y, reduction="mean"):
    if x.numel() != y.numel():
        raise ValueError("as many predictions as targets")
    square = (x - y) * (x - y)
    return reduced(square, reduction)  # noqa: F821


@wrong_answer(
    "6.1",
    says="Your loss is right, but the target gets no gradient: `detach` cuts it off. A target may itself come from a "
    "model; whoever wants it constant detaches it outside.",
)
def cuts_the_target_off(x, y, reduction="mean"):
    return reduced(_square(x, y.detach()), reduction)  # noqa: F821


@wrong_answer(
    "6.1",
    says="You take the root of the mean. That is in the unit of the targets and good to report, but it is another "
    "loss, with another gradient: the mean itself is asked for.",
)
def takes_the_root(x, y, reduction="mean"):
    square = _square(x, y)
    if reduction == "none":
        return square
    return square.mean().sqrt() if reduction == "mean" else square.sum()


@wrong_answer(
    "6.1",
    says="You halve the squares. Some books do, so that the derivative has no 2 in front; this loss, as PyTorch's, "
    "does not.",
)
def halves_the_square(x, y, reduction="mean"):
    return reduced(0.5 * _square(x, y), reduction)  # noqa: F821


# ---- 6.2 log_sum_exp


def _finite(top):
    return selection.where(top.isfinite(), top, 0.0)


@wrong_answer(
    "6.2",
    says="You add up the powers themselves. exp(89) is already beyond the largest float32 and exp(-104) below the "
    "smallest: take a number out of all exponents first.",
)
def adds_the_powers_themselves(x, dim):
    return x.exp().sum(dim, keepdim=True).log()


@wrong_answer(
    "6.2",
    says="You take the largest element of the whole tensor out. A row whose elements are all much smaller than that "
    "one vanishes: each sum needs a largest element of its own.",
)
def takes_the_largest_of_all(x, dim):
    top = _finite(x.amax())
    return (x - top).exp().sum(dim, keepdim=True).log() + top


@wrong_answer(
    "6.2",
    says="You took the largest element out of the exponents and did not put it back: exp(-c) was taken out of the sum, "
    "so c has to be added to the logarithm.",
)
def does_not_put_it_back(x, dim):
    return (x - _finite(x.amax(dim, keepdim=True))).exp().sum(dim, keepdim=True).log()


@wrong_answer(
    "6.2",
    says="The numbers are right, but the axis is gone. It is to stay with size 1, so that the result can be subtracted "
    "from the tensor it was made of.",
)
def drops_the_axis(x, dim):
    top = _finite(x.amax(dim, keepdim=True))
    return ((x - top).exp().sum(dim, keepdim=True).log() + top).sum(dim)


@wrong_answer(
    "6.2",
    says="Where the largest element is infinite you compute inf - inf, which is nan. What may be taken out there "
    "instead? Any finite number will do.",
)
def subtracts_infinity_from_itself(x, dim):
    top = x.amax(dim, keepdim=True)
    return (x - top).exp().sum(dim, keepdim=True).log() + top


@wrong_answer(
    "6.2",
    says="You take the mean out of the exponents. Then the largest one is still positive, and with elements that are "
    "far apart it overflows. Which choice makes every exponent at most 0?",
)
def takes_the_mean_out(x, dim):
    middle = _finite(x.mean(dim, keepdim=True))
    return (x - middle).exp().sum(dim, keepdim=True).log() + middle


@wrong_answer(
    "6.2",
    says="You take the smallest element out. Then all exponents are positive and the largest ones overflow; it is the "
    "largest that has to become 0.",
)
def takes_the_smallest_out(x, dim):
    bottom = _finite(x.amin(dim, keepdim=True))
    return (x - bottom).exp().sum(dim, keepdim=True).log() + bottom


@wrong_answer(
    "6.2",
    says="You average the powers where they are to be added: your results are too small by the logarithm of their "
    "number.",
)
def averages_the_powers(x, dim):
    top = _finite(x.amax(dim, keepdim=True))
    return (x - top).exp().mean(dim, keepdim=True).log() + top


@wrong_answer(
    "6.2",
    says="Your function changes the tensor it is given: `x -= ...` writes into it. Whoever called you still needs the "
    "logits; `x - ...` makes a new tensor.",
)
def writes_into_the_input(x, dim):
    with no_grad():
        top = _finite(x.amax(dim, keepdim=True))
        x -= top
    return x.exp().sum(dim, keepdim=True).log() + top


@wrong_answer(
    "6.2",
    says="You cut the exponents off where they would overflow. Then nothing is infinite any more, and the sum is "
    "wrong: all large elements count the same.",
)
def cuts_exponents_off(x, dim):
    return x.clamp(-80, 80).exp().sum(dim, keepdim=True).log()


@wrong_answer(
    "6.2",
    says="Your result is float32 whatever comes in. Whoever computes in double precision, for example to check a "
    "gradient, gets the digits of single precision.",
)
def always_in_single_precision(x, dim):
    top = _finite(x.float().amax(dim, keepdim=True))
    return (x.float() - top).exp().sum(dim, keepdim=True).log() + top


# ---- 6.3 log_probabilities


@wrong_answer(
    "6.3",
    says="You compute the probability and then its logarithm. A probability of exp(-200) is 0 in float32, and log 0 is "
    "-inf. Use log(a / b) = log a - log b before anything becomes 0.",
)
def takes_the_logarithm_last(x, dim):
    powers = (x - x.amax(dim, keepdim=True)).exp()
    return (powers / powers.sum(dim, keepdim=True)).log()


@wrong_answer(
    "6.3",
    says="You keep log 0 away with a small number. Then every very small probability gets the same logarithm, whatever "
    "the logit was, and its gradient is nothing.",
)
def adds_a_small_number(x, dim):
    powers = (x - x.amax(dim, keepdim=True)).exp()
    return (powers / powers.sum(dim, keepdim=True) + 1e-9).log()


@wrong_answer(
    "6.3",
    says="Your formula is right on paper, but around a million a float32 has steps of 1/16: the logsumexp is rounded "
    "to them before you subtract it. First take the largest element off, then compute with what is left.",
)
def subtracts_two_large_numbers(x, dim):
    return x - log_sum_exp(x, dim)  # noqa: F821


@wrong_answer(
    "6.3",
    says="These are the probabilities; their logarithms are asked for.",
)
def forgets_the_logarithm(x, dim):
    rest = x - x.amax(dim, keepdim=True)
    return (rest - log_sum_exp(rest, dim)).exp()  # noqa: F821


@wrong_answer(
    "6.3",
    says="Your probabilities add up to 1 along the last axis, whatever `dim` says.",
)
def always_along_the_last_axis(x, dim):
    rest = x - x.amax(-1, keepdim=True)
    return rest - log_sum_exp(rest, -1)  # noqa: F821


@wrong_answer(
    "6.3",
    says="You have the sign turned round: the logarithm of a probability is never positive. (Its negative is the loss "
    "that comes in the next exercise.)",
)
def turns_the_sign_round(x, dim):
    rest = x - x.amax(dim, keepdim=True)
    return log_sum_exp(rest, dim) - rest  # noqa: F821


@wrong_answer(
    "6.3",
    says="exp of the logits themselves overflows, or all of them vanish. The function of exercise 6.2 knows how to add "
    "them up.",
)
def adds_the_powers_of_the_logits(x, dim):
    return x - x.exp().sum(dim, keepdim=True).log()


@wrong_answer(
    "6.3",
    says="You take off the largest element of the whole tensor. In a row of much smaller elements all powers are then "
    "0: take each row's own.",
)
def takes_off_the_largest_of_all(x, dim):
    rest = x - x.amax()
    return rest - rest.exp().sum(dim, keepdim=True).log()


@wrong_answer(
    "6.3",
    says="You subtract the sum of the powers, not its logarithm.",
)
def subtracts_the_sum(x, dim):
    rest = x - x.amax(dim, keepdim=True)
    return rest - rest.exp().sum(dim, keepdim=True)


# ---- 6.4 SoftmaxCrossEntropy


def _chosen(x, target):
    return softmax.log_softmax(x, 1).gather(1, target.unsqueeze(1)).squeeze(1)


def _difference(x, target):
    column = target.unsqueeze(1)
    return softmax.softmax(x, 1).scatter_add(1, column, x.new_full(column.shape, -1.0))


@wrong_answer(
    "6.4",
    says="You average over the rows. One loss for each row is asked for; `cross_entropy`, which calls you, averages by "
    "weights and leaves out rows that do not count.",
)
class AveragesTheRows(Function):
    @staticmethod
    def forward(ctx: Context, x: Tensor, target: Tensor) -> Tensor:
        ctx.save_for_backward(x, target)
        return -_chosen(x, target).mean()

    @staticmethod
    def backward(ctx: Context, grad_output: Tensor) -> tuple[Any, ...]:
        x, target = ctx.saved_tensors
        return grad_output * _difference(x, target) / x.shape[0], None


@wrong_answer(
    "6.4",
    says="The loss is the *negative* logarithm: the more probable the right class, the smaller. Yours falls where the "
    "model gets worse.",
)
class ForgetsTheMinus(Function):
    @staticmethod
    def forward(ctx: Context, x: Tensor, target: Tensor) -> Tensor:
        ctx.save_for_backward(x, target)
        return _chosen(x, target)

    @staticmethod
    def backward(ctx: Context, grad_output: Tensor) -> tuple[Any, ...]:
        x, target = ctx.saved_tensors
        return -grad_output.unsqueeze(1) * _difference(x, target), None


@wrong_answer(
    "6.4",
    says="Your gradient is the probabilities alone, so every logit is pushed down, the right one too. At the right "
    "class 1 is missing from it.",
)
class PushesEverythingDown(Function):
    @staticmethod
    def forward(ctx: Context, x: Tensor, target: Tensor) -> Tensor:
        ctx.save_for_backward(x, target)
        return -_chosen(x, target)

    @staticmethod
    def backward(ctx: Context, grad_output: Tensor) -> tuple[Any, ...]:
        x, _ = ctx.saved_tensors
        return grad_output.unsqueeze(1) * softmax.softmax(x, 1), None


@wrong_answer(
    "6.4",
    says="Your gradient has the wrong sign: it points to a smaller loss. A gradient points uphill, and the optimizer "
    "goes against it. Check it with one logit: does the loss fall or rise when the right one grows?",
)
class PointsDownhill(Function):
    @staticmethod
    def forward(ctx: Context, x: Tensor, target: Tensor) -> Tensor:
        ctx.save_for_backward(x, target)
        return -_chosen(x, target)

    @staticmethod
    def backward(ctx: Context, grad_output: Tensor) -> tuple[Any, ...]:
        x, target = ctx.saved_tensors
        return -grad_output.unsqueeze(1) * _difference(x, target), None


@wrong_answer(
    "6.4",
    says="`backward` does not look at `grad_output`. Your gradient is right only where the losses are simply added; a "
    "mean, a weight or a row that is left out changes what comes in from above.",
)
class IgnoresWhatComesFromAbove(Function):
    @staticmethod
    def forward(ctx: Context, x: Tensor, target: Tensor) -> Tensor:
        ctx.save_for_backward(x, target)
        return -_chosen(x, target)

    @staticmethod
    def backward(ctx: Context, grad_output: Tensor) -> tuple[Any, ...]:
        x, target = ctx.saved_tensors
        return _difference(x, target), None


@wrong_answer(
    "6.4",
    says="You divide the gradient by the number of rows. Nothing was averaged in `forward`; where the losses are "
    "averaged later, `grad_output` brings that factor along.",
)
class DividesByTheRows(Function):
    @staticmethod
    def forward(ctx: Context, x: Tensor, target: Tensor) -> Tensor:
        ctx.save_for_backward(x, target)
        return -_chosen(x, target)

    @staticmethod
    def backward(ctx: Context, grad_output: Tensor) -> tuple[Any, ...]:
        x, target = ctx.saved_tensors
        return grad_output.unsqueeze(1) * _difference(x, target) / max(x.shape[0], 1), None


@wrong_answer(
    "6.4",
    says="You subtract 1 in the column of every class that occurs, in all rows: each row gets the classes of the "
    "others, too. Row and column belong together: one place in each row.",
)
class SubtractsWholeColumns(Function):
    @staticmethod
    def forward(ctx: Context, x: Tensor, target: Tensor) -> Tensor:
        ctx.save_for_backward(x, target)
        return -_chosen(x, target)

    @staticmethod
    def backward(ctx: Context, grad_output: Tensor) -> tuple[Any, ...]:
        x, target = ctx.saved_tensors
        present = (factories.arange(x.shape[1]).unsqueeze(0) == target.unsqueeze(1)).any(0)
        return grad_output.unsqueeze(1) * (softmax.softmax(x, 1) - present.to(x.dtype)), None


@wrong_answer(
    "6.4",
    says="`grad_output` has one number for each row and the difference one row for each of them: without an axis of "
    "size 1 behind it, the numbers are lined up with the classes.",
)
class LinesUpWithTheClasses(Function):
    @staticmethod
    def forward(ctx: Context, x: Tensor, target: Tensor) -> Tensor:
        ctx.save_for_backward(x, target)
        return -_chosen(x, target)

    @staticmethod
    def backward(ctx: Context, grad_output: Tensor) -> tuple[Any, ...]:
        x, target = ctx.saved_tensors
        return grad_output * _difference(x, target), None


@wrong_answer(
    "6.4",
    says="You take the logarithm of the probability after it has become 0: the loss of a model that is surely wrong is "
    "infinite. The function of exercise 6.3 gives the logarithm itself.",
)
class TakesTheLogarithmOfNothing(Function):
    @staticmethod
    def forward(ctx: Context, x: Tensor, target: Tensor) -> Tensor:
        ctx.save_for_backward(x, target)
        return -softmax.softmax(x, 1).gather(1, target.unsqueeze(1)).squeeze(1).log()

    @staticmethod
    def backward(ctx: Context, grad_output: Tensor) -> tuple[Any, ...]:
        x, target = ctx.saved_tensors
        return grad_output.unsqueeze(1) * _difference(x, target), None


@wrong_answer(
    "6.4",
    says="You pick the logarithm by multiplying with a row of zeros and one 1. An impossible class has the logarithm "
    "-inf, and 0 times -inf is nan. Look the number up (`gather`) where you do not need the others.",
)
class PicksByMultiplying(Function):
    @staticmethod
    def forward(ctx: Context, x: Tensor, target: Tensor) -> Tensor:
        ctx.save_for_backward(x, target)
        one_hot = (factories.arange(x.shape[1]) == target.unsqueeze(1)).to(x.dtype)
        return -(one_hot * softmax.log_softmax(x, 1)).sum(1)

    @staticmethod
    def backward(ctx: Context, grad_output: Tensor) -> tuple[Any, ...]:
        x, target = ctx.saved_tensors
        return grad_output.unsqueeze(1) * _difference(x, target), None


@wrong_answer(
    "6.4",
    says="The probabilities in your gradient add up to 1 along the rows of the batch, not along the classes.",
)
class ComparesTheExamples(Function):
    @staticmethod
    def forward(ctx: Context, x: Tensor, target: Tensor) -> Tensor:
        ctx.save_for_backward(x, target)
        return -_chosen(x, target)

    @staticmethod
    def backward(ctx: Context, grad_output: Tensor) -> tuple[Any, ...]:
        x, target = ctx.saved_tensors
        column = target.unsqueeze(1)
        difference = softmax.softmax(x, 0).scatter_add(1, column, x.new_full(column.shape, -1.0))
        return grad_output.unsqueeze(1) * difference, None


# ---- 6.5 logistic_loss


def _softplus(x):
    positive = x > 0
    rest = selection.where(positive, -x, x)
    return selection.where(positive, x, 0.0) + exponential.log1p(exponential.exp(rest))


@wrong_answer(
    "6.5",
    says="You compute the probability and then its logarithm. At logits like 200 the probability is 1 and the other "
    "one 0: log 0 is -inf, and 0 times that is nan. Simplify on paper first.",
)
def goes_through_the_probability(x, y):
    p = 1 / (1 + (-x).exp())
    return -(y * p.log() + (1 - y) * (1 - p).log())


@wrong_answer(
    "6.5",
    says="You keep the probability away from 0 and 1. Where it is cut off, the gradient is 0: a model that is surely "
    "wrong learns nothing from it.",
)
def cuts_the_probability_off(x, y):
    p = (1 / (1 + (-x).exp())).clamp(1e-7, 1 - 1e-7)
    return -(y * p.log() + (1 - y) * (1 - p).log())


@wrong_answer(
    "6.5",
    says="log(1 + exp(x)) overflows at x = 89, although its value is then simply x. Which of exp(x) and exp(-x) cannot "
    "overflow for a positive x?",
)
def overflows_for_large_logits(x, y):
    return (1 + x.exp()).log() - x * y


@wrong_answer(
    "6.5",
    says="Right everywhere except at x = 0, where your gradient is 1 - y: there the slope of clamp counts as 1 and "
    "that of |x| as 0, and both are in use. A layer that starts at zero gives exactly these logits. `where(x > 0, "
    "...)` lets you choose both slopes.",
)
def has_a_kink_where_clamp_has(x, y):
    return x.clamp(min=0) - x * y + exponential.log1p((-x.abs()).exp())


@wrong_answer(
    "6.5",
    says="Right everywhere except at x = 0, where your gradient is -y: there the slopes of relu and of |x| count as 0. "
    "A layer that starts at zero gives exactly these logits. `where(x > 0, ...)` lets you choose both slopes.",
)
def has_a_kink_where_relu_has(x, y):
    return x.relu() - x * y + exponential.log1p((-x.abs()).exp())


@wrong_answer(
    "6.5",
    says="You average. One loss for each element is asked for: who calls you weighs and averages.",
)
def averages_the_elements(x, y):
    return (_softplus(x) - x * y).mean()


@wrong_answer(
    "6.5",
    says="You ask whether y is 1 and treat everything else as 0. y may be any number between them: 0.25 is a quarter "
    "of each of both terms.",
)
def knows_yes_and_no_only(x, y):
    return selection.where(y == 1, _softplus(-x), _softplus(x)) + 0 * y


@wrong_answer(
    "6.5",
    says="Only the term of yes is there, -y log p. Where the answer is no, your loss is 0 whatever the model says; the "
    "term (1 - y) log(1 - p) is missing.",
)
def counts_yes_only(x, y):
    return y * _softplus(-x)


@wrong_answer(
    "6.5",
    says="Yes and no are exchanged: your loss is small where the logit is large and the answer no. p = 1 / (1 + "
    "exp(-x)) is the probability of yes.",
)
def exchanges_yes_and_no(x, y):
    return _softplus(-x) + x * y


@wrong_answer(
    "6.5",
    says="That is the squared error of the probability. Where the model is surely wrong its gradient is nearly 0, "
    "since the sigmoid is flat there; cross-entropy takes the logarithm, which undoes that.",
)
def squares_the_difference(x, y):
    return (x.sigmoid() - y) ** 2


@wrong_answer(
    "6.5",
    says="A small loss loses its digits: 1 + exp(-20) is rounded to 1 in float32 and its logarithm to 0. `log1p(z)` is "
    "log(1 + z) without that rounding.",
)
def rounds_small_losses_away(x, y):
    positive = x > 0
    rest = selection.where(positive, -x, x)
    return selection.where(positive, x, 0.0) - x * y + (1 + rest.exp()).log()


# ---- 6.6 sgd_update


@wrong_answer(
    "6.6",
    says="You go uphill: the gradient points to where the loss grows, and the parameter is to move against it.",
)
def goes_uphill(p, grad, buf=None, *, lr, momentum=0, dampening=0, weight_decay=0, nesterov=False):
    grad = grad.add(p, alpha=weight_decay)
    if buf is not None:
        buf.mul_(momentum).add_(grad, alpha=1 - dampening)
        grad = grad.add(buf, alpha=momentum) if nesterov else buf
    p.add_(grad, alpha=lr)


@wrong_answer(
    "6.6",
    says="You bring the running sum up to date and then step along the gradient alone. It is the sum that p moves "
    "against.",
)
def keeps_a_sum_it_does_not_use(p, grad, buf=None, *, lr, momentum=0, dampening=0, weight_decay=0, nesterov=False):
    grad = grad.add(p, alpha=weight_decay)
    if buf is not None:
        buf.mul_(momentum).add_(grad, alpha=1 - dampening)
        grad = grad.add(buf, alpha=momentum) if nesterov else grad
    p.sub_(grad, alpha=lr)


@wrong_answer(
    "6.6",
    says="The running sum is not kept: you made a new tensor and gave it the old name. In the next step the tensor "
    "that you were handed is still what it was. It has to change in place.",
)
def forgets_the_sum(p, grad, buf=None, *, lr, momentum=0, dampening=0, weight_decay=0, nesterov=False):
    grad = grad.add(p, alpha=weight_decay)
    if buf is not None:
        buf = momentum * buf + (1 - dampening) * grad
        grad = grad.add(buf, alpha=momentum) if nesterov else buf
    p.sub_(grad, alpha=lr)


@wrong_answer(
    "6.6",
    says="p does not move: `p = p - ...` makes a new tensor and gives it the name p inside of your function. The "
    "model's own tensor has to change in place.",
)
def moves_a_copy(p, grad, buf=None, *, lr, momentum=0, dampening=0, weight_decay=0, nesterov=False):
    grad = grad.add(p, alpha=weight_decay)
    if buf is not None:
        buf.mul_(momentum).add_(grad, alpha=1 - dampening)
        grad = grad.add(buf, alpha=momentum) if nesterov else buf
    p = p - lr * grad


@wrong_answer(
    "6.6",
    says="The new gradient enters the sum whole, whatever `dampening` says: (1 - dampening) of it is asked for.",
)
def ignores_dampening(p, grad, buf=None, *, lr, momentum=0, dampening=0, weight_decay=0, nesterov=False):
    grad = grad.add(p, alpha=weight_decay)
    if buf is not None:
        buf.mul_(momentum).add_(grad)
        grad = grad.add(buf, alpha=momentum) if nesterov else buf
    p.sub_(grad, alpha=lr)


@wrong_answer(
    "6.6",
    says="`nesterov` changes nothing in your function. With it, p moves against gradient + momentum * sum.",
)
def never_looks_ahead(p, grad, buf=None, *, lr, momentum=0, dampening=0, weight_decay=0, nesterov=False):
    grad = grad.add(p, alpha=weight_decay)
    if buf is not None:
        grad = buf.mul_(momentum).add_(grad, alpha=1 - dampening)
    p.sub_(grad, alpha=lr)


@wrong_answer(
    "6.6",
    says="Nesterov's step uses your sum as it was before this gradient. Bring the sum up to date first: the look ahead "
    "goes along the new one.",
)
def looks_ahead_along_the_old_sum(p, grad, buf=None, *, lr, momentum=0, dampening=0, weight_decay=0, nesterov=False):
    grad = grad.add(p, alpha=weight_decay)
    if buf is not None:
        ahead = grad.add(buf, alpha=momentum)
        buf.mul_(momentum).add_(grad, alpha=1 - dampening)
        grad = ahead if nesterov else buf
    p.sub_(grad, alpha=lr)


@wrong_answer(
    "6.6",
    says="Your decay acts on p itself and not through the gradient: it does not enter the running sum. (That is the "
    "decoupled decay of AdamW, which comes later.)",
)
def decays_beside_the_sum(p, grad, buf=None, *, lr, momentum=0, dampening=0, weight_decay=0, nesterov=False):
    p.mul_(1 - lr * weight_decay)
    if buf is not None:
        buf.mul_(momentum).add_(grad, alpha=1 - dampening)
        grad = grad.add(buf, alpha=momentum) if nesterov else buf
    p.sub_(grad, alpha=lr)


@wrong_answer(
    "6.6",
    says="You write the decay into the gradient itself. Whoever looks at the gradients later, or accumulates into "
    "them, finds it there, and again with every step; `grad.add(...)` makes a new tensor.",
)
def writes_into_the_gradient(p, grad, buf=None, *, lr, momentum=0, dampening=0, weight_decay=0, nesterov=False):
    grad.add_(p, alpha=weight_decay)
    if buf is not None:
        buf.mul_(momentum).add_(grad, alpha=1 - dampening)
        grad = grad.add(buf, alpha=momentum) if nesterov else buf
    p.sub_(grad, alpha=lr)


@wrong_answer(
    "6.6",
    says="The learning rate is inside of your running sum. That is another method: when a schedule lowers the rate, "
    "old gradients still act with the old one. The sum is of gradients, and the rate comes last.",
)
def sums_steps(p, grad, buf=None, *, lr, momentum=0, dampening=0, weight_decay=0, nesterov=False):
    grad = grad.add(p, alpha=weight_decay)
    if buf is None:
        p.sub_(grad, alpha=lr)
        return
    buf.mul_(momentum).add_(grad, alpha=lr * (1 - dampening))
    p.sub_(grad * lr + momentum * buf if nesterov else buf)


@wrong_answer(
    "6.6",
    says="You average where the contract adds up: momentum * buf + (1 - momentum) * gradient. With momentum 0.9 your "
    "steps are ten times shorter than those of PyTorch.",
)
def averages_the_gradients(p, grad, buf=None, *, lr, momentum=0, dampening=0, weight_decay=0, nesterov=False):
    grad = grad.add(p, alpha=weight_decay)
    if buf is not None:
        buf.mul_(momentum).add_(grad, alpha=1 - momentum)
        grad = grad.add(buf, alpha=momentum) if nesterov else buf
    p.sub_(grad, alpha=lr)


# ---- 6.7 rmsprop_step


@wrong_answer(
    "6.7",
    says="You divide by the mean square and not by its root. A gradient of 10 then gives a step of a tenth: divided by "
    "its root, its size would be about 1, whatever the unit of the loss.",
)
def forgets_the_root(grad, v, mean=None, *, alpha, eps):
    v.mul_(alpha).add_(grad * grad, alpha=1 - alpha)
    if mean is None:
        return grad / (v + eps)
    mean.mul_(alpha).add_(grad, alpha=1 - alpha)
    return grad / (v - mean * mean + eps)


@wrong_answer(
    "6.7",
    says="The running means are not kept: you made new tensors. Those that you were handed have to change in place, or "
    "the next step knows nothing of this one.",
)
def does_not_keep_the_means(grad, v, mean=None, *, alpha, eps):
    v = alpha * v + (1 - alpha) * grad * grad
    if mean is None:
        return grad / (v.sqrt() + eps)
    mean = alpha * mean + (1 - alpha) * grad
    return grad / ((v - mean * mean).sqrt() + eps)


@wrong_answer(
    "6.7",
    says="eps is inside of your root. There 1e-8 becomes 1e-4, which is no longer negligible; PyTorch adds it to the "
    "root.",
)
def adds_eps_inside_the_root(grad, v, mean=None, *, alpha, eps):
    v.mul_(alpha).add_(grad * grad, alpha=1 - alpha)
    if mean is None:
        return grad / (v + eps).sqrt()
    mean.mul_(alpha).add_(grad, alpha=1 - alpha)
    return grad / (v - mean * mean + eps).sqrt()


@wrong_answer(
    "6.7",
    says="You divide by the mean square as it was before this gradient. In the first step that is 0, and the step is "
    "enormous: bring v up to date first.",
)
def measures_before_updating(grad, v, mean=None, *, alpha, eps):
    spread = v if mean is None else v - mean * mean
    step = grad / (spread.sqrt() + eps)
    v.mul_(alpha).add_(grad * grad, alpha=1 - alpha)
    if mean is not None:
        mean.mul_(alpha).add_(grad, alpha=1 - alpha)
    return step


@wrong_answer(
    "6.7",
    says="You exchanged alpha and 1 - alpha: alpha is how much of the old mean *stays*.",
)
def exchanges_old_and_new(grad, v, mean=None, *, alpha, eps):
    v.mul_(1 - alpha).add_(grad * grad, alpha=alpha)
    if mean is None:
        return grad / (v.sqrt() + eps)
    mean.mul_(1 - alpha).add_(grad, alpha=alpha)
    return grad / ((v - mean * mean).sqrt() + eps)


@wrong_answer(
    "6.7",
    says="You bring `mean` up to date and then do not use it: in the centred form, what is divided by is the spread "
    "around the mean, v - mean squared.",
)
def does_not_centre(grad, v, mean=None, *, alpha, eps):
    v.mul_(alpha).add_(grad * grad, alpha=1 - alpha)
    if mean is not None:
        mean.mul_(alpha).add_(grad, alpha=1 - alpha)
    return grad / (v.sqrt() + eps)


@wrong_answer(
    "6.7",
    says="You take the mean off the gradient, too. A steady slope would then give no step at all; centring is only for "
    "what is divided by.",
)
def centres_the_gradient_too(grad, v, mean=None, *, alpha, eps):
    v.mul_(alpha).add_(grad * grad, alpha=1 - alpha)
    if mean is None:
        return grad / (v.sqrt() + eps)
    mean.mul_(alpha).add_(grad, alpha=1 - alpha)
    return (grad - mean) / ((v - mean * mean).sqrt() + eps)


@wrong_answer(
    "6.7",
    says="You add up the squares: nothing is forgotten, and the steps only become smaller. That is Adagrad. In RMSprop "
    "the new square enters with 1 - alpha and alpha of the old mean stays.",
)
def forgets_nothing(grad, v, mean=None, *, alpha, eps):
    v.add_(grad * grad)
    if mean is None:
        return grad / (v.sqrt() + eps)
    mean.mul_(alpha).add_(grad, alpha=1 - alpha)
    return grad / ((v - mean * mean).sqrt() + eps)


@wrong_answer(
    "6.7",
    says="Your step has no sign: only the size of the gradient is left. The sign says which way is up.",
)
def loses_the_sign(grad, v, mean=None, *, alpha, eps):
    v.mul_(alpha).add_(grad * grad, alpha=1 - alpha)
    if mean is None:
        return grad.abs() / (v.sqrt() + eps)
    mean.mul_(alpha).add_(grad, alpha=1 - alpha)
    return grad.abs() / ((v - mean * mean).sqrt() + eps)


# ---- 6.8 adam_update


def _adam(p, grad, m, v, t, lr, beta1, beta2, eps, correct=(True, True), inside=False):
    """The right step, from which single cares can be left out."""
    m.mul_(beta1).add_(grad, alpha=1 - beta1)
    v.mul_(beta2).add_(grad * grad, alpha=1 - beta2)
    m_hat = m / (1 - beta1**t) if correct[0] else m
    v_hat = v / (1 - beta2**t) if correct[1] else v
    root = (v_hat + eps).sqrt() if inside else v_hat.sqrt() + eps
    p.sub_(m_hat / root, alpha=lr)


def _decayed(p, grad, lr, weight_decay, decoupled):
    if decoupled:
        p.mul_(1 - lr * weight_decay)
        return grad
    return grad.add(p, alpha=weight_decay)


@wrong_answer(
    "6.8",
    says="The bias correction is missing. Both running means start at 0 and are too small at first, m by 10 and v by "
    "100 or 1,000: your first steps are several times too long or too short.",
)
def does_not_correct_the_bias(p, grad, m, v, t, *, lr, beta1, beta2, eps, weight_decay=0, decoupled=False):
    grad = _decayed(p, grad, lr, weight_decay, decoupled)
    _adam(p, grad, m, v, t, lr, beta1, beta2, eps, correct=(False, False))


@wrong_answer(
    "6.8",
    says="You correct m and leave v as it is. v starts at 0, too, and is far too small in the first steps, which are "
    "then far too long.",
)
def corrects_the_mean_only(p, grad, m, v, t, *, lr, beta1, beta2, eps, weight_decay=0, decoupled=False):
    grad = _decayed(p, grad, lr, weight_decay, decoupled)
    _adam(p, grad, m, v, t, lr, beta1, beta2, eps, correct=(True, False))


@wrong_answer(
    "6.8",
    says="You write the corrected means back into m and v. They are then corrected again in the next step: m and v "
    "keep the plain running means, and the correction is for this step only.",
)
def keeps_the_corrected_means(p, grad, m, v, t, *, lr, beta1, beta2, eps, weight_decay=0, decoupled=False):
    grad = _decayed(p, grad, lr, weight_decay, decoupled)
    m.mul_(beta1).add_(grad, alpha=1 - beta1).div_(1 - beta1**t)
    v.mul_(beta2).add_(grad * grad, alpha=1 - beta2).div_(1 - beta2**t)
    p.sub_(m / (v.sqrt() + eps), alpha=lr)


@wrong_answer(
    "6.8",
    says="eps is inside of your root; there 1e-8 becomes 1e-4. It is added to the root.",
)
def has_eps_inside_the_root(p, grad, m, v, t, *, lr, beta1, beta2, eps, weight_decay=0, decoupled=False):
    grad = _decayed(p, grad, lr, weight_decay, decoupled)
    _adam(p, grad, m, v, t, lr, beta1, beta2, eps, inside=True)


@wrong_answer(
    "6.8",
    says="beta1 and beta2 are exchanged: beta1 belongs to the mean of the gradients, beta2 to that of their squares.",
)
def exchanges_the_betas(p, grad, m, v, t, *, lr, beta1, beta2, eps, weight_decay=0, decoupled=False):
    grad = _decayed(p, grad, lr, weight_decay, decoupled)
    _adam(p, grad, m, v, t, lr, beta2, beta1, eps)


@wrong_answer(
    "6.8",
    says="You step along the gradient and not along its running mean: that is RMSprop with a correction. m is what "
    "Adam adds to it.",
)
def steps_along_the_gradient(p, grad, m, v, t, *, lr, beta1, beta2, eps, weight_decay=0, decoupled=False):
    grad = _decayed(p, grad, lr, weight_decay, decoupled)
    m.mul_(beta1).add_(grad, alpha=1 - beta1)
    v.mul_(beta2).add_(grad * grad, alpha=1 - beta2)
    p.sub_(grad / ((v / (1 - beta2**t)).sqrt() + eps), alpha=lr)


@wrong_answer(
    "6.8",
    says="v is the running mean of the squared *gradients*; you square the running mean m.",
)
def squares_the_mean(p, grad, m, v, t, *, lr, beta1, beta2, eps, weight_decay=0, decoupled=False):
    grad = _decayed(p, grad, lr, weight_decay, decoupled)
    m.mul_(beta1).add_(grad, alpha=1 - beta1)
    v.mul_(beta2).add_(m * m, alpha=1 - beta2)
    p.sub_(m / (1 - beta1**t) / ((v / (1 - beta2**t)).sqrt() + eps), alpha=lr)


@wrong_answer(
    "6.8",
    says="`decoupled` changes nothing: the decay always goes through the gradient, is divided by its own root mean "
    "square there, and hardly depends on `weight_decay`. AdamW shrinks p itself.",
)
def always_decays_through_the_gradient(p, grad, m, v, t, *, lr, beta1, beta2, eps, weight_decay=0, decoupled=False):
    _adam(p, grad.add(p, alpha=weight_decay), m, v, t, lr, beta1, beta2, eps)


@wrong_answer(
    "6.8",
    says="The decay always shrinks p itself, also where `decoupled` is False. There it is an L2 penalty: part of the "
    "gradient, and so of m and v.",
)
def always_shrinks_the_parameter(p, grad, m, v, t, *, lr, beta1, beta2, eps, weight_decay=0, decoupled=False):
    p.mul_(1 - lr * weight_decay)
    _adam(p, grad, m, v, t, lr, beta1, beta2, eps)


@wrong_answer(
    "6.8",
    says="Your decoupled decay does not depend on the learning rate: p is multiplied by 1 - weight_decay. The contract "
    "has 1 - lr * weight_decay, so that a schedule lowers the decay along with the steps.",
)
def decays_without_the_rate(p, grad, m, v, t, *, lr, beta1, beta2, eps, weight_decay=0, decoupled=False):
    if decoupled:
        p.mul_(1 - weight_decay)
    else:
        grad = grad.add(p, alpha=weight_decay)
    _adam(p, grad, m, v, t, lr, beta1, beta2, eps)


@wrong_answer(
    "6.8",
    says="You shrink p after the step, so the step itself is shrunk, too. The decay comes before it.",
)
def shrinks_after_the_step(p, grad, m, v, t, *, lr, beta1, beta2, eps, weight_decay=0, decoupled=False):
    _adam(p, grad if decoupled else grad.add(p, alpha=weight_decay), m, v, t, lr, beta1, beta2, eps)
    if decoupled:
        p.mul_(1 - lr * weight_decay)


@wrong_answer(
    "6.8",
    says="Your correction counts one step too many: the first step has t = 1 already, and the powers are beta1 ** t "
    "and beta2 ** t.",
)
def counts_one_step_too_many(p, grad, m, v, t, *, lr, beta1, beta2, eps, weight_decay=0, decoupled=False):
    grad = _decayed(p, grad, lr, weight_decay, decoupled)
    _adam(p, grad, m, v, t + 1, lr, beta1, beta2, eps)


@wrong_answer(
    "6.8",
    says="You write the decay into the gradient itself. It is the model's; make a new tensor, `grad.add(...)`.",
)
def adds_the_decay_to_the_gradient_itself(p, grad, m, v, t, *, lr, beta1, beta2, eps, weight_decay=0, decoupled=False):
    if decoupled:
        p.mul_(1 - lr * weight_decay)
    else:
        grad.add_(p, alpha=weight_decay)
    _adam(p, grad, m, v, t, lr, beta1, beta2, eps)


# ---- 6.9 cosine_with_warmup


def _fall(place, lowest):
    return lowest + (1 - lowest) * (1 + math.cos(math.pi * place)) / 2


@wrong_answer(
    "6.9",
    says="Your first step has the factor 0: nothing is learned from the first batch. t counts the steps taken "
    "*before*; the rise is (t + 1) / warmup.",
)
def begins_with_nothing(t, warmup, total, lowest=0.0):
    return t / warmup if t < warmup else _fall(min((t - warmup) / (total - warmup), 1.0), lowest)


@wrong_answer(
    "6.9",
    says="Your cosine begins at step 0 instead of at the end of the warm-up: behind the rise the factor jumps down.",
)
def begins_the_fall_too_early(t, warmup, total, lowest=0.0):
    return (t + 1) / warmup if t < warmup else _fall(min(t / total, 1.0), lowest)


@wrong_answer(
    "6.9",
    says="Your fall takes `total` steps and begins after the warm-up: at t = total it is not down yet. It has total - "
    "warmup steps.",
)
def ends_the_fall_too_late(t, warmup, total, lowest=0.0):
    return (t + 1) / warmup if t < warmup else _fall(min((t - warmup) / total, 1.0), lowest)


@wrong_answer(
    "6.9",
    says="You go through a whole cosine: down in the middle and up again at the end. Half of one, from 0 to pi, only "
    "falls.",
)
def goes_through_a_whole_cosine(t, warmup, total, lowest=0.0):
    return (t + 1) / warmup if t < warmup else _fall(2 * min((t - warmup) / (total - warmup), 1.0), lowest)


@wrong_answer(
    "6.9",
    says="Your factor always ends at 0; `lowest` is not used.",
)
def always_ends_at_nothing(t, warmup, total, lowest=0.0):
    return (t + 1) / warmup if t < warmup else _fall(min((t - warmup) / (total - warmup), 1.0), 0.0)


@wrong_answer(
    "6.9",
    says="You add `lowest` on top: the factor then begins above 1. What falls is the distance to `lowest`, from 1 - "
    "lowest to 0.",
)
def adds_the_lowest_on_top(t, warmup, total, lowest=0.0):
    return (t + 1) / warmup if t < warmup else lowest + _fall(min((t - warmup) / (total - warmup), 1.0), 0.0)


@wrong_answer(
    "6.9",
    says="After the last step your factor rises again. Whoever trains a little longer than planned is thrown out of "
    "the valley: it has to stay at the lowest.",
)
def rises_after_the_end(t, warmup, total, lowest=0.0):
    return (t + 1) / warmup if t < warmup else _fall((t - warmup) / (total - warmup), lowest)


@wrong_answer(
    "6.9",
    says="You fall along a straight line. Half a cosine is flat at both ends: it stays near 1 for a while, and near "
    "the lowest at the end.",
)
def falls_in_a_straight_line(t, warmup, total, lowest=0.0):
    place = min((t - warmup) / (total - warmup), 1.0)
    return (t + 1) / warmup if t < warmup else 1 - (1 - lowest) * place


@wrong_answer(
    "6.9",
    says="At t = warmup your rise goes on, above 1, and without a warm-up it divides by 0. The rise belongs to t < "
    "warmup.",
)
def rises_one_step_too_long(t, warmup, total, lowest=0.0):
    return (t + 1) / warmup if t <= warmup else _fall(min((t - warmup) / (total - warmup), 1.0), lowest)


@wrong_answer(
    "6.9",
    says="The rise is multiplied by the fall: your factor never reaches 1. Up to the warm-up only the rise counts, and "
    "after it only the fall.",
)
def rises_and_falls_at_once(t, warmup, total, lowest=0.0):
    return min((t + 1) / max(warmup, 1), 1.0) * _fall(min(t / total, 1.0), lowest)


# ---- 6.10 clip_grad_norm_


def _gradients(parameters):
    tensors = [parameters] if isinstance(parameters, Tensor) else list(parameters)
    return [tensor.grad for tensor in tensors if tensor.grad is not None]


def _norm(grads, norm_type):
    if not grads:
        return factories.tensor(0.0)
    if norm_type == math.inf:
        return factories.tensor(max(grad.abs().amax().item() for grad in grads))
    return factories.tensor(sum((grad.abs() ** norm_type).sum().item() for grad in grads) ** (1 / norm_type))


def _refuse(total, error_if_nonfinite):
    if error_if_nonfinite and not math.isfinite(total.item()):
        raise UnsupportedError("the norm is not finite")


def _factor(max_norm, total):
    return min(max_norm / (total.item() + 1e-6), 1.0)


@wrong_answer(
    "6.10",
    says="You clip each gradient by its own norm. Then large ones become smaller and small ones stay, and the step "
    "points elsewhere. All of them together are one vector, with one norm and one factor.",
)
def clips_each_by_itself(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False, foreach=None):
    grads = _gradients(parameters)
    total = _norm(grads, norm_type)
    _refuse(total, error_if_nonfinite)
    with no_grad():
        for grad in grads:
            grad.mul_(_factor(max_norm, _norm([grad], norm_type)))
    return total


@wrong_answer(
    "6.10",
    says="Short gradients are stretched: yours always have the norm `max_norm`. Clipping only shortens; the factor is "
    "at most 1.",
)
def stretches_short_gradients(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False, foreach=None):
    grads = _gradients(parameters)
    total = _norm(grads, norm_type)
    _refuse(total, error_if_nonfinite)
    with no_grad():
        for grad in grads:
            grad.mul_(max_norm / (total.item() + 1e-6))
    return total


@wrong_answer(
    "6.10",
    says="You return the norm after clipping. The one before is worth knowing: it shows when training goes wild, and "
    "how often clipping was needed.",
)
def returns_the_norm_afterwards(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False, foreach=None):
    grads = _gradients(parameters)
    total = _norm(grads, norm_type)
    _refuse(total, error_if_nonfinite)
    with no_grad():
        for grad in grads:
            grad.mul_(_factor(max_norm, total))
    return _norm(grads, norm_type)


@wrong_answer(
    "6.10",
    says="You cut each number off at max_norm. That changes the direction of the step; `clip_grad_value_` does it. "
    "Here all are multiplied by one factor, and the direction stays.",
)
def cuts_each_number_off(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False, foreach=None):
    grads = _gradients(parameters)
    total = _norm(grads, norm_type)
    _refuse(total, error_if_nonfinite)
    with no_grad():
        for grad in grads:
            grad.clamp_(-max_norm, max_norm)
    return total


@wrong_answer(
    "6.10",
    says="Your norm is always the Euclidean one, whatever `norm_type` says.",
)
def knows_one_norm(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False, foreach=None):
    grads = _gradients(parameters)
    total = _norm(grads, 2.0)
    _refuse(total, error_if_nonfinite)
    with no_grad():
        for grad in grads:
            grad.mul_(_factor(max_norm, total))
    return total


@wrong_answer(
    "6.10",
    says="You add up the norms of the gradients. The norm of all numbers as one vector is smaller: for gradients of "
    "norm 3 and 4 it is 5, not 7.",
)
def adds_up_the_norms(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False, foreach=None):
    grads = _gradients(parameters)
    total = factories.tensor(sum(_norm([grad], norm_type).item() for grad in grads))
    _refuse(total, error_if_nonfinite)
    with no_grad():
        for grad in grads:
            grad.mul_(_factor(max_norm, total))
    return total


@wrong_answer(
    "6.10",
    says="The root is missing: you compare the sum of squares with max_norm.",
)
def does_not_take_the_root(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False, foreach=None):
    grads = _gradients(parameters)
    total = _norm(grads, norm_type) if norm_type == math.inf else _norm(grads, norm_type) ** norm_type
    _refuse(total, error_if_nonfinite)
    with no_grad():
        for grad in grads:
            grad.mul_(_factor(max_norm, total))
    return total


@wrong_answer(
    "6.10",
    says="You walk over `parameters` twice. `model.parameters()` can be walked over only once: the second walk finds "
    "nothing, and no gradient is scaled. Keep the gradients in a list.",
)
def walks_twice(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False, foreach=None):
    parameters = [parameters] if isinstance(parameters, Tensor) else parameters
    total = _norm([p.grad for p in parameters if p.grad is not None], norm_type)
    _refuse(total, error_if_nonfinite)
    with no_grad():
        for p in parameters:
            if p.grad is not None:
                p.grad.mul_(_factor(max_norm, total))
    return total


@wrong_answer(
    "6.10",
    says="You put new tensors in the place of the gradients. Whoever holds the old ones sees nothing of it, and memory "
    "is needed twice: multiply in place.",
)
def replaces_the_gradients(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False, foreach=None):
    tensors = [parameters] if isinstance(parameters, Tensor) else list(parameters)
    total = _norm(_gradients(tensors), norm_type)
    _refuse(total, error_if_nonfinite)
    for tensor in tensors:
        if tensor.grad is not None:
            tensor.grad = tensor.grad * _factor(max_norm, total)
    return total


@wrong_answer(
    "6.10",
    says="An infinite norm goes through although `error_if_nonfinite` is True.",
)
def never_refuses(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False, foreach=None):
    grads = _gradients(parameters)
    total = _norm(grads, norm_type)
    with no_grad():
        for grad in grads:
            grad.mul_(_factor(max_norm, total))
    return total
