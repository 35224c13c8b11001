"""What the text of lesson 1 says in numbers, hints included, is what the model answers and NumPy say."""

import doctest
import re
from pathlib import Path

import numpy as np
import pytest

import minitorch_ref
from minitorch_ref import shapes
from minitorch_ref.shapes import Layout

LESSON = Path(__file__).parents[2] / "lessons" / "01_tensors" / "lesson.md"


def says(text: str) -> bool:
    return " ".join(text.split()) in " ".join(LESSON.read_text(encoding="utf-8").split())


def numpy_can_view(layout: Layout, new_shape: tuple[int, ...]) -> bool:
    """Whether NumPy's reshape shares memory on an array of this layout."""
    storage = np.arange(5_000, dtype=np.int64)
    strides = tuple(8 * stride for stride in layout.strides)
    array = np.lib.stride_tricks.as_strided(storage[layout.offset :], layout.shape, strides)
    return bool(np.shares_memory(array, array.reshape(new_shape)))


def test_the_elements_of_the_transpose_lie_where_the_table_says() -> None:
    transpose = Layout((3, 2), (1, 3), 0)
    indices = [shapes.position_to_index(number, transpose.shape) for number in range(6)]
    assert [shapes.index_to_position(index, transpose) for index in indices] == [0, 3, 1, 4, 2, 5]
    assert says("| lies at position | 0 | 3 | 1 | 4 | 2 | 5 |")


def test_the_clock_reads_5_33_20_after_20000_seconds() -> None:
    assert shapes.position_to_index(20_000, (24, 60, 60)) == (5, 33, 20)
    assert says("so it is 5:33:20")


def test_a_transpose_of_4_by_6_is_split_with_a_step_three_times_as_long() -> None:
    assert shapes.view_strides(Layout((6, 4), (1, 6), 0), (2, 3, 4)) == (3, 1, 6)
    assert says("a step from group to group is 3 times as long as a step from row to row")


def test_three_of_the_five_shapes_in_the_second_hint_of_1_7_are_possible() -> None:
    layout = Layout((8, 6), (20, 1), 0)
    offered = [(8, 6), (2, 4, 6), (4, 2, 3, 2), (16, 3), (48,)]
    possible = [shapes.view_strides(layout, shape) is not None for shape in offered]
    assert possible == [numpy_can_view(layout, shape) for shape in offered]
    assert sum(possible) == 3
    assert says("(8, 6), (2, 4, 6), (4, 2, 3, 2), (16, 3), (48,) are possible? Three are.")


@pytest.mark.parametrize(
    ("new_shape", "strides"), [((4, 3, 30), (93, 31, 1)), ((12, 3, 10), (31, 10, 1)), ((18, 20), None)]
)
def test_the_calendar_has_the_views_of_the_third_hint(
    new_shape: tuple[int, ...], strides: tuple[int, ...] | None
) -> None:
    calendar = Layout((12, 30), (31, 1), 0)
    assert shapes.view_strides(calendar, new_shape) == strides
    assert numpy_can_view(calendar, new_shape) == (strides is not None)
    without_gaps = Layout((12, 30), (30, 1), 0)
    assert shapes.view_strides(without_gaps, new_shape) is not None
    assert strides is None or says(f"{new_shape} with strides {strides}")


def test_block_0_1_of_the_example_in_1_8_is_3_4_5_over_9_10_11() -> None:
    tiles = shapes.tile_layout(Layout((2, 6), (6, 1), 0), 2, 3)
    block = [[shapes.index_to_position((0, 1, i, j), tiles) for j in range(3)] for i in range(2)]
    assert block == [[3, 4, 5], [9, 10, 11]]


def test_patches_do_not_merge_and_bands_do() -> None:
    image = Layout((8, 8), (8, 1), 64 * 12)
    patches, bands = shapes.tile_layout(image, 4, 4), shapes.tile_layout(image, 2, 8)
    assert [shapes.view_strides(patches, shape) for shape in [(2, 2, 16), (4, 4, 4), (4, 16)]] == [None, None, None]
    assert shapes.view_strides(bands, (4, 16)) == (16, 1)


def test_the_lines_of_in_pytorch_give_the_same_on_the_framework() -> None:
    blocks = re.findall(r"```python\n(>>>.*?)```", LESSON.read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, object] = {"torch": minitorch_ref}
    examples = [example for block in blocks for example in doctest.DocTestParser().get_examples(block)]
    ours = [e for e in examples if "import torch" not in e.source and "channels_last" not in e.source]
    assert len(ours) == len(examples) - 2
    for example in ours:
        if example.exc_msg:
            with pytest.raises((RuntimeError, ValueError)):
                eval(example.source, names)
        elif example.want:
            assert f"{eval(example.source, names)!r}\n" == example.want
        else:
            exec(example.source, names)
