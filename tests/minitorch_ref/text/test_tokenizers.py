"""Tokenizers: torchtext's published examples, byte pairs by hand, and round trips of whatever hypothesis writes."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minitorch_ref.text import BytePairTokenizer, CharacterTokenizer, get_tokenizer
from minitorch_ref.text.byte_pairs import PIECES, best_pair, count_pairs, merge_pair

TEXT = "the cat sat on the mat. The cats sat on the mats; 12 + 30 = 42.\n\n  der Kater saß auf der Matte, 猫 auch"
LEARNED = BytePairTokenizer.train(TEXT, 300)


# ---- words ----


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("You can now install TorchText using pip!", "you can now install torchtext using pip !"),
        ("Basic English Normalization for a Line of Text", "basic english normalization for a line of text"),
        ("'Basic' \"quoted\" (one), two.Three? four;five:six<br />seven",
         "' basic ' quoted ( one ) , two . three ? four five six seven"),
        ("  it's   ", "it ' s"),
        ("", ""),
    ],
)  # fmt: skip
def test_basic_english_is_torchtexts(line, words):
    assert get_tokenizer("basic_english")(line) == words.split()


@given(st.text())
def test_basic_english_leaves_no_space_no_capital_and_no_empty_word(line):
    words = get_tokenizer("basic_english")(line)
    assert all(word and not word.isspace() and word == word.lower() for word in words)
    assert get_tokenizer("basic_english")(" ".join(words)) == words


def test_a_tokenizer_of_ones_own_and_none_are_taken():
    assert get_tokenizer(list)("ab") == ["a", "b"]
    assert get_tokenizer(None)(" A  b. ") == ["A", "b."]
    with pytest.raises(ValueError, match="spacy"):
        get_tokenizer("spacy")


# ---- characters ----


@given(st.text(min_size=1))
def test_characters_come_back(text):
    tokenizer = CharacterTokenizer(text)
    assert tokenizer.decode(tokenizer.encode(text)) == text
    assert sorted(set(tokenizer.encode(text))) == list(range(len(tokenizer)))


def test_an_unknown_character_is_named():
    with pytest.raises(ValueError, match="'z'"):
        CharacterTokenizer("abc").encode("abz")


# ---- byte pairs ----


def test_pairs_are_counted_with_the_times_a_piece_occurs():
    assert count_pairs({(1, 2, 1, 2): 3, (2, 1): 1}) == Counter({(1, 2): 6, (2, 1): 4})


def test_of_equally_frequent_pairs_the_smallest_wins():
    assert best_pair(Counter({(5, 1): 2, (3, 9): 2, (3, 4): 1})) == (3, 9)


@pytest.mark.parametrize(
    ("tokens", "merged"),
    [((1, 2, 1, 2), (9, 9)), ((1, 1, 2, 2), (1, 9, 2)), ((1,), (1,)), ((), ()), ((2, 1), (2, 1))],
)
def test_a_pair_is_merged_from_left_to_right(tokens, merged):
    assert merge_pair(tokens, (1, 2), 9) == merged


def test_overlapping_pairs_are_merged_once():
    assert merge_pair((7, 7, 7), (7, 7), 9) == (9, 7)


def test_the_first_merges_are_those_worked_out_by_hand():
    # "low" 5, "lower" 2, "newest" 6, "widest" 3: es 9, then est 9, then lo 7, then low 7 (Sennrich et al., with bytes)
    text = " ".join(["low"] * 5 + ["lower"] * 2 + ["newest"] * 6 + ["widest"] * 3)
    learned = BytePairTokenizer.train(text.replace(" ", "\n"), 256 + 4)
    assert [learned.meaning[token] for token in range(256, 260)] == [b"es", b"est", b"lo", b"low"]


def naive_merges(text: str, count: int) -> list[tuple[int, int]]:
    """Every pair counted anew for every merge."""
    pieces = [tuple(piece.encode()) for piece in PIECES.findall(text)]
    merges = []
    for new in range(256, 256 + count):
        counts = Counter(pair for piece in pieces for pair in pairwise(piece))
        if not counts or max(counts.values()) < 2:
            break
        merges.append(min(counts, key=lambda pair: (-counts[pair], pair)))
        pieces = [merge_pair(piece, merges[-1], new) for piece in pieces]
    return merges


@given(st.text(alphabet="ab 1é", max_size=60), st.integers(0, 12))
def test_learning_with_running_counts_equals_counting_anew(text, count):
    assert BytePairTokenizer.train(text, 256 + count).merges == naive_merges(text, count)


@given(st.text())
def test_every_text_comes_back(text):
    assert "".join(PIECES.findall(text)) == text
    assert LEARNED.decode(LEARNED.encode(text)) == text


@given(st.text(alphabet=" \nthecasmo.", max_size=80))
def test_learned_tokens_shorten_and_stay_known(text):
    tokens = LEARNED.encode(text)
    assert len(tokens) <= len(text.encode())
    assert all(0 <= token < len(LEARNED) for token in tokens)


@given(st.lists(st.integers(0, 255)))
def test_bytes_that_are_no_text_are_decoded_without_an_error(tokens):
    assert isinstance(LEARNED.decode(tokens), str)


def test_words_of_the_text_become_single_tokens():
    assert len(LEARNED.encode(" the")) == 1
    assert LEARNED.encode("the cat")[0] != LEARNED.encode(" the")[0]
    assert BytePairTokenizer(LEARNED.merges).encode(TEXT) == LEARNED.encode(TEXT)


def test_fewer_tokens_than_bytes_are_refused():
    with pytest.raises(ValueError, match="256"):
        BytePairTokenizer.train("abc", 100)
