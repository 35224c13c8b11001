"""What the text of lesson 7 says in numbers, hints included, is what the model answers and NumPy say."""

import math
import random
import re
from pathlib import Path

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref import nn, optim
from minitorch_ref.data.neighbours import nearest_labels
from minitorch_ref.data.standardize import standardize
from minitorch_ref.errors import DimensionError, ShapeError, StateError
from minitorch_ref.training import EarlyStopping, confusion_matrix, run_epoch
from minitorch_ref.utils.data import BatchSampler, DataLoader, Dataset, TensorDataset, default_collate
from minitorch_ref.vision import load_digits

LESSON = Path(__file__).parents[2] / "lessons" / "07_data_and_training" / "lesson.md"


def says(text: str) -> bool:
    return " ".join(text.split()) in " ".join(LESSON.read_text(encoding="utf-8").split())


@pytest.fixture(scope="module")
def piles():
    """(rows, names) of training, validation and test, dealt as in the lesson."""
    images, labels = load_digits()
    pixels = images.reshape(1797, 64)
    order = mt.randperm(1797, generator=mt.Generator().manual_seed(0))
    return [(pixels[part], labels[part]) for part in (order[:1197], order[1197:1437], order[1437:])]


def test_the_piles_have_1197_240_and_360_digits(piles) -> None:
    assert [len(names) for _, names in piles] == [1197, 240, 360]
    assert 1197 + 240 + 360 == 1797
    assert says("| training | 1,197 |")
    assert says("| validation | 240 |")
    assert says("| test | 360 |")


def test_a_pass_has_38_batches_of_which_the_last_has_13_rows(piles) -> None:
    groups = list(BatchSampler(range(1197), 32, drop_last=False))
    assert (len(groups), len(groups[-1])) == (38, 13)
    assert 32 * (64 * 4 + 8) == 8448
    assert says("38 rough steps")


def test_two_dictionaries_become_one(piles) -> None:
    first, second = {"size": (8, 8), "file": "a.png"}, {"size": (9, 7), "file": "b.png"}
    batch = default_collate([first, second])
    assert [part.tolist() for part in batch["size"]] == [[8, 9], [8, 7]]
    assert list(batch["file"]) == ["a.png", "b.png"]


def test_a_batch_of_three_and_one_has_the_means_3_and_2() -> None:
    losses, rows = np.array([1.0, 5.0]), np.array([3, 1])
    assert (losses.mean(), (losses * rows).sum() / rows.sum()) == (3.0, 2.0)
    assert says("a batch of three has the loss 1.0 and the batch with the last one 5.0")


def test_a_reader_that_says_dog_is_right_in_half_of_the_cases() -> None:
    are = np.array([0, 0, 1, 1, 1, 2])
    assert (are == 1).mean() == 0.5
    assert says("would have been right in half of these cases")


def test_with_patience_2_training_stops_after_the_sixth_value() -> None:
    watch, layer = EarlyStopping(2), nn.Linear(1, 1)
    values = [0.9, 0.7, 0.8, 0.6, 0.65, 0.61, 0.62]
    assert [watch.step(value, layer) for value in values] == [False] * 5 + [True, True]
    assert says("the validation losses are 0.9, 0.7, 0.8, 0.6, 0.65, 0.61, 0.62")


def test_coins_are_read_by_whoever_has_looked_at_them() -> None:
    """Over many draws, so that it does not hang on the one that is printed."""
    found = []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        columns, coins = rng.standard_normal((80, 2000)), rng.choice([-1.0, 1.0], 80)
        for rows in (slice(0, 80), slice(0, 40)):
            kept = np.argsort(-abs(coins[rows] @ columns[rows]))[:20]
            told = np.sign(columns[40:, kept] @ np.sign(coins[:40] @ columns[:40, kept]))
            found.append((told == coins[40:]).mean())
    leaky, right = np.mean(found[::2]), np.mean(found[1::2])
    assert leaky > 0.85
    assert right == pytest.approx(0.5, abs=0.05)


def trained(train, validation, test) -> float:
    """The accuracy on the test pile of the lesson's model, chosen by the validation pile."""
    mt.manual_seed(0)
    model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Dropout(0.2), nn.Linear(64, 10))
    optimizer, loss = optim.AdamW(model.parameters(), lr=0.003, weight_decay=0.01), nn.functional.cross_entropy
    assert sum(parameter.numel() for parameter in model.parameters()) == 4810
    batches = DataLoader(TensorDataset(*train), 32, shuffle=True, generator=mt.Generator().manual_seed(0))
    stopping = EarlyStopping(patience=8)
    for _ in range(60):
        run_epoch(model, batches, loss, optimizer)
        if stopping.step(run_epoch(model, [validation], loss), model):
            break
    stopping.restore(model)
    table = confusion_matrix(model.eval()(test[0]).argmax(1), test[1], 10)
    return table.diagonal().sum().item() / 360


@pytest.mark.slow
def test_three_ways_to_prepare_give_readers_that_are_nearly_equally_good(piles) -> None:
    (train, names), (validation, validation_names), (test, test_names) = piles
    everything = mt.cat([train, test])
    ways = [
        (standardize(everything, train)[1], standardize(everything, validation)[1], standardize(everything, test)[1]),
        (standardize(train, train)[0], standardize(validation, validation)[0], standardize(test, test)[0]),
        (standardize(train, train)[0], standardize(train, validation)[1], standardize(train, test)[1]),
    ]
    found = [trained((a, names), (b, validation_names), (c, test_names)) for a, b, c in ways]
    assert min(found) >= 0.97
    assert max(found) - min(found) <= 0.012
    assert says("read nearly equally well")
    neighbour = nearest_labels(ways[2][2], ways[2][0], names)
    assert 0.95 < (neighbour == test_names).numpy().mean() <= found[2] + 0.01
    assert says("reads such digits nearly as well")


def test_the_numbers_at_the_end() -> None:
    assert 64 * 64 + 64 + 64 * 10 + 10 == 4810
    assert 1500 * 64 == 96_000
    assert says("4,810")
    assert says("96,000 numbers")


def test_the_numbers_of_question_b() -> None:
    assert round((0.978 - 0.972) * 360) == 2
    assert f"{2 / 360:.2%}" == "0.56%"
    spread = math.sqrt(0.972 * 0.028 / 360)
    assert f"{spread:.1%}" == "0.9%"
    assert round(spread * 360) == 3
    assert says("2 digits (0.56 %)")
    assert says("moves such a number by about 0.9 %")


@pytest.mark.parametrize("hint", range(8))
def test_the_worked_cases_of_the_hints_run(hint: int) -> None:
    blocks = re.findall(r"<details>(?:(?!</details>).)*?```python\n(.*?)```", LESSON.read_text(encoding="utf-8"), re.S)
    assert len(blocks) == 8
    names = {"Dataset": Dataset, "ShapeError": ShapeError, "random": random, "math": math, "StateError": StateError}
    names |= {"DimensionError": DimensionError, "bincount": mt.bincount, "Lamp": int}
    exec(blocks[hint], names)
    if "Phrases" in names:
        assert names["Phrases"](["eins", "zwei"], ["one", "two"])[1] == "zwei = two"
    if "playlist" in names:
        assert sorted(names["playlist"](["a", "b"], 4)) == ["a", "a", "b", "b"]
    if "boats" in names:
        assert list(names["boats"](range(6))) == [[0, 1, 2, 3], [4, 5]]
    if "best" in names:
        assert names["best"]([{"a": 1, "b": [2, 3]}, {"a": 0, "b": [5, 1]}]) == {"a": 1, "b": [5, 3]}
    if "sums_of_dice" in names:
        assert names["sums_of_dice"](mt.tensor([1, 6, 1]), mt.tensor([1, 6, 1])).tolist() == [0, 0, 2, *[0] * 9, 1]
    if "mean_price" in names:
        assert names["mean_price"]([(1.0, 3), (5.0, 1)]) == 2.0
    if "Collector" in names:
        collector = names["Collector"]()
        assert [collector.visit(price, {}) for price in (5, 4, 6, 7, 8)] == [False] * 4 + [True]
    if "put_back" in names:
        with pytest.raises(StateError):
            names["put_back"]({"lamp": 3}, {"door": 4})
