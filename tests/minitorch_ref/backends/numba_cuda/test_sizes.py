"""The same work at a size for the simulator and at one for a GPU, against NumPy in float64 and against the CPU."""

import copy

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref import nn, optim
from minitorch_ref.backends.numba_cuda import devices
from minitorch_ref.nn import functional as F  # noqa: N812  PyTorch's name for it

HARDWARE = devices.is_available() and not devices.simulated()


def on_a_gpu(*sizes):
    """Sizes that only a GPU is fast enough for."""
    missing = pytest.mark.skipif(not HARDWARE, reason="NOT TESTED: there is no GPU")
    return pytest.param(*sizes, marks=[pytest.mark.gpu, missing])


def draw(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


def close(found, wanted, tolerance=1e-4):
    np.testing.assert_allclose(found.detach().cpu().numpy(), wanted, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize(("n", "k", "m"), [(65, 19, 70), on_a_gpu(1000, 777, 513), on_a_gpu(2048, 2048, 2048)])
def test_products(n, k, m):
    x, y = draw(n, k), draw(k, m, seed=1)
    wanted = x.astype(np.float64) @ y
    close(mt.tensor(x, device="cuda") @ mt.tensor(y, device="cuda"), wanted, 1e-3)
    close(mt.tensor(x.T.copy(), device="cuda").t() @ mt.tensor(y.T.copy(), device="cuda").t(), wanted, 1e-3)


@pytest.mark.parametrize(("lines", "columns"), [(3, 300), on_a_gpu(65536, 1024), on_a_gpu(3, 10_000_019)])
def test_elements_and_lines(lines, columns):
    x = draw(lines, columns)
    there, exact = mt.tensor(x, device="cuda"), x.astype(np.float64)
    close(there * there + 1, exact * exact + 1)
    close(there.exp(), np.exp(exact))
    close(there.sum() / x.size, exact.mean())
    close(there.sum(1) / columns, exact.mean(1))
    close(there.sum(0), exact.sum(0), 1e-3)
    close(there.amax(1), x.max(1))
    assert there.argmax(1).tolist() == x.argmax(1).tolist()
    powers = np.exp(exact - exact.max(1, keepdims=True))
    close(there.softmax(1), powers / powers.sum(1, keepdims=True))


@pytest.mark.parametrize(("images", "side", "features"), [(1, 6, 2), on_a_gpu(32, 28, 64)])
def test_convolution_is_that_of_the_cpu(images, side, features):
    found = []
    for device in ("cpu", "cuda"):
        x = mt.tensor(draw(images, 3, side, side)).to(device).requires_grad_()
        weight = mt.tensor(draw(features, 3, 3, 3)).to(device).requires_grad_()
        F.max_pool2d(F.conv2d(x, weight, padding=1), 2).square().mean().backward()
        found.append((x.grad.cpu().numpy(), weight.grad))
    close(found[1][1], found[0][1].numpy())
    np.testing.assert_allclose(found[1][0], found[0][0], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    "shape",
    [(3, 2, 3, 4), *map(on_a_gpu, [(32, 64, 112, 112), (65536, 200), (7, 3000, 2), (2, 1, 999_983)])],
)
def test_channels_and_the_gradients_of_batch_norm(shape):
    axes, wide = (0, *range(2, len(shape))), (1, -1, *(1,) * (len(shape) - 2))
    x, weight, grad = draw(*shape) + 3, draw(shape[1], seed=1), draw(*shape, seed=2)
    leaves = [mt.tensor(array, device="cuda", requires_grad=True) for array in (x, weight, weight)]
    out = F.batch_norm(leaves[0], None, None, *leaves[1:], training=True)
    out.backward(mt.tensor(grad, device="cuda"))
    exact, count = x.astype(np.float64), x.size // shape[1]
    rstd = 1 / np.sqrt(exact.var(axes, keepdims=True) + 1e-5)
    standard = (exact - exact.mean(axes, keepdims=True)) * rstd
    close(out, (standard + 1) * weight.reshape(wide))
    along, total = (grad * standard).sum(axes, keepdims=True), grad.sum(axes, keepdims=True, dtype=np.float64)
    close(leaves[0].grad, (grad - total / count - standard * along / count) * rstd * weight.reshape(wide))
    close(leaves[1].grad / count**0.5, along.reshape(-1) / count**0.5, 1e-3)
    close(leaves[2].grad / count**0.5, total.reshape(-1) / count**0.5, 1e-3)


class Block(nn.Module):
    """Attention to what came before, then a network for each place."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.before, self.after = nn.LayerNorm(width), nn.LayerNorm(width)
        self.parts, self.think = nn.Linear(width, 3 * width), nn.Linear(width, width)

    def forward(self, x: mt.Tensor) -> mt.Tensor:
        heads = [part.reshape(*x.shape[:2], 2, -1).transpose(1, 2) for part in self.parts(self.before(x)).chunk(3, -1)]
        seen = F.scaled_dot_product_attention(*heads, is_causal=True).transpose(1, 2).reshape(x.shape)
        return x + F.gelu(self.think(self.after(x + seen)))


@pytest.mark.parametrize(("texts", "length", "width"), [(1, 4, 6), on_a_gpu(16, 128, 128)])
def test_steps_of_a_language_model_are_those_of_the_cpu(texts, length, width):
    mt.manual_seed(0)
    here = nn.Sequential(nn.Embedding(17, width), Block(width), nn.Linear(width, 17))
    there = copy.deepcopy(here).to("cuda")
    tokens = mt.randint(0, 17, (texts, length + 1))
    losses = []
    for model, device in ((here, "cpu"), (there, "cuda")):
        optimizer, x = optim.AdamW(model.parameters(), lr=1e-3), tokens.to(device)
        for _ in range(3):
            optimizer.zero_grad()
            loss = F.cross_entropy(model(x[:, :-1]).flatten(0, 1), x[:, 1:].flatten())
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    np.testing.assert_allclose(losses[3:], losses[:3], rtol=1e-4)


@pytest.mark.parametrize("terabytes", [on_a_gpu(1)])
def test_more_memory_than_there_is_can_be_asked_for_and_life_goes_on(terabytes):
    with pytest.raises(mt.cuda.OutOfMemoryError, match="CUDA out of memory"):
        mt.empty(terabytes << 38, device="cuda")
    assert mt.ones(3, device="cuda").sum().item() == 3


@pytest.mark.parametrize("size", [50, on_a_gpu(1 << 22)])
def test_work_on_two_streams_meets_at_an_event(size):
    x, side = mt.ones(size, device="cuda"), mt.cuda.Stream()
    side.wait_stream(mt.cuda.current_stream())
    with mt.cuda.stream(side):
        y = x
        for _ in range(5):
            y = y + x
    mt.cuda.current_stream().wait_stream(side)
    assert (y * 2).sum().item() == 12 * size
