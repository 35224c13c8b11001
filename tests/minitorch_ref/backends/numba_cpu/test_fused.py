"""Fused kernels against SciPy and the composed operations on NumPy's loops, on few elements and on many."""

import numpy as np
import pytest
from scipy import special

import minitorch_ref as mt
from minitorch_ref.nn import functional

SHAPES = [(3, 5), (300, 257)]


def value_and_gradients(backend, call, *arrays):
    """Return the result and the gradients of all floating inputs."""
    with mt.use_backend(backend):
        tensors = [mt.tensor(x, requires_grad=x.dtype.kind == "f") for x in arrays]
        out = call(*tensors)
        start = np.random.default_rng(7).normal(size=tuple(out.shape)).astype(arrays[0].dtype)
        out.backward(mt.tensor(start))
        return [out.detach().numpy(), *[x.grad.numpy() for x in tensors if x.requires_grad]]


def normal(*shape, dtype="float32"):
    return np.random.default_rng(sum(shape)).normal(size=shape).astype(dtype)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    "call",
    [
        functional.gelu,
        lambda x: functional.gelu(x, "tanh"),
        functional.silu,
        functional.softplus,
        mt.relu,
        mt.sigmoid,
        mt.tanh,
    ],
    ids=["gelu", "gelu_tanh", "silu", "softplus", "relu", "sigmoid", "tanh"],
)
def test_activations_and_their_gradients(call, shape):
    found = value_and_gradients("numba", call, normal(*shape))
    wanted = value_and_gradients("numpy", call, normal(*shape).astype(np.float64))
    for ours, theirs in zip(found[:1], wanted[:1], strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-6)
    with mt.use_backend("numpy"):
        x = mt.tensor(normal(*shape).astype(np.float64), requires_grad=True)
        start = np.random.default_rng(7).normal(size=shape).astype(np.float32).astype(np.float64)
        call(x).backward(mt.tensor(start))
    np.testing.assert_allclose(found[1] / start, x.grad.numpy() / start, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("dim", [0, 1, 2])
@pytest.mark.parametrize("name", ["softmax", "log_softmax"])
@pytest.mark.parametrize("shape", [(2, 3, 5), (5, 70, 300)])
def test_softmax_and_its_logarithm_along_any_axis(shape, name, dim):
    x = normal(*shape) + 1000
    x[0, 0, 0] = -np.inf
    found, wanted = (
        value_and_gradients(backend, lambda x: getattr(mt, name)(x, dim), x) for backend in ("numba", "numpy")
    )
    np.testing.assert_allclose(found[0], getattr(special, name)(x.astype(np.float64), dim), rtol=2e-6, atol=5e-7)
    np.testing.assert_allclose(found[1], wanted[1], rtol=1e-4, atol=1e-5)


def test_gradients_that_are_the_same_everywhere_are_not_read_as_rows():
    x = mt.tensor(normal(30, 40), requires_grad=True)
    with mt.use_backend("numba"):
        for call in (mt.relu, functional.gelu, lambda x: mt.softmax(x, 1), lambda x: mt.log_softmax(x, 1)):
            (found,) = mt.autograd.grad(call(x).sum(), x)
            (wanted,) = mt.autograd.grad(call(x), x, mt.ones(30, 40))
            np.testing.assert_array_equal(found.numpy(), wanted.numpy())


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize("shape", SHAPES)
def test_cross_entropy_is_log_softmax_of_the_class(shape, reduction):
    x, target = 5 * normal(*shape), np.random.default_rng(1).integers(0, shape[1], shape[0])
    target[1] = -100
    call = lambda x, t: functional.cross_entropy(x, t, reduction=reduction)  # noqa: E731
    found = value_and_gradients("numba", call, x, target)
    wanted = value_and_gradients("numpy", call, x, target)
    for ours, theirs in zip(found, wanted, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-6)
    counts = target != -100
    losses = -special.log_softmax(x.astype(np.float64), 1)[np.arange(shape[0]), np.where(counts, target, 0)] * counts
    combined = {"mean": losses.sum() / counts.sum(), "sum": losses.sum(), "none": losses}[reduction]
    np.testing.assert_allclose(found[0], combined, rtol=1e-5, atol=1e-6)


def test_a_class_out_of_range_is_an_index_error():
    with mt.use_backend("numba"), pytest.raises(IndexError, match=r"classes must be in \[0, 5\), got 0 to 5"):
        functional.cross_entropy(mt.zeros(3, 5), mt.tensor([0, 5, 1]))


def test_the_mean_of_no_loss_is_nan():
    with mt.use_backend("numba"):
        assert np.isnan(functional.cross_entropy(mt.zeros(2, 5), mt.tensor([-100, -100])).item())


@pytest.mark.parametrize("parameters", [0, 1, 2])
@pytest.mark.parametrize("shape", SHAPES)
def test_layer_norm_and_all_its_gradients(shape, parameters):
    arrays = [3 + normal(*shape), *[normal(shape[1]) + k for k in range(parameters)]]
    call = lambda x, *more: functional.layer_norm(x, (shape[1],), *more)  # noqa: E731
    found, wanted = (value_and_gradients(backend, call, *arrays) for backend in ("numba", "numpy"))
    for ours, theirs in zip(found, wanted, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=2e-4, atol=2e-5)
    x = arrays[0].astype(np.float64)
    standard = (x - x.mean(1, keepdims=True)) / np.sqrt(x.var(1, keepdims=True) + 1e-5)
    weight = arrays[1] if parameters else 1
    np.testing.assert_allclose(found[0], standard * weight + (arrays[2] if parameters > 1 else 0), rtol=1e-5, atol=1e-5)


def test_the_parameters_of_layer_norm_have_the_sizes_of_its_groups():
    for backend in ("numba", "numpy"):
        with mt.use_backend(backend), pytest.raises(RuntimeError, match="bias to be of the same shape"):
            functional.layer_norm(mt.ones(3, 5), (5,), mt.ones(5), mt.ones(1))


def test_softplus_overflows_nowhere():
    x = np.array([-np.inf, -800.0, -90.0, -0.0, 0.0, 90.0, 800.0, np.inf, np.nan], np.float32)
    with mt.use_backend("numba"):
        found = functional.softplus(mt.tensor(x)).numpy()
    exact = [0, 0, np.exp(-90), np.log(2), np.log(2), 90, 800, np.inf, np.nan]
    np.testing.assert_allclose(found, exact, rtol=1e-6, atol=1e-45)


@pytest.mark.parametrize("training", [True, False], ids=["training", "in use"])
@pytest.mark.parametrize("parameters", [0, 1, 2])
@pytest.mark.parametrize("shape", [(5, 3), (70, 300), (6, 5, 40), (3, 4, 5, 6), (9, 40, 11, 13)])
def test_batch_norm_and_all_its_gradients(shape, parameters, training):
    channels, axes = shape[1], (0, *range(2, len(shape)))
    arrays = [3 + normal(*shape), *[normal(channels) + k for k in range(parameters)]]
    statistics = normal(channels), normal(channels) ** 2 + 0.1

    def call(x, weight=None, bias=None):
        running = [mt.tensor(y).to(x.dtype) for y in statistics]
        return functional.batch_norm(x, *running, weight, bias, training)

    found = value_and_gradients("numba", call, *arrays)
    start = np.random.default_rng(7).normal(size=shape).astype(np.float32)
    with mt.use_backend("numpy"):
        exact = [mt.tensor(x.astype(np.float64), requires_grad=True) for x in arrays]
        call(*exact).backward(mt.tensor(start.astype(np.float64)))
    for ours, x in zip(found[1:], exact, strict=True):
        np.testing.assert_allclose(ours, x.grad.numpy(), rtol=2e-5, atol=2e-5)
    x = arrays[0].astype(np.float64)
    mean, var = (x.mean(axes), x.var(axes)) if training else statistics
    wide = lambda y: np.reshape(y, (1, -1, *[1] * (len(shape) - 2)))  # noqa: E731
    weight, bias = (wide(arrays[k]) if parameters >= k else 2 - k for k in (1, 2))
    wanted = (x - wide(mean)) / np.sqrt(wide(var) + 1e-5) * weight + bias
    np.testing.assert_allclose(found[0], wanted, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("shape", [(70, 300), (9, 4, 11, 13)])
def test_batch_norm_moves_the_running_statistics_towards_the_batch(shape):
    x, axes = 3 + normal(*shape), (0, *range(2, len(shape)))
    with mt.use_backend("numba"):
        mean, var = mt.ones(shape[1]), mt.full((shape[1],), 2.0)
        functional.batch_norm(mt.tensor(x), mean, var, training=True, momentum=0.25)
    np.testing.assert_allclose(mean.numpy(), 0.75 + 0.25 * x.mean(axes), rtol=1e-5)
    np.testing.assert_allclose(var.numpy(), 1.5 + 0.25 * x.var(axes, ddof=1), rtol=1e-5)


def test_batch_norm_in_use_may_be_differentiated_after_the_statistics_have_changed():
    with mt.use_backend("numba"):
        x, mean, var = mt.tensor(normal(30, 4), requires_grad=True), mt.zeros(4), mt.full((4,), 3.0)
        out = functional.batch_norm(x, mean, var, eps=1.0)
        var.fill_(99)
        out.sum().backward()
    np.testing.assert_allclose(x.grad.numpy(), 0.5)


def test_parameters_of_batch_norm_that_do_not_fit_are_errors_on_every_backend():
    for backend in ("numba", "numpy"):
        with mt.use_backend(backend), pytest.raises(RuntimeError):
            functional.batch_norm(mt.ones(3, 5), None, None, mt.ones(4), training=True)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(("name", "numpy"), [("sum", np.sum), ("amax", np.max), ("amin", np.min)])
@pytest.mark.parametrize(
    ("shape", "dims"),
    [((7,), (0,)), ((5, 7), (1,)), ((5, 40), (0,)), ((2, 3, 40), (1,)), ((300, 400), (1,)), ((300, 400), (0,)),
     ((300, 400), (0, 1)), ((4, 50, 300), (1,)), ((4, 1, 50, 300), (1, 2)), ((3, 4, 5), (0, 2)),
     ((33, 1000), (0,)), ((3, 65, 1030), (1,))],
)  # fmt: skip
def test_reductions(name, numpy, shape, dims, dtype):
    array = normal(*shape, dtype=dtype) + 1
    with mt.use_backend("numba"):
        found = getattr(mt, name)(mt.tensor(array), dims).numpy()
    wanted = numpy(array.astype(np.float64), axis=dims)
    np.testing.assert_allclose(found, wanted, rtol=2e-6 if dtype == "float32" else 2e-14)


@pytest.mark.parametrize("name", ["sum", "amax", "amin"])
def test_reductions_of_what_is_no_number(name):
    array = np.zeros((3, 50), np.float32)
    array[0, 7], array[1, 9] = np.nan, np.inf
    with mt.use_backend("numba"):
        for dim in (0, 1):
            found = getattr(mt, name)(mt.tensor(array), (dim,)).numpy()
            np.testing.assert_array_equal(found, getattr(np, name)(array, axis=dim))


@pytest.mark.parametrize(("shape", "dim"), [((3_000_000,), 0), ((1000, 300), 0), ((1000, 300), 1)])
def test_sums_do_not_depend_on_the_number_of_threads(shape, dim):
    array, threads = normal(*shape) + 1, mt.get_num_threads()
    try:
        with mt.use_backend("numba"):
            sums = [(mt.set_num_threads(n), mt.tensor(array).sum(dim).numpy())[1] for n in (1, 2)]
    finally:
        mt.set_num_threads(threads)
    np.testing.assert_array_equal(*sums)
    np.testing.assert_allclose(sums[0], array.sum(dim, dtype=np.float64), rtol=1e-6)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_extremes_are_those_of_numpy_whatever_the_bits_are(dtype):
    numbers = [np.nan, -np.nan, np.inf, -np.inf, 0.0, -0.0, 1e-45, -1e-45, 1.0, -1.0, 3e38, -3e38]
    array = np.random.default_rng(0).choice(np.array(numbers, dtype), (500, 3))
    finite = np.random.default_rng(1).choice(np.array(numbers[2:], dtype), (500, 3))
    for rows in (array, finite, -np.abs(finite)):
        with mt.use_backend("numba"):
            np.testing.assert_array_equal(mt.amax(mt.tensor(rows), 1).numpy(), rows.max(1))
            np.testing.assert_array_equal(mt.amin(mt.tensor(rows), 1).numpy(), rows.min(1))


def test_gelu_keeps_its_digits_far_below_zero():
    x = np.linspace(-12, 6, 5000, dtype=np.float32)
    exact = x.astype(np.float64) * special.ndtr(x.astype(np.float64))
    with mt.use_backend("numba"):
        np.testing.assert_allclose(functional.gelu(mt.tensor(x)).numpy(), exact, rtol=5e-6)
        np.testing.assert_array_equal(functional.gelu(mt.tensor([np.inf, 0.0, np.nan])).numpy(), [np.inf, 0.0, np.nan])
