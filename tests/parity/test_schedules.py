"""Every schedule beside PyTorch's: the same learning rates, step by step, resumed, chained and in sequence."""

import copy
import math

import pytest

import minitorch_ref as mt
from minitorch_ref import optim

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.parity

SINGLE = [
    ("StepLR", {"step_size": 4, "gamma": 0.5}),
    ("MultiStepLR", {"milestones": [3, 7, 7, 20], "gamma": 0.3}),
    ("ConstantLR", {"factor": 0.25, "total_iters": 6}),
    ("LinearLR", {}),
    ("LinearLR", {"start_factor": 0.1, "end_factor": 0.7, "total_iters": 9}),
    ("LinearLR", {"start_factor": 1.0, "end_factor": 0.0, "total_iters": 9}),
    ("ExponentialLR", {"gamma": 0.9}),
    ("PolynomialLR", {"total_iters": 12, "power": 2.0}),
    ("LambdaLR", {"lr_lambda": lambda t: 0.95**t}),
    ("MultiplicativeLR", {"lr_lambda": lambda t: 0.9 if t % 2 else 1.05}),
    ("CosineAnnealingLR", {"T_max": 10}),
    ("CosineAnnealingLR", {"T_max": 7, "eta_min": 0.01}),
    ("CosineAnnealingWarmRestarts", {"T_0": 5}),
    ("CosineAnnealingWarmRestarts", {"T_0": 3, "T_mult": 2, "eta_min": 0.02}),
    ("OneCycleLR", {"max_lr": 0.5, "total_steps": 31}),
    ("OneCycleLR", {"max_lr": [0.5, 2.0], "epochs": 4, "steps_per_epoch": 10, "anneal_strategy": "linear"}),
    ("OneCycleLR", {"max_lr": 0.5, "total_steps": 40, "three_phase": True, "pct_start": 0.4, "div_factor": 5.0}),
    ("OneCycleLR", {"max_lr": 0.5, "total_steps": 40, "cycle_momentum": False}),
    ("CyclicLR", {"base_lr": 0.01, "max_lr": 0.2, "step_size_up": 4}),
    ("CyclicLR", {"base_lr": 0.01, "max_lr": 0.2, "step_size_up": 3, "step_size_down": 5, "mode": "triangular2"}),
    ("CyclicLR", {"base_lr": [0.01, 0.1], "max_lr": 0.2, "step_size_up": 4, "mode": "exp_range", "gamma": 0.95}),
    ("CyclicLR", {"base_lr": 0.01, "max_lr": 0.2, "step_size_up": 4, "scale_fn": lambda c: 1 / c}),
]
STEPS = 30


def optimizer_of(framework, library, name="SGD"):
    settings = {"momentum": 0.9} if name == "SGD" else {}
    groups = [{"params": [framework.ones(2).requires_grad_()], "lr": lr} for lr in (0.1, 0.5)]
    return getattr(library, name)(groups, **settings)


def history(optimizer, scheduler, steps=STEPS):
    """Step both, and return the rates and momenta after each step."""
    rows = []
    for _ in range(steps):
        optimizer.step()
        scheduler.step()
        momenta = [g["betas"][0] if "betas" in g else g["momentum"] for g in optimizer.param_groups]
        rows.append([*scheduler.get_last_lr(), *(g["lr"] for g in optimizer.param_groups), *momenta])
    return rows


def both(build, name="SGD"):
    """Return (optimizer, schedule) in both frameworks."""
    pairs = []
    for framework, library in ((mt, optim), (torch, torch.optim)):
        optimizer = optimizer_of(framework, library, name)
        pairs.append((optimizer, build(library.lr_scheduler, optimizer)))
    return pairs


def assert_same(first, second):
    assert len(first) == len(second)
    for t, (own, wanted) in enumerate(zip(first, second, strict=True)):
        assert own == pytest.approx(wanted, rel=1e-9, abs=1e-12), t


@pytest.mark.parametrize("optimizer", ["SGD", "Adam"])
@pytest.mark.parametrize(("name", "settings"), SINGLE)
def test_30_steps_give_pytorchs_rates_and_momenta(name, settings, optimizer):
    ours, theirs = both(lambda library, opt: getattr(library, name)(opt, **settings), optimizer)
    assert ours[1].get_last_lr() == pytest.approx(theirs[1].get_last_lr())
    assert_same(history(*ours), history(*theirs))


@pytest.mark.parametrize(("name", "settings"), SINGLE)
def test_a_state_dict_takes_up_where_it_was(name, settings):
    def build(library, opt):
        return getattr(library, name)(opt, **settings)

    ours, theirs = both(build)
    history(*ours, steps=11)
    history(*theirs, steps=11)
    again = both(build)[0]
    again[1].load_state_dict(copy.deepcopy(ours[1].state_dict()))
    again[0].load_state_dict(ours[0].state_dict())
    assert again[1].get_last_lr() == ours[1].get_last_lr()
    assert_same(history(*again, steps=15), history(*theirs, steps=15))


# PyTorch's ConstantLR takes a first step beyond the one it goes on from, and its warm restarts forget their cycle
RESUMABLE = [
    case for case in SINGLE if case[0] not in ("OneCycleLR", "CyclicLR", "ConstantLR") and "T_mult" not in case[1]
]


@pytest.mark.parametrize(("name", "settings"), RESUMABLE)
def test_last_epoch_goes_on_in_an_optimizer_that_was_loaded(name, settings):
    def resumed(library, opt):
        scheduler = getattr(library, name)(opt, **settings)
        history(opt, scheduler, steps=5)
        return getattr(library, name)(opt, last_epoch=5, **settings)

    ours, theirs = both(resumed)
    assert_same(history(*ours, steps=8), history(*theirs, steps=8))


def warmup_then_cosine(library, opt):
    parts = [library.LinearLR(opt, 0.1, total_iters=5), library.CosineAnnealingLR(opt, 20, eta_min=0.001)]
    return library.SequentialLR(opt, parts, milestones=[5])


def three_in_sequence(library, opt):
    parts = [library.ConstantLR(opt, 0.1, 3), library.StepLR(opt, 2), library.ExponentialLR(opt, 0.9)]
    return library.SequentialLR(opt, parts, milestones=[4, 12])


def chained(library, opt):
    return library.ChainedScheduler([library.ConstantLR(opt, 0.1, 3), library.ExponentialLR(opt, 0.9),
                                     library.CosineAnnealingLR(opt, 8, 0.01)])  # fmt: skip


@pytest.mark.parametrize("build", [warmup_then_cosine, three_in_sequence, chained])
def test_schedules_combine_as_in_pytorch(build):
    ours, theirs = both(build)
    assert_same(history(*ours), history(*theirs))


@pytest.mark.parametrize("build", [warmup_then_cosine, three_in_sequence, chained])
def test_a_combination_takes_up_where_it_was(build):
    ours, theirs = both(build)
    history(*ours, steps=7)
    history(*theirs, steps=7)
    again = both(build)[0]
    again[1].load_state_dict(copy.deepcopy(ours[1].state_dict()))
    again[0].load_state_dict(ours[0].state_dict())
    assert_same(history(*again, steps=10), history(*theirs, steps=10))


PLATEAUS = [
    {"patience": 2},
    {"patience": 0, "factor": 0.5, "cooldown": 2},
    {"mode": "max", "patience": 1, "threshold": 0.1},
    {"mode": "max", "patience": 1, "threshold": 0.1, "threshold_mode": "abs", "min_lr": [0.01, 0.2]},
    {"patience": 1, "threshold": 0.05, "threshold_mode": "abs", "eps": 0.02},
]


@pytest.mark.parametrize("settings", PLATEAUS)
def test_a_plateau_lowers_the_rate_when_pytorch_does(settings):
    rows = []
    for optimizer, scheduler in both(lambda library, opt: library.ReduceLROnPlateau(opt, **settings)):
        for t in range(40):
            scheduler.step(math.sin(t / 5) + 0.01 * t)
            rates = [group["lr"] for group in optimizer.param_groups]
            rows.append([*scheduler.get_last_lr(), *rates, scheduler.best, scheduler.num_bad_epochs])
    assert_same(rows[:40], rows[40:])


def test_warm_restarts_take_fractions_of_an_epoch():
    rows = []
    for _, scheduler in both(lambda library, opt: library.CosineAnnealingWarmRestarts(opt, T_0=3, T_mult=2)):
        for t in range(60):
            scheduler.step(t / 5)
            rows.append(scheduler.get_last_lr())
    assert_same(rows[:60], rows[60:])


WRONG = [
    ("ConstantLR", {"factor": 1.5}),
    ("LinearLR", {"start_factor": 0.0}),
    ("LinearLR", {"end_factor": 1.5}),
    ("CosineAnnealingWarmRestarts", {"T_0": 0}),
    ("CosineAnnealingWarmRestarts", {"T_0": 2, "T_mult": 0.5}),
    ("OneCycleLR", {"max_lr": 1.0}),
    ("OneCycleLR", {"max_lr": 1.0, "total_steps": -3}),
    ("OneCycleLR", {"max_lr": 1.0, "total_steps": 3, "pct_start": 2.0}),
    ("OneCycleLR", {"max_lr": [1.0], "total_steps": 3}),
    ("OneCycleLR", {"max_lr": 1.0, "total_steps": 3, "anneal_strategy": "sine"}),
    ("CyclicLR", {"base_lr": 0.1, "max_lr": 1.0, "mode": "square"}),
    ("LambdaLR", {"lr_lambda": [lambda t: 1.0]}),
    ("ReduceLROnPlateau", {"factor": 1.0}),
    ("ReduceLROnPlateau", {"mode": "up"}),
    ("ReduceLROnPlateau", {"min_lr": [0.1]}),
    ("SequentialLR", {"schedulers": [], "milestones": []}),
    ("StepLR", {"step_size": 2, "last_epoch": 3}),
]


@pytest.mark.parametrize(("name", "settings"), WRONG)
def test_impossible_settings_raise_pytorchs_errors(name, settings):
    kinds = []
    for framework, library in ((mt, optim), (torch, torch.optim)):
        with pytest.raises((ValueError, TypeError, KeyError)) as raised:
            getattr(library.lr_scheduler, name)(optimizer_of(framework, library), **settings)
        kinds.append(raised.type)
    assert issubclass(*kinds)


def test_a_schedule_stepped_before_its_optimizer_warns():
    for _, scheduler in both(lambda library, opt: library.StepLR(opt, 2)):
        with pytest.warns(UserWarning, match="optimizer.step"):
            scheduler.step()


def test_one_cycle_ends():
    for optimizer, scheduler in both(lambda library, opt: library.OneCycleLR(opt, 1.0, total_steps=3)):
        with pytest.raises(ValueError, match="3"):
            history(optimizer, scheduler, steps=5)
