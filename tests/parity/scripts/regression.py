"""A linear model and a small network fitted by hand and by SGD with the mean squared error."""

import math

import numpy as np
import torch

x = torch.linspace(-math.pi, math.pi, 200)
y = torch.sin(x)

a, b, c = (torch.tensor(value, requires_grad=True) for value in (0.1, 0.2, -0.1))
for step in range(60):
    loss = (a + b * x + c * x**3 - y).pow(2).mean()
    loss.backward()
    with torch.no_grad():
        for weight in (a, b, c):
            weight -= 1e-3 * weight.grad
            weight.grad = None
print(f"y = {a.item():.3f} + {b.item():.3f} x + {c.item():.3f} x^3")

powers = x.unsqueeze(-1).pow(torch.tensor([1, 2, 3]))
model = torch.nn.Sequential(torch.nn.Linear(3, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1), torch.nn.Flatten(0, 1))
share(model)
print(model)
criterion = torch.nn.MSELoss(reduction="sum")
optimizer = torch.optim.SGD(model.parameters(), lr=1e-5, momentum=0.9)
for epoch in range(30):
    prediction = model(powers)
    loss = criterion(prediction, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if epoch % 10 == 9:
        print(epoch, loss.item())
results = [a, b, c, prediction]
assert np.isfinite(loss.item())
