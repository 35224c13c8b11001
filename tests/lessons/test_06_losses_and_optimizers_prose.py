"""What the text of lesson 6 says in numbers, hints included, is what the model answers and NumPy say."""

import math
import re
import warnings
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref import nn, optim
from minitorch_ref.functions import losses, selection, softmax
from minitorch_ref.functions.function import Function

LESSON = Path(__file__).parents[2] / "lessons" / "06_losses_and_optimizers" / "lesson.md"


def says(text: str) -> bool:
    return " ".join(text.split()) in " ".join(LESSON.read_text(encoding="utf-8").split())


def test_mse_loss_warns_of_shapes_that_differ_and_computes_the_wrong_loss() -> None:
    prediction, target = mt.arange(3).float().reshape(3, 1), mt.arange(3).float()
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        loss = nn.functional.mse_loss(prediction, target)
    assert len(said) == 1
    assert loss.item() == pytest.approx(12 / 9)
    assert says("computes the same and warns when the shapes differ")


def test_the_worked_mean_squared_error() -> None:
    x, y = mt.tensor([[1.0, 5.0], [2.0, 2.0]]), mt.tensor([[0.0, 2.0], [2.0, 4.0]])
    squares = (x.numpy() - y.numpy()) ** 2
    assert squares.flatten().tolist() == [1, 9, 0, 4]
    assert (squares.sum(), squares.mean(), squares.sum() / 2) == (14, 3.5, 7)
    assert losses.squared_error(x, y).item() == 3.5
    assert says("The squares are 1, 9, 0 and 4, their sum is 14 and their mean 3.5")
    assert says("a mean over the rows alone would be 7")


@pytest.mark.parametrize(
    ("p", "surprise"), [("1/2", "0.69"), ("1/10 (ten digits, no idea)", "2.30"), ("1/1000", "6.91")]
)
def test_the_table_of_surprises(p: str, surprise: str) -> None:
    denominator = int(p.split()[0].partition("/")[2])
    assert f"{math.log(denominator):.2f}" == surprise
    assert says(f"| {p} | {surprise} |")


def test_exp_of_89_is_more_than_the_largest_float32_and_of_minus_800_nothing() -> None:
    assert math.exp(88) < float(np.finfo(np.float32).max) < math.exp(89)
    assert math.exp(-800) == 0
    assert says("$e^{-800}$ is 0 in any floating-point format, and $e^{89}$ is more than the largest float32")


def test_the_worked_logsumexps() -> None:
    assert softmax.log_sum_exp(mt.tensor([1000.0, 1001.0]), 0).item() == pytest.approx(1001.313, abs=5e-4)
    assert says("e^{-1}) = 1001.313$")
    assert 1e6 + math.log(1 + 2 * math.e) == pytest.approx(1000001.862, abs=5e-4)
    assert says("The logarithm of the sum is 1000001.862")
    assert np.spacing(np.float32(1e6)) == 1 / 16


def test_the_worked_gradients_of_cross_entropy() -> None:
    x = mt.tensor([[0.7, 0.2, 0.1]], dtype=mt.float64).log().requires_grad_()
    nn.functional.cross_entropy(x, mt.tensor([0])).backward()
    assert x.grad is not None
    np.testing.assert_allclose(x.grad.numpy(), [[-0.3, 0.2, 0.1]])
    assert says("the gradient is $(-0.3, 0.2, 0.1)$")


def test_x_takes_460_steps_at_the_rate_of_001_and_y_is_multiplied_as_the_table_says() -> None:
    assert math.log(0.01) / math.log(0.99) == pytest.approx(460, abs=5)
    assert (round(1 - 20 * 0.01, 2), round(1 - 20 * 0.11, 2)) == (0.8, -1.2)
    assert says("$x$ takes about 460 steps to shrink to a hundredth")


def test_the_running_sum_is_1_then_19_then_271() -> None:
    buf, found = 0.0, []
    for _ in range(3):
        buf = 0.9 * buf + 1
        found.append(round(buf, 2))
    assert found == [1, 1.9, 2.71]
    assert says("the sum is 1, 1.9, 2.71, ...")


@pytest.mark.parametrize("t", [1, 2, 10])
def test_the_table_of_adams_start(t: int) -> None:
    m, v = 1 - 0.9**t, 1 - 0.999**t
    row = f"| {t} | {m:.2g} | {v:.3g} | {m / math.sqrt(v):.2f} | 1 |"
    assert says(row), row


def test_bytes_per_parameter_of_each_method() -> None:
    found = []
    for make in (lambda p: optim.SGD(p), lambda p: optim.SGD(p, momentum=0.9), optim.RMSprop, optim.Adam):
        p = nn.Parameter(mt.ones(100))
        optimizer = make([p])
        p.sum().backward()
        optimizer.step()
        state = [x for x in optimizer.state[p].values() if x.dim()]
        found.append(4 * (2 + len(state)))
    assert found == [8, 12, 12, 16]
    assert says("needs 16 bytes per parameter, where plain SGD needs 8")


def test_softmax_twice_cannot_be_surprised_less_than_146() -> None:
    assert f"{math.log(1 + 9 / math.e):.2f}" == "1.46"
    assert f"{math.log(math.e + 9):.2f}" == "2.46"
    assert says("$\\log(e + 9) - 1 = \\log(1 + 9/e) = 1.46$")
    assert says("$\\log(e + 9) = 2.46$")


def test_the_numbers_of_question_b_are_those_of_the_table() -> None:
    steps = [f"{(1 - 0.9**t) / math.sqrt(1 - 0.999**t):.1f}" for t in (1, 10)]
    assert steps == ["3.2", "6.5"]
    assert says("steps are 3.2 times too long at first and 6.5 times at the tenth")


def test_both_ways_of_clipping_in_question_c() -> None:
    parameters = [nn.Parameter(mt.zeros(1)) for _ in range(2)]
    for p, gradient in zip(parameters, (10.0, 0.1), strict=True):
        p.grad = mt.tensor([gradient])
    nn.utils.clip_grad_norm_(parameters, 1.0)
    assert [round(p.grad.item(), 2) for p in parameters if p.grad is not None] == [1.0, 0.01]
    assert says("together (1, 0.01)")


def test_the_worked_cases_of_the_hints_run() -> None:
    blocks = re.findall(r"<details>.*?```python\n(.*?)```", LESSON.read_text(encoding="utf-8"), re.DOTALL)
    names = {"Function": Function, "minitorch": mt, "selection": selection}
    for block in blocks:
        exec(block, names)
    right = names["right_answers"](mt.tensor([3, 1, 4, 1]), mt.tensor([3, 1, 4, 2]))
    assert right.item() == 0.75
    assert names["geometric_mean"](mt.tensor([[1e30, 1e32]]), 1).item() == pytest.approx(1e31, rel=1e-4)
    assert names["spread"](mt.tensor([1e6, 1e6 + 2])).item() == 1
    x = mt.tensor([[1.0, 5.0], [7.0, 2.0]], requires_grad=True)
    names["Largest"].apply(x).sum().backward()
    assert x.grad is not None
    assert x.grad.tolist() == [[0, 1], [1, 0]]
    assert names["leaky"](mt.tensor([-2.0, 0.0, 3.0]), 0.1).tolist() == pytest.approx([-0.2, 0, 3])
    memory = mt.tensor(20.0)
    assert names["read"](memory, mt.tensor(100.0), 0.8)
    assert names["relative"](mt.tensor(60.0), mt.tensor(60.0), 0.9).item() == pytest.approx(1)
    assert names["average_so_far"](mt.tensor(0.0), mt.tensor(5.0), 1, 0.9).item() == pytest.approx(5)
    assert [names["brightness"](t) for t in (1, 2, 6, 20)] == [0.5, 1, 0.5, 0]
    choir = [SimpleNamespace(volume=3.0), SimpleNamespace(volume=1.0)]
    assert names["turn_down"](choir, 2.0) == 4
    assert [voice.volume for voice in choir] == [1.5, 0.5]
    assert len(blocks) == 10
