"""Visible checks of lesson 06: a student reads them, with what they called, what came back and what was expected."""

from course.checks import check
from course.probes import raised

# 6.1 squared_error


@check("6.1", points=1)
def squares_their_mean_and_their_sum(mt):
    """Predictions (1, 5), (2, 2), targets (0, 2), (2, 4): mean, sum, none; and the mean's gradient of both."""
    x = mt.tensor([[1.0, 5.0], [2.0, 2.0]], requires_grad=True)
    y = mt.tensor([[0.0, 2.0], [2.0, 4.0]], requires_grad=True)
    error = mt.functions.losses.squared_error
    found = [error(x, y, reduction).tolist() for reduction in ("mean", "sum", "none")]
    error(x, y).sum().backward()
    return [found, *[None if z.grad is None else z.grad.tolist() for z in (x, y)]]


@check("6.1", points=1)
def other_shapes_are_refused(mt):
    """Shapes (3, 1) with (3,), (3,) with (1,), (2, 3) with (3, 2) are refused, whatever the reduction; (3,) is not."""
    error = mt.functions.losses.squared_error
    pairs = [((3, 1), (3,)), ((3,), (1,)), ((2, 3), (3, 2)), ((3,), (3,))]
    tried = [(mt.ones(*a), mt.zeros(*b)) for a, b in pairs]
    return [
        str(raised(lambda x, y, how: error(x, y, how).sum().item(), *xy, how))
        for xy in tried
        for how in ("mean", "none")
    ]


# 6.2 log_sum_exp


@check("6.2", points=1)
def adds_in_the_exponent(mt):
    """Rows (0, 0), (1, 2) and (-3, 3) along axis 1, and the columns of the same numbers along axis 0."""
    x = mt.tensor([[0.0, 0.0], [1.0, 2.0], [-3.0, 3.0]])
    return [mt.functions.softmax.log_sum_exp(x, 1).tolist(), mt.functions.softmax.log_sum_exp(x, 0).tolist()]


@check("6.2", points=1)
def nothing_overflows_or_vanishes(mt):
    """Rows around 0, 1000 and -1000 and two whose elements are far apart, in one call."""
    x = mt.tensor([[0.0, 1.0], [1000.0, 1001.0], [-1000.0, -1001.0], [0.0, 100.0], [-300.0, 300.0]])
    return mt.functions.softmax.log_sum_exp(x, 1).tolist()


@check("6.2", points=1)
def infinite_elements(mt):
    """Rows (-inf, 3), (inf, 1) and (-inf, -inf)."""
    inf = float("inf")
    x = mt.tensor([[-inf, 3.0], [inf, 1.0], [-inf, -inf]])
    return [str(row[0]) for row in mt.functions.softmax.log_sum_exp(x, 1).tolist()]


# 6.3 log_probabilities


@check("6.3", points=1)
def logarithms_of_probabilities(mt):
    """Logits (0, ln 3) and (2, 2) along axis 1; and (0, 1, 2), standing in a column, along axis 0."""
    log = mt.functions.softmax.log_probabilities
    rows, column = mt.tensor([[0.0, 1.0986123], [2.0, 2.0]]), mt.tensor([[0.0], [1.0], [2.0]])
    return [log(rows, 1).tolist(), log(column, 0).tolist()]


@check("6.3", points=1)
def finite_where_the_probability_is_nothing(mt):
    """Logits (0, 200) and (-500, 500): the smaller probability of each is 0 in float32, its logarithm is not -inf."""
    return mt.functions.softmax.log_probabilities(mt.tensor([[0.0, 200.0], [-500.0, 500.0]]), 1).tolist()


@check("6.3", points=1)
def as_exact_for_large_logits(mt):
    """Logits (0, 1, 1) and the same a million higher: the two rows of the result are equal."""
    x = mt.tensor([[0.0, 1.0, 1.0], [1e6, 1e6 + 1, 1e6 + 1]])
    return mt.functions.softmax.log_probabilities(x, 1).tolist()


# 6.4 SoftmaxCrossEntropy


def rule(mt):
    """The class of exercise 6.4."""
    return mt.functions.cross_entropy.SoftmaxCrossEntropy


def losses_and_gradient(mt, logits, classes, weights):
    """The loss of each row, and the gradient of their weighted sum."""
    x = mt.tensor(logits, requires_grad=True)
    loss = rule(mt).apply(x, mt.tensor(classes))
    (loss * mt.tensor(weights)).sum().backward()
    return [loss.tolist(), x.grad.tolist()]


@check("6.4", points=1)
def surprise_at_the_right_class(mt):
    """Losses of (0, 0, 0) with class 2, of (1, 2, 4) with classes 0 and 2, and of (0, 300, 0) with class 0."""
    x = mt.tensor([[0.0, 0.0, 0.0], [1.0, 2.0, 4.0], [1.0, 2.0, 4.0], [0.0, 300.0, 0.0]])
    return rule(mt).apply(x, mt.tensor([2, 0, 2, 0])).tolist()


@check("6.4", points=1)
def the_gradient_of_each_row(mt):
    """The gradient of the sum of the losses of (0, 0, 0) with class 1 and (1, 2, 4) with class 2."""
    return losses_and_gradient(mt, [[0.0, 0.0, 0.0], [1.0, 2.0, 4.0]], [1, 2], [1.0, 1.0])[1]


@check("6.4", points=1)
def the_chain_rule_goes_on(mt):
    """The same losses, the first counted ten times and the second -2 times: the gradient of the logits."""
    return losses_and_gradient(mt, [[0.0, 0.0, 0.0], [1.0, 2.0, 4.0]], [1, 2], [10.0, -2.0])[1]


# 6.5 logistic_loss


@check("6.5", points=1)
def surprise_of_yes_and_no(mt):
    """Logits 0, 2 and -1.5 that should be yes, then no, then 0.25: losses, one for each."""
    x = mt.tensor([0.0, 2.0, -1.5])
    return [mt.functions.losses.logistic_loss(x, mt.full((3,), y)).tolist() for y in (1.0, 0.0, 0.25)]


@check("6.5", points=1)
def finite_for_large_logits(mt):
    """Logits 200 and -200, right and wrong: losses and gradients."""
    x = mt.tensor([200.0, -200.0, 200.0, -200.0], requires_grad=True)
    loss = mt.functions.losses.logistic_loss(x, mt.tensor([1.0, 0.0, 0.0, 1.0]))
    loss.sum().backward()
    return [loss.tolist(), x.grad.tolist()]


@check("6.5", points=1)
def the_gradient_is_what_is_too_much(mt):
    """Gradients at the logits 1, 0 and -1, yes and no."""
    x = mt.tensor([1.0, 0.0, -1.0, 1.0, 0.0, -1.0], requires_grad=True)
    mt.functions.losses.logistic_loss(x, mt.tensor([1.0, 1.0, 1.0, 0.0, 0.0, 0.0])).sum().backward()
    return x.grad.tolist()


# 6.6 sgd_update


@check("6.6", points=1)
def goes_down_and_keeps_the_gradient(mt):
    """p = (1, 2), gradient (10, -10), lr 0.1: p after one step without a running sum, and the gradient."""
    p, grad = mt.tensor([1.0, 2.0]), mt.tensor([10.0, -10.0])
    mt.optim.sgd.sgd_update(p, grad, lr=0.1)
    return [p.tolist(), grad.tolist()]


@check("6.6", points=1)
def the_sum_goes_on(mt):
    """Three steps with momentum 0.5 along the gradient 1 from p = 0, lr 0.1: p and the running sum after each."""
    p, buf, found = mt.zeros(1), mt.zeros(1), []
    for _ in range(3):
        mt.optim.sgd.sgd_update(p, mt.ones(1), buf, lr=0.1, momentum=0.5)
        found.append([p.item(), buf.item()])
    return found


@check("6.6", points=1)
def decay_is_part_of_the_gradient(mt):
    """p = 4, gradient 1, weight decay 0.5, without and with a running sum of 2 (momentum 0.9): p, sum, gradient."""
    found = []
    for buf in (None, mt.tensor([2.0])):
        p, grad = mt.tensor([4.0]), mt.tensor([1.0])
        mt.optim.sgd.sgd_update(p, grad, buf, lr=0.1, momentum=0.9, weight_decay=0.5)
        found.append([p.item(), None if buf is None else buf.item(), grad.item()])
    return found


@check("6.6", points=1)
def dampening_and_the_look_ahead(mt):
    """p = 1, gradient 2, sum 10, lr 0.1, momentum 0.5, dampening 0.25: plain, then Nesterov's momentum: p and sum."""
    found = []
    for nesterov in (False, True):
        p, buf = mt.tensor([1.0]), mt.tensor([10.0])
        mt.optim.sgd.sgd_update(p, mt.tensor([2.0]), buf, lr=0.1, momentum=0.5, dampening=0.25, nesterov=nesterov)
        found.append([p.item(), buf.item()])
    return found


# 6.7 rmsprop_step


@check("6.7", points=1)
def measures_by_the_root_mean_square(mt):
    """Gradient (3, -0.03), v = 0, alpha 0.75: the step and v; then a second step along the same gradient."""
    grad, v = mt.tensor([3.0, -0.03]), mt.zeros(2)
    first = mt.optim.rmsprop.rmsprop_step(grad, v, alpha=0.75, eps=1e-8).tolist()
    between = v.tolist()
    return [first, between, mt.optim.rmsprop.rmsprop_step(grad, v, alpha=0.75, eps=1e-8).tolist(), grad.tolist()]


@check("6.7", points=1)
def centred_by_the_mean(mt):
    """Gradient 2 with v = 5 and mean 1, alpha 0.5, eps 1: step, v and mean."""
    v, mean = mt.tensor([5.0]), mt.tensor([1.0])
    step = mt.optim.rmsprop.rmsprop_step(mt.tensor([2.0]), v, mean, alpha=0.5, eps=1.0)
    return [step.tolist(), v.tolist(), mean.tolist()]


# 6.8 adam_update

SETTINGS = {"lr": 0.1, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8}


@check("6.8", points=1, tolerance=1e-5)
def the_first_step_is_as_long_as_the_learning_rate(mt):
    """Gradients 100, -1 and 0.001 at p = 0, step 1: p, m and v."""
    p, m, v = mt.zeros(3), mt.zeros(3), mt.zeros(3)
    mt.optim.adam.adam_update(p, mt.tensor([100.0, -1.0, 0.001]), m, v, 1, **SETTINGS)
    return [p.tolist(), m.tolist(), v.tolist()]


@check("6.8", points=1, tolerance=1e-5)
def later_steps_remember(mt):
    """Gradients 1, 1 and -4 in three steps from p = 0: p, m and v after each."""
    p, m, v, found = mt.zeros(1), mt.zeros(1), mt.zeros(1), []
    for t, slope in enumerate((1.0, 1.0, -4.0), start=1):
        mt.optim.adam.adam_update(p, mt.tensor([slope]), m, v, t, **SETTINGS)
        found.append([p.item(), m.item(), v.item()])
    return found


@check("6.8", points=1, tolerance=1e-5)
def the_two_kinds_of_decay(mt):
    """p = 4, gradients 1 and 0, weight decay 0.5, once through the gradient and once decoupled: p, m, v, gradient."""
    found = []
    for decoupled in (False, True):
        p, grad, m, v = mt.tensor([4.0, 4.0]), mt.tensor([1.0, 0.0]), mt.zeros(2), mt.zeros(2)
        mt.optim.adam.adam_update(p, grad, m, v, 1, **SETTINGS, weight_decay=0.5, decoupled=decoupled)
        found.append([each.tolist() for each in (p, m, v, grad)])
    return found


# 6.9 cosine_with_warmup


@check("6.9", points=1)
def rises_and_falls(mt):
    """Factors of all 12 steps of a training with 4 steps of warm-up."""
    return [mt.optim.lr_scheduler.cosine.cosine_with_warmup(t, 4, 12) for t in range(12)]


@check("6.9", points=1)
def ends_where_it_should(mt):
    """Steps 4, 6, 8, 12 and 20 of 8, no warm-up, lowest 0.1."""
    return [mt.optim.lr_scheduler.cosine.cosine_with_warmup(t, 0, 8, 0.1) for t in (4, 6, 8, 12, 20)]


# 6.10 clip_grad_norm_


def with_gradients(mt, *gradients):
    parameters = []
    for gradient in gradients:
        parameter = mt.zeros(len(gradient), requires_grad=True)
        parameter.grad = mt.tensor(gradient)
        parameters.append(parameter)
    return parameters


@check("6.10", points=1, tolerance=1e-5)
def all_gradients_are_one_vector(mt):
    """Gradients (3, 0) and (4) with a largest norm of 1: what comes back, and the gradients."""
    parameters = with_gradients(mt, [3.0, 0.0], [4.0])
    norm = mt.nn.utils.clip_grad_norm_(parameters, 1.0)
    return [float(norm), [p.grad.tolist() for p in parameters]]


@check("6.10", points=1, tolerance=1e-5)
def short_gradients_stay(mt):
    """The same gradients, walked over like model.parameters(): norm at most 10, then 2.5, then 2 by the largest."""
    found = []
    for largest, norm in [(10.0, 2.0), (2.5, 2.0), (2.0, float("inf"))]:
        parameters = with_gradients(mt, [3.0, 0.0], [4.0])
        before = mt.nn.utils.clip_grad_norm_(iter(parameters), largest, norm)
        found.append([float(before), [p.grad.tolist() for p in parameters]])
    return found


@check("6.10", points=1, tolerance=1e-5)
def refuses_infinite_norms_when_asked(mt):
    """A gradient with inf in it: refused with error_if_nonfinite; and a parameter without a gradient is passed over."""
    parameters = with_gradients(mt, [float("inf"), 1.0])
    refused = raised(mt.nn.utils.clip_grad_norm_, parameters, 1.0, 2.0, True)
    pair = [*with_gradients(mt, [6.0, 8.0]), mt.zeros(2, requires_grad=True)]
    return [refused, float(mt.nn.utils.clip_grad_norm_(pair, 5.0)), pair[0].grad.tolist(), pair[1].grad]
