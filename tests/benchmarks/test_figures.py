"""The arithmetic of the tables, against values worked by hand."""

import pytest

from benchmarks import figures


@pytest.mark.parametrize(("times", "middle"), [([3.0, 1.0, 2.0], 2.0), ([4.0, 1.0, 3.0, 2.0], 2.5), ([7.0], 7.0)])
def test_the_median_is_the_one_in_the_middle(times, middle):
    assert figures.median(times) == middle


def test_a_ratio_is_taken_within_each_round():
    # the machine was ten times slower in the second round: the ratios are 2, 2 and 4, those of the medians 2.5
    assert figures.ratio([2.0, 20.0, 5.0], [1.0, 10.0, 1.25]) == 2.0


def test_a_ratio_needs_as_many_times_of_both():
    with pytest.raises(ValueError, match="shorter"):
        figures.ratio([1.0, 2.0], [1.0])


def test_twice_as_fast_and_twice_as_slow_is_a_geometric_mean_of_one():
    assert figures.geometric_mean([0.5, 2.0]) == pytest.approx(1)
    assert figures.geometric_mean([1.0, 3.0, 9.0]) == pytest.approx(3)
    assert figures.geometric_mean([0.7]) == pytest.approx(0.7)


def test_the_exponent_of_a_power_is_found_whatever_stands_in_front():
    assert figures.exponent([1, 2, 4], [5.0, 40.0, 320.0]) == pytest.approx(3)
    assert figures.exponent([10, 1000], [1e-6, 1e-4]) == pytest.approx(1)


def test_the_exponent_is_the_slope_of_least_squares():
    # in powers of ten the points are (0, 0), (1, 2), (2, 1): the slope is (-1 * -1 + 0 + 1 * 0) / 2
    assert figures.exponent([1, 10, 100], [1.0, 100.0, 10.0]) == pytest.approx(0.5)
