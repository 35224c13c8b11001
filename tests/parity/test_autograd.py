"""The rules of autograd, in small scripts that both frameworks run: same results, same texts, same error classes."""

import warnings
from typing import Any

import pytest

import minitorch_ref as mt

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.parity

SCRIPTS = {
    "printing": """
        show(x, x * 2, (x * 2).sum(), x.detach(), x.mm(x), x.t(), x[0], x[:, 0:1], x.double(), x.view(-1))
        show(x.exp(), x.sum(0), x.mean(), x.unsqueeze(0), T.cat([x, x]), x.masked_fill(x > 1, 0.0), x ** 2, -x, x / 2)
    """,
    "leaves": """
        y = x * 2
        show(x.is_leaf, y.is_leaf, x.grad_fn, y.grad_fn.next_functions[0][0].variable is x, y.requires_grad)
        y.requires_grad_(True)
        fails(lambda: y.requires_grad_(False))
        fails(lambda: T.arange(3).requires_grad_())
        fails(lambda: T.tensor([1, 2], requires_grad=True))
        fails(lambda: x.numpy())
    """,
    "what backward refuses": """
        fails(lambda: (x * 2).backward())
        fails(lambda: T.ones(1).backward())
        fails(lambda: (x * 2).backward(T.ones(3)))
        y = (x * x).sum()
        y.backward()
        fails(lambda: y.backward())
        fails(lambda: T.autograd.grad((x * 2).sum(), [x, b]))
        fails(lambda: T.autograd.grad((x * 2).sum(), T.ones(2)))
        show(T.autograd.grad((x * 2).sum(), [x, b], allow_unused=True))
        show(T.autograd.grad((x * 2).sum(), [x, b], materialize_grads=True))
    """,
    "accumulation": """
        (x * b).sum().backward()
        (x * b).sum().backward()
        show(x.grad, b.grad)
        x.grad = None
        (x * 3).backward(T.full((2, 2), 2.0))
        show(x.grad)
        x.grad.zero_()
        (x.t() @ x).sum().backward()
        show(x.grad)
        fails(lambda: setattr(x, "grad", T.ones(3)))
        fails(lambda: setattr(x, "grad", 1))
    """,
    "gradients of gradients": """
        (first,) = T.autograd.grad((x ** 3 * b).sum(), x, create_graph=True)
        show(first.requires_grad, first.detach())
        show(T.autograd.grad(first.sum(), [x, b], retain_graph=True))
        first.norm().backward()
        show(x.grad, b.grad)
    """,
    "writing in place": """
        fails(lambda: x.add_(1))
        fails(lambda: x[0].add_(1))
        with T.no_grad():
            x.add_(1)
        show(x._version, x)
        y = x * 1
        y.mul_(b)
        y[0] += x[1]
        show(y._version, y)
        y.pow(2).sum().backward()
        show(x.grad, b.grad)
        z = x * 1
        w = z.exp()
        w += 1
        fails(lambda: w.sum().backward())
        v = (z * z).sum()
        z.zero_()
        fails(lambda: v.backward())
    """,
    "building up a tensor": """
        out = T.zeros(3, 2)
        for i in range(3):
            out[i] = x[i % 2] * (i + 1)
        rows = out[:, 0]
        out[T.tensor([0, 2])] = b
        out[out > 5] = 0.5
        show(out.requires_grad, rows.detach(), out.detach())
        (out * out).sum().backward()
        show(x.grad, b.grad)
    """,
    "detached values and data": """
        y = x.detach()
        y[0, 0] = 9
        show(x, y.requires_grad, x._version, y._version)
        x.data[0, 1] = 7
        show(x, x._version)
        z = (x * 2).detach_()
        show(z.requires_grad, z.is_leaf)
        x.data = T.ones(2, 2)
        show(x)
    """,
    "modes": """
        with T.no_grad():
            show((x * 2).requires_grad, T.is_grad_enabled())
            with T.enable_grad():
                show((x * 2).requires_grad)
        with T.set_grad_enabled(False):
            show((x * 2).requires_grad)
        with T.inference_mode():
            show((x * 2).requires_grad, T.is_inference_mode_enabled())
        @T.no_grad()
        def quiet(): return x * 2
        show(quiet().requires_grad, T.is_grad_enabled())
    """,
    "hooks": """
        seen = []
        y = x * 2
        y.retain_grad()
        handle = y.register_hook(lambda g: seen.append(g.sum().item()))
        y.register_hook(lambda g: g * 3)
        x.register_hook(lambda g: seen.append(g.sum().item()))
        x.register_post_accumulate_grad_hook(lambda p: seen.append(p.grad.sum().item()))
        (y.sum() + x.sum()).backward()
        show(seen, x.grad, y.grad)
        handle.remove()
        (y.sum() if False else (x * 2).sum()).backward()
        show(seen)
        show(T.autograd.grad((x * 2).sum(), x))
        fails(lambda: T.ones(1).register_hook(print))
        fails(lambda: T.ones(1).retain_grad())
        y = x * 2
        y.register_hook(lambda g: 3)
        fails(lambda: y.sum().backward())
    """,
    "points where the derivative jumps": """
        def derivative(function, values):
            point = T.tensor(values, requires_grad=True)
            function(point).sum().backward()
            show(point.grad)
        for function in (T.sqrt, T.abs, T.relu, T.std, T.norm, T.prod, lambda v: v ** 2, lambda v: v ** 0):
            derivative(function, [0.0, 0.0, 0.0])
        for function in (T.max, T.amin, T.var, T.std, lambda v: v.clamp(0, 1), lambda v: T.maximum(v, v * 1)):
            derivative(function, [1.0, 1.0, 1.0])
        derivative(lambda v: T.where(v > 0, v.log(), v), [0.0, 1.0])
        derivative(lambda v: v.view(2, 2).max(1)[0], [1.0, 1.0, 2.0, 2.0])
    """,
    "corners": """
        show(T.autograd.grad(x, x, T.ones(2, 2)))
        show(T.autograd.grad([(x * 2).sum(), (x * 3).sum()], [x, x]))
        v = x[0]
        show(T.autograd.grad((v * 3).sum(), v))
        with T.no_grad():
            pass
        y = (x * x).sum()
        with T.no_grad():
            y.backward()
        show(x.grad)
        T.autograd.backward([x.sum(), b.sum()])
        show(x.grad, b.grad)
        (b * T.ones(2, dtype=T.float64)).sum().backward()
        show(b.grad)
        total = sum([b, b, b])
        total.backward(T.ones(2, dtype=T.float64))
        show(b.grad, x.float() is x, (x * 2).sum().item(), T.zeros_like(x).requires_grad, x.argmax().requires_grad)
        z = x * 1
        same = z
        z += x
        show(same is z, z)
    """,
    "an operation of one's own": """
        class Scale(T.autograd.Function):
            @staticmethod
            def forward(ctx, x, factor, other):
                ctx.save_for_backward(x, other)
                ctx.factor = factor
                return x * factor, x > 1
            @staticmethod
            def backward(ctx, gradient, nothing):
                x, other = ctx.saved_tensors
                show(ctx.needs_input_grad, nothing is None or nothing.sum().item())
                return gradient * ctx.factor * x, None, None
        y, mask = Scale.apply(x, 3.0, T.ones(1))
        show(y, mask, y.requires_grad, mask.requires_grad)
        y.sum().backward()
        show(x.grad)
        fails(lambda: y.sum().backward())
    """,
    "backward of its own that is wrong": """
        class Wrong(T.autograd.Function):
            @staticmethod
            def forward(ctx, x): return x * 1
            @staticmethod
            def backward(ctx, g): return g, g
        fails(lambda: Wrong.apply(x).sum().backward())
        class Shape(Wrong):
            @staticmethod
            def backward(ctx, g): return T.ones(5)
        fails(lambda: Shape.apply(x).sum().backward())
        class Missing(T.autograd.Function):
            @staticmethod
            def forward(ctx, x): return x * 1
        fails(lambda: Missing.apply(x).sum().backward())
    """,
    "tables of derivatives": """
        F = T.autograd.functional
        f = lambda a, c: (a * c).sum(0) ** 2
        show(F.jacobian(f, (x, b)), F.jacobian(lambda a: a.exp().sum(), b))
        show(F.hessian(lambda a: (a ** 3).sum(), b), F.hessian(lambda a, c: (a * c * c).sum(), (x, b)))
        show(F.vjp(lambda a: a * a, b, T.tensor([1.0, 2.0])), F.jvp(lambda a: a * a, b, T.tensor([1.0, 2.0])))
        show(F.vhp(lambda a: (a ** 3).sum(), b, T.ones(2)), F.hvp(lambda a: (a ** 3).sum(), b, T.ones(2)))
        fails(lambda: F.vjp(lambda a: a * a, b))
    """,
    "checks": """
        d = x.detach().double().requires_grad_()
        show(T.autograd.gradcheck(lambda a: (a * a).exp(), [d]), T.autograd.gradgradcheck(lambda a: a ** 3, [d]))
        show(T.autograd.gradcheck(lambda a: a.detach() * 2 + a * 1.5, [d], raise_exception=False))
        fails(lambda: T.autograd.gradcheck(lambda a: a.detach() * 2 + a * 1.5, [d]))
    """,
    "anomalies": """
        fails(lambda: anomalous())
        show(T.is_grad_enabled())
    """,
    "checkpoints": """
        from_checkpoint = checkpoint(lambda a: (a * b).exp().sum(), x, use_reentrant=False)
        from_checkpoint.backward()
        show(from_checkpoint.detach(), x.grad, b.grad)
    """,
}


def text_of(value: Any) -> str:
    if isinstance(value, tuple | list):
        return "(" + ", ".join(text_of(part) for part in value) + ")"
    return repr(value)


def run(framework: Any, script: str) -> list[str]:
    """Run a script, and return what it showed and which errors it met."""
    lines: list[str] = []

    def fails(function):
        try:
            function()
        except Exception as error:
            kinds = (RuntimeError, TypeError, ValueError, IndexError)
            lines.append(next(kind.__name__ for kind in kinds if isinstance(error, kind)))
        else:
            lines.append("no error")

    def anomalous():
        zero = framework.zeros(1, requires_grad=True)
        with framework.autograd.detect_anomaly():
            ((zero * 0).sqrt() * 0).backward()

    if framework is torch:
        from torch.utils.checkpoint import checkpoint
    else:
        from minitorch_ref.utils.checkpoint import checkpoint
    names = {
        "T": framework, "fails": fails, "anomalous": anomalous, "checkpoint": checkpoint,
        "x": framework.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True),
        "b": framework.tensor([0.5, -1.0], requires_grad=True),
        "show": lambda *values: lines.extend(text_of(value) for value in values),
    }  # fmt: skip
    source = "\n".join(line[8:] for line in script.strip("\n").splitlines())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(source, names)
    return lines


@pytest.mark.parametrize("name", SCRIPTS)
def test_both_frameworks_say_the_same(name):
    assert run(mt, SCRIPTS[name]) == run(torch, SCRIPTS[name])
