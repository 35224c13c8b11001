from minitorch.inner.numbers import Base

from course.checks import wrong_answer


@wrong_answer("1.1", says="You never looked at the upper limit.")
def forgets_the_upper_limit(value, low=0, *, high=10):
    return max(value, low)


@wrong_answer("1.1", says="You never looked at the lower limit.")
def forgets_the_lower_limit(value, low=0, *, high=10):
    return min(value, high)


@wrong_answer("1.1", says="You took the limits for each other.")
def takes_the_limits_for_each_other(value, low=0, *, high=10):
    return max(min(value, low), high)


@wrong_answer("1.1", says="You wrote the usual limits into the code.")
def always_from_0_to_10(value, low=0, *, high=10):
    return max(0, min(10, value))


@wrong_answer("1.2", says="You forgot where the caller wants to start.")
class StartsAtZero(Base):
    def __init__(self, start=0):
        super().__init__()
        self.total = 0

    def add(self, value):
        self.total += value
        return self

    @property
    def doubled(self):
        return 2 * self.total


@wrong_answer("1.2", says="You kept the last number only.")
class KeepsTheLast(Base):
    def __init__(self, start=0):
        super().__init__()
        self.total = start

    def add(self, value):
        self.total = value
        return self

    @property
    def doubled(self):
        return 2 * self.total


@wrong_answer("1.2", says="You squared the sum.")
class Squares(Base):
    def __init__(self, start=0):
        super().__init__()
        self.total = start

    def add(self, value):
        self.total += value
        return self

    @property
    def doubled(self):
        return self.total**2


@wrong_answer("1.2", says="You did not call the base class.")
class ForgetsItsBase(Base):
    def __init__(self, start=0):
        self.total = start

    def add(self, value):
        self.total += value
        return self

    @property
    def doubled(self):
        return 2 * self.total
