"""Kernels that do several loops in one pass: they are used, and give what the composed operation gives in NumPy."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref.backends.numba_cuda.backend import CudaBackend
from minitorch_ref.nn import functional as F  # noqa: N812  PyTorch's name for it


@pytest.fixture
def used(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The names of the kernels that have been found for some operands."""
    names: set[str] = set()
    choose = CudaBackend.kernel

    def noting(self: CudaBackend, name: str, *operands: Any) -> Any:
        found = choose(self, name, *operands)
        if found is not None:
            names.add(name)
        return found

    monkeypatch.setattr(CudaBackend, "kernel", noting)
    return names


def draw(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(shape)


def with_gradients(device: str, function: Callable[..., mt.Tensor], *arrays: np.ndarray) -> list[np.ndarray]:
    """The output and the gradient of each input, for a random gradient of the output; on the CPU composed in NumPy."""
    with mt.use_backend("numpy"):
        inputs = [mt.tensor(array).to(device).requires_grad_() for array in arrays]
        out = function(*inputs)
        out.backward(mt.tensor(draw(*out.shape, seed=1)).to(device))
    return [x.cpu().numpy() for x in (out.detach(), *(x.grad for x in inputs))]


def agree(function: Callable[..., mt.Tensor], *arrays: np.ndarray) -> None:
    pairs = zip(with_gradients("cuda", function, *arrays), with_gradients("cpu", function, *arrays), strict=True)
    for number, (found, wanted) in enumerate(pairs):
        np.testing.assert_allclose(
            found, wanted, rtol=1e-10, atol=1e-12, err_msg=f"gradient {number}" if number else ""
        )


# ---- softmax ----


@pytest.mark.parametrize(("shape", "dim"), [((3, 5), 1), ((3, 5), 0), ((2, 3, 4), 1), ((2, 300), 1), ((7,), 0)])
def test_softmax_along_any_axis(used, shape, dim):
    agree(lambda x: x.softmax(dim), draw(*shape))
    assert used >= {"softmax", "softmax_backward"}


def test_softmax_of_tensors_that_lie_in_another_order(used):
    agree(lambda x: x.transpose(0, 2)[:, 1:].softmax(1), draw(4, 3, 2))
    assert used >= {"softmax", "softmax_backward"}


def test_softmax_stays_finite_and_lets_nan_through():
    x = mt.tensor([[1e30, 0.0, -1e30], [float("nan"), 0, 0], [float("-inf"), 0, 0]], device="cuda")
    found = x.softmax(1).tolist()
    assert found[0] == [1, 0, 0]
    assert np.isnan(found[1]).all()
    assert found[2] == [0, 0.5, 0.5]


# ---- convolution ----

CONVOLUTIONS = [
    # (N, C, H, W), features, kernel, stride, padding, dilation, groups
    ((2, 3, 5, 6), 4, (3, 3), 1, 1, 1, 1),
    ((2, 4, 7, 6), 6, (3, 2), (2, 3), (1, 0), 1, 2),
    ((1, 4, 9, 8), 4, (3, 3), 2, 2, 2, 4),
    ((1, 2, 5, 5), 3, (1, 1), 2, 0, 1, 1),
]


@pytest.mark.parametrize(("shape", "features", "kernel", "stride", "padding", "dilation", "groups"), CONVOLUTIONS)
def test_convolution_and_its_gradients(used, shape, features, kernel, stride, padding, dilation, groups):
    agree(
        lambda x, weight, bias: F.conv2d(x, weight, bias, stride, padding, dilation, groups),
        draw(*shape), draw(features, shape[1] // groups, *kernel), draw(features),
    )  # fmt: skip
    assert used >= {"convolution", "convolution_input", "convolution_weight"}


def test_convolution_of_sequences_without_bias_and_back(used):
    agree(
        lambda x, w, v: F.conv_transpose1d(F.conv1d(x, w, None, 2, 1, 3), v, None, 3, 2, 1),
        draw(2, 4, 13), draw(6, 4, 3), draw(6, 2, 5),
    )  # fmt: skip
    assert used >= {"convolution", "convolution_input", "convolution_weight"}


def test_convolution_of_tensors_that_lie_in_another_order():
    agree(
        lambda x, w: F.conv2d(x.permute(3, 2, 1, 0), w.transpose(0, 1)[:, :, ::2]), draw(5, 6, 3, 2), draw(3, 4, 4, 2)
    )


def test_no_images_give_no_outputs_and_no_gradient():
    out, *grads = with_gradients("cuda", F.conv2d, draw(0, 2, 5, 5), draw(3, 2, 3, 3))
    assert out.shape == (0, 3, 3, 3)
    assert not grads[1].any()


# ---- embedding ----


@pytest.mark.parametrize("frozen", [None, 2])
def test_rows_of_a_table_and_the_sum_of_their_gradients(used, frozen):
    index = mt.tensor([[1, 4, 4], [2, 0, 4]])
    agree(lambda weight: F.embedding(index.to(weight.device), weight, padding_idx=frozen), draw(5, 3))
    assert used >= {"embedding", "embedding_backward"}


def test_a_row_that_is_not_there_is_noted():
    F.embedding(mt.tensor([0, 7], device="cuda"), mt.ones(3, 2, device="cuda"))
    with pytest.raises(IndexError, match="index 7, out of range for an axis of size 3"):
        mt.cuda.synchronize()


# ---- steps of optimizers ----

STEPS = {
    "sgd": (mt.optim.SGD, {"lr": 0.1, "weight_decay": 0.01, "maximize": True}),
    "momentum": (mt.optim.SGD, {"lr": 0.1, "momentum": 0.9, "dampening": 0.1, "weight_decay": 0.01}),
    "nesterov": (mt.optim.SGD, {"lr": 0.1, "momentum": 0.9, "nesterov": True}),
    "adam": (mt.optim.Adam, {"lr": 0.1, "betas": (0.8, 0.95), "weight_decay": 0.1, "maximize": True}),
    "adamw": (mt.optim.AdamW, {"lr": 0.1, "weight_decay": 0.1}),
    "rmsprop": (mt.optim.RMSprop, {"lr": 0.01, "alpha": 0.9, "weight_decay": 0.1}),
}
KERNEL = {"nesterov": "momentum", "adamw": "adam"}


def trained(device: str, kind: Any, settings: dict[str, Any]) -> np.ndarray:
    with mt.use_backend("numpy"):
        p = mt.tensor(draw(7, 3)).to(device).t().requires_grad_()
        optimizer = kind([p], **settings)
        for step in range(3):
            p.grad = mt.tensor(draw(3, 7, seed=step)).to(device)
            optimizer.step()
    return p.detach().cpu().numpy()


@pytest.mark.parametrize("name", STEPS)
def test_steps_are_those_of_the_formula(used, name):
    np.testing.assert_allclose(trained("cuda", *STEPS[name]), trained("cpu", *STEPS[name]), rtol=1e-12)
    plain = mt.ones(4, device="cuda").requires_grad_()
    plain.grad = mt.ones(4, device="cuda")
    kind, settings = STEPS[name]
    kind([plain], **settings).step()
    assert KERNEL.get(name, name) in used


# ---- pooling ----

MAXIMA = [
    # shape, kernel, stride, padding, dilation, ceil_mode
    ((2, 3, 4, 6), (2, 2), (2, 2), (0, 0), (1, 1), False),
    ((1, 2, 7, 9), (3, 2), (2, 1), (1, 1), (1, 2), False),
    ((1, 2, 7, 7), (3, 3), (2, 2), (1, 1), (1, 1), True),
]


@pytest.mark.parametrize(("shape", "kernel", "stride", "padding", "dilation", "ceil_mode"), MAXIMA)
def test_largest_of_windows_and_their_gradients(used, shape, kernel, stride, padding, dilation, ceil_mode):
    agree(lambda x: F.max_pool2d(x, kernel, stride, padding, dilation, ceil_mode), draw(*shape))
    assert used >= {"max_pool", "max_pool_backward"}


def test_the_first_nan_of_a_window_wins_and_else_the_first_of_equals():
    x = np.zeros((1, 4, 4))
    x[0, 2, 3] = x[0, 3, 2] = np.nan
    out, places = F.max_pool2d(mt.tensor(x, device="cuda"), 2, return_indices=True)
    np.testing.assert_array_equal(out.cpu().numpy()[0], [[0, 0], [0, np.nan]])
    assert places.flatten().tolist() == [0, 2, 8, 11]


@pytest.mark.parametrize("ceil_mode", [False, True])
def test_means_of_windows_and_their_gradients(used, ceil_mode):
    agree(lambda x: F.avg_pool2d(x, (3, 2), (2, 1), (1, 1), ceil_mode, False), draw(1, 2, 6, 5))
    assert used >= {"window_sum", "window_sum_backward"}


def test_pooling_of_sequences_that_lie_in_another_order(used):
    agree(lambda x: F.max_pool1d(x.transpose(0, 2), 3, 2) + F.avg_pool1d(x.transpose(0, 2), 3, 2), draw(9, 4, 3))
    assert used >= {"max_pool", "max_pool_backward", "window_sum", "window_sum_backward"}


# ---- attention ----


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize(("length", "source", "features", "width"), [(5, 5, 4, 4), (18, 20, 3, 17), (17, 3, 2, 1)])
def test_attention_and_its_gradients(used, length, source, features, width, causal):
    agree(
        lambda q, k, v: F.scaled_dot_product_attention(q, k, v, is_causal=causal, scale=0.7),
        draw(2, length, features), draw(2, source, features), draw(2, source, width),
    )  # fmt: skip
    assert used >= {"attention", "attention_backward"}


def test_heads_may_be_parts_of_one_product(used):
    def attend(x):
        heads = [part.reshape(2, 3, 2, 2).transpose(1, 2) for part in x.chunk(3, -1)]
        return F.scaled_dot_product_attention(*heads, is_causal=True).transpose(1, 2).flatten(2)

    agree(attend, draw(2, 3, 12))
    assert used >= {"attention", "attention_backward"}


def test_large_scores_stay_finite_and_nan_stays_in_its_row():
    query = mt.tensor([[1e4, 0.0], [0.0, float("nan")], [0.0, 0.0]], device="cuda")
    key = mt.tensor([[1.0, 0.0], [-1.0, 0.0]], device="cuda")
    found = F.scaled_dot_product_attention(query, key, mt.tensor([[1.0], [3.0]], device="cuda")).cpu().numpy()
    np.testing.assert_array_equal(found, [[1], [np.nan], [2]])


# ---- activations ----


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("gelu", F.gelu),
        ("gelu_tanh", lambda x: F.gelu(x, approximate="tanh")),
        ("silu", F.silu),
        ("relu", F.relu),
        ("sigmoid", mt.sigmoid),
        ("tanh", mt.tanh),
    ],
)
def test_activations_and_their_gradients(used, name, function):
    agree(lambda x: function(x.t()), np.linspace(-30, 30, 21).reshape(3, 7))
    assert f"{name}_backward" in used


# ---- logarithms of softmax ----


@pytest.mark.parametrize(("shape", "dim"), [((3, 5), 1), ((2, 3, 4), 1), ((7,), 0)])
def test_logarithms_of_softmax(used, shape, dim):
    agree(lambda x: x.log_softmax(dim), 100 * draw(*shape))
    assert used >= {"log_softmax", "log_softmax_backward"}


# ---- layer norm ----


def test_rows_get_mean_0_and_variance_1(used):
    agree(lambda x, w, b: F.layer_norm(x.transpose(0, 1), (5,), w, b), draw(2, 19, 5), draw(5), draw(5))
    agree(lambda x: F.layer_norm(x, (3, 4)), draw(2, 3, 4) + 100)
    agree(lambda x, w: F.layer_norm(x, (300,), w), draw(3, 300), draw(300))
    assert used >= {"layer_norm", "layer_norm_backward"}


# ---- batch norm ----

BATCHES = [
    (5, 3), (7, 1), (2, 300), (200, 33),  # one channel, more than threads of a block, chunks of 67, 67 and 66 rows
    (3, 5, 2), (2, 3, 300), (2, 4, 3, 5), (1, 1, 4201),  # more places than threads, two unequal chunks
]  # fmt: skip


@pytest.mark.parametrize("training", [True, False], ids=["training", "in use"])
@pytest.mark.parametrize("shape", BATCHES)
def test_channels_get_mean_0_and_variance_1(used, shape, training):
    statistics = draw(shape[1], seed=2), draw(shape[1], seed=3) ** 2 + 0.1

    def normal(x, *parameters):
        running = [mt.tensor(y).to(x.device) for y in statistics]
        return F.batch_norm(x, *running, *parameters, training=training)

    agree(normal, draw(*shape) + 3, draw(shape[1]), draw(shape[1], seed=4))
    agree(normal, draw(*shape))
    assert used >= {"batch_norm", "batch_norm_backward"}


def test_channels_of_tensors_that_lie_in_another_order(used):
    def normal(x, weight, bias):
        return F.batch_norm(x.transpose(0, 2)[1:], None, None, weight[::2], bias.flip(0)[:4], training=True)

    agree(normal, draw(6, 4, 9), draw(8), draw(5))
    agree(lambda x: F.batch_norm(x[:, 1:2].expand(-1, 3), None, None, training=True).t(), draw(4, 2))
    assert used >= {"batch_norm", "batch_norm_backward"}


@pytest.mark.parametrize("shape", [(200, 33), (2, 1, 2100)])
def test_a_large_mean_costs_no_digits_of_the_variance_and_running_statistics_follow(used, shape):
    x = (draw(*shape) + 1000).astype(np.float32)
    mean, var = mt.ones(shape[1], device="cuda"), mt.full((shape[1],), 2.0, device="cuda")
    out = F.batch_norm(mt.tensor(x, device="cuda"), mean, var, training=True, momentum=0.25).cpu().numpy()
    exact, axes = x.astype(np.float64), (0, *range(2, len(shape)))
    spread = np.sqrt(exact.var(axes, keepdims=True) + 1e-5)
    np.testing.assert_allclose(out, (exact - exact.mean(axes, keepdims=True)) / spread, atol=2e-4)
    np.testing.assert_allclose(mean.tolist(), 0.75 + 0.25 * exact.mean(axes), rtol=2e-7)
    np.testing.assert_allclose(var.tolist(), 1.5 + 0.25 * exact.var(axes, ddof=1), rtol=1e-6)
    assert used == {"batch_norm"}


def test_what_is_no_number_stays_in_its_channel():
    x = draw(6, 3)
    x[2, 0], x[4, 2] = np.nan, np.inf
    found = F.batch_norm(mt.tensor(x, device="cuda"), None, None, training=True).cpu().numpy()
    assert np.isnan(found[:, [0, 2]]).all()
    np.testing.assert_allclose(found[:, 1], (x[:, 1] - x[:, 1].mean()) / np.sqrt(x[:, 1].var() + 1e-5), rtol=1e-10)


# ---- dropout ----


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(1,), (300,), (5, 7, 3)])
def test_dropout_and_its_gradient_are_those_of_the_numbers_that_are_drawn(used, shape, dtype):
    x = mt.tensor(draw(*shape).astype(dtype)).to("cuda").requires_grad_()
    mt.manual_seed(5)
    out = mt.nn.Dropout(0.3)(x)
    out.backward(mt.full(shape, 2.0, dtype=x.dtype, device="cuda"))
    after = mt.rand(3, device="cuda").tolist()
    assert used == {"dropout"}
    mt.manual_seed(5)
    factors = np.where(mt.rand(shape, device="cuda").cpu().numpy() >= np.float32(0.3), dtype(1 / 0.7), dtype(0))
    assert after == mt.rand(3, device="cuda").tolist()
    np.testing.assert_array_equal(out.detach().cpu().numpy(), x.detach().cpu().numpy() * factors)
    np.testing.assert_array_equal(x.grad.cpu().numpy(), 2 * factors)


def test_dropout_in_one_pass_is_the_composed_one_to_the_bit_however_tensors_lie(used):
    edges = np.array([[np.nan, np.inf, -np.inf, 0.0], [-0.0, 1e-40, 3e38, -2.5]], np.float32).repeat(9, 1)
    for view in (lambda x: x, lambda x: x.t(), lambda x: x[1:, ::3], lambda x: x[:1].expand(4, -1), lambda x: x[:0]):
        x = view(mt.tensor(edges, device="cuda"))
        mt.manual_seed(6)
        found = mt.nn.Dropout(0.5)(x)
        assert "dropout" in used
        mt.manual_seed(6)
        wanted = F.dropout(x, 0.5)
        assert found.stride() == wanted.stride()
        np.testing.assert_array_equal(found.cpu().numpy(), wanted.cpu().numpy())
        np.testing.assert_array_equal(*(np.signbit(y.cpu().numpy()) for y in (found, wanted)))


def test_the_gradient_of_dropout_on_the_device_can_be_differentiated():
    x = mt.tensor(draw(4, 5), device="cuda").requires_grad_()
    out = mt.nn.Dropout(0.5)(x)
    (grad,) = mt.autograd.grad((out * out).sum(), x, create_graph=True)
    (second,) = mt.autograd.grad(grad.sum(), x)
    np.testing.assert_array_equal(second.cpu().numpy(), np.where(out.detach().cpu().numpy() == 0, 0, 8))


# ---- cross-entropy ----


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_losses_of_rows_and_their_gradients(used, reduction):
    target = mt.tensor([1, 4, -100, 0])

    def loss(x):
        return F.cross_entropy(x * 50, target.to(x.device), reduction=reduction)

    agree(loss, draw(4, 5))
    labels = target[[3, 1, 0]]
    agree(lambda x: F.cross_entropy(x.t(), labels.to(x.device), reduction=reduction, ignore_index=4), draw(5, 3))
    assert used >= {"cross_entropy", "cross_entropy_backward"}


def test_a_class_that_is_not_there_is_noted():
    F.cross_entropy(mt.ones(2, 3, device="cuda"), mt.tensor([0, 3], device="cuda"))
    with pytest.raises(IndexError, match="index 3, out of range for an axis of size 3"):
        mt.cuda.synchronize()


def test_a_mean_over_no_class_is_nan_as_in_pytorch():
    x, none = mt.ones(2, 3, device="cuda"), mt.tensor([-100, -100], device="cuda")
    assert np.isnan(F.cross_entropy(x, none).item())
    assert F.cross_entropy(x, none, reduction="sum").item() == 0
