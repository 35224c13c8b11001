"""Every example runs in seconds in its small setting, and the quickest one reaches what it promises."""

from collections.abc import Callable
from pathlib import Path

import pytest

from minitorch_ref.examples import dial_tones, digits, mnist, names, sentiment, shakespeare, spoken_digits


def test_digits_are_read_and_the_loss_is_drawn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    results = digits.main(["--small", "--plot", str(tmp_path / "loss.png")])
    assert results["MLP"] > 0.85
    assert results["CNN"] > 0.95
    assert (tmp_path / "loss.png").read_bytes().startswith(b"\x89PNG")
    assert "held-out digits read correctly" in capsys.readouterr().out


def test_the_seconds_are_kept() -> None:
    results = digits.main(["--seconds", "0.05"])
    assert set(results) == {"MLP", "CNN"}


def test_the_same_seed_gives_the_same_result() -> None:
    again = [dial_tones.main(["--small", "--seconds", "0.01", "--seed", "3"]) for _ in range(2)]
    assert again[0] == again[1]


def test_a_language_model_reads_what_comes_with_python() -> None:
    assert shakespeare.main(["--small"])["GPT"] < 4


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("example", "data", "name", "better"),
    [
        (mnist.main, "mnist", "LeNet", lambda accuracy: accuracy > 0.6),
        (sentiment.main, "sst2", "bag of words", lambda accuracy: accuracy > 0.53),
        (names.main, "names", "GRU", lambda nats: nats < 2.9),
        (shakespeare.main, "shakespeare", "GPT", lambda nats: nats < 3.8),
        (spoken_digits.main, "fsdd", "CNN", lambda accuracy: accuracy > 0.15),
    ],
)
def test_every_example_learns_something_from_real_data(
    example: Callable[[list[str]], dict[str, float]],
    data: str,
    name: str,
    better: Callable[[float], bool],
    real_data: Callable[[str], Path],
) -> None:
    assert better(example(["--small", "--data", str(real_data(data))])[name])
