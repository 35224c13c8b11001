"""Models of images: shapes, published sizes, and a step that makes the loss smaller."""

import pytest

import minitorch_ref as mt
from minitorch_ref import nn, optim
from minitorch_ref.vision import models


def size(model: nn.Module) -> int:
    return sum(parameter.numel() for parameter in model.parameters())


@pytest.mark.parametrize(
    ("model", "shape", "parameters"),
    [
        (lambda: models.MLP(64, [32, 10]), (64,), 64 * 32 + 32 + 32 * 10 + 10),
        (lambda: models.MLP(4, [3, 2], nn.Tanh, bias=False, dropout=0.5), (4,), 4 * 3 + 3 * 2),
        (lambda: models.LeNet(), (1, 28, 28), 61_706),  # LeNet-5's size, as everybody counts it
        (lambda: models.resnet20(), (3, 32, 32), 272_474),  # 0.27 million in the paper's table 6
        (lambda: models.ResNet(1, 7, in_channels=1, width=4), (1, 9, 9), None),
    ],
)
def test_scores_for_every_image_and_the_published_size(model, shape, parameters):
    made = model()
    assert parameters in (None, size(made))
    scores = made(mt.randn(2, *shape))
    assert scores.shape[0] == 2
    assert scores.requires_grad


def test_the_layers_of_an_mlp_are_those_of_torchvision():
    kinds = [type(layer).__name__ for layer in models.MLP(4, [3, 2, 5], dropout=0.1)]
    assert kinds == ["Linear", "ReLU", "Dropout", "Linear", "ReLU", "Dropout", "Linear"]


def test_a_residual_network_learns_two_images_by_heart():
    mt.manual_seed(0)
    model, images, labels = models.ResNet(1, 2, in_channels=1, width=4), mt.randn(4, 1, 8, 8), mt.tensor([0, 1, 0, 1])
    optimizer = optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    losses = []
    for _ in range(20):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(images), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < 0.2 * losses[0]
