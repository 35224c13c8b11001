"""The recogniser: as many moments as it says, probabilities, and learning to spell."""

import pytest

import minitorch_ref as mt
from minitorch_ref import nn, optim
from minitorch_ref.audio import ctc_greedy_decode
from minitorch_ref.audio.models import ConvRecurrent


@pytest.mark.parametrize("time", [1, 2, 7, 8])
def test_moments_are_those_announced_and_hold_probabilities(time):
    model = ConvRecurrent(5, 4, channels=6, hidden=3).eval()
    log_probs = model(mt.randn(2, 5, time))
    assert log_probs.shape == (ConvRecurrent.moments(time), 2, 4)
    assert mt.allclose(log_probs.exp().sum(-1), mt.ones(1), atol=1e-5)


def test_it_learns_to_spell_a_sound():
    mt.manual_seed(0)
    model, sound = ConvRecurrent(4, 3, channels=8, hidden=8, dropout=0.0), mt.zeros(1, 4, 16)
    sound[0, 0, 2:6] = 3.0
    sound[0, 1, 9:13] = 3.0
    optimizer = optim.Adam(model.parameters(), lr=0.02)
    for _ in range(40):
        optimizer.zero_grad()
        loss = nn.CTCLoss()(model(sound), mt.tensor([[1, 2]]), mt.tensor([8]), mt.tensor([2]))
        loss.backward()
        optimizer.step()
    assert ctc_greedy_decode(model(sound)) == [[1, 2]]
