"""Models of text: shapes, what they may see, and what they must not."""

import pytest

import minitorch_ref as mt
from minitorch_ref.text.models import GPT, BagOfWords, RecurrentLanguageModel


@pytest.mark.parametrize(
    "model", [lambda: GPT(11, 8, width=8, heads=2, num_layers=2), lambda: RecurrentLanguageModel(11)]
)
def test_what_comes_later_changes_nothing_before(model):
    mt.manual_seed(0)
    made = model().eval()
    tokens = mt.randint(0, 11, (3, 8))
    other = tokens.clone()
    other[:, 5:] = (other[:, 5:] + 1) % 11
    with mt.no_grad():
        one, two = made(tokens), made(other)
    assert one.shape == (3, 8, 11)
    assert mt.allclose(one[:, :5], two[:, :5], atol=1e-6)
    assert not mt.allclose(one[:, 5:], two[:, 5:], atol=1e-3)


def test_a_text_shorter_than_the_context_is_taken():
    assert GPT(11, 8, width=8, heads=2, num_layers=1)(mt.zeros(1, 3).long()).shape == (1, 3, 11)


def test_the_order_of_words_does_not_count():
    model = BagOfWords(20, 2).eval()
    scores = model(mt.tensor([3, 4, 5, 7, 5, 4, 3]), mt.tensor([0, 3, 4]))
    assert scores.shape == (3, 2)
    assert mt.allclose(scores[0], scores[2], atol=1e-6)
