"""What the text of lesson 2 says in numbers, hints included, is what the model answers and NumPy say."""

import re
from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import load_digits

import minitorch_ref
from minitorch_ref import shapes
from minitorch_ref.shapes import Layout

LESSON = Path(__file__).parents[2] / "lessons" / "02_broadcasting" / "lesson.md"


def says(text: str) -> bool:
    return " ".join(text.split()) in " ".join(LESSON.read_text(encoding="utf-8").split())


@pytest.fixture(scope="module")
def pixels() -> np.ndarray:
    return load_digits().images


@pytest.mark.parametrize(
    ("first", "second", "result"),
    [((3, 1), (4,), (3, 4)), ((297, 1, 64), (1, 1500, 64), (297, 1500, 64)), ((1797, 64), (64,), (1797, 64))],
)
def test_the_drawn_shapes_meet_as_drawn(first, second, result) -> None:
    assert shapes.broadcast_shapes(first, second) == result == np.broadcast_shapes(first, second)


def test_the_third_drawn_pair_is_an_error_of_2_against_4() -> None:
    with pytest.raises(minitorch_ref.ShapeError):
        shapes.broadcast_shapes((3, 2), (4,))
    assert says("error: 2 against 4")


def test_copied_sides_would_take_114_megabytes_and_are_stored_in_a_thousandth() -> None:
    assert 297 * 1500 * 64 == 28_512_000
    assert [round(4 * n / 1e6, 2) for n in (28_512_000, 297 * 64, 1500 * 64)] == [114.05, 0.08, 0.38]
    assert says("28,512,000 numbers of 4 bytes, 114 MB a side, made from tensors that hold 0.08 MB and 0.38 MB")


def test_the_stretched_sides_read_positions_2_and_1() -> None:
    column = shapes.expand_layout(Layout((3, 1), (1, 1), 0), (3, 4))
    row = shapes.expand_layout(Layout((4,), (1,), 0), (3, 4))
    assert (column.strides, row.strides) == ((1, 0), (0, 1))
    assert [shapes.index_to_position((2, 1), layout) for layout in (column, row)] == [2, 1]
    assert says("strides (1, 0): position 2*1 + 1*0 = 2")


def test_15360_differences_come_from_248_stored_numbers() -> None:
    assert (120 * 128, 120 + 128) == (15_360, 248)
    assert says("15,360 of them, from 248 stored ones")


def test_the_column_sums_drawn_are_those_of_the_table() -> None:
    sums = minitorch_ref.tensor([[1, 2, 3], [40, 50, 60]]).sum(dim=0, keepdim=True)
    assert sums.tolist() == [[41, 52, 63]]
    assert says("sum along dim 0: 41 52 63")


def test_a_speck_of_dust_outvotes_the_digit_twentyfold() -> None:
    z = 2 / 0.04
    assert (round(z**2), 63 * 2, round(z**2 / 126)) == (2500, 126, 20)
    assert says("50² = 2500, the second about 126")


def test_the_largest_spread_of_a_pixel_is_6_5_grey_levels(pixels) -> None:
    assert f"{pixels.std(axis=0).max():.1f}" == "6.5"
    assert says("(the largest is 6.5)")


def test_mnist_at_once_would_take_1_9_terabytes() -> None:
    assert f"{60_000 * 784 * 10_000 * 4 / 1e12:.1f}" == "1.9"
    assert says("the temporary would take 1.9 TB")


def test_every_guess_against_every_label_makes_88209_numbers() -> None:
    assert 297 * 297 == 88_209
    assert says("88,209 numbers where you expected 297")


def test_float32_loses_the_difference_of_the_third_question() -> None:
    x, y = np.float32(10_000), np.float32(10_001)
    assert np.spacing(x * x) == 8
    assert x * x + y * y - 2 * x * y != 1
    assert (x - y) ** 2 == 1
    assert 297 * 1500 * 4 == 1_782_000


@pytest.mark.parametrize("hint", range(8))
def test_the_worked_cases_of_the_hints_say_what_comes_out(hint) -> None:
    blocks = re.findall(r"<details>.*?```python\n(.*?)```", LESSON.read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, object] = {"old_sheet": list(range(15)), "new_sheet": [0] * 15, "lines": ["a", "bcd", "e", "fg"]}
    names |= {"roads": minitorch_ref.ones(3), "speeds": minitorch_ref.ones(5)}
    names |= {"train": minitorch_ref.ones(4, 2), "test": minitorch_ref.ones(2, 2)}
    assert len(blocks) == 8
    *before, last = blocks[hint].strip().rsplit("\n", 1)
    if "  # [" in last:
        exec("\n".join(before), names)
        source, _, comment = last.partition("  # ")
        assert repr(eval(source, names)) == comment
    else:
        exec(blocks[hint], names)
