"""Operations along axes on tensors of any shape: hypothesis draws shapes and axes, PyTorch gives the answers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import minitorch_ref as mt

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.parity

shapes = st.lists(st.integers(0, 4), min_size=1, max_size=4)
OPERATIONS = {
    "softmax": lambda m, x, dim: m.softmax(x, dim),
    "log_softmax": lambda m, x, dim: m.log_softmax(x, dim),
    "cumsum": lambda m, x, dim: m.cumsum(x, dim),
    "cumprod": lambda m, x, dim: m.cumprod(x, dim),
    "sort": lambda m, x, dim: m.sort(x, dim=dim, stable=True),
    "sort down": lambda m, x, dim: m.sort(x, dim=dim, descending=True, stable=True),
    "topk": lambda m, x, dim: m.topk(x, min(2, x.shape[dim]), dim)[0],
    "norm": lambda m, x, dim: m.norm(x, 2, dim),
    "flip": lambda m, x, dim: m.flip(x, (dim,)),
    "roll": lambda m, x, dim: m.roll(x, 3, dim),
    "repeat_interleave": lambda m, x, dim: m.repeat_interleave(x, 2, dim),
    "index_select": lambda m, x, dim: m.index_select(x, dim, m.arange(x.shape[dim]).repeat(2)),
    "gather": lambda m, x, dim: m.gather(x, dim, m.argsort(x, dim=dim, stable=True)),
    "scatter_add": lambda m, x, dim: m.scatter_add(x, dim, m.argsort(x, dim=dim, stable=True) // 2, x),
    "pad": lambda m, x, dim: m.nn.functional.pad(x, (1, 2) * x.dim(), value=3.0),
    "tile": lambda m, x, dim: m.tile(x, (2, 1, 2)),
    "diag_embed": lambda m, x, dim: m.diag_embed(x),
    "unbind": lambda m, x, dim: m.unbind(x, dim),
}


@pytest.mark.parametrize("name", OPERATIONS)
@settings(max_examples=30, deadline=None)
@given(shape=shapes, seed=st.integers(0, 1000), data=st.data())
def test_the_result_and_the_gradient_are_pytorchs(name, shape, seed, data):
    dim = data.draw(st.integers(-len(shape), len(shape) - 1))
    array = np.random.default_rng(seed).normal(size=shape)
    results = []
    for framework in (mt, torch):
        x = framework.tensor(array).requires_grad_()
        found = OPERATIONS[name](framework, x, dim)
        outputs = list(found) if isinstance(found, tuple) else [found]
        total = sum(((out * out).sum() for out in outputs if out.requires_grad), (x * 0).sum())
        total.backward()
        results.append([*outputs, x.grad])
    for mine, theirs in zip(*results, strict=True):
        torch.testing.assert_close(torch.from_numpy(np.array(mine.detach().numpy())), theirs.detach())
