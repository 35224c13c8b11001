"""What the text of lesson 3 says in numbers, hints included, is what arithmetic, NumPy and the model answers say."""

import contextlib
import io
import math
import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from minitorch_ref.scalars import Variable, differences, operations, sweep

LESSON = Path(__file__).parents[2] / "lessons" / "03_computation_graphs" / "lesson.md"
DISTANCE = [0.387, 0.723, 1.000, 1.524, 5.203, 9.537, 19.19, 30.07]
PERIOD = [0.2408, 0.6152, 1.0000, 1.8808, 11.862, 29.447, 84.017, 164.79]


def says(text: str) -> bool:
    return " ".join(text.split()) in " ".join(LESSON.read_text(encoding="utf-8").split())


def newton(a, tolerance=0.05):
    r = a
    while abs(r.value * r.value - a.value) > tolerance:
        r = (r + a / r) * 0.5
    return r


def graph_size(result) -> int:
    return len(sweep.topological_order(result))


def test_a_wider_sheet_and_a_higher_one() -> None:
    assert (round(20.1 * 30, 9), round(20 * 30.1, 9)) == (603, 602)
    assert says("| a little wider | 20.1 | 30 | 603 | 3 | 3 / 0.1 = 30 |")
    assert says("| a little higher | 20 | 30.1 | 602 | 2 | 2 / 0.1 = 20 |")


def test_steps_to_one_side_approach_six_and_to_both_sides_hit_it() -> None:
    found = [round(((3 + step) ** 2 - 9) / step, 9) for step in (1, 0.1, 0.01)]
    assert found == [7, 6.1, 6.01]
    assert (4**2 - 2**2) / 2 == 6


def test_about_ten_digits_are_the_most_one_gets() -> None:
    exact = 0.5 / math.sqrt(2.0)
    steps = 10.0 ** -np.arange(1, 13)
    errors = [abs(differences.central_differences(math.sqrt, (2.0,), step)[0] - exact) for step in steps]
    assert 1e-12 < min(errors) / exact < 1e-9
    assert errors[0] > 100 * min(errors)
    assert errors[-1] > 100 * min(errors)


def test_the_share_of_sweets_falls_by_twelve_ninths() -> None:
    assert [12 / 3, 12 / 4, 12 / 2] == [4, 3, 6]
    assert (round(12 / 3.01, 4), round(4 - 12 / 3.01, 4)) == (3.9867, 0.0133)
    assert operations.local_derivatives("/", 12.0, 3.0)[1] == pytest.approx(-12 / 9)


def test_the_judge_says_12_27_and_300_for_the_cube() -> None:
    found = [differences.central_differences(lambda x: x**3, (x,))[0] for x in (2.0, 3.0, 10.0)]
    assert found == pytest.approx([12, 27, 300])


def test_the_drawn_graph_has_the_gradient_that_the_text_adds_up() -> None:
    x, y = Variable(3.0), Variable(-2.0)
    z = x * y + x
    z.backward()
    assert (z.value, x.grad, y.grad) == (-3.0, -1.0, 3.0)
    assert says("$1 \\cdot (-2)$, the other one brings 1, so $\\partial z / \\partial x = -2 + 1 = -1$")


def test_newton_takes_two_rounds_for_2_and_four_for_9() -> None:
    assert [(graph_size(newton(Variable(a))) - 1) / 3 for a in (2.0, 9.0)] == [2, 4]
    assert says("two rounds for 2, four rounds for 9, three operations each")


def test_nearest_first_turned_round_puts_b_before_a() -> None:
    a = Variable(1.0, "a")
    b = Variable(1.0, "b", inputs=[a], derivatives=[1])
    c = Variable(1.0, "c", inputs=[a, b], derivatives=[1, 1])
    found = [Variable(1.0, "result", inputs=[a, c], derivatives=[1, 1])]
    for variable in found:
        found += [x for x in variable.inputs if x not in found]
    assert [v.name for v in found[::-1]] == ["b", "c", "a", "result"]


def test_twenty_doublings_have_forty_edges_and_a_million_ways() -> None:
    last = Variable(1.0)
    for _ in range(20):
        last = last + last
    assert len(sweep.contributions(last)) == 40
    assert 2**20 > 1_000_000


def test_the_last_round_of_the_root_passes_little_through_the_old_guess() -> None:
    a = Variable(9.0)
    root = newton(a)
    through_the_guess = sum(
        c.amount for c in sweep.contributions(root) if c.target.value == pytest.approx(3.0235, abs=1e-3)
    )
    assert abs(through_the_guess) < 0.01
    root.backward()
    assert a.grad == pytest.approx(1 / 6, abs=1e-3)


def test_the_gradients_to_predict_are_10_20_and_13() -> None:
    x = Variable(5.0)
    for expected in (10.0, 20.0):
        (x * x).backward()
        assert x.grad == expected
    x.grad = 0.0
    (x * x + 3 * x).backward()
    assert x.grad == 13.0


def loss_of(w, b):
    total = 0.0
    for x, y in zip(np.log(DISTANCE).tolist(), np.log(PERIOD).tolist(), strict=True):
        error = w * x + b - y
        total = total + error * error
    return total / len(DISTANCE)


def descended(clear: bool, rounds: int):
    w, b, losses = Variable(0.0), Variable(0.0), []
    for _ in range(rounds):
        if clear:
            w.grad = b.grad = 0.0
        loss = loss_of(w, b)
        loss.backward()
        w.value -= 0.1 * w.grad
        b.value -= 0.1 * b.grad
        losses.append(loss.value)
    return w.value, b.value, losses


def test_cleared_gradients_find_the_line_of_least_squares_with_slope_three_halves() -> None:
    w, b, losses = descended(clear=True, rounds=200)
    assert [w, b] == pytest.approx(np.polyfit(np.log(DISTANCE), np.log(PERIOD), 1).tolist(), abs=1e-6)
    assert round(w, 3) == 1.5
    assert losses == sorted(losses, reverse=True) or min(losses) == pytest.approx(losses[-1], rel=1e-6)


def test_gradients_that_are_never_cleared_overshoot_again_and_again() -> None:
    _, _, losses = descended(clear=False, rounds=60)
    falls = [after < before for before, after in pairwise(losses)]
    assert sum(a != b for a, b in pairwise(falls)) >= 4


def test_the_planets_cost_41_operations_and_a_sweep_of_edges_only(monkeypatch) -> None:
    calls, plain = [], operations.evaluate
    monkeypatch.setattr(operations, "evaluate", lambda *call: calls.append(call) or plain(*call))
    loss = loss_of(Variable(0.0), Variable(0.0))
    assert len(calls) == 8 * 5 + 1
    assert len(sweep.contributions(loss)) == 8 * 8


def test_the_program_at_1_is_the_leaf_and_one_more_round_mends_it() -> None:
    a = Variable(1.0)
    newton(a).backward()
    assert a.grad == 1.0
    assert differences.central_differences(lambda x: newton(Variable(x)).value, (1.0,), 1e-3)[0] == pytest.approx(1.0)
    a = Variable(1.0)
    r = newton(a)
    ((r + a / r) * 0.5).backward()
    assert a.grad == 0.5


def test_the_full_answer_to_3b_is_right() -> None:
    x = Variable(1.0)
    u = 3 * x
    (u + 2 * u).backward()
    assert x.grad == 9.0


@pytest.mark.parametrize("hint", range(6))
def test_the_worked_cases_of_the_hints_run(hint) -> None:
    blocks = re.findall(r"<details>.*?</details>", LESSON.read_text(encoding="utf-8"), re.DOTALL)
    cases = [block for part in blocks for block in re.findall(r"```python\n(.*?)```", part, re.DOTALL)]
    assert len(cases) == 6
    names: dict[str, object] = {}
    *_, last = cases[hint].strip().split("\n")
    with contextlib.redirect_stdout(io.StringIO()):
        exec(cases[hint], names)
    if "  # {" in last:
        assert repr(names["flow"]) == last.partition("  # ")[2]
