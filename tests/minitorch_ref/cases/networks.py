"""Convolution, pooling, normalization, embedding, attention and recurrence: the operations of layers."""

import itertools

import numpy as np

from tests.minitorch_ref.cases.case import Case, booleans, integers, normal, positive, unit


def numpy_conv(x, weight, bias=None, stride=(1, 1), padding=(0, 0), dilation=(1, 1), groups=1):
    """Convolve by the definition, one product of numbers after another."""
    x = np.pad(x, [(0, 0), (0, 0), *[(size, size) for size in padding]])
    rows, columns = (
        (size - space * (width - 1) - 1) // hop + 1
        for size, width, hop, space in zip(x.shape[2:], weight.shape[2:], stride, dilation, strict=True)
    )
    out = np.zeros((len(x), len(weight), rows, columns))
    per_group = len(weight) // groups
    for n, o, i, j in np.ndindex(out.shape):
        first = o // per_group * weight.shape[1]
        for c, a, b in np.ndindex(weight.shape[1:]):
            place = (i * stride[0] + a * dilation[0], j * stride[1] + b * dilation[1])
            out[n, o, i, j] += x[n, first + c, *place] * weight[o, c, a, b]
    return out if bias is None else out + bias.reshape(1, -1, 1, 1)


def numpy_pool(x, combine, size, stride):
    """Combine every window of the last two axes."""
    counts = [(n - size) // stride + 1 for n in x.shape[2:]]
    out = np.zeros((*x.shape[:2], *counts))
    for i, j in itertools.product(*map(range, counts)):
        window = x[:, :, i * stride : i * stride + size, j * stride : j * stride + size]
        out[:, :, i, j] = combine(window, axis=(2, 3))
    return out


def numpy_max_pool_to_the_end(x, size):
    """Return the maxima of windows beside one another, the last ones cut short, and where they are in their image."""
    counts = [-(-n // size) for n in x.shape[2:]]
    out, where = np.zeros((*x.shape[:2], *counts)), np.zeros((*x.shape[:2], *counts), dtype=int)
    for n, c, i, j in np.ndindex(out.shape):
        window = x[n, c, i * size : (i + 1) * size, j * size : (j + 1) * size]
        row, column = np.unravel_index(window.argmax(), window.shape)
        out[n, c, i, j] = window.max()
        where[n, c, i, j] = (i * size + row) * x.shape[3] + j * size + column
    return out, where


def standard(x, axes, eps=1e-5):
    mean = x.mean(axes, keepdims=True)
    return (x - mean) / np.sqrt(x.var(axes, keepdims=True) + eps)


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def attention(q, k, v, scale=None, allowed=None, bias=0):
    """Attend by the definition; a query that may look nowhere gets zeros."""
    scores = q @ np.swapaxes(k, -1, -2) * (1 / np.sqrt(q.shape[-1]) if scale is None else scale) + bias
    if allowed is None:
        return softmax(scores) @ v
    e = np.where(allowed, np.exp(scores), 0)
    total = e.sum(-1, keepdims=True)
    return e / np.where(total == 0, 1, total) @ v


def causal_attention(q, k, v, scale):
    return attention(q, k, v, scale, np.tri(q.shape[-2], k.shape[-2], dtype=bool))


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def numpy_lstm(x, h, c, w_ih, w_hh):
    i, f, g, o = np.split(x @ w_ih.T + h @ w_hh.T, 4, axis=1)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


def numpy_lstm_sequence(x, h, c, w_ih, w_hh, b_ih, b_hh):
    h, c, outputs = h[0], c[0], []
    for step in x:
        h, c = numpy_lstm(np.hstack([step, np.ones((len(step), 1))]), h, c, np.c_[w_ih, b_ih + b_hh], w_hh)
        outputs.append(h)
    return np.stack(outputs), h[None], c[None]


def with_weights(layer, *weights):
    """Put other tensors in the place of a layer's parameters, so that these are differentiated."""
    for (name, _), weight in zip(list(layer.named_parameters()), weights, strict=True):
        delattr(layer, name)
        setattr(layer, name, weight)
    return layer


def lstm(m, x, h, c, *weights):
    output, (h, c) = with_weights(m.nn.LSTM(3, 2, dtype=x.dtype), *weights)(x, (h, c))
    return output, h, c


def numpy_gru(x, h, w_ih, w_hh, b_ih=0, b_hh=0):
    x_r, x_z, x_n = np.split(x @ w_ih.T + b_ih, 3, axis=1)
    h_r, h_z, h_n = np.split(h @ w_hh.T + b_hh, 3, axis=1)
    z = sigmoid(x_z + h_z)
    return (1 - z) * np.tanh(x_n + sigmoid(x_r + h_r) * h_n) + z * h


def numpy_gru_sequence(x, h, w_ih, w_hh, b_ih, b_hh):
    h, outputs = h[0], []
    for step in x:
        h = numpy_gru(step, h, w_ih, w_hh, b_ih, b_hh)
        outputs.append(h)
    return np.stack(outputs), h[None]


def gru(m, x, h, *weights):
    return with_weights(m.nn.GRU(3, 2, dtype=x.dtype), *weights)(x, h)


PLAIN = ("contiguous",)
BOTH = ("contiguous", "sliced")
CASES = [
    # ---- convolution ----
    Case("linear", lambda m, x, w, b: m.nn.functional.linear(x, w, b), normal(2, 3), unit(4, 3), unit(4),
         numpy=lambda x, w, b: x @ w.T + b),
    Case("linear with more axes", lambda m, x, w, b: m.nn.functional.linear(x, w, b), normal(2, 3, 2), unit(4, 2),
         unit(4), numpy=lambda x, w, b: x @ w.T + b),
    Case("linear of a vector without bias", lambda m, x, w: m.nn.functional.linear(x, w), normal(3), unit(4, 3),
         numpy=lambda x, w: x @ w.T),
    Case("bilinear", lambda m, x, y, w, b: m.nn.functional.bilinear(x, y, w, b), normal(2, 3), normal(2, 2),
         unit(2, 3, 2), unit(2), numpy=lambda x, y, w, b: np.einsum("ni,kij,nj->nk", x, w, y) + b),
    Case("conv1d", lambda m, x, w, b: m.nn.functional.conv1d(x, w, b, stride=2, padding=1), normal(2, 2, 5),
         unit(2, 2, 3), unit(2), layouts=BOTH,
         numpy=lambda x, w, b: numpy_conv(x[:, :, None], w[:, :, None], b, (1, 2), (0, 1))[:, :, 0]),
    Case("conv2d", lambda m, x, w: m.nn.functional.conv2d(x, w), normal(2, 2, 4, 3), unit(2, 2, 2, 2),
         numpy=numpy_conv),
    Case("conv2d with everything",
         lambda m, x, w, b: m.nn.functional.conv2d(x, w, b, (2, 1), (1, 2), (1, 2), 2), normal(1, 4, 4, 3),
         unit(2, 2, 3, 2), unit(2), layouts=BOTH,
         numpy=lambda x, w, b: numpy_conv(x, w, b, (2, 1), (1, 2), (1, 2), 2)),
    Case("conv2d same", lambda m, x, w: m.nn.functional.conv2d(x, w, padding="same", dilation=(1, 2)),
         normal(1, 1, 3, 4), unit(1, 1, 3, 3), layouts=PLAIN),
    Case("conv2d of one image", lambda m, x, w: m.nn.functional.conv2d(x, w, padding="valid"), normal(1, 3, 4),
         unit(2, 1, 2, 3), layouts=PLAIN),
    Case("conv2d of no images", lambda m, x, w: m.nn.functional.conv2d(x, w), normal(0, 1, 3, 4), unit(2, 1, 2, 3),
         layouts=PLAIN),
    Case("conv transpose 1d", lambda m, x, w: m.nn.functional.conv_transpose1d(x, w, stride=2, dilation=2),
         normal(1, 2, 3), unit(2, 1, 2), layouts=BOTH),
    Case("conv transpose 2d",
         lambda m, x, w, b: m.nn.functional.conv_transpose2d(x, w, b, (2, 1), 1, (1, 0), 2), normal(1, 2, 2, 3),
         unit(2, 1, 3, 3), unit(2), layouts=BOTH),
    Case("unfold", lambda m, x: m.nn.functional.unfold(x, (2, 3), padding=1, stride=2), normal(1, 2, 3, 4)),
    Case("fold", lambda m, x: m.nn.functional.fold(x, (3, 4), (2, 2), padding=1, stride=2), normal(1, 4, 6),
         layouts=BOTH),
    # ---- pooling ----
    Case("max pool 1d", lambda m, x: m.nn.functional.max_pool1d(x, 2, padding=1), normal(2, 2, 5), layouts=BOTH),
    Case("max pool 2d", lambda m, x: m.nn.functional.max_pool2d(x, 2), normal(2, 1, 4, 5),
         layouts=("contiguous", "sliced", "transposed"), numpy=lambda x: numpy_pool(x, np.max, 2, 2)),
    Case("max pool overlapping", lambda m, x: m.nn.functional.max_pool2d(x, 3, 1, 1), normal(1, 1, 4, 4),
         layouts=BOTH),
    Case("max pool with indices",
         lambda m, x: m.nn.functional.max_pool2d(x, 2, 2, ceil_mode=True, return_indices=True), normal(2, 1, 3, 5),
         layouts=BOTH, numpy=lambda x: numpy_max_pool_to_the_end(x, 2)),
    Case("average pool 1d", lambda m, x: m.nn.functional.avg_pool1d(x, 3, 1, 1), normal(1, 2, 4), layouts=BOTH),
    Case("average pool 2d", lambda m, x: m.nn.functional.avg_pool2d(x, 2, 1), normal(2, 1, 3, 4),
         numpy=lambda x: numpy_pool(x, np.mean, 2, 1)),
    Case("average pool, ceiling",
         lambda m, x: m.nn.functional.avg_pool2d(x, 3, 2, 1, True, False), normal(1, 1, 4, 5), layouts=BOTH),
    Case("adaptive average", lambda m, x: m.nn.functional.adaptive_avg_pool2d(x, (2, 3)), normal(1, 2, 3, 5),
         layouts=BOTH),
    Case("global average", lambda m, x: m.nn.functional.adaptive_avg_pool2d(x, 1), normal(2, 2, 3, 2),
         numpy=lambda x: x.mean((2, 3), keepdims=True)),
    Case("adaptive maximum", lambda m, x: m.nn.functional.adaptive_max_pool2d(x, (2, 3)), normal(1, 2, 3, 5),
         layouts=BOTH),
    # ---- normalization ----
    Case("layer norm", lambda m, x, w, b: m.nn.functional.layer_norm(x, (3,), w, b), normal(2, 2, 3), unit(3),
         unit(3, seed=1), layouts=("contiguous", "transposed", "sliced"),
         numpy=lambda x, w, b: standard(x, -1) * w + b),
    Case("layer norm of two axes", lambda m, x: m.nn.functional.layer_norm(x, (2, 3), eps=0.1), normal(2, 2, 3),
         layouts=BOTH, numpy=lambda x: standard(x, (1, 2), 0.1)),
    Case("rms norm", lambda m, x, w: m.nn.functional.rms_norm(x, (3,), w), normal(2, 3), unit(3), layouts=BOTH,
         numpy=lambda x, w: x / np.sqrt((x * x).mean(-1, keepdims=True) + 2.0**-52) * w),
    Case("group norm", lambda m, x, w, b: m.nn.functional.group_norm(x, 2, w, b), normal(2, 4, 2), unit(4), unit(4),
         layouts=BOTH),
    Case("batch norm", lambda m, x, w, b: m.nn.functional.batch_norm(x, None, None, w, b, True), normal(3, 2, 2),
         unit(2), unit(2), layouts=("contiguous", "transposed", "sliced")),
    Case("batch norm, running",
         lambda m, x: m.nn.functional.batch_norm(x, m.tensor([0.5, 1]).to(x.dtype), m.tensor([0.3, 2]).to(x.dtype)),
         normal(3, 2), layouts=PLAIN, numpy=lambda x: (x - [0.5, 1]) / np.sqrt(np.array([0.3, 2]) + 1e-5)),
    Case("batch norm of features", lambda m, x, w, b: m.nn.functional.batch_norm(x, None, None, w, b, True, eps=0.1),
         normal(5, 3), unit(3), unit(3, seed=1), layouts=("contiguous", "transposed", "sliced"),
         numpy=lambda x, w, b: standard(x, 0, 0.1) * w + b),
    Case("batch norm of images", lambda m, x, w: m.nn.functional.batch_norm(x, None, None, w, None, True),
         normal(2, 3, 2, 2), unit(3), layouts=("contiguous", "transposed", "sliced"),
         numpy=lambda x, w: standard(x, (0, 2, 3)) * w.reshape(3, 1, 1)),
    Case("batch norm of images, running",
         lambda m, x, w, b: m.nn.functional.batch_norm(
             x, m.tensor([0.5, 1]).to(x.dtype), m.tensor([0.3, 2]).to(x.dtype), w, b),
         normal(2, 2, 2, 3), unit(2), unit(2, seed=1), layouts=("contiguous", "transposed", "sliced"),
         numpy=lambda x, w, b: (x - np.reshape([0.5, 1], (2, 1, 1))) / np.sqrt(np.reshape([0.3, 2], (2, 1, 1)) + 1e-5)
         * w.reshape(2, 1, 1) + b.reshape(2, 1, 1)),
    Case("instance norm", lambda m, x: m.nn.functional.instance_norm(x), normal(2, 2, 3), layouts=BOTH),
    Case("normalize", lambda m, x: m.nn.functional.normalize(x), normal(2, 3), layouts=BOTH,
         numpy=lambda x: x / np.sqrt((x * x).sum(1, keepdims=True))),
    # ---- embedding ----
    Case("embedding", lambda m, w, i: m.nn.functional.embedding(i, w), normal(5, 2), integers(5, 2, 3),
         layouts=("contiguous", "transposed", "sliced"), numpy=lambda w, i: w[i]),
    Case("embedding with padding", lambda m, w, i: m.nn.functional.embedding(i, w, padding_idx=-4), normal(5, 2),
         integers(3, 4), layouts=PLAIN, gradgrad=False, grad=False),
    Case("bags", lambda m, w, i: m.nn.functional.embedding_bag(i, w), normal(5, 2), integers(5, 2, 3), layouts=PLAIN,
         gradgrad=False, numpy=lambda w, i: w[i].mean(1)),
    Case("weighted bags with offsets",
         lambda m, w, i, o, s: m.nn.functional.embedding_bag(i, w, o, mode="sum", per_sample_weights=s), normal(5, 2),
         integers(5, 6), np.array([0, 2, 2, 5]), positive(6), layouts=PLAIN, gradgrad=False),
    # ---- attention ----
    Case("attention", lambda m, q, k, v: m.nn.functional.scaled_dot_product_attention(q, k, v), normal(2, 3, 2),
         normal(2, 4, 2), normal(2, 4, 3), numpy=attention),
    Case("attention of several heads",
         lambda m, q, k, v: m.nn.functional.scaled_dot_product_attention(q, k, v, scale=0.7), normal(2, 2, 3, 2),
         normal(2, 2, 2, 2), normal(2, 2, 2, 1), layouts=BOTH, numpy=lambda q, k, v: attention(q, k, v, 0.7)),
    Case("causal attention",
         lambda m, q, k, v: m.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True, scale=0.3),
         normal(2, 3, 2), normal(2, 3, 2, seed=1), normal(2, 3, 2, seed=2),
         numpy=lambda q, k, v: causal_attention(q, k, v, 0.3)),
    Case("causal attention of more queries than keys",
         lambda m, q, k, v: m.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True, scale=0.3),
         normal(1, 4, 2), normal(1, 2, 2), normal(1, 2, 3), layouts=PLAIN,
         numpy=lambda q, k, v: causal_attention(q, k, v, 0.3)),
    Case("masked attention",
         lambda m, q, k, v, a: m.nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=a), normal(2, 3, 2),
         normal(2, 4, 2), normal(2, 4, 3), booleans(3, 4) | np.eye(3, 4, dtype=bool), layouts=BOTH,
         numpy=lambda q, k, v, a: attention(q, k, v, allowed=a)),
    Case("attention to nothing",
         lambda m, q, k, v, a: m.nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=a), normal(1, 3, 2),
         normal(1, 2, 2), normal(1, 2, 2), np.array([[True, False], [False, False], [True, True]]), layouts=PLAIN,
         numpy=lambda q, k, v, a: attention(q, k, v, allowed=a)),
    Case("biased attention",
         lambda m, q, k, v, a: m.nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=a), normal(1, 2, 2),
         normal(1, 3, 2), normal(1, 3, 1), normal(2, 3), layouts=BOTH,
         numpy=lambda q, k, v, a: attention(q, k, v, bias=a)),
    # ---- recurrence ----
    Case("lstm cell", lambda m, x, h, c, *w: m.lstm_cell(x, (h, c), *w), normal(2, 3), unit(2, 2), unit(2, 2, seed=1),
         unit(8, 3), unit(8, 2), numpy=numpy_lstm, layouts=BOTH),
    Case("lstm", lstm, normal(2, 2, 3), unit(1, 2, 2), unit(1, 2, 2, seed=1), unit(8, 3), unit(8, 2), unit(8),
         unit(8, seed=1), numpy=numpy_lstm_sequence, layouts=BOTH),
    Case("gru cell", lambda m, x, h, *w: m.gru_cell(x, h, *w), normal(2, 3), unit(2, 2), unit(6, 3), unit(6, 2),
         numpy=numpy_gru, layouts=BOTH),
    Case("gru", gru, normal(2, 2, 3), unit(1, 2, 2), unit(6, 3), unit(6, 2), unit(6), unit(6, seed=1),
         numpy=numpy_gru_sequence, layouts=BOTH),
    Case("rnn cell", lambda m, x, h, *w: m.rnn_tanh_cell(x, h, *w), normal(2, 3), unit(2, 2), unit(2, 3), unit(2, 2),
         unit(2), unit(2, seed=1), layouts=BOTH,
         numpy=lambda x, h, a, b, c, d: np.tanh(x @ a.T + c + h @ b.T + d)),
]  # fmt: skip
