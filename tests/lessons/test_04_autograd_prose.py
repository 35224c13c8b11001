"""What the text of lesson 4 says in numbers, hints included, is what arithmetic, NumPy and the framework say."""

import re
from pathlib import Path

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref.autograd.differences import numerical
from minitorch_ref.autograd.engine import ready_nodes, sum_to_shape

LESSON = Path(__file__).parents[2] / "lessons" / "04_autograd" / "lesson.md"


def text() -> str:
    return " ".join(LESSON.read_text(encoding="utf-8").split())


def doubles(values, requires_grad=False):
    return mt.tensor(values, dtype=mt.float64, requires_grad=requires_grad)


@pytest.fixture(scope="module")
def digits():
    """Pixels with a 1 behind them and labels 1 or -1 of all threes and eights, shuffled as in the lesson."""
    images, labels = mt.vision.load_digits()
    chosen = np.flatnonzero(np.isin(labels.numpy(), [3, 8]))
    chosen = np.random.default_rng(0).permutation(chosen)
    pixels = np.ones((len(chosen), 65))
    pixels[:, :64] = images.numpy()[chosen].reshape(-1, 64) / 16
    return pixels, np.where(labels.numpy()[chosen] == 8, 1.0, -1.0)


@pytest.fixture(scope="module")
def loss_of(digits):
    x, y = mt.tensor(digits[0][:250]), mt.tensor(digits[1][:250])

    def loss(w):
        margins = y * (x @ w).reshape(-1)
        return ((-margins).exp() + 1).log().sum() / 250 + 0.005 * (w * w).sum()

    return loss


def weights():
    return mt.zeros(65, 1, dtype=mt.float64, requires_grad=True)


def test_one_node_for_each_number_would_be_more_than_32_000():
    assert 2 * 65 * 250 > 32_000
    assert "more than 32,000 nodes" in text()


def test_the_table_by_hand():
    table = numerical(lambda p: mt.stack([p[0] + p[1], p[0] * p[1], p[1]]), doubles([2.0, 3.0]))
    np.testing.assert_allclose(table, [[1, 3, 0], [1, 2, 1]], atol=1e-8)
    assert "| move $x_0$ | 1 | 3 | 0 |" in text()


def test_a_product_of_250_numbers_has_62_500_derivatives_of_which_250_are_not_0():
    y = doubles(np.random.default_rng(0).choice([-1.0, 1.0], size=250))
    table = numerical(lambda s: s * y, mt.zeros(250, dtype=mt.float64))
    assert (table.size, np.count_nonzero(table), 250 * 65) == (62_500, 250, 16_250)
    assert "62,500 derivatives, and all but 250 are 0" in text()


def test_the_product_by_hand():
    x, y = doubles([1.0, 2.0, 3.0], True), doubles([10.0, 20.0, 30.0], True)
    sent = (x * y).grad_fn.run([doubles([1.0, 2.0, -1.0])])
    assert [grad.tolist() for grad in sent] == [[10, 40, -30], [1, 4, -3]]
    assert "| sent to $x$ | 10 | 40 | $-30$ |" in text()


def test_the_rows_that_share_w_by_hand():
    assert sum_to_shape(doubles([[1.0, 10.0], [2.0, 20.0], [3.0, 30.0]]), (2,)).tolist() == [6, 60]
    assert "$w_0$ gets 6" in text()


def test_the_matrix_product_by_hand():
    x, y = doubles([[3.0, 5.0]], True), doubles([[1.0, 2.0], [4.0, 7.0]], True)
    to_x, to_y = (x @ y).grad_fn.run([doubles([[1.0, 10.0]])])
    assert to_x.tolist() == [[21, 74]]
    assert to_y.tolist() == [[3, 30], [5, 50]]
    assert "1 \\cdot 1 + 10 \\cdot 2 = 21" in text()
    assert "1 \\cdot 4 + 10 \\cdot 7 = 74" in text()


def test_the_counts_of_the_drawn_graph():
    x = mt.ones(1, requires_grad=True)
    z = x * x + x
    order = [node.name() for node in ready_nodes([z.grad_fn])]
    assert order == ["AddBackward0", "MulBackward0", "AccumulateGrad"]
    edges = [edge.node.name() for node in ready_nodes([z.grad_fn]) for edge in node.edges]
    assert (edges.count("MulBackward0"), edges.count("AccumulateGrad")) == (1, 3)


def test_what_the_graph_keeps_are_three_vectors_beside_x_w_and_y(digits):
    x, y = mt.tensor(digits[0][:250]), mt.tensor(digits[1][:250])
    w, saved = mt.zeros(65, dtype=mt.float64, requires_grad=True), []
    with mt.autograd.saved_tensors_hooks(lambda tensor: saved.append(tensor) or tensor, lambda tensor: tensor):
        margins = y * (x * w).sum(dim=1)
        ((-margins).exp() + 1).log().sum() / 250 + 0.005 * (w * w).sum()
    kept = {tensor.data_ptr(): tensor for tensor in saved if tensor.dim() > 0}
    assert sorted(tuple(tensor.shape) for tensor in kept.values()) == [(65,), *[(250,)] * 4, (250, 65)]
    assert {x.data_ptr(), w.data_ptr(), y.data_ptr()} <= set(kept)
    assert "`x`, 130,000 bytes" in text()
    assert 8 * 250 * 65 == 130_000


def test_the_sweep_visits_14_nodes_where_the_judge_runs_the_program_130_times(loss_of):
    assert len(list(ready_nodes([loss_of(weights()).grad_fn]))) == 14
    assert "one sweep over 14 nodes, where the judge needed 130 runs" in text()
    assert 2 * 65 == 130


def test_the_colleagues_leaves_hold_three_where_two_is_right():
    held = {}
    for _ in range(2):
        sent = np.ones(2)
        for leaf in "ab":
            if leaf in held:
                held[leaf] += sent
            else:
                held[leaf] = sent
    assert held["a"].tolist() == held["b"].tolist() == [3, 3]
    assert "After the second sweep both should hold 2" in text()


def test_descent_reads_almost_all_images_it_has_not_seen(digits, loss_of):
    w = weights()
    for _ in range(200):
        loss_of(w).backward()
        with mt.no_grad():
            w -= 0.5 * w.grad
        w.grad = None
    right = ((digits[0][250:] @ w.detach().numpy()).reshape(-1) * digits[1][250:] > 0).mean()
    assert right > 0.97
    picture = w.detach().numpy()[:64].reshape(8, 8)
    assert picture[2:6, :3].sum() > 0.5


def test_the_derivatives_of_the_fourth_power_at_5():
    a = doubles(5.0, True)
    (first,) = mt.autograd.grad(a * a * a * a, a, create_graph=True)
    (second,) = mt.autograd.grad(first, a, create_graph=True)
    assert (first.item(), second.item(), mt.autograd.grad(second, a)[0].item()) == (500, 300, 120)
    assert "$4 a^3 = 500$" in text()
    assert "$12 a^2 = 300$" in text()


def test_newton_doubles_the_digits(loss_of):
    w, losses = weights(), []
    for _ in range(7):
        loss = loss_of(w)
        (slope,) = mt.autograd.grad(loss, w, create_graph=True)
        flat = slope.reshape(-1)
        rows = [mt.autograd.grad(flat[i], w, retain_graph=True)[0].numpy().reshape(-1) for i in range(65)]
        losses.append(loss.item())
        with mt.no_grad():
            w -= mt.tensor(np.linalg.solve(np.stack(rows), slope.detach().numpy()))
    above = [loss - losses[-1] for loss in losses[:6]]
    assert above[3] > 1e-5
    assert above[4] < 1e-6
    assert above[5] < 1e-11


def test_the_full_answer_to_4a_is_right():
    x, g = np.array([0.1, -1.0, 2.0]), np.array([1.0, 3.0, -2.0])
    p = np.exp(x) / np.exp(x).sum()
    table = numerical(lambda x: x.exp() / x.exp().sum(), doubles(x))
    np.testing.assert_allclose(table @ g, p * (g - (p * g).sum()), atol=1e-8)
    assert 10_000**2 * 4 == 400_000_000
    assert 10_000 * 4 == 40_000


def test_in_single_precision_a_small_step_is_noise():
    x = mt.tensor([1.3, 0.7])
    fine, coarse = (numerical(lambda x: x * x, x, step) for step in (1e-6, 1e-2))
    assert np.abs(fine - np.diag([2.6, 1.4])).max() > 0.01
    assert np.abs(coarse - np.diag([2.6, 1.4])).max() < 1e-3


def test_the_worked_cases_of_the_hints_hold():
    picture, rows = np.arange(6.0).reshape(2, 3), []
    for index in np.ndindex(picture.shape):
        changed = picture.copy()
        changed[index] = 0
        rows.append(picture.mean(axis=1) - changed.mean(axis=1))
    assert np.array(rows).reshape(picture.size, len(picture)).shape == (6, 2)
    longer, shorter = (1797, 8, 8), (8, 1)
    padded = (None,) * (len(longer) - len(shorter)) + shorter
    assert repr(list(zip(longer, padded, strict=True))) in text()
    assert len(re.findall(r"<details><summary>Hint 1", text())) == 8
