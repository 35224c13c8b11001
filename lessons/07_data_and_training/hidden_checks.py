"""Hidden checks of lesson 07: of these a student sees the sentence only, so it gives no inputs away."""

import io
import itertools
from collections import Counter, OrderedDict, namedtuple

import numpy as np

from course.checks import check
from course.probes import raised


@check("7.1", points=1)
def examples_are_views(mt):
    """An example shows the tensors themselves, element types are kept, several examples can be asked for at once."""
    pictures, names = mt.zeros(4, 2, 3), mt.tensor([1.0, 2.0, 3.0, 4.0], dtype=mt.float64)
    data = mt.utils.data.TensorDataset(pictures.transpose(1, 2), names)
    example = data[2]
    pictures[2, 0, 1] = 5.0
    several = [[tuple(part.shape) for part in data[index]] for index in (slice(1, 3), [0, 3, 3])]
    return [example[0].tolist(), str(example[1].dtype), several, data.tensors[1] is names]


@check("7.1", points=1)
def works_as_a_data_set(mt):
    """A loop over it ends; indices out of range are refused; it can be part of other data sets; none is a length."""
    library = mt.utils.data
    data = library.TensorDataset(mt.tensor([[1.0], [2.0], [3.0]]), mt.tensor([4, 5, 6]))
    looped = [(x.tolist(), y.item()) for x, y in data]
    refused = [raised(data.__getitem__, index) for index in (3, -4)]
    joined, part = data + data, library.Subset(data, [2, 0])
    empty = library.TensorDataset(mt.zeros(0, 3), mt.zeros(0))
    return [
        looped,
        refused,
        len(joined),
        joined[4][1].item(),
        part[0][1].item(),
        len(empty),
        isinstance(data, library.Dataset),
    ]


def seeded(mt, seed):
    return mt.Generator().manual_seed(seed)


@check("7.2", points=1)
def draws_as_many_as_asked_for(mt):
    """Fewer and more numbers than examples, with and without replacement: how often each one comes."""
    make = mt.utils.data.RandomSampler
    found = []
    for total, count in ((3, 9), (3, 8), (9, 4), (5, 5)):
        numbers = [int(n) for n in make(range(total), num_samples=count, generator=seeded(mt, 1))]
        whole = [Counter(numbers[start : start + total]) for start in range(0, count, total)]
        found.append([len(numbers), [max(each.values()) for each in whole], min(numbers) >= 0, max(numbers) < total])
    long = [int(n) for n in make(range(40), num_samples=80, generator=seeded(mt, 2))]
    drawn = Counter(int(n) for n in make(range(50), True, 2000, seeded(mt, 3)))
    bounds = [
        len(drawn),
        sum(drawn.values()),
        min(drawn),
        max(drawn),
        max(drawn.values()) < 90,
        len(set(drawn.values())) > 5,
    ]
    few = [len([*make(range(4), True, count, seeded(mt, 4))]) for count in (2, 11)]
    again = [[*map(int, make(range(50), True, 30, seeded(mt, 3)))] for _ in range(2)]
    return [found, long[:40] == long[40:], bounds, few, again[0] == again[1]]


@check("7.2", points=1)
def passes_begin_when_they_are_asked_for(mt):
    """What a pass depends on: the generator's place when it begins, the common one without, the present length."""
    make, source = mt.utils.data.RandomSampler, mt.Generator()
    sampler, other = make(range(15), generator=source), make(range(15), generator=seeded(mt, 8))
    source.manual_seed(8)
    found = [list(sampler) == list(other)]
    common = []
    for seed in (1, 1, 2):
        mt.manual_seed(seed)
        common.append(list(make(range(15))))
    found += [common[0] == common[1], common[0] == common[2]]
    growing = [0, 1]
    grown = make(growing)
    growing.append(2)
    found += [sorted(int(n) for n in grown), len(grown)]
    inner, outer = iter(sampler), iter(sampler)
    mixed = [next(inner), next(outer), *inner], [*outer]
    found.append(sorted(int(n) for n in [*mixed[0], *mixed[1]]))
    orders = {tuple(int(n) for n in make(range(3), generator=source)) for _ in range(200)}
    return [*found, len(orders)]


@check("7.3", points=2)
def asks_for_numbers_one_by_one(mt):
    """From numbers that never end, and from those that count how many were taken."""
    make, taken = mt.utils.data.BatchSampler, []

    def counting():
        for number in itertools.count():
            taken.append(number)
            yield number

    groups = iter(make(counting(), 4, True))
    first = [next(groups), next(groups)]
    changed = first[0]
    changed.append(99)
    return [first, next(groups), len(taken), first[1], type(first[1]).__name__]


@check("7.3", points=1)
def groups_of_random_sizes(mt, rng):
    """Random counts and sizes, passes that are repeated, numbers that are no numbers; attributes."""
    make, found = mt.utils.data.BatchSampler, []
    for drop in (False, True):
        size, groups = int(rng.integers(2, 9)), int(rng.integers(1, 5))
        for count in (size * groups, size * groups + int(rng.integers(1, size)), size - 1, 0):
            sampler = make([int(n) for n in rng.permutation(count)], size, drop)
            found.append([list(sampler), list(sampler), len(sampler)])
    words = make(["a", "b", "c"], 2, False)
    return [found, list(words), words.batch_size, words.drop_last, list(words.sampler), list(make(iter([5]), 2, True))]


def seen(mt, batch):
    """A batch as plain data: tensors as (element type, values), containers with the names of their classes."""
    if isinstance(batch, mt.Tensor):
        return [str(batch.dtype).partition(".")[2], tuple(batch.shape), batch.tolist()]
    if isinstance(batch, dict):
        return [type(batch).__name__, {name: seen(mt, part) for name, part in batch.items()}]
    if isinstance(batch, (list, tuple)) and batch and all(isinstance(part, (str, bytes)) for part in batch):
        return ["texts", [repr(part) for part in batch]]
    if isinstance(batch, (list, tuple)):
        return [type(batch).__name__, [seen(mt, part) for part in batch]]
    return batch


@check("7.4", points=2)
def structures_of_structures(mt):
    """Containers in containers, with classes of their own, empty ones, bytes, a tuple of examples."""
    collate, pair = mt.utils.data.default_collate, namedtuple("pair", ["left", "right"])
    deep = [({"x": [1, (n, mt.full((2,), float(n)))], "y": b"z"}, [[n]]) for n in range(3)]
    named = [pair(n, {"k": pair("t", 0.5)}) for n in range(2)]
    ordered = [OrderedDict(b=n, a=[n]) for n in range(2)]
    return [
        seen(mt, collate(batch)) for batch in (deep, named, ordered, [(), ()], [{}], ((1, 2), (3, 4)), [[b"a"], [b"b"]])
    ]


@check("7.4", points=1)
def element_types_and_memory(mt):
    """NumPy's numbers, arrays and texts; tensors without axes; that a batch is a copy; that gradients pass."""
    collate = mt.utils.data.default_collate
    kinds = [[np.float64(1), np.float64(2)], [np.int32(1), np.int32(2)], [np.zeros((2, 0), np.float16)], [1, 2.5]]
    kinds.append([mt.tensor(1, dtype=mt.int16), mt.tensor(2, dtype=mt.int16)])
    array = np.zeros(2)
    batch = collate([array, array])
    array[0] = 3
    x = mt.ones(2, requires_grad=True)
    (collate([x, 2 * x]) * 3).sum().backward()
    refused = [raised(collate, batch) for batch in ([np.str_("a")], [np.array(["a"])], [{1, 2}], [(1, object())])]
    return [[seen(mt, collate(batch)) for batch in kinds], batch.tolist(), x.grad.tolist(), refused]


@check("7.5", points=2)
def counts_of_random_pairs(mt, rng):
    """Random classes, contiguous and not, of several numbers of classes."""
    count, found = mt.training.metrics.confusion_matrix, []
    for classes in (1, 2, 5, 12):
        pairs = mt.tensor(rng.integers(0, classes, size=(60, 2)))
        found.append(count(pairs[:, 0], pairs[:, 1], classes).tolist())
        found.append(count(pairs[::3, 1], pairs[::3, 0], classes + 1).tolist())
    return found


@check("7.5", points=1)
def tables_at_the_edges(mt):
    """Inputs stay as they are; one class; pairs that would land in another place; columns instead of rows."""
    count = mt.training.metrics.confusion_matrix

    def listed(*arguments):
        return count(*arguments).tolist()

    called, are = mt.tensor([1, 0]), mt.tensor([0, 1])
    table = count(called, are, 2)
    stay = [called.tolist(), are.tolist(), table.tolist(), tuple(table.shape)]
    strange = [raised(listed, mt.tensor([a]), mt.tensor([b]), 3) for a, b in ((3, 0), (-1, 1), (0, -1), (0, 3), (4, 2))]
    fine = [
        count(mt.tensor([2]), mt.tensor([0]), 3).tolist(),
        count(mt.tensor([0] * 5), mt.tensor([0] * 5), 1).tolist(),
    ]
    columns = mt.tensor([[0], [1]])
    return [stay, strange, fine, raised(listed, columns, columns, 2), raised(listed, mt.tensor(0), mt.tensor(0), 2)]


def square_error(y, target):
    return ((y - target) ** 2).mean()


@check("7.6", points=2, tolerance=1e-4)
def passes_over_random_batches(mt, rng):
    """A model with dropout, an optimizer with momentum, old gradients, batches of random sizes: parameters, losses."""
    mt.manual_seed(int(rng.integers(0, 1000)))
    model = mt.nn.Sequential(mt.nn.Linear(3, 4), mt.nn.Dropout(0.5), mt.nn.Linear(4, 1))
    optimizer = mt.optim.SGD(model.parameters(), lr=0.05, momentum=0.5)
    sizes = [int(n) for n in rng.integers(1, 6, size=4)]
    batches = [(mt.tensor(rng.normal(size=(n, 3)), dtype=mt.float32), mt.ones(n, 1)) for n in sizes]
    for parameter in model.parameters():
        parameter.grad = mt.ones_like(parameter)
    run = mt.training.epoch.run_epoch
    losses = [run(model, batches, square_error, chosen) for chosen in (None, optimizer, None, optimizer, None)]
    return [losses, [parameter.tolist() for parameter in model.parameters()]]


@check("7.6", points=1, tolerance=1e-5)
def what_surrounds_a_pass(mt):
    """Inside of no_grad, from batches that can be gone through once; what loss_fn is given; what holds afterwards."""
    run, asked = mt.training.epoch.run_epoch, []
    model = mt.nn.Linear(1, 1)
    with mt.no_grad():
        model.weight.fill_(2.0)
        model.bias.fill_(0.0)

    def loss_fn(outputs, targets):
        asked.append((tuple(outputs.shape), outputs.requires_grad, targets.tolist()))
        return square_error(outputs.reshape(-1), targets)

    def once():
        for n in (1, 2):
            yield [mt.ones(n, 1), mt.zeros(n)]

    with mt.no_grad():
        losses = [run(model, once(), loss_fn, mt.optim.SGD(model.parameters(), lr=0.1)), run(model, once(), loss_fn)]
        inside = mt.is_grad_enabled()
    modes = [model.training, inside, mt.is_grad_enabled()]
    empty = raised(run, model, iter([]), loss_fn, mt.optim.SGD(model.parameters(), lr=0.1))
    return [losses, asked, modes, empty, [p.tolist() for p in model.parameters()]]


@check("7.7", points=2)
def watches_random_values(mt, rng):
    """Random sequences of values, with several patiences: what is said, what is kept."""
    found = []
    for patience, delta in ((1, 0.0), (2, 0.0), (4, 0.0), (3, 0.25)):
        watch, model = mt.training.EarlyStopping(patience, delta), mt.nn.Linear(1, 1)
        values = np.round(rng.normal(size=14), 1).tolist()
        for place, value in enumerate([*values, min(values) + 0.125, min(values) - 0.125, 9.0]):
            with mt.no_grad():
                model.weight.fill_(float(place))
            found.append((watch.step(value, model), watch.best, watch.waited))
        watch.restore(model)
        found.append(model.weight.item())
    return found


@check("7.7", points=1)
def keeps_copies_and_can_be_kept(mt):
    """What is kept does not change with the model or with what is restored; equal values; states of the watch."""
    model, watch = mt.nn.Linear(1, 1, bias=False), mt.training.EarlyStopping(2)
    model.register_buffer("seen", mt.zeros(1))
    with mt.no_grad():
        model.weight.fill_(1.0)
    said = [watch.step(0.5, model)]
    with mt.no_grad():
        model.weight.fill_(2.0)
        model.seen.fill_(9.0)
    said += [watch.step(0.5, model), watch.waited]
    other = mt.training.EarlyStopping(7)
    other.load_state_dict(watch.state_dict())
    watch.restore(model)
    with mt.no_grad():
        model.weight.fill_(3.0)
    other.restore(model)
    kept = [model.weight.item(), model.seen.item(), other.patience, other.best, other.step(0.75, model)]
    names = {name: (value.tolist(), value.requires_grad) for name, value in watch.best_state.items()}
    fresh = mt.training.EarlyStopping(1)
    first = [fresh.best, fresh.waited, fresh.step(float("inf"), model), raised(fresh.restore, model)]
    return [said, kept, names, first, fresh.step(-3.0, model), fresh.step(1e9, model)]


def saved(mt, parts, **facts):
    file = io.BytesIO()
    mt.training.Checkpoint(**parts).save(file, **facts)
    return file


def loaded(mt, parts, file):
    file.seek(0)
    return mt.training.Checkpoint(**parts).load(file)


def whole_run(mt, seed):
    """All kinds of parts: a model with dropout, Adam, a schedule, a watch, two generators."""
    mt.manual_seed(seed)
    model = mt.nn.Sequential(mt.nn.Linear(3, 4), mt.nn.Dropout(0.3), mt.nn.Linear(4, 1))
    optimizer = mt.optim.Adam(model.parameters(), lr=0.02 + 0.01 * seed)
    schedule = mt.optim.lr_scheduler.ExponentialLR(optimizer, 0.9)
    watch = mt.training.EarlyStopping(3 + seed)
    return {"model": model, "optimizer": optimizer, "schedule": schedule, "watch": watch,
            "shuffle": mt.Generator().manual_seed(seed), "dropout": mt.default_generator}  # fmt: skip


def several_steps(mt, run, count):
    said = []
    for _ in range(count):
        rows = mt.randn(5, 3, generator=run["shuffle"])
        run["optimizer"].zero_grad()
        loss = (run["model"](rows) ** 2).mean()
        loss.backward()
        run["optimizer"].step()
        run["schedule"].step()
        said.append((loss.item(), run["watch"].step(loss.item(), run["model"]), run["optimizer"].param_groups[0]["lr"]))
    return [said, [parameter.tolist() for parameter in run["model"].parameters()]]


@check("7.8", points=2)
def whole_runs_go_on(mt):
    """A run with all kinds of parts goes on from its file exactly, twice from the same file."""
    run = whole_run(mt, 0)
    several_steps(mt, run, 3)
    file = saved(mt, run, step=3)
    straight = several_steps(mt, run, 4)
    found = []
    for seed in (1, 2):
        other = whole_run(mt, seed)
        found.append([loaded(mt, other, file), several_steps(mt, other, 4) == straight, other["watch"].patience])
    return found


@check("7.8", points=1)
def files_facts_and_names(mt):
    """Facts that have the names of parts, no facts, facts with structure; when states are taken; orders of names."""
    generator, layer = mt.Generator().manual_seed(1), mt.nn.Linear(1, 1)
    checkpoint, file = mt.training.Checkpoint(layer=layer, source=generator), io.BytesIO()
    with mt.no_grad():
        layer.weight.fill_(5.0)
    mt.rand(3, generator=generator)
    checkpoint.save(file, layer="two", states=1, curve=[0.5, 0.25], facts={"a": None})
    wanted = mt.rand(2, generator=generator).tolist()
    with mt.no_grad():
        layer.weight.fill_(6.0)
    weight, other = layer.weight, mt.Generator()
    facts = loaded(mt, {"source": other, "layer": layer}, file)
    found = [facts, layer.weight.item(), layer.weight is weight, mt.rand(2, generator=other).tolist() == wanted]
    nothing = loaded(mt, {}, saved(mt, {}))
    return [found, nothing, raised(loaded, mt, {"layer": layer}, saved(mt, {})), raised(loaded, mt, {}, file)]
