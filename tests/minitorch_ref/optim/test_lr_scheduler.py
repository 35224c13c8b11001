"""Schedules against their formulas written out."""

import math

import pytest

import minitorch_ref as mt
from minitorch_ref import optim
from minitorch_ref.optim import lr_scheduler
from minitorch_ref.optim.lr_scheduler.cosine import cosine_with_warmup, half_cosine, place_in_cycle
from minitorch_ref.optim.lr_scheduler.one_cycle import anneal_cosine, anneal_linear


def optimizer(lr=1.0):
    return optim.SGD([mt.ones(1).requires_grad_()], lr=lr, momentum=0.9)


def rates(schedule, steps=12):
    """Return the learning rate of each step, the first included."""
    found = [schedule.get_last_lr()[0]]
    for _ in range(steps - 1):
        schedule.optimizer.step()
        schedule.step()
        found.append(schedule.get_last_lr()[0])
    return found


FORMULAS = [
    (lambda o: lr_scheduler.StepLR(o, 3, 0.5), lambda t: 0.5 ** (t // 3)),
    (lambda o: lr_scheduler.MultiStepLR(o, [2, 7], 0.1), lambda t: 0.1 ** ((t >= 2) + (t >= 7))),
    (lambda o: lr_scheduler.ConstantLR(o, 0.25, 4), lambda t: 0.25 if t < 4 else 1),
    (lambda o: lr_scheduler.ConstantLR(o, 0.0, 4), lambda t: 0 if t < 4 else 1),
    (lambda o: lr_scheduler.LinearLR(o, 0.2, 1.0, 4), lambda t: min(0.2 + 0.2 * t, 1)),
    (lambda o: lr_scheduler.LinearLR(o, 1.0, 0.0, 5), lambda t: max(1 - t / 5, 0)),
    (lambda o: lr_scheduler.ExponentialLR(o, 0.8), lambda t: 0.8**t),
    (lambda o: lr_scheduler.PolynomialLR(o, 8, 2.0), lambda t: (1 - min(t, 8) / 8) ** 2),
    (lambda o: lr_scheduler.LambdaLR(o, lambda t: 1 / (1 + t)), lambda t: 1 / (1 + t)),
    (lambda o: lr_scheduler.MultiplicativeLR(o, lambda t: 0.5), lambda t: 0.5**t),
    (lambda o: lr_scheduler.CosineAnnealingLR(o, 6, 0.1), lambda t: 0.1 + 0.9 * (1 + math.cos(math.pi * t / 6)) / 2),
    (
        lambda o: lr_scheduler.CosineAnnealingWarmRestarts(o, 4),
        lambda t: (1 + math.cos(math.pi * (t % 4) / 4)) / 2,
    ),
    (lambda o: lr_scheduler.CyclicLR(o, 0.0, 1.0, 3), lambda t: 1 - abs(t % 6 - 3) / 3),
]


@pytest.mark.parametrize(("make", "formula"), FORMULAS)
def test_a_schedule_follows_its_formula(make, formula):
    assert rates(make(optimizer())) == pytest.approx([formula(t) for t in range(12)], abs=1e-12)


def test_half_a_cosine_falls_from_1_to_0():
    assert [half_cosine(t, 4) for t in (0, 2, 4)] == pytest.approx([1, 0.5, 0], abs=1e-15)


def test_a_warm_up_rises_in_equal_steps_and_ends_where_the_cosine_begins():
    factors = [cosine_with_warmup(t, 4, 12, 0.2) for t in range(14)]
    assert factors[:5] == pytest.approx([0.25, 0.5, 0.75, 1, 1])
    assert factors[8] == pytest.approx(0.6)
    assert factors[12:] == pytest.approx([0.2, 0.2])
    assert cosine_with_warmup(0, 0, 5) == 1


@pytest.mark.parametrize(
    ("t", "place"), [(0, (0, 3)), (2, (2, 3)), (3, (0, 6)), (8, (5, 6)), (9, (0, 12)), (9.5, (0.5, 12))]
)
def test_cycles_grow(t, place):
    assert place_in_cycle(t, 3, 2) == place


@pytest.mark.parametrize("anneal", [anneal_cosine, anneal_linear])
def test_annealing_goes_from_start_to_end(anneal):
    assert [anneal(3.0, 7.0, done) for done in (0, 0.5, 1)] == pytest.approx([3, 5, 7])


def test_one_cycle_rises_falls_and_turns_the_momentum_round():
    opt = optimizer()
    schedule = lr_scheduler.OneCycleLR(opt, max_lr=1.0, total_steps=11, pct_start=6 / 11)
    seen = [(schedule.get_last_lr()[0], opt.param_groups[0]["momentum"])]
    for _ in range(10):
        opt.step()
        schedule.step()
        seen.append((schedule.get_last_lr()[0], opt.param_groups[0]["momentum"]))
    lrs, momenta = zip(*seen, strict=True)
    assert (lrs[0], lrs[5], lrs[10]) == pytest.approx((1 / 25, 1.0, 1 / 25 / 1e4))
    assert (momenta[0], momenta[5], momenta[10]) == pytest.approx((0.95, 0.85, 0.95))
    assert list(lrs[:6]) == sorted(lrs[:6])
    assert list(lrs[5:]) == sorted(lrs[5:], reverse=True)
    opt.step()
    with pytest.raises(ValueError, match="11 steps"):
        schedule.step(), schedule.step()


def test_a_plateau_lowers_the_rate_after_patience():
    opt = optimizer()
    schedule = lr_scheduler.ReduceLROnPlateau(opt, factor=0.5, patience=1, min_lr=0.2)
    seen = []
    for measure in [5, 4, 4, 4, 3, 3, 3, 3, 3, 3]:
        schedule.step(measure)
        seen.append(schedule.get_last_lr()[0])
    assert seen == [1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.2, 0.2]


def test_a_warm_up_goes_before_a_cosine():
    opt = optimizer()
    parts = [lr_scheduler.LinearLR(opt, 0.25, total_iters=3), lr_scheduler.CosineAnnealingLR(opt, 4)]
    found = rates(lr_scheduler.SequentialLR(opt, parts, [3]), 8)
    wanted = [0.25, 0.5, 0.75, *((1 + math.cos(math.pi * t / 4)) / 2 for t in range(5))]
    assert found == pytest.approx(wanted, abs=1e-12)


def test_chained_schedules_multiply():
    opt = optimizer()
    parts = [lr_scheduler.ConstantLR(opt, 0.5, 2), lr_scheduler.ExponentialLR(opt, 0.1)]
    assert rates(lr_scheduler.ChainedScheduler(parts), 4) == pytest.approx([0.5, 0.05, 0.01, 0.001])


@pytest.mark.parametrize(("make", "_"), FORMULAS)
def test_a_state_dict_goes_on(make, _):
    first = make(optimizer())
    rates(first, 5)
    second = make(optimizer())
    second.load_state_dict(first.state_dict())
    second.optimizer.load_state_dict(first.optimizer.state_dict())
    assert rates(second, 6) == pytest.approx(rates(first, 6))


def test_callable_objects_are_kept_by_their_attributes_and_functions_stay():
    class Decay:
        def __init__(self, rate):
            self.rate = rate

        def __call__(self, t):
            return self.rate**t

    first = lr_scheduler.LambdaLR(optimizer(), Decay(0.5))
    second = lr_scheduler.LambdaLR(optimizer(), Decay(0.9))
    second.load_state_dict(first.state_dict())
    assert second.lr_lambdas[0].rate == 0.5
    assert lr_scheduler.LambdaLR(optimizer(), lambda t: 1.0).state_dict()["lr_lambdas"] == [None]


def test_a_schedule_of_ones_own_gives_its_rates():
    class Halving(lr_scheduler.LRScheduler):
        def get_lr(self):
            return [lr * 0.5**self.last_epoch for lr in self.base_lrs]

    assert rates(Halving(optimizer()), 4) == [1, 0.5, 0.25, 0.125]


def test_a_schedule_stepped_too_early_warns():
    with pytest.warns(UserWarning, match="before `optimizer.step"):
        lr_scheduler.StepLR(optimizer(), 2).step()


def test_other_things_than_optimizers_are_refused():
    for make in (lambda o: lr_scheduler.StepLR(o, 2), lr_scheduler.ReduceLROnPlateau):
        with pytest.raises(TypeError, match="optimizer"):
            make("SGD")
    first, second = optimizer(), optimizer()
    with pytest.raises(ValueError, match="one optimizer"):
        lr_scheduler.SequentialLR(first, [lr_scheduler.StepLR(second, 1)], [])
    with pytest.raises(ValueError, match="milestone"):
        lr_scheduler.SequentialLR(first, [lr_scheduler.StepLR(first, 1)], [3])
    with pytest.raises(ValueError, match="momentum"):
        lr_scheduler.OneCycleLR(optim.Adagrad([mt.ones(1).requires_grad_()]), 1.0, total_steps=3)
