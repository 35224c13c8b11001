"""Hidden checks of lesson 06: of these a student sees the sentence only, so it gives no inputs away."""

from course.checks import check


@check("6.1", points=1, tolerance=1e-5)
def squared_error_and_both_gradients(mt, rng):
    """Random predictions and targets of several shapes, each reduction: the error, both gradients, the element type."""
    found = []
    for shape in [(4,), (5, 3), (2, 3, 4), (), (0, 2)]:
        for how in ("mean", "sum", "none")[shape == (0, 2) :]:
            x, y = (mt.tensor(rng.normal(size=shape), dtype=mt.float64, requires_grad=True) for _ in range(2))
            error = mt.functions.losses.squared_error(x, y, how)
            (error * 3).sum().backward()
            found.append(
                [error.tolist(), *[None if z.grad is None else z.grad.tolist() for z in (x, y)], str(error.dtype)]
            )
    table = mt.tensor(rng.normal(size=(3, 6)))
    turned = mt.functions.losses.squared_error(table.t()[::2], table[:, :3]).item()
    return [
        found,
        turned,
        mt.nn.functional.mse_loss(table, table + 2).item(),
        mt.nn.MSELoss(reduction="sum")(table, table).item(),
    ]


@check("6.2", points=2, tolerance=1e-5)
def sums_on_random_tensors(mt, rng):
    """Random tensors, one axis or several, transposed and sliced, and the gradients."""
    found = []
    for shape, dim in [((4, 3), 0), ((2, 3, 4), -1), ((2, 3, 4), (0, 2)), ((5,), 0)]:
        x = mt.tensor(30 * rng.normal(size=shape), dtype=mt.float64, requires_grad=True)
        total = mt.functions.softmax.log_sum_exp(x, dim)
        (total * total).sum().backward()
        found.append([total.tolist(), x.grad.tolist()])
    turned = mt.tensor(rng.normal(size=(3, 6))).t()[::2]
    return [found, mt.functions.softmax.log_sum_exp(turned, 0).tolist()]


@check("6.2", points=1)
def sums_leave_the_input_alone(mt):
    """Element types are kept, the input is not changed, one element is its own sum."""
    x = mt.tensor([[1.0, 5.0], [700.0, 3.0]], dtype=mt.float64)
    total = mt.functions.softmax.log_sum_exp(x, 1)
    one = mt.functions.softmax.log_sum_exp(mt.tensor([[-90.0], [800.0]]), 1)
    return [str(total.dtype), total.tolist(), x.tolist(), one.tolist()]


@check("6.3", points=2, tolerance=1e-5)
def log_probabilities_of_random_logits(mt, rng):
    """Random logits along any axis: the results, and the gradients."""
    found = []
    for shape, dim in [((4, 3), 0), ((4, 3), 1), ((2, 3, 4), 1), ((5,), -1)]:
        x = mt.tensor(rng.normal(size=shape) * 20, dtype=mt.float64, requires_grad=True)
        log = mt.functions.softmax.log_probabilities(x, dim)
        (log * mt.tensor(rng.normal(size=shape))).sum().backward()
        found.append([log.tolist(), x.grad.tolist()])
    return found


@check("6.3", points=1)
def log_probabilities_at_the_edges(mt):
    """Rows of very different size in one tensor, impossible classes, a single class, element types, the input."""
    log = mt.functions.softmax.log_probabilities
    x = mt.tensor([[0.0, 1.0], [-800.0, -801.0], [900.0, -900.0]])
    spread, masked = log(x, 1).tolist(), log(mt.tensor([0.0, -float("inf"), 0.0]), 0).tolist()
    types = [str(log(mt.ones(2, dtype=dtype), 0).dtype) for dtype in (mt.float32, mt.float64)]
    return [spread, [str(round(each, 5)) for each in masked], log(mt.full((2, 1), 7.0), 1).tolist(), types, x.tolist()]


def rule(mt):
    """The class of exercise 6.4."""
    return mt.functions.cross_entropy.SoftmaxCrossEntropy


@check("6.4", points=2, tolerance=1e-5)
def cross_entropy_on_random_logits(mt, rng):
    """Random logits, classes and weights of the rows: losses and gradients."""
    found = []
    for n, classes in [(1, 4), (5, 3), (4, 4), (3, 1)]:
        x = mt.tensor(rng.normal(size=(n, classes)) * 3, dtype=mt.float64, requires_grad=True)
        target = mt.tensor(rng.integers(0, classes, size=n))
        loss = rule(mt).apply(x, target)
        (loss * mt.tensor(rng.normal(size=n))).sum().backward()
        found.append([loss.tolist(), x.grad.tolist(), str(x.grad.dtype)])
    return found


@check("6.4", points=1, tolerance=1e-5)
def cross_entropy_of_extreme_logits(mt):
    """Logits so large, or so impossible, that probabilities are 0 or 1: losses and gradients."""
    inf = float("inf")
    found = []
    for row, target in [([0.0, 300.0], 0), ([1000.0, 0.0], 0), ([0.0, -inf, 1.0], 2)]:
        x = mt.tensor([row], requires_grad=True)
        loss = rule(mt).apply(x, mt.tensor([target]))
        loss.sum().backward()
        found.append([str(round(loss.item(), 4)), [str(round(each, 4) + 0.0) for each in x.grad.tolist()[0]]])
    return found


@check("6.4", points=1, tolerance=1e-5)
def cross_entropy_as_it_is_called(mt):
    """Through nn.functional.cross_entropy: the mean, the sum, rows that are ignored, more axes, no row."""
    call, x = mt.nn.functional.cross_entropy, mt.tensor([[1.0, 2.0, 0.0], [0.0, 0.0, 3.0]], requires_grad=True)
    target = mt.tensor([1, 0])
    found = [call(x, target).item(), call(x, target, reduction="sum").item()]
    call(x, mt.tensor([1, -100])).backward()
    volume = mt.tensor([[[1.0, 0.0], [0.0, 2.0]]])
    none = rule(mt).apply(mt.zeros(0, 3), mt.zeros(0, dtype=mt.int64))
    return [found, x.grad.tolist(), call(volume, mt.tensor([[0, 0]])).item(), list(none.shape)]


@check("6.5", points=2, tolerance=1e-5)
def logistic_loss_on_random_logits(mt, rng):
    """Random logits and targets of several shapes, in double precision: losses and gradients of both."""
    found = []
    for shape in [(6,), (3, 2), (), (2, 0)]:
        numbers = (8 * rng.normal(size=shape)).clip(-20, 20)
        if shape == (6,):
            numbers[:2] = 20 + rng.random(), -20 - rng.random()
        x = mt.tensor(numbers, dtype=mt.float64, requires_grad=True)
        y = mt.tensor(rng.random(size=shape), dtype=mt.float64, requires_grad=True)
        loss = mt.functions.losses.logistic_loss(x, y)
        (loss * 3).sum().backward()
        found.append([loss.tolist(), x.grad.tolist(), y.grad.tolist(), str(loss.dtype)])
    return found


@check("6.5", points=1, tolerance=1e-5)
def logistic_loss_in_the_middle(mt):
    """Losses and gradients where the model says nothing yet, and just beside."""
    found = []
    for value in (0.0, 1e-7, -1e-7):
        x = mt.full((3,), value, requires_grad=True)
        loss = mt.functions.losses.logistic_loss(x, mt.tensor([0.0, 1.0, 0.5]))
        loss.sum().backward()
        found.append([loss.tolist(), x.grad.tolist()])
    return found


@check("6.5", points=1, tolerance=1e-5)
def small_losses_keep_their_digits(mt):
    """The loss of a model that is nearly sure, relative to its own size; and the mean through nn.functional."""
    x = mt.tensor([20.0, -25.0], dtype=mt.float32)
    loss = mt.functions.losses.logistic_loss(x, mt.tensor([1.0, 0.0])).tolist()
    mean = mt.nn.functional.binary_cross_entropy_with_logits(mt.tensor([1.0, 3.0]), mt.tensor([1.0, 0.0])).item()
    return [loss[0] * 2.718281828459045**20, loss[1] * 2.718281828459045**25, mean]


@check("6.6", points=2, tolerance=1e-5)
def steps_with_everything(mt, rng):
    """Random parameters through several steps, with all settings in all combinations."""
    found = []
    for momentum, dampening, decay, nesterov in [(0.9, 0, 0, True), (0.8, 0.3, 0.1, False), (0.5, 0.25, 0.2, True)]:
        p, buf = (mt.tensor(rng.normal(size=(2, 3)), dtype=mt.float64) for _ in range(2))
        for _ in range(3):
            grad = mt.tensor(rng.normal(size=(2, 3)), dtype=mt.float64)
            how = {"lr": 0.3, "momentum": momentum, "dampening": dampening}
            mt.optim.sgd.sgd_update(p, grad, buf, **how, weight_decay=decay, nesterov=nesterov)
            found.append([p.tolist(), buf.tolist(), grad.tolist()])
    return found


@check("6.6", points=1, tolerance=1e-5)
def sgd_as_the_optimizer_calls_it(mt):
    """Two parameters, one of them a view, through optim.SGD for several steps; no elements; what is returned."""
    table = mt.arange(6, dtype=mt.float32).reshape(2, 3)
    parameters = [mt.nn.Parameter(table.t()), mt.nn.Parameter(mt.tensor(2.0))]
    optimizer = mt.optim.SGD(parameters, lr=0.1, momentum=0.9, dampening=0.5, weight_decay=0.1)
    for _ in range(3):
        optimizer.zero_grad()
        ((parameters[0] * parameters[0]).sum() + parameters[1] ** 3).backward()
        optimizer.step()
    empty = mt.zeros(0)
    nothing = mt.optim.sgd.sgd_update(empty, mt.zeros(0), lr=1.0)
    return [table.tolist(), parameters[1].item(), nothing, list(empty.shape)]


@check("6.7", points=2, tolerance=1e-5)
def measured_steps_on_random_gradients(mt, rng):
    """Random gradients, several steps, with and without centring: steps, running means and gradients."""
    found = []
    for centred in (False, True):
        v = mt.tensor(4 + rng.random(size=(3, 2)), dtype=mt.float64)
        mean = mt.tensor(rng.random(size=(3, 2)), dtype=mt.float64) if centred else None
        for _ in range(3):
            grad = mt.tensor(rng.normal(size=(3, 2)), dtype=mt.float64)
            step = mt.optim.rmsprop.rmsprop_step(grad, v, mean, alpha=0.9, eps=0.1)
            found.append([step.tolist(), v.tolist(), [] if mean is None else mean.tolist(), grad.tolist()])
    return found


@check("6.7", points=1, tolerance=1e-5)
def gradients_of_nothing_and_of_any_size(mt):
    """Gradients that are 0, tiny or huge; and a few steps of optim.RMSprop."""
    v = mt.zeros(4, dtype=mt.float64)
    grad = mt.tensor([0.0, 1e-12, 1e-3, 1e9], dtype=mt.float64)
    step = mt.optim.rmsprop.rmsprop_step(grad, v, alpha=0.5, eps=1e-8).tolist()
    p = mt.nn.Parameter(mt.tensor([3.0, -1.0]))
    optimizer = mt.optim.RMSprop([p], lr=0.1, weight_decay=0.1)
    for _ in range(4):
        optimizer.zero_grad()
        (p * p).sum().backward()
        optimizer.step()
    return [step, p.tolist()]


@check("6.8", points=2, tolerance=1e-5)
def adam_on_random_gradients(mt, rng):
    """Random parameters through several steps, without decay and with both kinds of it."""
    found = []
    for decay, decoupled in [(0.0, False), (0.3, False), (0.3, True), (0.0, True)]:
        p = mt.tensor(rng.normal(size=(2, 3)), dtype=mt.float64)
        m, v = mt.zeros(2, 3, dtype=mt.float64), mt.zeros(2, 3, dtype=mt.float64)
        for t in range(1, 4):
            grad = mt.tensor(rng.normal(size=(2, 3)), dtype=mt.float64)
            how = {"lr": 0.2, "beta1": 0.8, "beta2": 0.95, "eps": 0.05}
            mt.optim.adam.adam_update(p, grad, m, v, t, **how, weight_decay=decay, decoupled=decoupled)
            found.append([each.tolist() for each in (p, m, v, grad)])
    return found


@check("6.8", points=1, tolerance=1e-4)
def adam_at_the_edges(mt):
    """A late step, gradients that are 0 or tiny, no elements, what is returned."""
    how = {"lr": 0.1, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8}
    p, m, v = mt.zeros(3), mt.full((3,), 0.5), mt.full((3,), 0.25)
    mt.optim.adam.adam_update(p, mt.tensor([0.0, 0.5, 1e-6]), m, v, 5000, **how)
    small = mt.zeros(2)
    mt.optim.adam.adam_update(small, mt.tensor([0.0, 1e-8]), mt.zeros(2), mt.zeros(2), 1, **how)
    empty = mt.zeros(0)
    nothing = mt.optim.adam.adam_update(empty, mt.zeros(0), mt.zeros(0), mt.zeros(0), 1, **how)
    return [p.tolist(), small.tolist(), list(empty.shape), nothing]


@check("6.8", points=1, tolerance=1e-4)
def adam_and_adamw_as_they_are_called(mt):
    """Several steps of optim.Adam and optim.AdamW with decay on one function."""
    found = []
    for method in (mt.optim.Adam, mt.optim.AdamW):
        p = mt.nn.Parameter(mt.tensor([3.0, -0.5, 0.0]))
        optimizer = method([p], lr=0.1, betas=(0.8, 0.9), weight_decay=0.4)
        for _ in range(5):
            optimizer.zero_grad()
            (p * p * mt.tensor([1.0, 100.0, 0.01]) + p).sum().backward()
            optimizer.step()
        found.append(p.tolist())
    return found


@check("6.9", points=2)
def any_schedule(mt, rng):
    """Random lengths of warm-up and training, random lowest factors: every step, and beyond the end."""
    found = []
    for warmup, rest in [(1, 3), *rng.integers(2, 9, size=(3, 2)).tolist()]:
        lowest = float(rng.random())
        steps = range(warmup + rest + 3)
        found.append([mt.optim.lr_scheduler.cosine.cosine_with_warmup(t, warmup, warmup + rest, lowest) for t in steps])
    return found


@check("6.9", points=1, tolerance=1e-5)
def a_schedule_in_use(mt):
    """The learning rates that an optimizer has during a whole training, without warm-up and with."""
    found = []
    for warmup in (0, 3):
        optimizer = mt.optim.SGD([mt.nn.Parameter(mt.ones(1))], lr=0.5)
        factor = mt.optim.lr_scheduler.cosine.cosine_with_warmup
        schedule = mt.optim.lr_scheduler.LambdaLR(optimizer, lambda t, warmup=warmup: factor(t, warmup, 7, 0.02))  # noqa: B023
        for _ in range(7):
            found.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            schedule.step()
    return found


def with_random_gradients(mt, rng, *shapes):
    parameters = [mt.zeros(*shape, requires_grad=True) for shape in shapes]
    for parameter, shape in zip(parameters, shapes, strict=True):
        parameter.grad = mt.tensor(rng.normal(size=shape), dtype=mt.float32)
    return parameters


@check("6.10", points=1, tolerance=1e-4)
def clips_in_any_norm(mt, rng):
    """Random gradients of several shapes, several norms and bounds: what comes back, and the gradients."""
    found = []
    for norm, largest in [(2.0, 0.5), (1.0, 0.5), (float("inf"), 0.25), (3.0, 1.0), (2.0, 1e6)]:
        parameters = with_random_gradients(mt, rng, (2, 3), (4,), (1, 2, 1))
        total = mt.nn.utils.clip_grad_norm_(parameters, largest, norm)
        found.append([float(total), [p.grad.tolist() for p in parameters]])
    return found


@check("6.10", points=1, tolerance=1e-4)
def clips_in_place_and_takes_what_comes(mt):
    """An iterator, one tensor, no gradients, gradients of 0, tiny and recorded ones; they stay the same tensors."""
    clip, found = mt.nn.utils.clip_grad_norm_, []
    layer = mt.nn.Linear(2, 1, bias=False)
    for gradient in ([[30.0, 40.0]], [[0.0, 0.0]]):
        held = layer.weight.grad = mt.tensor(gradient)
        found.append([float(clip(layer.parameters(), 5.0)), held.tolist(), layer.weight.grad is held])
    single = mt.zeros(1, requires_grad=True)
    for gradient in (mt.tensor([-7.0]), mt.tensor([8.0], requires_grad=True), mt.tensor([4e-6])):
        single.grad = gradient
        found.append([float(clip(single, 2e-6)) * 1e6, [1e6 * each for each in single.grad.tolist()]])
    return [found, float(clip([mt.zeros(2, requires_grad=True)], 1.0))]
