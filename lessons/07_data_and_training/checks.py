"""Visible checks of lesson 07: a student reads them, with what they called, what came back and what was expected."""

import io

import numpy as np

from course.checks import check
from course.probes import raised

# 7.1 TensorDataset


def shown(example):
    """The kind of an example, and its parts."""
    return [type(example).__name__, [(tuple(part.shape), part.tolist()) for part in example]]


@check("7.1", points=1)
def an_example_is_a_row_of_each_tensor(mt):
    """Five rows of two numbers and five labels: the length, example 1, example -1."""
    data = mt.utils.data.TensorDataset(mt.arange(10).reshape(5, 2), mt.tensor([7, 8, 9, 10, 11]))
    return [len(data), shown(data[1]), shown(data[-1])]


@check("7.1", points=1)
def any_number_of_tensors_with_equal_first_sizes(mt):
    """One tensor, three tensors of different shapes; and first sizes that differ, which are refused."""
    make = mt.utils.data.TensorDataset
    single = make(mt.tensor([[1.0], [2.0]]))
    triple = make(mt.ones(3, 2, 2), mt.tensor([4.0, 5.0, 6.0]), mt.zeros(3, 1))
    refused = [raised(make, mt.ones(3, 2), mt.ones(2, 2)), raised(make, mt.ones(2), mt.ones(2), mt.ones(3))]
    return [shown(single[0]), len(single), shown(triple[2]), len(triple), refused]


# 7.2 RandomSampler


def seeded(mt, seed):
    return mt.Generator().manual_seed(seed)


@check("7.2", points=1)
def every_number_once_and_each_pass_anew(mt):
    """Two passes over 20 examples: the numbers sorted, their type, and whether the orders are equal."""
    sampler = mt.utils.data.RandomSampler(range(20), generator=seeded(mt, 0))
    first, second = list(sampler), list(sampler)
    kinds, common = sorted({type(number).__name__ for number in first}), mt.utils.data.RandomSampler(range(20))
    equal = [first == second, first == sorted(first), list(common) == list(common)]
    return [sorted(map(int, first)), sorted(map(int, second)), equal, kinds]


@check("7.2", points=1)
def a_seed_fixes_the_sequence_of_passes(mt):
    """Three passes with seed 3, three more with 3, three with 4: which are equal; and the common generator stays."""
    before, runs = mt.get_rng_state().tolist(), []
    for seed in (3, 3, 4):
        sampler = mt.utils.data.RandomSampler(range(12), generator=seeded(mt, seed))
        runs.append([[int(number) for number in sampler] for _ in range(3)])
    same = [runs[0] == runs[1], runs[0] == runs[2], runs[0][0] == runs[0][1], len(runs[0][0])]
    return [same, before == mt.get_rng_state().tolist()]


# 7.3 BatchSampler


@check("7.3", points=1)
def groups_in_order(mt):
    """Seven and six numbers in groups of three, with and without drop_last."""
    make = mt.utils.data.BatchSampler
    return [list(make(range(count), 3, drop)) for count in (7, 6) for drop in (False, True)]


@check("7.3", points=1)
def says_how_many_groups_there_are(mt):
    """The number of groups of three of 7, 6, 2 and 0 numbers, with and without drop_last."""
    make = mt.utils.data.BatchSampler
    return [[len(make(range(count), 3, drop)) for count in (7, 6, 2, 0)] for drop in (False, True)]


@check("7.3", points=1)
def refuses_impossible_arguments(mt):
    """Sizes 0, -1, 2.5 and True, and a drop_last of 1 and None, are refused; a size of 1 is not."""

    def groups(size, drop_last):
        return list(mt.utils.data.BatchSampler(range(4), size, drop_last))

    refused = [raised(groups, size, False) for size in (0, -1, 2.5, True)]
    return [refused, raised(groups, 2, 1), raised(groups, 2, None), groups(1, False)]


# 7.4 default_collate


def seen(mt, batch):
    """A batch as plain data: tensors as (element type, values), containers as they are."""
    if isinstance(batch, mt.Tensor):
        return [str(batch.dtype).partition(".")[2], tuple(batch.shape), batch.tolist()]
    if isinstance(batch, dict):
        return {name: seen(mt, part) for name, part in batch.items()}
    if isinstance(batch, (list, tuple)) and all(isinstance(part, str) for part in batch):
        return ["texts", list(batch)]
    if isinstance(batch, (list, tuple)):
        return [type(batch).__name__, [seen(mt, part) for part in batch]]
    return batch


@check("7.4", points=1)
def pairs_become_a_pair_of_batches(mt):
    """Three pairs of a picture and a label: a list of two tensors, (3, 2) and (3,)."""
    examples = [(mt.tensor([1.0, 2.0]), 4), (mt.tensor([3.0, 4.0]), 0), (mt.tensor([5.0, 6.0]), 7)]
    return seen(mt, mt.utils.data.default_collate(examples))


@check("7.4", points=1)
def containers_are_gone_through(mt):
    """Two dictionaries with a tensor, a tuple of numbers and a text, as in the lesson."""
    examples = [
        {"pixels": mt.zeros(2), "size": (8, 8), "file": "a.png"},
        {"pixels": mt.ones(2), "size": (9, 7), "file": "b.png"},
    ]
    return seen(mt, mt.utils.data.default_collate(examples))


@check("7.4", points=1)
def numbers_keep_their_kind(mt):
    """Python's floats, whole numbers and truths; NumPy's arrays and numbers of float32."""
    batches = [[1.5, 2.5], [1, 2], [True, False], [np.zeros(2, np.float32), np.ones(2, np.float32)]]
    return [seen(mt, mt.utils.data.default_collate(batch)) for batch in [*batches, [np.float32(0.5), np.float32(2)]]]


@check("7.4", points=1)
def what_cannot_be_a_batch_is_refused(mt):
    """Tuples of 2 and 3 places; tensors of other shapes; an object; and a batch of one example, which is fine."""
    collate = mt.utils.data.default_collate
    uneven, shapes = [(1, 2), (1, 2, 3)], [mt.ones(2), mt.ones(3)]
    refused = [raised(collate, batch) for batch in (uneven, shapes, [object(), object()], [None])]
    return [refused, seen(mt, collate([(1, "a")]))]


# 7.5 confusion_matrix


@check("7.5", points=1)
def pairs_are_counted(mt):
    """The six animals of the lesson: the table, its element type, and the table with the two arguments exchanged."""
    are, called = mt.tensor([0, 0, 1, 1, 1, 2]), mt.tensor([0, 1, 1, 1, 0, 1])
    count = mt.training.metrics.confusion_matrix
    table = count(called, are, 3)
    return [table.tolist(), str(table.dtype).partition(".")[2], count(are, called, 3).tolist()]


@check("7.5", points=1)
def classes_that_do_not_occur_have_places(mt):
    """Three examples of four classes, of which two do not occur; and no examples of two classes."""
    count, nothing = mt.training.metrics.confusion_matrix, mt.zeros(0, dtype=mt.int64)
    return [count(mt.tensor([1, 1, 0]), mt.tensor([1, 0, 0]), 4).tolist(), count(nothing, nothing, 2).tolist()]


@check("7.5", points=1)
def what_is_no_class_is_refused(mt):
    """A prediction or a target of 3 or -1 among three classes, one prediction for three targets, and scores."""
    fine = mt.tensor([0, 1, 2])

    def count(*arguments):
        return mt.training.metrics.confusion_matrix(*arguments).tolist()

    strange = [mt.tensor([0, 1, 3]), mt.tensor([0, 1, -1])]
    refused = [raised(count, one, fine, 3) for one in strange] + [raised(count, fine, one, 3) for one in strange]
    return [refused, raised(count, mt.tensor([0]), fine, 3), raised(count, mt.ones(3, 3), fine, 3)]


# 7.6 run_epoch


def one_weight(mt, start):
    """A model y = w x, and what it was asked under which circumstances."""

    class Scale(mt.nn.Module):
        def __init__(self):
            super().__init__()
            self.w = mt.nn.Parameter(mt.tensor([start]))
            self.calls = []

        def forward(self, x):
            self.calls.append((self.training, mt.is_grad_enabled()))
            return self.w * x

    return Scale()


def square_error(y, target):
    return ((y - target) ** 2).mean()


def some_batches(mt):
    rows = [([1.0, 2.0], [2.0, 4.0]), ([3.0], [6.0])]
    return [(mt.tensor(inputs), mt.tensor(targets)) for inputs, targets in rows]


@check("7.6", points=1, tolerance=1e-5)
def each_batch_is_a_step_along_its_own_gradient(mt):
    """y = w x, w = 1, an old gradient 7; two batches for w = 2, SGD with rate 0.1: w, its gradient, and the loss."""
    model = one_weight(mt, 1.0)
    model.w.grad = mt.tensor([7.0])
    optimizer = mt.optim.SGD(model.parameters(), lr=0.1)
    loss = mt.training.epoch.run_epoch(model, some_batches(mt), square_error, optimizer)
    return [model.w.tolist(), model.w.grad.tolist(), loss]


@check("7.6", points=1, tolerance=1e-5)
def without_an_optimizer_nothing_changes(mt):
    """The same model and batches, measured: the loss, w, and the gradient 7 that it had before."""
    model = one_weight(mt, 1.0)
    model.w.grad = mt.tensor([7.0])
    loss = mt.training.epoch.run_epoch(model, some_batches(mt), square_error)
    return [loss, model.w.tolist(), model.w.grad.tolist()]


@check("7.6", points=1)
def modes_are_those_of_training_and_of_use(mt):
    """(training, gradients recorded) at each call: measured, trained, measured again; and what holds afterwards."""
    model, modes = one_weight(mt, 1.0), []
    optimizer = mt.optim.SGD(model.parameters(), lr=0.1)
    model.eval()
    for chosen in (None, optimizer, None):
        mt.training.epoch.run_epoch(model, some_batches(mt), square_error, chosen)
        modes.append((model.training, mt.is_grad_enabled()))
    return [model.calls, modes]


@check("7.6", points=1, tolerance=1e-6)
def every_row_counts_the_same(mt):
    """Three rows with loss 1 and one with loss 5: the mean of the rows. Without any rows there is no mean."""
    model, run = one_weight(mt, 1.0), mt.training.epoch.run_epoch
    batches = [(mt.ones(3), mt.tensor([2.0, 0.0, 2.0])), (mt.tensor([5.0**0.5]), mt.zeros(1))]
    loss = run(model, batches, square_error)
    return [loss, type(loss).__name__, raised(run, model, [], square_error)]


# 7.7 EarlyStopping


def watched(mt, watch, values):
    """What a watch says to each value, and what it remembers; the model's weight is the value's place in the list."""
    model = mt.nn.Linear(1, 1, bias=False)
    said = []
    for place, value in enumerate(values):
        with mt.no_grad():
            model.weight.fill_(float(place))
        said.append((watch.step(value, model), watch.best, watch.waited))
    return said, model


@check("7.7", points=1)
def stops_when_patience_is_over(mt):
    """The values of the lesson with patience 2: (stop, best, waited) after each."""
    values = [0.9, 0.7, 0.8, 0.6, 0.65, 0.61, 0.62]
    return watched(mt, mt.training.EarlyStopping(patience=2), values)[0]


@check("7.7", points=1)
def the_model_of_the_lowest_value_comes_back(mt):
    """The weight is 0, 1, 2, ...; what another model is given after 0.5, 0.3, 0.4, 0.6, and again after a 0.2."""
    watch, found, other = mt.training.EarlyStopping(3), [], mt.nn.Linear(1, 1, bias=False)
    weight = other.weight
    for values in ([0.5, 0.3, 0.4, 0.6], [0.5, 0.6, 0.2]):
        _, model = watched(mt, watch, values)
        with mt.no_grad():
            model.weight.fill_(-1.0)
            other.weight.fill_(-5.0)
        watch.restore(other)
        found.append((other.weight.item(), other.weight is weight, other.weight.requires_grad))
    return found


@check("7.7", points=1)
def a_nan_is_not_better(mt):
    """nan, 0.4, nan, nan with patience 2; and restore where nothing has been kept."""
    watch, nan = mt.training.EarlyStopping(2), float("nan")
    said, _ = watched(mt, watch, [nan, 0.4, nan, nan])
    empty = mt.training.EarlyStopping(2)
    return [said, empty.best_state, raised(empty.restore, mt.nn.Linear(1, 1))]


@check("7.7", points=1)
def better_by_at_least_a_little(mt):
    """min_delta 0.125 and patience 3: (stop, best, waited) for seven values that fall slowly."""
    return watched(mt, mt.training.EarlyStopping(3, 0.125), [1.0, 0.9375, 0.875, 0.75, 0.8125, 0.6875, 0.65625])[0]


# 7.8 Checkpoint


def momentum_run(mt, seed):
    """A model, an optimizer with momentum, and a source of batches."""
    mt.manual_seed(seed)
    model = mt.nn.Linear(2, 1)
    optimizer = mt.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
    return {"model": model, "optimizer": optimizer, "noise": mt.Generator().manual_seed(seed)}


def steps(mt, run, count):
    """Take some steps on random rows; return the parameters."""
    for _ in range(count):
        rows = mt.randn(4, 2, generator=run["noise"])
        run["optimizer"].zero_grad()
        ((run["model"](rows) - 1.0) ** 2).mean().backward()
        run["optimizer"].step()
    return [parameter.tolist() for parameter in run["model"].parameters()]


def copied(mt, source, target, **facts):
    """Save one run and load it into the parts of another, through a file in memory."""
    file = io.BytesIO()
    mt.training.Checkpoint(**source).save(file, **facts)
    file.seek(0)
    return mt.training.Checkpoint(**target).load(file)


@check("7.8", points=1)
def states_and_facts_come_back(mt):
    """A model and its optimizer after 3 steps, read into others: the facts, equal weights, equal momentum, rate."""
    old, new = momentum_run(mt, 0), momentum_run(mt, 1)
    steps(mt, old, 3)
    facts = copied(mt, old, new, epoch=3, best=0.25)
    weights = [run["model"].weight.tolist() for run in (old, new)]
    moments = [run["optimizer"].state_dict()["state"] for run in (old, new)]
    held = [[{k: v.tolist() for k, v in one.items()} for one in moment.values()] for moment in moments]
    return [facts, weights[0] == weights[1], held[0] == held[1], len(held[1])]


@check("7.8", points=1)
def generators_go_on_where_they_were(mt):
    """A generator that has given two numbers, read into another one: do the next three agree?"""
    old, new = mt.Generator().manual_seed(5), mt.Generator().manual_seed(6)
    mt.rand(2, generator=old)
    facts = copied(mt, {"shuffle": old}, {"shuffle": new})
    later = [mt.rand(3, generator=each).tolist() for each in (old, new)]
    return [facts, later[0] == later[1], new.initial_seed()]


@check("7.8", points=1)
def other_parts_are_refused_untouched(mt):
    """A file with one part less, one part more, another name: refused, and is the model as it was? The same: fine."""
    old, found = momentum_run(mt, 0), []
    less = {name: old[name] for name in ("model", "optimizer")}
    for source, names in ((less, list(old)), (old, list(less)), (old, ["model", "optimizer", "dropout"])):
        new = momentum_run(mt, 1)
        target = {name: new[{"dropout": "noise"}.get(name, name)] for name in names}
        before = new["model"].weight.tolist()
        found.append((raised(copied, mt, source, target), before == new["model"].weight.tolist()))
    return [found, copied(mt, old, momentum_run(mt, 2), fits=True)]


@check("7.8", points=1)
def a_run_goes_on_bit_for_bit(mt):
    """Six steps in one go; three, a file, everything anew from another seed, and three: are the weights the same?"""
    straight = steps(mt, momentum_run(mt, 0), 6)
    old, new = momentum_run(mt, 0), momentum_run(mt, 9)
    middle = steps(mt, old, 3)
    facts = copied(mt, old, new, step=3)
    return [facts, middle == straight, steps(mt, new, 3) == straight]
