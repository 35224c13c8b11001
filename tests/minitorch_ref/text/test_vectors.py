"""Word vectors, from a file in GloVe's format."""

from pathlib import Path

import pytest

from minitorch_ref.text import GloVe, Vectors

LINES = "the 0.5 -1 2\ncat 1e-3 0 1\nat name@domain.com 7 8 9\n. . 1 2 3\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "glove.toy.3d.txt"
    path.write_text(LINES, encoding="utf-8")
    return path


def test_words_may_hold_spaces(file: Path) -> None:
    vectors = Vectors(file)
    assert vectors.itos == ["the", "cat", "at name@domain.com", ". ."]
    assert (vectors.dim, len(vectors), vectors.vectors.shape) == (3, 4, (4, 3))
    assert vectors["at name@domain.com"].tolist() == [7, 8, 9]


def test_unknown_words_are_zero_and_lower_case_can_stand_in(file: Path) -> None:
    vectors = Vectors(file)
    assert vectors["dog"].tolist() == [0, 0, 0]
    assert vectors.get_vecs_by_tokens(["The", "the"]).tolist() == [[0, 0, 0], [0.5, -1, 2]]
    assert vectors.get_vecs_by_tokens("The", lower_case_backup=True).tolist() == [0.5, -1, 2]


def test_the_most_frequent_words_are_enough(file: Path) -> None:
    assert Vectors(file, max_vectors=2).itos == ["the", "cat"]


def test_word2vecs_headline_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "v.txt").write_text("2 3\n" + LINES)
    assert len(Vectors("v.txt", cache=tmp_path)) == 4


def test_glove_finds_its_published_names(file: Path) -> None:
    assert GloVe("toy", 3, cache=file.parent)["cat"].shape == (3,)
    with pytest.raises(RuntimeError, match=r"glove\.6B\.50d\.txt"):
        GloVe("6B", 50, cache=file.parent)


@pytest.mark.parametrize("line", ["dog 1 2", "dog 1 x 3"])
def test_a_line_that_does_not_fit_is_named(file: Path, line: str) -> None:
    file.write_text(LINES + line + "\n")
    with pytest.raises(RuntimeError, match="line 5"):
        Vectors(file)
