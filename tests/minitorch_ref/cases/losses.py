"""Losses: every reduction, weights, ignored classes, smoothing, class probabilities."""

import numpy as np

from tests.minitorch_ref.cases.case import Case, booleans, integers, normal, positive, unit

PLAIN = ("contiguous",)
BOTH = ("contiguous", "sliced")


def log_softmax(x, axis=1):
    x = x - x.max(axis, keepdims=True)
    return x - np.log(np.exp(x).sum(axis, keepdims=True))


def picked(x, classes):
    return x[np.arange(len(x)), classes]


def probabilities(*shape):
    drawn = positive(*shape)
    return drawn / drawn.sum(1, keepdims=True)


def signs(*shape):
    return np.where(booleans(*shape), 1, -1)


def pair(name, numpy, *settings, inputs=None, **options):
    """Return rows for a loss of a prediction and a target, with each reduction."""
    inputs = inputs or (normal(3, 2), normal(3, 2, seed=1))
    return [
        Case(f"{name}{settings or ''} {reduction}",
             lambda m, x, y, r=reduction: getattr(m.nn.functional, name)(x, y, *settings, reduction=r), *inputs,
             numpy=None if numpy is None else lambda x, y, c=combine: c(numpy(x, y)), layouts=BOTH, **options)
        for reduction, combine in (("mean", np.mean), ("sum", np.sum), ("none", np.asarray))
    ]  # fmt: skip


def entropy(name, x, target, *, numpy=None, layouts=PLAIN, **settings):
    """Return a row for the cross-entropy."""
    weight = settings.pop("weight", None)

    def call(m, x, target):
        return m.nn.functional.cross_entropy(x, target, constant(m, weight, x), **settings)

    return Case(name, call, x, target, layouts=layouts, numpy=numpy)


def constant(m, array, like):
    """Return a tensor that is not differentiated."""
    return None if array is None else m.tensor(array).to(like.dtype)


CLASSES = np.array([0, 2, 1, 2])
WEIGHTS = positive(3)
CASES = [
    *pair("mse_loss", lambda x, y: (x - y) ** 2),
    *pair("l1_loss", lambda x, y: np.abs(x - y)),
    *pair("smooth_l1_loss", None, None, None),
    *pair("huber_loss", lambda x, y: np.where(np.abs(x - y) <= 1, (x - y) ** 2 / 2, np.abs(x - y) - 0.5)),
    *pair("binary_cross_entropy", lambda x, y: -(y * np.log(x) + (1 - y) * np.log1p(-x)),
          inputs=((unit(3, 2) + 1) / 2, (unit(3, 2, seed=1) + 1) / 2)),
    *pair("binary_cross_entropy_with_logits", lambda x, y: np.log1p(np.exp(x)) - x * y,
          inputs=(normal(3, 2), (unit(3, 2) + 1) / 2)),
    *pair("kl_div", lambda x, y: y * (np.log(y) - x), inputs=(normal(3, 2), positive(3, 2)))[1:],
    *pair("poisson_nll_loss", lambda x, y: np.exp(x) - y * x, inputs=(normal(3, 2), positive(3, 2))),
    *pair("soft_margin_loss", lambda x, y: np.log1p(np.exp(-y * x)), inputs=(normal(3, 2), signs(3, 2))),
    *pair("hinge_embedding_loss", None, 0.5, inputs=(normal(3, 2), signs(3, 2))),
    Case("batchmean", lambda m, x, y: m.nn.functional.kl_div(x, y, reduction="batchmean", log_target=True),
         normal(3, 2), normal(3, 2, seed=1), layouts=BOTH, numpy=lambda x, y: (np.exp(y) * (y - x)).sum() / 3),
    Case("kl_div where the target is 0",
         lambda m, x: m.nn.functional.kl_div(x, constant(m, [0.0, 0.5, 0.5], x), reduction="sum"), normal(3),
         layouts=PLAIN, numpy=lambda x: (0.5 * (np.log(0.5) - x[1:])).sum()),
    Case("positive weights",
         lambda m, x, y: m.nn.functional.binary_cross_entropy_with_logits(
             x, y, constant(m, WEIGHTS[:2], x), pos_weight=constant(m, WEIGHTS[1:], x)),
         normal(3, 2), (unit(3, 2) + 1) / 2, layouts=PLAIN),
    Case("gaussian", lambda m, x, y, v: m.nn.functional.gaussian_nll_loss(x, y, v, full=True), normal(3, 2),
         normal(3, 2, seed=1), positive(3, 2), layouts=PLAIN,
         numpy=lambda x, y, v: (np.log(v) + (x - y) ** 2 / v + np.log(2 * np.pi)).mean() / 2),
    # ---- classes ----
    *[
        Case(f"nll {reduction}", lambda m, x, t, r=reduction: m.nn.functional.nll_loss(x, t, reduction=r), normal(4, 3),
             CLASSES, layouts=BOTH, numpy=lambda x, t, c=combine: c(-picked(x, t)))
        for reduction, combine in (("mean", np.mean), ("sum", np.sum), ("none", np.asarray))
    ],
    Case("nll weighted",
         lambda m, x, t: m.nn.functional.nll_loss(x, t, constant(m, WEIGHTS, x), ignore_index=1), normal(4, 3), CLASSES,
         layouts=PLAIN),
    entropy("cross-entropy", normal(4, 3), CLASSES, numpy=lambda x, t: -picked(log_softmax(x), t).mean(), layouts=BOTH),
    entropy("cross-entropy sum", normal(4, 3), CLASSES, reduction="sum",
            numpy=lambda x, t: -picked(log_softmax(x), t).sum()),
    entropy("cross-entropy none", normal(4, 3), CLASSES, reduction="none",
            numpy=lambda x, t: -picked(log_softmax(x), t)),
    entropy("ignored", normal(4, 3), np.array([0, -100, 1, 2]),
            numpy=lambda x, t: -picked(log_softmax(x), t * (t > 0))[t >= 0].mean()),
    entropy("weighted", normal(4, 3), CLASSES, weight=WEIGHTS,
            numpy=lambda x, t: -(WEIGHTS[t] * picked(log_softmax(x), t)).sum() / WEIGHTS[t].sum()),
    entropy("smoothed", normal(4, 3), CLASSES, label_smoothing=0.2,
            numpy=lambda x, t: -(0.8 * picked(log_softmax(x), t) + 0.2 * log_softmax(x).mean(1)).mean()),
    entropy("weighted, smoothed, ignored", normal(4, 3), CLASSES, weight=WEIGHTS, label_smoothing=0.3,
            ignore_index=1),
    entropy("weighted, smoothed, none", normal(4, 3), CLASSES, weight=WEIGHTS, label_smoothing=0.3,
            reduction="none"),
    entropy("of images", normal(2, 3, 2, 2), integers(3, 2, 2, 2), layouts=BOTH),
    entropy("of one example", normal(3), np.array(2)),
    entropy("probabilities", normal(4, 3), probabilities(4, 3),
            numpy=lambda x, p: -(p * log_softmax(x)).sum(1).mean()),
    entropy("probabilities of images", normal(2, 3, 2), probabilities(2, 3, 2), weight=WEIGHTS,
            label_smoothing=0.1),
    *(entropy(f"much of it, {way}", normal(9, 500), integers(500, 9), ignore_index=3, reduction=way)
      for way in ("mean", "sum", "none")),
    Case("large logits", lambda m, x, t: m.nn.functional.cross_entropy(x, t), np.array([[900.0, -900.0], [0.0, 800.0]]),
         np.array([1, 1]), layouts=PLAIN, numpy=lambda x, t: 900.0, grad=False),
    # ---- vectors ----
    Case("cosine", lambda m, x, y: m.nn.functional.cosine_similarity(x, y), normal(3, 2), normal(3, 2, seed=1),
         layouts=BOTH,
         numpy=lambda x, y: (x * y).sum(1) / np.sqrt((x * x).sum(1) * (y * y).sum(1))),
    Case("distance", lambda m, x, y: m.nn.functional.pairwise_distance(x, y), normal(3, 2), normal(3, 2, seed=1),
         layouts=BOTH, numpy=lambda x, y: np.sqrt(((x - y + 1e-6) ** 2).sum(-1))),
    Case("cosine embedding", lambda m, x, y, t: m.nn.functional.cosine_embedding_loss(x, y, t, 0.1), normal(4, 2),
         normal(4, 2, seed=1), np.array([1, -1, 1, -1]), layouts=PLAIN),
    Case("ranking", lambda m, x, y, t: m.nn.functional.margin_ranking_loss(x, y, t, 0.3), normal(4), normal(4, seed=1),
         np.array([1, -1, 1, -1]), layouts=PLAIN,
         numpy=lambda x, y, t: np.maximum(0, -t * (x - y) + 0.3).mean()),
    Case("triplet", lambda m, a, p, n: m.nn.functional.triplet_margin_loss(a, p, n, swap=True), normal(3, 2),
         normal(3, 2, seed=1), normal(3, 2, seed=2), layouts=PLAIN),
    # ---- sequences ----
    Case("ctc", lambda m, x: m.nn.functional.ctc_loss(m.log_softmax(x, -1), m.tensor([[1, 1, 2], [2, 0, 0]]),
         m.tensor([5, 4]), m.tensor([3, 1])), normal(5, 2, 3), layouts=PLAIN, gradgrad=False),
    Case("ctc none, flat targets", lambda m, x: m.nn.functional.ctc_loss(m.log_softmax(x, -1), m.tensor([1, 2, 2]),
         (5, 4), (2, 1), reduction="none"), normal(5, 2, 3), layouts=PLAIN, gradgrad=False),
    Case("ctc without an alignment", lambda m, x: m.nn.functional.ctc_loss(m.log_softmax(x, -1),
         m.tensor([[1, 1, 2], [2, 1, 1]]), (3, 5), (3, 2), zero_infinity=True, reduction="sum"), normal(5, 2, 3),
         layouts=PLAIN, gradgrad=False),
    Case("ctc of one", lambda m, x: m.nn.functional.ctc_loss(m.log_softmax(x, -1), m.tensor([2, 1]), m.tensor(4),
         m.tensor(2), blank=3), normal(4, 4), layouts=PLAIN, gradgrad=False),
]  # fmt: skip
