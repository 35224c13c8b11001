"""Activation modules and functions of one's own, nested modules, initialisation by apply, buffers, hooks."""

from collections import OrderedDict

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F


class Swish(nn.Module):
    def __init__(self, beta=1.0):
        super().__init__()
        self.beta = nn.Parameter(torch.tensor(beta))

    def forward(self, x):
        return x * torch.sigmoid(self.beta * x)

    def extra_repr(self):
        return f"beta={self.beta.item():.1f}"


class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, input):
        ctx.save_for_backward(input)
        return input**3

    @staticmethod
    def backward(ctx, grad_output):
        (input,) = ctx.saved_tensors
        return grad_output * 3 * input**2


class Residual(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.block = nn.Sequential(OrderedDict([("norm", nn.LayerNorm(size)), ("fc", nn.Linear(size, size))]))
        self.act = Swish(1.5)
        self.register_buffer("scale", torch.full((1,), 0.5))
        self.register_buffer("count", torch.zeros(1), persistent=False)

    def forward(self, x):
        self.count += 1
        return x + self.scale * self.act(self.block(x))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Linear(4, 6)
        self.layers = nn.ModuleList([Residual(6) for _ in range(3)])
        self.heads = nn.ModuleDict({"mean": nn.Linear(6, 2), "spread": nn.Linear(6, 2, bias=False)})
        self.gains = nn.ParameterList([nn.Parameter(torch.ones(2)) for _ in range(2)])

    def forward(self, x):
        x = self.embed(x)
        for layer in self.layers:
            x = layer(x)
        mean, spread = self.heads["mean"](x) * self.gains[0], F.softplus(self.heads["spread"](x)) * self.gains[1]
        return Cube.apply(mean) + spread


def start(module):
    if isinstance(module, nn.Linear):
        nn.init.constant_(module.weight, 0.1)
        if module.bias is not None:
            nn.init.zeros_(module.bias)


model = Net()
model.apply(start)
print(model)
share(model)
print([name for name, _ in model.named_parameters()])
print([(name, tuple(buffer.shape)) for name, buffer in model.named_buffers()], list(model.state_dict()))
print([name for name, _ in model.named_modules()][:6], len(list(model.children())))

seen = []
model.heads["mean"].register_forward_hook(lambda module, args, output: seen.append(tuple(output.shape)))
model.embed.register_forward_pre_hook(lambda module, args: (args[0] * 2,))
handle = model.embed.register_full_backward_hook(lambda module, grads, outputs: seen.append(
    (len(grads), tuple(outputs[0].shape))))
x = torch.tensor(np.random.default_rng(0).standard_normal((5, 4)), dtype=torch.float32, requires_grad=True)
output = model(x)
output.sum().backward()
handle.remove()
print(seen, model.layers[0].count)

model.embed.weight.requires_grad = False
print(sum(p.numel() for p in model.parameters() if p.requires_grad))
missing = nn.Linear(2, 2).load_state_dict({"weight": torch.ones(2, 2), "other": torch.ones(1)}, strict=False)
print(missing)
print(model.train(False).training, model.double().embed.weight.dtype)
results = [output, x.grad]
