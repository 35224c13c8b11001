"""Random numbers: their distributions, their seeds, their streams."""

import numpy as np
import pytest

import minitorch_ref as mt


def test_bernoulli_draws_ones_as_often_as_asked():
    mt.manual_seed(0)
    drawn = mt.bernoulli(mt.full((10_000,), 0.3, dtype=mt.float64))
    assert drawn.dtype is mt.float64
    assert abs(drawn.mean().item() - 0.3) < 0.02
    assert mt.bernoulli(mt.tensor([0.0, 1.0])).tolist() == [0, 1]
    assert mt.zeros(5).bernoulli_(1.0).tolist() == [1] * 5


def test_multinomial_draws_in_proportion_to_weights():
    mt.manual_seed(0)
    drawn = mt.multinomial(mt.tensor([1.0, 0.0, 3.0]), 10_000, replacement=True)
    counts = mt.bincount(drawn, minlength=3)
    assert counts[1].item() == 0
    assert abs(counts[2].item() / 10_000 - 0.75) < 0.02


def test_multinomial_without_replacement_draws_each_once():
    mt.manual_seed(0)
    firsts = [mt.multinomial(mt.tensor([[1.0, 3.0, 0.0, 4.0]]), 3) for _ in range(500)]
    assert all(sorted(drawn[0].tolist()) == [0, 1, 3] for drawn in firsts)
    share = np.mean([drawn[0, 0].item() == 3 for drawn in firsts])
    assert abs(share - 0.5) < 0.08


def test_normal_takes_means_and_deviations():
    mt.manual_seed(0)
    drawn = mt.normal(mt.tensor([0.0, 100.0]).repeat(5000, 1), mt.tensor([1.0, 2.0]))
    assert np.allclose(drawn.mean(0).numpy(), [0, 100], atol=0.1)
    assert np.allclose(drawn.std(0).numpy(), [1, 2], atol=0.1)
    assert mt.normal(1.0, 0.0, (2, 2)).tolist() == [[1, 1], [1, 1]]


def test_tensors_are_filled_in_place():
    mt.manual_seed(0)
    x = mt.empty(1000)
    assert x.uniform_(2, 3) is x
    assert x.min().item() >= 2
    assert x.max().item() < 3
    assert abs(x.normal_(5, 0.1).mean().item() - 5) < 0.05
    assert abs(x.exponential_(2).mean().item() - 0.5) < 0.1
    assert set(mt.empty(100, dtype=mt.int64).random_(3).tolist()) == {0, 1, 2}
    with pytest.raises(RuntimeError):
        mt.ones(2, requires_grad=True).uniform_()


def test_a_seed_gives_the_same_numbers_again():
    mt.manual_seed(3)
    first = mt.rand(3)
    assert mt.initial_seed() == 3
    mt.manual_seed(3)
    assert mt.equal(mt.rand(3), first)
    assert mt.seed() == mt.initial_seed()


def test_a_state_is_gone_on_from():
    generator = mt.Generator().manual_seed(1)
    mt.randn(3, generator=generator)
    state = generator.get_state()
    wanted = mt.randn(3, generator=generator)
    assert state.dtype is mt.uint8
    assert mt.equal(mt.randn(3, generator=mt.Generator().set_state(state)), wanted)
    saved = mt.get_rng_state()
    wanted = mt.rand(2)
    mt.set_rng_state(saved)
    assert mt.equal(mt.rand(2), wanted)


def test_streams_depend_on_the_seed_and_their_name_only():
    one, two = mt.Generator().manual_seed(1), mt.Generator().manual_seed(1)
    mt.rand(5, generator=one)
    mt.rand(2, generator=one.stream("dropout"))
    assert mt.equal(mt.rand(3, generator=one.stream("shuffle")), mt.rand(3, generator=two.stream("shuffle")))
    assert one.stream("shuffle") is one.stream("shuffle")
    assert one.stream("shuffle").initial_seed() != one.stream("dropout").initial_seed()
    shuffle = one.stream("shuffle")
    one.manual_seed(1)
    again = mt.Generator().manual_seed(1).stream("shuffle")
    assert mt.equal(mt.rand(3, generator=shuffle), mt.rand(3, generator=again))


def test_what_cannot_be_drawn_is_refused_with_torchs_class():
    for wrong in (lambda: mt.bernoulli(mt.tensor([1.5])), lambda: mt.bernoulli(mt.arange(2)),
                  lambda: mt.multinomial(mt.tensor([-1.0]), 1), lambda: mt.multinomial(mt.tensor([1.0]), 2),
                  lambda: mt.multinomial(mt.zeros(3), 1), lambda: mt.multinomial(mt.ones(1, 1, 1), 1),
                  lambda: mt.ones(1).normal_(0, -1), lambda: mt.normal(0.0, 1.0)):  # fmt: skip
        with pytest.raises(RuntimeError):
            wrong()
