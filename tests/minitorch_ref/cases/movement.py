"""Views, copies, joining, splitting."""

import numpy as np

from tests.minitorch_ref.cases.case import Case, normal

ONE_LAYOUT = ("contiguous",)

CASES = [
    Case("permute", lambda m, x: m.permute(x, (2, 0, -2)), normal(2, 3, 4), numpy=lambda x: x.transpose(2, 0, 1)),
    Case("transpose", lambda m, x: m.transpose(x, 0, -1), normal(2, 3, 4), numpy=lambda x: x.swapaxes(0, 2)),
    Case("t", lambda m, x: m.t(x), normal(2, 3), numpy=np.transpose),
    Case("t of a vector", lambda m, x: m.t(x), normal(3), numpy=np.transpose),
    Case("movedim", lambda m, x: m.movedim(x, (0, 1), (2, 0)), normal(2, 3, 4),
         numpy=lambda x: np.moveaxis(x, (0, 1), (2, 0))),
    Case("narrow", lambda m, x: m.narrow(x, 1, 1, 2), normal(2, 4), numpy=lambda x: x[:, 1:3]),
    Case("select", lambda m, x: m.select(x, 1, -1), normal(2, 3, 2), numpy=lambda x: x[:, -1]),
    Case("expand", lambda m, x: x.expand(2, -1, 3), normal(2, 1), numpy=lambda x: np.broadcast_to(x, (2, 2, 3))),
    Case("expand a scalar", lambda m, x: x.expand(2, 3), normal(), numpy=lambda x: np.broadcast_to(x, (2, 3))),
    Case("view", lambda m, x: x.view(3, 2), normal(2, 3), numpy=lambda x: x.reshape(3, 2), layouts=ONE_LAYOUT),
    Case("reshape", lambda m, x: m.reshape(x, (-1, 2)), normal(2, 3), numpy=lambda x: x.reshape(-1, 2)),
    Case("flatten", lambda m, x: m.flatten(x, 1), normal(2, 3, 2), numpy=lambda x: x.reshape(2, 6)),
    Case("unflatten", lambda m, x: m.unflatten(x, 1, (2, -1)), normal(2, 4), numpy=lambda x: x.reshape(2, 2, 2)),
    Case("unsqueeze", lambda m, x: m.unsqueeze(x, 1), normal(2, 3), numpy=lambda x: x[:, None]),
    Case("squeeze", lambda m, x: (m.squeeze(x), m.squeeze(x, 1)), normal(2, 1, 3, 1),
         numpy=lambda x: (x.squeeze(), x.squeeze(1))),
    Case("diagonal", lambda m, x: m.diagonal(x, 1), normal(3, 4), numpy=lambda x: np.diagonal(x, 1)),
    Case("diagonal of a stack", lambda m, x: m.diagonal(x, -1, 1, 2), normal(2, 3, 3),
         numpy=lambda x: np.diagonal(x, -1, 1, 2)),
    Case("unfold", lambda m, x: x.unfold(1, 3, 1), normal(2, 5),
         numpy=lambda x: np.lib.stride_tricks.sliding_window_view(x, 3, 1)),
    Case("unfold apart", lambda m, x: x.unfold(0, 2, 3), normal(6, 2), numpy=lambda x: np.stack([x[0:2].T, x[3:5].T])),
    Case("as_strided", lambda m, x: m.as_strided(x, (2, 2), (1, 2), 1), normal(6), layouts=ONE_LAYOUT,
         numpy=lambda x: x[[[1, 3], [2, 4]]]),
    Case("as_strided that overlaps", lambda m, x: m.as_strided(x, (3, 2), (1, 1)), normal(6), layouts=ONE_LAYOUT,
         numpy=lambda x: x[[[0, 1], [1, 2], [2, 3]]]),
    Case("clone", lambda m, x: m.clone(x), normal(2, 3), numpy=np.copy),
    Case("contiguous", lambda m, x: x.t().contiguous(), normal(2, 3), numpy=np.transpose),
    Case("convert", lambda m, x: x.float().double(), np.array([[0.5, -2.0], [1.0, 3.0]]), grad=False,
         numpy=np.copy),
    Case("repeat", lambda m, x: x.repeat(2, 1, 2), normal(2, 3), numpy=lambda x: np.tile(x, (2, 1, 2))),
    Case("cat", lambda m, x, y: m.cat([x, y, x], 1), normal(2, 3), normal(2, 1, seed=1),
         numpy=lambda x, y: np.concatenate([x, y, x], 1)),
    Case("cat with nothing", lambda m, x, y: m.cat([x, y]), normal(2, 3), normal(0, 3),
         numpy=lambda x, y: np.concatenate([x, y])),
    Case("stack", lambda m, x, y: m.stack([x, y], -1), normal(2, 3), normal(2, 3, seed=1),
         numpy=lambda x, y: np.stack([x, y], -1)),
    Case("split", lambda m, x: m.split(x, 2, 1), normal(2, 5), numpy=lambda x: np.split(x, [2, 4], 1)),
    Case("chunk", lambda m, x: m.chunk(x, 2), normal(3, 2), numpy=lambda x: np.split(x, [2])),
    Case("unbind", lambda m, x: m.unbind(x, 1), normal(2, 3), numpy=lambda x: tuple(x.T)),
    Case("one part only", lambda m, x: m.split(x, 2)[1] * 2, normal(4, 2), numpy=lambda x: x[2:] * 2),
]  # fmt: skip
