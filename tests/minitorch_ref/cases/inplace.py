"""Operations that write into a tensor: values and derivatives are those of the operation without the underscore."""

import numpy as np

from tests.minitorch_ref.cases.case import Case, booleans, normal, positive


def then(operation):
    """Return a call that changes a copy of x in place and uses both."""

    def call(m, x, *others):
        y = x * 1
        operation(y, *others)
        return y * x

    return call


def on_view(operation):
    """Return a call that changes the second row of a copy of x in place."""

    def call(m, x, *others):
        y = x * 1
        part = y[1]
        operation(part, *others)
        return y * 2, part * 3

    return call


def into_new(m, x):
    """Fill a new tensor piece by piece, as loops over time steps do."""
    out = m.zeros(3, 2, dtype=x.dtype)
    for i in range(3):
        out[i] = x[i] ** 2 if i == 0 else out[i - 1].clone() * x[i]
    return out


def into_new_numpy(x):
    return np.stack([x[0] ** 2, x[0] ** 2 * x[1], x[0] ** 2 * x[1] * x[2]])


def two_views(m, x):
    """Write through one view, read through another that was made before."""
    y = x * 1
    column = y[:, 0]
    y[0] = 2 * x[1]
    column.mul_(x[:, 1])
    return y, column


def two_views_numpy(x):
    y = x.copy()
    y[0] = 2 * x[1]
    y[:, 0] *= x[:, 1]
    return y, y[:, 0]


FIRST_TWO = np.array([1, 1, 0])

CASES = [
    Case("add_", then(lambda y, z: y.add_(z, alpha=2)), normal(2, 3), normal(3), numpy=lambda x, z: (x + 2 * z) * x),
    Case("sub_", then(lambda y, z: y.sub_(z)), normal(2, 3), normal(3), numpy=lambda x, z: (x - z) * x),
    Case("mul_", then(lambda y, z: y.mul_(z)), normal(2, 3), normal(3), numpy=lambda x, z: x * z * x),
    Case("mul_ twice", then(lambda y, z: y.mul_(z).mul_(z)), normal(2, 3), normal(3), numpy=lambda x, z: x * z * z * x),
    Case("div_", then(lambda y, z: y.div_(z)), normal(2, 3), positive(3), numpy=lambda x, z: x / z * x),
    Case("pow_", then(lambda y: y.pow_(3)), normal(2, 3), numpy=lambda x: x**4),
    Case("clamp_", then(lambda y: y.clamp_(-0.5, 0.5)), normal(2, 3), numpy=lambda x: np.clip(x, -0.5, 0.5) * x),
    Case("masked_fill_", then(lambda y, c: y.masked_fill_(c, 2)), normal(2, 3), booleans(2, 3),
         numpy=lambda x, c: np.where(c, 2, x) * x),
    Case("copy_", then(lambda y, z: y.copy_(z)), normal(2, 3), normal(3), numpy=lambda x, z: x * z),
    Case("fill_", then(lambda y, z: y.fill_(z)), normal(2, 3), normal(), numpy=lambda x, z: x * z),
    Case("zero_", then(lambda y: y.zero_()), normal(2, 3), numpy=lambda x: x * 0),
    Case("+= *=", lambda m, x, y: augmented(x * 1, y), normal(2, 3), positive(3), numpy=lambda x, y: (x + y) * y / 2),
    Case("view mul_", on_view(lambda y, z: y.mul_(z)), normal(2, 3), normal(3),
         numpy=lambda x, z: (np.stack([x[0], x[1] * z]) * 2, x[1] * z * 3)),
    Case("view of a view", on_view(lambda y, z: y[:2].add_(z)), normal(2, 3), normal(),
         numpy=lambda x, z: (np.stack([x[0], x[1] + z * FIRST_TWO]) * 2, (x[1] + z * FIRST_TWO) * 3)),
    Case("pieces", into_new, normal(3, 2), numpy=into_new_numpy),
    Case("two views", two_views, normal(2, 2), numpy=two_views_numpy, layouts=("contiguous", "transposed", "sliced")),
]  # fmt: skip


def augmented(x, y):
    x += y
    x *= y
    x /= 2
    return x
