"""Layers of neurons, each connected with all of the layer before."""

from collections.abc import Callable, Sequence

from minitorch_ref import nn

__all__ = ["MLP"]


class MLP(nn.Sequential):
    """Linear layers with an activation, and dropout if wanted, between them; the arguments are torchvision's.

    Takes (n, in_channels) and returns (n, hidden_channels[-1]).

    Args:
        in_channels: how many numbers an example has.
        hidden_channels: the width of each layer; the last one is the output.
        activation_layer: what stands between two layers.
        bias: whether the layers have one.
        dropout: the part of numbers to drop after each layer but the last.
    """

    def __init__(
        self,
        in_channels: int,
        hidden_channels: Sequence[int],
        activation_layer: Callable[[], nn.Module] = nn.ReLU,
        bias: bool = True,
        dropout: float = 0.0,
    ) -> None:
        layers: list[nn.Module] = []
        width = in_channels
        for following in hidden_channels[:-1]:
            layers += [nn.Linear(width, following, bias=bias), activation_layer()]
            if dropout:
                layers.append(nn.Dropout(dropout))
            width = following
        super().__init__(*layers, nn.Linear(width, hidden_channels[-1], bias=bias))
