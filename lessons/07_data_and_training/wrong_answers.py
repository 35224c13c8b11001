"""Plausible wrong answers to the exercises of lesson 07, each with what a teacher would say to it."""

import itertools
import math
from collections.abc import Mapping, Sequence

import numpy as np
from minitorch import dtypes
from minitorch.autograd.modes import set_grad_enabled
from minitorch.errors import ArgumentError, DimensionError, ShapeError, StateError
from minitorch.functions import joining
from minitorch.functions.encoding import bincount
from minitorch.serialization import files
from minitorch.tensors import factories
from minitorch.tensors.random import Generator, randint, randperm
from minitorch.tensors.tensor import Tensor
from minitorch.training.early_stopping import Remembers
from minitorch.utils.data.collate import as_tensors, check_sequences, rebuilt
from minitorch.utils.data.dataset import Dataset
from minitorch.utils.data.sampler import Drawn, Sampler, check_count

from course.checks import wrong_answer

# ---- 7.1 TensorDataset


def _equally_long(tensors):
    sizes = [tensor.shape[0] for tensor in tensors]
    if len(set(sizes)) > 1:
        raise ShapeError(f"first sizes {sizes}")
    return tensors


@wrong_answer(
    "7.1", says="Only the row of the first tensor comes back. An example is a tuple with a row of each tensor."
)
class GivesTheFirstTensorOnly(Dataset[tuple[Tensor, ...]]):
    def __init__(self, *tensors):
        self.tensors = _equally_long(tensors)

    def __getitem__(self, index):
        return (self.tensors[0][index],)

    def __len__(self):
        return self.tensors[0].shape[0]


@wrong_answer("7.1", says="Your example is a list. The contract says a tuple: an example is not meant to be changed.")
class GivesLists(Dataset[tuple[Tensor, ...]]):
    def __init__(self, *tensors):
        self.tensors = _equally_long(tensors)

    def __getitem__(self, index):
        return [tensor[index] for tensor in self.tensors]

    def __len__(self):
        return self.tensors[0].shape[0]


@wrong_answer(
    "7.1",
    says="Tensors with different numbers of rows are accepted. Then some picture has no label, which is noticed, if at "
    "all, in the middle of the first pass.",
)
class TakesAnySizes(Dataset[tuple[Tensor, ...]]):
    def __init__(self, *tensors):
        self.tensors = tensors

    def __getitem__(self, index):
        return tuple(tensor[index] for tensor in self.tensors)

    def __len__(self):
        return self.tensors[0].shape[0]


@wrong_answer(
    "7.1",
    says="You compare whole shapes. Only the first sizes have to agree: a picture and its label have different shapes.",
)
class ComparesWholeShapes(Dataset[tuple[Tensor, ...]]):
    def __init__(self, *tensors):
        if len({tuple(tensor.shape) for tensor in tensors}) > 1:
            raise ShapeError("different shapes")
        self.tensors = tensors

    def __getitem__(self, index):
        return tuple(tensor[index] for tensor in self.tensors)

    def __len__(self):
        return self.tensors[0].shape[0]


@wrong_answer(
    "7.1",
    says="The length is the number of tensors. It should be the number of examples, which is the first size of each.",
)
class CountsTensors(Dataset[tuple[Tensor, ...]]):
    def __init__(self, *tensors):
        self.tensors = _equally_long(tensors)

    def __getitem__(self, index):
        return tuple(tensor[index] for tensor in self.tensors)

    def __len__(self):
        return len(self.tensors)


@wrong_answer(
    "7.1",
    says="The length counts all numbers of the first tensor. It should be the number of its rows.",
)
class CountsNumbers(Dataset[tuple[Tensor, ...]]):
    def __init__(self, *tensors):
        self.tensors = _equally_long(tensors)

    def __getitem__(self, index):
        return tuple(tensor[index] for tensor in self.tensors)

    def __len__(self):
        return self.tensors[0].numel()


@wrong_answer(
    "7.1",
    says="Each row is copied. That costs time and memory for every example, and what is written into the tensor later "
    "is not seen. A row is a view.",
)
class CopiesRows(Dataset[tuple[Tensor, ...]]):
    def __init__(self, *tensors):
        self.tensors = tuple(tensor.clone() for tensor in _equally_long(tensors))

    def __getitem__(self, index):
        return tuple(tensor[index].clone() for tensor in self.tensors)

    def __len__(self):
        return self.tensors[0].shape[0]


@wrong_answer(
    "7.1",
    says="The axis of the examples is still there: example 1 of five rows of two has shape (1, 2) instead of (2,). A "
    "batch gets its axis when examples are stacked.",
)
class KeepsTheAxis(Dataset[tuple[Tensor, ...]]):
    def __init__(self, *tensors):
        self.tensors = _equally_long(tensors)

    def __getitem__(self, index):
        number = range(len(self))[index]
        return tuple(tensor[number : number + 1] for tensor in self.tensors)

    def __len__(self):
        return self.tensors[0].shape[0]


@wrong_answer(
    "7.1",
    says="Negative numbers are refused, or count from somewhere else. `data[-1]` is the last example, as of a list.",
)
class RefusesNegativeNumbers(Dataset[tuple[Tensor, ...]]):
    def __init__(self, *tensors):
        self.tensors = _equally_long(tensors)

    def __getitem__(self, index):
        if isinstance(index, int) and not 0 <= index < len(self):
            raise DimensionError(f"no example {index}")
        return tuple(tensor[index] for tensor in self.tensors)

    def __len__(self):
        return self.tensors[0].shape[0]


# ---- 7.2 RandomSampler


def _order(sampler, generator, anew=True):
    total = len(sampler.data_source)
    if sampler.replacement:
        return randint(0, total, (sampler.num_samples,), generator=generator).tolist()
    order = randperm(total, generator=generator).tolist()
    while len(order) < sampler.num_samples:
        order += randperm(total, generator=generator).tolist() if anew else order[:total]
    return order[: sampler.num_samples]


@wrong_answer(
    "7.2",
    says="The order is drawn once and kept: all passes have the same one, so the same examples meet in each batch. "
    "Draw when a pass begins.",
)
class DrawsOnce(Drawn):
    def __iter__(self):
        if not hasattr(self, "order"):
            self.order = _order(self, self.generator)
        return iter(self.order)


@wrong_answer(
    "7.2",
    says="The generator is started again in every pass, so every pass has the order of the first. The seed fixes the "
    "sequence of all passes; let the generator go on.",
)
class StartsTheGeneratorAgain(Drawn):
    def __iter__(self):
        if self.generator is not None:
            self.generator.manual_seed(self.generator.initial_seed())
        return iter(_order(self, self.generator))


@wrong_answer(
    "7.2",
    says="The generator that was passed is not used. The order comes from the common one, which everybody draws from, "
    "and cannot be repeated by itself.",
)
class IgnoresTheGenerator(Drawn):
    def __iter__(self):
        return iter(_order(self, None))


@wrong_answer(
    "7.2",
    says="`replacement=True` is not heard: each number still comes once before any comes again. With replacement each "
    "one is drawn from all.",
)
class NeverPutsBack(Drawn):
    def __iter__(self):
        total, order = len(self.data_source), []
        while len(order) < self.num_samples:
            order += randperm(total, generator=self.generator).tolist()
        return iter(order[: self.num_samples])


@wrong_answer(
    "7.2",
    says="Each number is drawn from all, with and without `replacement`. In a pass some examples then come twice and "
    "about a third of them not at all.",
)
class AlwaysPutsBack(Drawn):
    def __iter__(self):
        return iter(randint(0, len(self.data_source), (self.num_samples,), generator=self.generator).tolist())


@wrong_answer(
    "7.2",
    says="`num_samples` is not heard: a pass has as many numbers as there are examples.",
)
class IgnoresTheCount(Drawn):
    def __iter__(self):
        total = len(self.data_source)
        if self.replacement:
            return iter(randint(0, total, (total,), generator=self.generator).tolist())
        return iter(randperm(total, generator=self.generator).tolist())


@wrong_answer(
    "7.2",
    says="Your numbers are tensors. They are to be used as indices, also into lists: `tolist` makes Python's integers.",
)
class GivesTensors(Drawn):
    def __iter__(self):
        return iter([factories.tensor(number) for number in _order(self, self.generator)])


@wrong_answer(
    "7.2",
    says="The numbers come in the order of the data set: nothing is shuffled.",
)
class DoesNotShuffle(Drawn):
    def __iter__(self):
        total = len(self.data_source)
        if self.replacement:
            return iter(randint(0, total, (self.num_samples,), generator=self.generator).tolist())
        return itertools.islice(itertools.cycle(range(total)), self.num_samples)


@wrong_answer(
    "7.2",
    says="Where more numbers are asked for than there are examples, the same order is repeated. Draw a new one each "
    "time.",
)
class RepeatsTheOrder(Drawn):
    def __iter__(self):
        return iter(_order(self, self.generator, anew=False))


@wrong_answer(
    "7.2",
    says="Whole orders are given, also where fewer numbers are asked for: the last one has to be cut off.",
)
class GivesWholeOrders(Drawn):
    def __iter__(self):
        total, order = len(self.data_source), []
        if self.replacement:
            return iter(randint(0, total, (self.num_samples,), generator=self.generator).tolist())
        while len(order) < self.num_samples:
            order += randperm(total, generator=self.generator).tolist()
        return iter(order)


# ---- 7.3 BatchSampler


def _begin(sampler, numbers, batch_size, drop_last, size=True, flag=True):
    if size:
        check_count("BatchSampler", batch_size)
    if flag and not isinstance(drop_last, bool):
        raise ArgumentError(f"drop_last {drop_last!r}")
    sampler.sampler, sampler.batch_size, sampler.drop_last = numbers, batch_size, drop_last


def _groups(sampler, kind=list, keep=False):
    numbers, size = iter(sampler.sampler), max(int(sampler.batch_size), 1)
    while group := kind(itertools.islice(numbers, size)):
        if keep or len(group) == size or not sampler.drop_last:
            yield group


def _number(sampler):
    total, size = len(sampler.sampler), max(int(sampler.batch_size), 1)
    return total // size if sampler.drop_last else -(-total // size)


@wrong_answer(
    "7.3",
    says="The last group is always left out if it is not full: `drop_last=False` should keep it. Its examples are "
    "never trained on.",
)
class AlwaysDropsTheLast(Sampler[list[int]]):
    def __init__(self, sampler, batch_size, drop_last):
        _begin(self, sampler, batch_size, drop_last)

    def __iter__(self):
        return (group for group in _groups(self) if len(group) == self.batch_size)

    def __len__(self):
        return _number(self)


@wrong_answer("7.3", says="The last group is kept although it is not full and `drop_last` is True.")
class NeverDropsTheLast(Sampler[list[int]]):
    def __init__(self, sampler, batch_size, drop_last):
        _begin(self, sampler, batch_size, drop_last)

    def __iter__(self):
        return _groups(self, keep=True)

    def __len__(self):
        return _number(self)


@wrong_answer(
    "7.3",
    says="Where the numbers fit exactly, an empty group comes at the end. A batch of no examples cannot be collated.",
)
class EndsWithAnEmptyGroup(Sampler[list[int]]):
    def __init__(self, sampler, batch_size, drop_last):
        _begin(self, sampler, batch_size, drop_last)

    def __iter__(self):
        group = []
        for number in self.sampler:
            group.append(number)
            if len(group) == self.batch_size:
                yield group
                group = []
        if not self.drop_last:
            yield group

    def __len__(self):
        return _number(self)


@wrong_answer(
    "7.3",
    says="All groups are the same list, which is emptied and filled again. Whoever keeps two groups has one twice."
    " Begin a new list for each.",
)
class FillsOneList(Sampler[list[int]]):
    def __init__(self, sampler, batch_size, drop_last):
        _begin(self, sampler, batch_size, drop_last)

    def __iter__(self):
        group = []
        for number in self.sampler:
            group.append(number)
            if len(group) == self.batch_size:
                yield group
                group.clear()
        if group and not self.drop_last:
            yield group

    def __len__(self):
        return _number(self)


@wrong_answer(
    "7.3",
    says="All numbers are read before the first group is given. The order of a stream may never end; ask for one "
    "number after the other.",
)
class ReadsEverythingFirst(Sampler[list[int]]):
    def __init__(self, sampler, batch_size, drop_last):
        _begin(self, sampler, batch_size, drop_last)

    def __iter__(self):
        numbers = list(itertools.islice(self.sampler, 500))
        for start in range(0, len(numbers), self.batch_size):
            group = numbers[start : start + self.batch_size]
            if len(group) == self.batch_size or not self.drop_last:
                yield group

    def __len__(self):
        return _number(self)


@wrong_answer(
    "7.3",
    says="The number of groups is always rounded down. Without `drop_last` the group that is not full counts, too.",
)
class RoundsDown(Sampler[list[int]]):
    def __init__(self, sampler, batch_size, drop_last):
        _begin(self, sampler, batch_size, drop_last)

    def __iter__(self):
        return _groups(self)

    def __len__(self):
        return len(self.sampler) // self.batch_size


@wrong_answer(
    "7.3", says="The number of groups is always rounded up. With `drop_last` the group that is not full does not count."
)
class RoundsUp(Sampler[list[int]]):
    def __init__(self, sampler, batch_size, drop_last):
        _begin(self, sampler, batch_size, drop_last)

    def __iter__(self):
        return _groups(self)

    def __len__(self):
        return -(-len(self.sampler) // self.batch_size)


@wrong_answer(
    "7.3",
    says="One is added to the number of groups even where the numbers fit exactly: six in groups of three are two.",
)
class AddsOne(Sampler[list[int]]):
    def __init__(self, sampler, batch_size, drop_last):
        _begin(self, sampler, batch_size, drop_last)

    def __iter__(self):
        return _groups(self)

    def __len__(self):
        return len(self.sampler) // self.batch_size + (not self.drop_last)


@wrong_answer("7.3", says="The length is the number of examples. It should be the number of groups.")
class CountsExamples(Sampler[list[int]]):
    def __init__(self, sampler, batch_size, drop_last):
        _begin(self, sampler, batch_size, drop_last)

    def __iter__(self):
        return _groups(self)

    def __len__(self):
        return len(self.sampler)


@wrong_answer("7.3", says="A size that is no whole number above 0 is accepted. Groups of 0 never end, or never begin.")
class TakesAnySize(Sampler[list[int]]):
    def __init__(self, sampler, batch_size, drop_last):
        _begin(self, sampler, batch_size, drop_last, size=False)

    def __iter__(self):
        return _groups(self)

    def __len__(self):
        return _number(self)


@wrong_answer(
    "7.3",
    says="A `drop_last` that is neither True nor False is accepted. `BatchSampler(sampler, False, 32)` then groups"
    " by nonsense without a word.",
)
class TakesAnyFlag(Sampler[list[int]]):
    def __init__(self, sampler, batch_size, drop_last):
        _begin(self, sampler, batch_size, drop_last, flag=False)

    def __iter__(self):
        return _groups(self)

    def __len__(self):
        return _number(self)


@wrong_answer("7.3", says="Your groups are tuples. They should be lists.")
class GivesTuples(Sampler[list[int]]):
    def __init__(self, sampler, batch_size, drop_last):
        _begin(self, sampler, batch_size, drop_last)

    def __iter__(self):
        return _groups(self, tuple)

    def __len__(self):
        return _number(self)


# ---- 7.4 default_collate


def _collate(batch, whole=None, floats=dtypes.float64, join=joining.stack, numpy=True, text=True, lengths=True):
    """The right collating, from which single cares can be left out."""
    first, inner = batch[0], lambda part: _collate(part, whole, floats, join, numpy, text, lengths)
    if isinstance(first, Tensor):
        return join(list(batch))
    if numpy and isinstance(first, np.ndarray | np.generic):
        return join(as_tensors(batch))
    if isinstance(first, int | float):
        return factories.tensor(list(batch), dtype=floats if isinstance(first, float) else whole)
    if isinstance(first, np.ndarray | np.generic):
        return join(as_tensors(batch))
    if text and isinstance(first, str | bytes):
        return batch
    if isinstance(first, Mapping):
        return rebuilt(first, {name: inner([example[name] for example in batch]) for name in first})
    if lengths or not isinstance(first, Sequence):
        check_sequences(batch)
    return rebuilt(first, [inner(place) for place in zip(*batch)])  # noqa: B905


@wrong_answer(
    "7.4",
    says="Tensors are laid end to end instead of on top of each other: three pictures of two numbers become one of "
    "six. `stack` makes the new axis.",
)
def lays_end_to_end(batch):
    return _collate(batch, join=lambda tensors: joining.cat([tensor.reshape(-1) for tensor in tensors]))


@wrong_answer(
    "7.4",
    says="Python's floats become float32. They have 53 bits, and the contract says float64; whoever wants less can say "
    "so in the data set.",
)
def makes_float32(batch):
    return _collate(batch, floats=dtypes.float32)


@wrong_answer(
    "7.4",
    says="Whole numbers and truths become floats. A class number must stay a whole number: it is used as an index.",
)
def makes_floats_of_whole_numbers(batch):
    return _collate(batch, whole=dtypes.float32)


@wrong_answer(
    "7.4",
    says="Truths become the whole numbers 0 and 1. Only the whole numbers are int64; of True and False "
    "`factories.tensor` makes bool by itself.",
)
def makes_int64_of_truths(batch):
    return _collate(batch, whole=dtypes.int64)


@wrong_answer(
    "7.4",
    says="NumPy's numbers are taken for Python's: np.float64 is an instance of float, and its type is lost, or other "
    "types are refused. Ask for NumPy first.",
)
def asks_for_numbers_first(batch):
    return _collate([example.item() if isinstance(example, np.generic) else example for example in batch], numpy=False)


@wrong_answer(
    "7.4",
    says="A batch of tuples should become a list of batches, one for each place. Yours is still a list of examples.",
)
def leaves_the_structure(batch):
    if isinstance(batch[0], tuple | list):
        return [rebuilt(example, [_collate([part]) for part in example]) for example in batch]
    return _collate(batch)


@wrong_answer(
    "7.4",
    says="The places of a tuple are collected and not collated: the inner parts are still lists of numbers and "
    "tensors. Each of them is a batch again; the function can call itself.",
)
def goes_one_level_deep(batch):
    first = batch[0]
    if isinstance(first, Mapping):
        return rebuilt(first, {name: [example[name] for example in batch] for name in first})
    if isinstance(first, Sequence) and not isinstance(first, str | bytes):
        check_sequences(batch)
        return rebuilt(first, [list(place) for place in zip(*batch, strict=True)])
    return _collate(batch)


@wrong_answer(
    "7.4",
    says="Tuples stay tuples. A batch of tuples is a *list* of batches, as in PyTorch; only named tuples keep "
    "their class.",
)
def keeps_tuples(batch):
    if type(batch[0]) is tuple:
        check_sequences(batch)
        return tuple(keeps_tuples(place) for place in zip(*batch, strict=True))
    if isinstance(batch[0], Mapping):
        return rebuilt(batch[0], {name: keeps_tuples([example[name] for example in batch]) for name in batch[0]})
    return _collate(batch)


@wrong_answer(
    "7.4",
    says="A text is taken apart into letters: it is a sequence, too, and its letters are texts again. Ask for text "
    "before you ask for sequences.",
)
def takes_texts_apart(batch):
    first = batch[0]
    if isinstance(first, str | bytes):
        return [list(place) for place in zip(*batch)]  # noqa: B905
    if isinstance(first, Mapping):
        return rebuilt(first, {name: takes_texts_apart([example[name] for example in batch]) for name in first})
    if isinstance(first, Sequence):
        check_sequences(batch)
        return rebuilt(first, [takes_texts_apart(place) for place in zip(*batch, strict=True)])
    return _collate(batch)


@wrong_answer(
    "7.4",
    says="Of dictionaries only the first example is seen: every row of the batch holds its values.",
)
def repeats_the_first_dictionary(batch):
    if isinstance(batch[0], Mapping):
        return rebuilt(batch[0], {name: _collate([batch[0][name]] * len(batch)) for name in batch[0]})
    return _collate(batch)


@wrong_answer(
    "7.4",
    says="Examples of different lengths are cut to the shortest. Something is wrong with the data then; say so.",
)
def cuts_to_the_shortest(batch):
    return _collate(batch, lengths=False)


@wrong_answer(
    "7.4",
    says="Named tuples, or dictionaries with a class of their own, lose it. `rebuilt` gives the parts the form that "
    "the example has.",
)
def forgets_classes(batch):
    first = batch[0]
    if isinstance(first, Mapping):
        return {name: forgets_classes([example[name] for example in batch]) for name in first}
    if isinstance(first, Sequence) and not isinstance(first, str | bytes):
        check_sequences(batch)
        return [forgets_classes(place) for place in zip(*batch, strict=True)]
    return _collate(batch)


# ---- 7.5 confusion_matrix


def _refuse(predicted, target, num_classes, names=("predicted", "target"), low=True, high=True):
    if predicted.shape != target.shape or target.dim() != 1:
        raise ShapeError("one prediction for each target")
    for name, classes in (("predicted", predicted), ("target", target)):
        outside = [c for c in classes.tolist() if (low and c < 0) or (high and c >= num_classes)]
        if name in names and outside:
            raise DimensionError(f"{name} {outside}")


def _table(predicted, target, num_classes):
    inside = (predicted >= 0) & (predicted < num_classes) & (target >= 0) & (target < num_classes)
    pairs = target[inside] * num_classes + predicted[inside]
    return bincount(pairs, minlength=num_classes**2).reshape(num_classes, num_classes)


@wrong_answer(
    "7.5",
    says="Rows and columns are exchanged. A row is what the examples *are*; a column is what they were called.",
)
def exchanges_rows_and_columns(predicted, target, num_classes):
    _refuse(predicted, target, num_classes)
    return _table(target, predicted, num_classes)


@wrong_answer(
    "7.5",
    says="A place holds 1 where a pair occurs at all. It should hold how often: `table[i, j] += 1` with many pairs"
    " at once adds 1 only once.",
)
def marks_instead_of_counting(predicted, target, num_classes):
    _refuse(predicted, target, num_classes)
    return _table(predicted, target, num_classes).clamp(max=1)


@wrong_answer(
    "7.5",
    says="Your table holds shares of each row. It should hold counts, which can be added up over batches.",
)
def gives_shares(predicted, target, num_classes):
    _refuse(predicted, target, num_classes)
    table = _table(predicted, target, num_classes)
    return table / table.sum(dim=1, keepdim=True).clamp(min=1)


@wrong_answer("7.5", says="The counts are floats. They are whole numbers, int64.")
def counts_in_floats(predicted, target, num_classes):
    _refuse(predicted, target, num_classes)
    return _table(predicted, target, num_classes).float()


@wrong_answer(
    "7.5",
    says="The table is only as large as the largest class that occurs. Tables of two batches then cannot be added; "
    "`num_classes` says how large it is.",
)
def takes_the_size_from_the_data(predicted, target, num_classes):
    _refuse(predicted, target, num_classes)
    size = max([0, *predicted.tolist(), *target.tolist()]) + 1
    return _table(predicted, target, size)


@wrong_answer(
    "7.5",
    says="A class that there is not is passed over, or counted in the place of another pair. Refuse it: somewhere "
    "labels and model disagree about the number of classes.",
)
def takes_any_class(predicted, target, num_classes):
    if predicted.shape != target.shape or target.dim() != 1:
        raise ShapeError("one prediction for each target")
    return _table(predicted, target, num_classes)


@wrong_answer(
    "7.5",
    says="Class `num_classes` itself goes through. Classes are numbered from 0, so the largest is one less.",
)
def allows_one_class_more(predicted, target, num_classes):
    _refuse(predicted, target, num_classes + 1)
    return _table(predicted, target, num_classes)


@wrong_answer(
    "7.5",
    says="Negative classes go through. -1 is a usual label for 'unknown', and it would be counted in the row before.",
)
def allows_negative_classes(predicted, target, num_classes):
    _refuse(predicted, target, num_classes, low=False)
    return _table(predicted, target, num_classes)


@wrong_answer(
    "7.5",
    says="Only the predictions are looked at. A target out of range, a wrong label, is the more frequent mistake.",
)
def refuses_predictions_only(predicted, target, num_classes):
    _refuse(predicted, target, num_classes, names=("predicted",))
    return _table(predicted, target, num_classes)


@wrong_answer(
    "7.5",
    says="Only the targets are looked at. A model with one output too many predicts a class that there is not.",
)
def refuses_targets_only(predicted, target, num_classes):
    _refuse(predicted, target, num_classes, names=("target",))
    return _table(predicted, target, num_classes)


@wrong_answer(
    "7.5",
    says="Shapes are not compared. Scores, or one prediction for many targets, broadcast to something that looks "
    "like a result, or fail with a message about something else.",
)
def takes_any_shape(predicted, target, num_classes):
    if predicted.numel() == target.numel():
        predicted, target = predicted.reshape(-1), target.reshape(-1)
    short = min(predicted.reshape(-1).shape[0], target.reshape(-1).shape[0])
    predicted, target = predicted.reshape(-1)[:short].long(), target.reshape(-1)[:short].long()
    _refuse(predicted, target, num_classes)
    return _table(predicted, target, num_classes)


@wrong_answer(
    "7.5",
    says="No examples at all end in an error. The table of nothing is full of zeros.",
)
def needs_examples(predicted, target, num_classes):
    _refuse(predicted, target, num_classes)
    if predicted.max() >= num_classes:
        raise DimensionError("class out of range")
    return _table(predicted, target, num_classes)


# ---- 7.6 run_epoch


def _run(
    model,
    batches,
    loss_fn,
    optimizer,
    zero=True,
    mode=True,
    record=True,
    weigh=True,
    refuse=True,
    mean=True,
):
    """The right pass, from which single cares can be left out."""
    training = optimizer is not None
    if mode:
        model.train(training)
    total, rows, count = 0.0, 0, 0
    with set_grad_enabled(training or not record):
        for inputs, targets in batches:
            loss = loss_fn(model(inputs), targets)
            if training:
                if zero:
                    optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total += loss.item() * (len(targets) if weigh else 1)
            rows, count = rows + len(targets), count + 1
    if rows == 0 and refuse:
        raise ArgumentError("no rows")
    if not mean:
        return total
    return total / max(rows if weigh else count, 1)


@wrong_answer(
    "7.6",
    says="The old gradients are never forgotten: each step goes along the sum of all gradients since the beginning. "
    "`backward` adds to what is there.",
)
def forgets_zero_grad(model, batches, loss_fn, optimizer=None):
    return _run(model, batches, loss_fn, optimizer, zero=False)


@wrong_answer(
    "7.6",
    says="Gradients are forgotten once, before the first batch. From the second batch on each step goes along the "
    "sum of the gradients so far.",
)
def forgets_gradients_once(model, batches, loss_fn, optimizer=None):
    if optimizer is not None:
        optimizer.zero_grad()
    return _run(model, batches, loss_fn, optimizer, zero=False)


@wrong_answer(
    "7.6",
    says="The gradients are forgotten between `backward` and `step`: the optimizer finds none and nothing moves.",
)
def forgets_gradients_too_late(model, batches, loss_fn, optimizer=None):
    if optimizer is None:
        return _run(model, batches, loss_fn, None)
    model.train()
    total, rows = 0.0, 0
    with set_grad_enabled(True):
        for inputs, targets in batches:
            loss = loss_fn(model(inputs), targets)
            loss.backward()
            optimizer.zero_grad()
            optimizer.step()
            total, rows = total + loss.item() * len(targets), rows + len(targets)
    if rows == 0:
        raise ArgumentError("no rows")
    return total / rows


@wrong_answer(
    "7.6",
    says="The step comes before `backward`: it goes along the gradient of the batch before, and the first one along "
    "whatever was left over.",
)
def steps_before_backward(model, batches, loss_fn, optimizer=None):
    if optimizer is None:
        return _run(model, batches, loss_fn, None)
    model.train()
    total, rows = 0.0, 0
    with set_grad_enabled(True):
        for inputs, targets in batches:
            loss = loss_fn(model(inputs), targets)
            optimizer.step()
            optimizer.zero_grad()
            loss.backward()
            total, rows = total + loss.item() * len(targets), rows + len(targets)
    if rows == 0:
        raise ArgumentError("no rows")
    return total / rows


@wrong_answer(
    "7.6",
    says="All batches are added up and one step is made at the end. Each batch is a step.",
)
def makes_one_step(model, batches, loss_fn, optimizer=None):
    if optimizer is None:
        return _run(model, batches, loss_fn, None)
    model.train()
    total, rows = 0.0, 0
    optimizer.zero_grad()
    with set_grad_enabled(True):
        for inputs, targets in batches:
            loss = loss_fn(model(inputs), targets)
            loss.backward()
            total, rows = total + loss.item() * len(targets), rows + len(targets)
    optimizer.step()
    if rows == 0:
        raise ArgumentError("no rows")
    return total / rows


@wrong_answer(
    "7.6",
    says="The mode of the model is not set: while it is measured, dropout goes on, and after a measurement it would be "
    "trained without.",
)
def leaves_the_mode_alone(model, batches, loss_fn, optimizer=None):
    return _run(model, batches, loss_fn, optimizer, mode=False)


@wrong_answer(
    "7.6",
    says="The model is set to training in every case. Measured, it should be in evaluation mode: dropout off.",
)
def always_in_training_mode(model, batches, loss_fn, optimizer=None):
    model.train()
    return _run(model, batches, loss_fn, optimizer, mode=False)


@wrong_answer(
    "7.6",
    says="You go back to training mode at the end. The contract says that the model stays in the mode it was run in.",
)
def goes_back_to_training_mode(model, batches, loss_fn, optimizer=None):
    loss = _run(model, batches, loss_fn, optimizer)
    model.train()
    return loss


@wrong_answer(
    "7.6",
    says="While the model is measured, everything is recorded for a backward pass that nobody takes: it costs the "
    "memory of all activations.",
)
def records_what_is_measured(model, batches, loss_fn, optimizer=None):
    return _run(model, batches, loss_fn, optimizer, record=False)


@wrong_answer(
    "7.6",
    says="Recording is switched off to measure, and not switched on to train: called inside of `no_grad`, nothing can "
    "be learned. `set_grad_enabled` says both.",
)
def does_not_switch_recording_on(model, batches, loss_fn, optimizer=None):
    if optimizer is None:
        return _run(model, batches, loss_fn, None)
    model.train()
    total, rows = 0.0, 0
    for inputs, targets in batches:
        loss = loss_fn(model(inputs), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total, rows = total + loss.item() * len(targets), rows + len(targets)
    if rows == 0:
        raise ArgumentError("no rows")
    return total / rows


@wrong_answer(
    "7.6",
    says="You take the mean of the batches' means: the last, smaller batch counts as much as a full one. Weigh each by "
    "its rows.",
)
def averages_batches(model, batches, loss_fn, optimizer=None):
    return _run(model, batches, loss_fn, optimizer, weigh=False)


@wrong_answer(
    "7.6", says="You return the sum of the losses of all rows, not their mean: it grows with the number of rows."
)
def returns_the_sum(model, batches, loss_fn, optimizer=None):
    return _run(model, batches, loss_fn, optimizer, mean=False)


@wrong_answer(
    "7.6",
    says="You return the loss of the last batch, which says little about the pass. The mean over all rows is asked"
    " for.",
)
def returns_the_last_loss(model, batches, loss_fn, optimizer=None):
    last = []

    def kept(outputs, targets):
        last.append(loss_fn(outputs, targets))
        return last[-1]

    _run(model, batches, kept, optimizer)
    return last[-1].item()


@wrong_answer(
    "7.6",
    says="You return a tensor. A sum of losses that are tensors keeps the graph of every batch alive; `item` gives the "
    "number.",
)
def returns_a_tensor(model, batches, loss_fn, optimizer=None):
    return factories.tensor(_run(model, batches, loss_fn, optimizer))


@wrong_answer(
    "7.6",
    says="Without any rows you return 0, or divide by 0. A pass over nothing is a mistake that deserves a message:"
    " most often a generator was used up by the pass before.",
)
def accepts_no_rows(model, batches, loss_fn, optimizer=None):
    return _run(model, batches, loss_fn, optimizer, refuse=False)


# ---- 7.7 EarlyStopping


def _copy(model):
    return {name: tensor.detach().clone() for name, tensor in model.state_dict().items()}


def _note(watch, value, model, better, copy=_copy):
    """Take note of a value; the right thing but for what counts as better and how a state is kept."""
    if better:
        watch.best, watch.waited, watch.best_state = value, 0, copy(model)
    else:
        watch.waited += 1
    return watch.waited >= watch.patience


def _below(watch, value):
    return value < watch.best - watch.min_delta


def _put_back(watch, model):
    if watch.best_state is None:
        raise StateError("nothing has been kept")
    model.load_state_dict(watch.best_state)


@wrong_answer(
    "7.7",
    says="The state is kept and not copied: it is a view of the present, as in question 5.C, and restoring it "
    "changes nothing.",
)
class KeepsAView(Remembers):
    def __init__(self, patience, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.best, self.waited, self.best_state = math.inf, 0, None

    def step(self, value, model):
        return _note(self, value, model, _below(self, value), lambda model: model.state_dict())

    def restore(self, model):
        _put_back(self, model)


@wrong_answer(
    "7.7", says="You stop one value too late. With patience 2 the second value in a row that is not better says stop."
)
class StopsTooLate(Remembers):
    def __init__(self, patience, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.best, self.waited, self.best_state = math.inf, 0, None

    def step(self, value, model):
        _note(self, value, model, _below(self, value))
        return self.waited > self.patience

    def restore(self, model):
        _put_back(self, model)


@wrong_answer("7.7", says="You stop at the first value that is not better: `patience` is not heard.")
class HasNoPatience(Remembers):
    def __init__(self, patience, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.best, self.waited, self.best_state = math.inf, 0, None

    def step(self, value, model):
        _note(self, value, model, _below(self, value))
        return self.waited > 0

    def restore(self, model):
        _put_back(self, model)


@wrong_answer(
    "7.7", says="The count is not set back when a better value comes: it counts all bad values, not those in a row."
)
class CountsAllBadValues(Remembers):
    def __init__(self, patience, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.best, self.waited, self.best_state = math.inf, 0, None

    def step(self, value, model):
        waited = self.waited
        stop = _note(self, value, model, _below(self, value))
        self.waited = max(waited, self.waited)
        return stop or self.waited >= self.patience

    def restore(self, model):
        _put_back(self, model)


@wrong_answer(
    "7.7",
    says="A value is compared with the one before it instead of with the lowest: 0.6, 0.7, 0.65 then looks like "
    "progress.",
)
class ComparesWithTheLastValue(Remembers):
    def __init__(self, patience, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.best, self.waited, self.best_state = math.inf, 0, None

    def step(self, value, model):
        stop = _note(self, value, model, _below(self, value))
        self.best = value
        return stop

    def restore(self, model):
        _put_back(self, model)


@wrong_answer("7.7", says="You look for the highest value. A loss should fall: the lower one is better.")
class LooksForTheHighest(Remembers):
    def __init__(self, patience, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.best, self.waited, self.best_state = math.inf, 0, None

    def step(self, value, model):
        better = self.best == math.inf or value > self.best + self.min_delta
        return _note(self, value, model, better)

    def restore(self, model):
        _put_back(self, model)


@wrong_answer(
    "7.7",
    says="A value that is equal to the lowest counts as better. A loss that stands still would be waited for for ever.",
)
class TakesEqualForBetter(Remembers):
    def __init__(self, patience, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.best, self.waited, self.best_state = math.inf, 0, None

    def step(self, value, model):
        return _note(self, value, model, value <= self.best - self.min_delta)

    def restore(self, model):
        _put_back(self, model)


@wrong_answer(
    "7.7",
    says="A nan counts as better: no comparison with it is true, so a 'not worse' lets it through. Ask whether the"
    " value *is* lower.",
)
class TakesNanForBetter(Remembers):
    def __init__(self, patience, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.best, self.waited, self.best_state = math.inf, 0, None

    def step(self, value, model):
        return _note(self, value, model, not value >= self.best - self.min_delta)

    def restore(self, model):
        _put_back(self, model)


@wrong_answer("7.7", says="`min_delta` is not heard: a value that is lower by a hair sets the count back.")
class IgnoresTheMargin(Remembers):
    def __init__(self, patience, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.best, self.waited, self.best_state = math.inf, 0, None

    def step(self, value, model):
        return _note(self, value, model, value < self.best)

    def restore(self, model):
        _put_back(self, model)


@wrong_answer(
    "7.7", says="`min_delta` is added on the wrong side: values that are *worse* by less than that count as better."
)
class AddsTheMargin(Remembers):
    def __init__(self, patience, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.best, self.waited, self.best_state = math.inf, 0, None

    def step(self, value, model):
        return _note(self, value, model, value < self.best + self.min_delta)

    def restore(self, model):
        _put_back(self, model)


@wrong_answer("7.7", says="The state is kept at every value, so the last model comes back instead of the best one.")
class KeepsTheLast(Remembers):
    def __init__(self, patience, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.best, self.waited, self.best_state = math.inf, 0, None

    def step(self, value, model):
        stop = _note(self, value, model, _below(self, value))
        if self.best_state is not None:
            self.best_state = _copy(model)
        return stop

    def restore(self, model):
        _put_back(self, model)


@wrong_answer(
    "7.7",
    says="`restore` does nothing, without a word, where nothing has been kept. The caller believes in a best model"
    " that there is not.",
)
class RestoresNothingQuietly(Remembers):
    def __init__(self, patience, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.best, self.waited, self.best_state = math.inf, 0, None

    def step(self, value, model):
        return _note(self, value, model, _below(self, value))

    def restore(self, model):
        if self.best_state is not None:
            model.load_state_dict(self.best_state)


@wrong_answer("7.7", says="`restore` does nothing: the model keeps the numbers that it has.")
class DoesNotRestore(Remembers):
    def __init__(self, patience, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.best, self.waited, self.best_state = math.inf, 0, None

    def step(self, value, model):
        return _note(self, value, model, _below(self, value))

    def restore(self, model):
        if self.best_state is None:
            raise StateError("nothing has been kept")


# ---- 7.8 Checkpoint


def _state_of(part):
    return part.get_state() if isinstance(part, Generator) else part.state_dict()


def _put(part, state):
    (part.set_state if isinstance(part, Generator) else part.load_state_dict)(state)


def _write(parts, f, facts, state_of=_state_of):
    files.save({"states": {name: state_of(part) for name, part in parts.items()}, "facts": facts}, f)


def _read(parts, f, put=_put, refuse=lambda found, wanted: found != wanted):
    """Put a file into the parts; the right thing but for what is put and which names are refused."""
    saved = files.load(f)
    if refuse(saved["states"].keys(), parts.keys()):
        raise StateError("other parts")
    for name in parts:
        if name in saved["states"]:
            put(parts[name], saved["states"][name])
    return saved


def _copied(state):
    if isinstance(state, Tensor):
        return state.detach().clone()
    if isinstance(state, dict):
        return {name: _copied(part) for name, part in state.items()}
    return [_copied(part) for part in state] if isinstance(state, list) else state


@wrong_answer(
    "7.8",
    says="The states are taken when the Checkpoint is made. It is made once, before training; take them in `save`.",
)
class TakesStatesTooEarly:
    def __init__(self, **parts):
        self.parts = parts
        self.early = {name: _copied(_state_of(part)) for name, part in parts.items()}

    def save(self, f, **facts):
        files.save({"states": self.early, "facts": facts}, f)

    def load(self, f):
        return _read(self.parts, f)["facts"]


@wrong_answer(
    "7.8",
    says="Generators are left out: after a restart the shuffle and dropout draw other numbers, and it is another run.",
)
class LeavesGeneratorsOut:
    def __init__(self, **parts):
        self.parts = parts

    def save(self, f, **facts):
        _write(self.parts, f, facts, lambda part: 0 if isinstance(part, Generator) else part.state_dict())

    def load(self, f):
        def put(part, state):
            if not isinstance(part, Generator):
                part.load_state_dict(state)

        return _read(self.parts, f, put)["facts"]


@wrong_answer(
    "7.8",
    says="Of a generator you keep the seed. It then begins at its first number again; where it *was* is in "
    "`get_state`.",
)
class KeepsTheSeedOnly:
    def __init__(self, **parts):
        self.parts = parts

    def save(self, f, **facts):
        def seed_or_state(part):
            return part.initial_seed() if isinstance(part, Generator) else part.state_dict()

        _write(self.parts, f, facts, seed_or_state)

    def load(self, f):
        def put(part, state):
            (part.manual_seed if isinstance(part, Generator) else part.load_state_dict)(state)

        return _read(self.parts, f, put)["facts"]


@wrong_answer(
    "7.8",
    says="Only the model comes back. The optimizer has a memory, too: its moments, the count of its steps and the "
    "learning rate.",
)
class BringsTheModelBackOnly:
    def __init__(self, **parts):
        self.parts = parts

    def save(self, f, **facts):
        _write(self.parts, f, facts)

    def load(self, f):
        def put(part, state):
            if isinstance(part, Generator) or hasattr(part, "forward"):
                _put(part, state)

        return _read(self.parts, f, put)["facts"]


@wrong_answer("7.8", says="Everything is written and nothing is put back into the parts: `load` has to change them.")
class OnlyReads:
    def __init__(self, **parts):
        self.parts = parts

    def save(self, f, **facts):
        _write(self.parts, f, facts)

    def load(self, f):
        return _read(self.parts, f, lambda part, state: None)["facts"]


@wrong_answer("7.8", says="The facts are lost: `load` returns those that `save` was given.")
class LosesTheFacts:
    def __init__(self, **parts):
        self.parts = parts

    def save(self, f, **facts):
        _write(self.parts, f, facts)

    def load(self, f):
        _read(self.parts, f)
        return {}


@wrong_answer(
    "7.8",
    says="`load` returns everything that is in the file. Asked for are the facts; the states have gone into the parts.",
)
class ReturnsTheWholeFile:
    def __init__(self, **parts):
        self.parts = parts

    def save(self, f, **facts):
        _write(self.parts, f, facts)

    def load(self, f):
        return _read(self.parts, f)


@wrong_answer(
    "7.8",
    says="States and facts lie in one dictionary: a fact with the name of a part takes its place. Give each kind a"
    " dictionary of its own.",
)
class MixesFactsAndStates:
    def __init__(self, **parts):
        self.parts = parts

    def save(self, f, **facts):
        states = {name: _state_of(part) for name, part in self.parts.items()}
        files.save({**states, **facts, "names of parts": list(states)}, f)

    def load(self, f):
        saved = files.load(f)
        names = saved.pop("names of parts")
        if set(names) != set(self.parts):
            raise StateError("other parts")
        for name, part in self.parts.items():
            _put(part, saved[name])
        return {name: value for name, value in saved.items() if name not in names}


@wrong_answer(
    "7.8",
    says="A file with other parts is accepted: what fits is loaded, the rest goes on with what it had, and nobody "
    "is told.",
)
class TakesWhatFits:
    def __init__(self, **parts):
        self.parts = parts

    def save(self, f, **facts):
        _write(self.parts, f, facts)

    def load(self, f):
        return _read(self.parts, f, refuse=lambda found, wanted: False)["facts"]


@wrong_answer(
    "7.8",
    says="The names are compared after the loading, or during it: when the error comes, some parts have been "
    "changed. Compare first.",
)
class ComparesTooLate:
    def __init__(self, **parts):
        self.parts = parts

    def save(self, f, **facts):
        _write(self.parts, f, facts)

    def load(self, f):
        saved = _read(self.parts, f, refuse=lambda found, wanted: False)
        if saved["states"].keys() != self.parts.keys():
            raise StateError("other parts")
        return saved["facts"]


@wrong_answer(
    "7.8",
    says="A part that the file does not have is refused; one that only the file has is not. It was part of the "
    "run, and somebody has forgotten to pass it.",
)
class LooksForMissingPartsOnly:
    def __init__(self, **parts):
        self.parts = parts

    def save(self, f, **facts):
        _write(self.parts, f, facts)

    def load(self, f):
        return _read(self.parts, f, refuse=lambda found, wanted: bool(wanted - found))["facts"]


@wrong_answer(
    "7.8",
    says="A part that only the file has is refused; one that the file does not have is not. It would go on with "
    "what it happens to hold.",
)
class LooksForUnexpectedPartsOnly:
    def __init__(self, **parts):
        self.parts = parts

    def save(self, f, **facts):
        _write(self.parts, f, facts)

    def load(self, f):
        return _read(self.parts, f, refuse=lambda found, wanted: bool(found - wanted))["facts"]


@wrong_answer(
    "7.8",
    says="Parts are matched by their place, not by their name: passed in another order, the state of one goes into"
    " another.",
)
class GoesByPlace:
    def __init__(self, **parts):
        self.parts = parts

    def save(self, f, **facts):
        _write(self.parts, f, facts)

    def load(self, f):
        saved = files.load(f)
        if saved["states"].keys() != self.parts.keys():
            raise StateError("other parts")
        for part, state in zip(self.parts.values(), saved["states"].values(), strict=True):
            _put(part, state)
        return saved["facts"]
