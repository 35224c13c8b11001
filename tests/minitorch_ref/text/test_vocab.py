"""Vocabularies: the behaviour that torchtext documents."""

from collections import OrderedDict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minitorch_ref.text import Vocab, build_vocab_from_iterator, vocab

LINES = [["b", "a", "b"], ["c", "a", "b"], ["d"]]


def test_frequent_tokens_come_first_and_equal_ones_in_their_order():
    assert build_vocab_from_iterator(LINES).get_itos() == ["b", "a", "c", "d"]
    assert build_vocab_from_iterator(LINES, min_freq=2).get_itos() == ["b", "a"]


def test_special_tokens_come_first_or_last_and_once():
    assert build_vocab_from_iterator(LINES, specials=["<unk>", "a"]).get_itos() == ["<unk>", "a", "b", "c", "d"]
    last = build_vocab_from_iterator(LINES, specials=["<pad>"], special_first=False)
    assert last.get_itos() == ["b", "a", "c", "d", "<pad>"]


def test_max_tokens_counts_the_special_ones():
    assert build_vocab_from_iterator(LINES, specials=["<unk>"], max_tokens=3).get_itos() == ["<unk>", "b", "a"]
    with pytest.raises(ValueError, match="no room"):
        build_vocab_from_iterator(LINES, specials=["<unk>"], max_tokens=1)


def test_counted_tokens_keep_their_order():
    assert vocab(OrderedDict(x=1, y=5, z=2), min_freq=2, specials=["<unk>"]).get_itos() == ["<unk>", "y", "z"]


def test_unknown_tokens_are_an_error_until_there_is_a_default():
    words = Vocab(["<unk>", "hello"])
    with pytest.raises(RuntimeError, match="set_default_index"):
        words["bye"]
    words.set_default_index(words["<unk>"])
    assert (words["bye"], words.get_default_index()) == (0, 0)
    assert words(["hello", "bye"]) == words.lookup_indices(["hello", "bye"]) == [1, 0]
    assert "bye" not in words


def test_tokens_can_be_inserted_and_appended():
    words = Vocab(["a", "b"])
    words.insert_token("<s>", 0)
    words.append_token("c")
    assert (words.get_itos(), words.get_stoi()["b"], words["c"], len(words)) == (["<s>", "a", "b", "c"], 2, 3, 4)
    for wrong in (lambda: words.append_token("a"), lambda: words.insert_token("z", 9), lambda: words.lookup_token(4)):
        with pytest.raises(RuntimeError, match="Vocab"):
            wrong()


def test_a_token_twice_is_refused():
    with pytest.raises(ValueError, match="once"):
        Vocab(["a", "b", "a"])


@given(st.lists(st.lists(st.text(max_size=3))))
def test_numbers_and_tokens_lead_back_to_each_other(lines):
    words = build_vocab_from_iterator(lines)
    for line in lines:
        assert words.lookup_tokens(words(line)) == line
    assert [words[token] for token in words.get_itos()] == list(range(len(words)))
