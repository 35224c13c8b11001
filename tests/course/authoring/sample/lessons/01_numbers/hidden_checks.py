from course.checks import check


@check("1.1", points=2)
def respects_other_limits(mt):
    """Limits other than the usual ones are kept as well."""
    return [mt.numbers.clipped(value, 20, high=30) for value in (11, 25, 99)]


@check("1.2", points=1)
def keeps_its_promises_as_a_base(mt):
    """A tally also does what its base class promises."""
    tally = mt.numbers.Tally()
    return [tally.asked, tally.total, tally.add(1) is tally]
