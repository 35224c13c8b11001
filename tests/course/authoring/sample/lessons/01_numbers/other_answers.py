from minitorch.inner.numbers import Base

from course.checks import other_answer


@other_answer("1.1")
def sorts_three_numbers(value, low=0, *, high=10):
    return sorted((low, value, high))[1]


@other_answer("1.2")
class KeepsAList(Base):
    def __init__(self, start=0):
        super().__init__()
        self.values = [start]

    def add(self, value):
        self.values.append(value)
        return self

    @property
    def total(self):
        return sum(self.values)

    @property
    def doubled(self):
        return sum(self.values) * 2
