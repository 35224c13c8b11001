from course.checks import check


@check("1.1", points=1)
def clips_on_both_sides(mt):
    """-3, 4 and 12 between 0 and 10."""
    return [mt.numbers.clipped(value) for value in (-3, 4, 12)]


@check("1.1", points=1)
def clips_random_numbers(mt, rng):
    """Random numbers between random limits."""
    draws = rng.integers(-50, 50, size=(20, 3)).tolist()
    return [mt.numbers.clipped(value, min(a, b), high=max(a, b)) for value, a, b in draws]


@check("1.2", points=2)
def adds_up(mt):
    """A tally that starts with 5, after adding 2 and 3."""
    tally = mt.numbers.Tally(5).add(2).add(3)
    return [tally.total, tally.doubled]
