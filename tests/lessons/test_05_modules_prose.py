"""What the text of lesson 5 says in numbers, hints included, is what the model answers and NumPy say."""

import math
import re
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref import nn
from minitorch_ref.nn import init
from minitorch_ref.nn.module import Module
from minitorch_ref.nn.parameter import Parameter
from minitorch_ref.tensors import factories

LESSON = Path(__file__).parents[2] / "lessons" / "05_modules" / "lesson.md"


def says(text: str) -> bool:
    return " ".join(text.split()) in " ".join(LESSON.read_text(encoding="utf-8").split())


def test_the_drawn_tree_has_seven_names_of_which_the_fourth_is_encoder_1_weight() -> None:
    net = Module()
    net.scale = Parameter(mt.ones(1))
    net.encoder, net.head = nn.Sequential(nn.Linear(1, 1), nn.Linear(1, 1)), nn.Linear(1, 1)
    names = [name for name, _ in net.named_parameters()]
    assert len(names) == 7
    assert names[3] == "encoder.1.weight"
    assert says("all seven names")
    assert says("fourth is `encoder.1.weight`")


def test_a_spread_of_1_makes_100_inputs_7_times_larger_a_layer() -> None:
    rng = np.random.default_rng(0)
    x = rng.standard_normal((4000, 100))
    y = np.maximum(x @ rng.standard_normal((100, 1000)), 0)
    assert (y**2).mean() / (x**2).mean() == pytest.approx(50, rel=0.05)
    assert f"{math.sqrt(50):.1f}" == "7.1"
    assert f"{math.sqrt(50) ** 10:.0e}" == "3e+08"
    assert says("| 1 (`randn`) | $100 / 2 = 50$ | 7.1 | $3 \\cdot 10^8$ |")


def test_the_mean_square_of_a_uniform_number_is_a_third_of_its_bound_squared() -> None:
    middles = np.linspace(-1, 1, 100_001)
    assert (middles**2).mean() == pytest.approx(1 / 3, rel=1e-3)
    assert says("uniform on $[-k, k)$ is $k^2 / 3$")


def test_a_die_has_the_spread_that_the_hint_says() -> None:
    faces = np.arange(1, 7) - 3.5
    assert faces.std() == pytest.approx(math.sqrt(35 / 12))
    factor = 10 / round(math.sqrt(35 / 12), 2)
    assert (round(factor, 2), round(2.5 * 10 / faces.std(), 1)) == (5.85, 14.6)
    assert says("c = 10 / 1.71 \\approx 5.85$, and the points lie between $-14.6$ and $14.6$")


def test_337_parameters_1348_bytes_608_operations() -> None:
    net = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 16), nn.ReLU(), nn.Linear(16, 1))
    count = sum(parameter.numel() for parameter in net.parameters())
    assert (count, 4 * count) == (337, 1348)
    assert says("337 numbers, found by your walk")
    assert says("1,348 bytes")


def test_half_a_million_is_left_of_1024_squared() -> None:
    assert 1024**2 / 2 == 524_288
    assert says("half a million is left")


def test_pytorchs_start_makes_signals_smaller_by_the_root_of_6() -> None:
    layer = nn.Linear(900, 900)
    gain = layer.weight.detach().numpy().std() * math.sqrt(900)
    assert gain == pytest.approx(1 / math.sqrt(3), rel=0.01)
    assert math.sqrt(2) / gain == pytest.approx(math.sqrt(6), rel=0.01)
    assert f"{math.sqrt(6):.2f}" == "2.45"
    assert says("smaller by $\\sqrt 6 \\approx 2.45$")


def test_two_thirds_of_nine_are_six_on_average() -> None:
    assert says("an activation of 6 is kept with probability $\\frac{2}{3}$")
    assert math.isclose(6 / (1 - 1 / 3) * (2 / 3), 6)


def test_the_numbers_of_question_a() -> None:
    assert (math.sqrt(1 / 400), round(math.sqrt(2 / 400), 3)) == (0.05, 0.071)
    kept = np.array([0.0, 2.0])
    assert (kept.mean(), (kept**2).mean()) == (1, 2)
    assert round(math.sqrt(0.5), 2) == 0.71
    assert math.sqrt(0.5) ** 10 == pytest.approx(1 / 32)


def test_the_state_by_hand_has_four_names_with_the_buffer_behind_the_parameter() -> None:
    net, layer = Module(), nn.Linear(2, 2, bias=False)
    net.scale, net.one, net.two = Parameter(mt.ones(1)), layer, layer
    net.register_buffer("mean", mt.zeros(1))
    net.register_buffer("scratch", mt.zeros(1), persistent=False)
    assert list(net.state_dict()) == ["scale", "mean", "one.weight", "two.weight"]
    assert says("Its state has four names.")
    assert says("your four names")


@pytest.mark.parametrize("hint", range(9))
def test_the_worked_cases_of_the_hints_run(hint: int) -> None:
    blocks = re.findall(r"<details>.*?```python\n(.*?)```", LESSON.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 9
    names = {"Module": Module, "Parameter": Parameter, "factories": factories, "init": init, "Horse": int, "Cow": str}
    exec(blocks[hint], names)
    if "Scale" in names:
        assert names["Scale"](3)(mt.ones(2, 3)).tolist() == [[1, 1, 1]] * 2
        assert repr(names["Scale"](3)) == "Scale(features=3)"
    if "Sum" in names:
        assert names["Sum"](nn.ReLU(), nn.Identity())(mt.ones(2)).tolist() == [2, 2]
    if "Square" in names:
        assert names["Square"]()(mt.tensor([-1.5, 2.0])).tolist() == [2.25, 4]
    if "switch" in names:
        rooms = [SimpleNamespace(), SimpleNamespace()]
        house = SimpleNamespace(rooms=lambda: rooms)
        names["switch"](house, "off")
        assert [place.light for place in (house, *rooms)] == ["off"] * 3
        with pytest.raises(ValueError, match="on or off"):
            names["switch"](house, True)
    if "take_stock" in names:
        inner = SimpleNamespace(things={"nails": 3}, boxes={})
        assert names["take_stock"](SimpleNamespace(things={"saw": 1}, boxes={"left": inner})) == {
            "saw": 1,
            "left/nails": 3,
        }
    if "compare" in names:
        assert names["compare"]({"a": 1, "b": 2}, {"b": 2, "c": 3}) == (["a"], ["c"])
