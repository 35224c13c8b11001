"""A small recogniser that spells out a sound while it listens. Knows layers; knows no data set."""

from minitorch_ref import nn
from minitorch_ref.functions.softmax import log_softmax
from minitorch_ref.tensors.tensor import Tensor

__all__ = ["ConvRecurrent"]


class ConvRecurrent(nn.Module):
    """Convolutions over a spectrogram, a recurrent network over time, a score for each label in each moment.

    Takes (n, features, time), for example mels in decibels, and returns log probabilities ((time + 1) // 2, n, labels),
    as `nn.CTCLoss` wants them. The form is that of D. Amodei et al., "Deep Speech 2", 2016, made small.

    Args:
        features: how many numbers each moment has.
        labels: how many labels there are, with the blank.
        channels: the channels of the convolutions.
        hidden: the size of the recurrent network's state in each direction.
        dropout: the part of numbers dropped before the last layer.
    """

    def __init__(self, features: int, labels: int, channels: int = 64, hidden: int = 64, dropout: float = 0.1) -> None:
        super().__init__()
        self.convolutions = nn.Sequential(
            nn.Conv1d(features, channels, 5, stride=2, padding=2),
            nn.BatchNorm1d(channels),
            nn.ReLU(),
            nn.Conv1d(channels, channels, 5, padding=2),
            nn.BatchNorm1d(channels),
            nn.ReLU(),
        )
        self.recurrent = nn.GRU(channels, hidden, bidirectional=True)
        self.dropout = nn.Dropout(dropout)
        self.scores = nn.Linear(2 * hidden, labels)

    def forward(self, x: Tensor) -> Tensor:
        """Return the logarithm of each label's probability in each moment."""
        heard = self.convolutions(x).permute(2, 0, 1)
        states, _ = self.recurrent(heard)
        return log_softmax(self.scores(self.dropout(states)), -1)

    @staticmethod
    def moments(time: int) -> int:
        """Return how many moments of output `time` moments of input give."""
        return (time + 1) // 2
