"""One number in, one number out: maps and zips, over contiguous, broadcast and transposed memory."""

from typing import Any

from benchmarks.cases.case import Work, case, normal

SIZES = {"1e4": 10**4, "1e6": 10**6, "1e7": 10**7}


def enter(name: str) -> None:
    """Enter one function of one number at every size."""
    for label, size in SIZES.items():

        @case(f"{name} {label}")
        def prepare(torch: Any, size: int = size) -> Work:
            x = normal(torch, size)
            function = torch.nn.functional.gelu if name == "gelu" else getattr(torch, name)
            return lambda: function(x)


for label, size in SIZES.items():

    @case(f"add {label}")
    def add(torch: Any, size: int = size) -> Work:
        """Two vectors."""
        x, y = normal(torch, size), normal(torch, size, seed=1)
        return lambda: x + y


for name in ("relu", "exp", "tanh", "gelu"):
    enter(name)


@case("add a row, 1000x1000")
def add_row(torch: Any) -> Work:
    """A vector to every row of a matrix."""
    x, y = normal(torch, 1000, 1000), normal(torch, 1000)
    return lambda: x + y


@case("add a column and a row, 1000x1000")
def add_outer(torch: Any) -> Work:
    """Both operands are broadcast."""
    x, y = normal(torch, 1000, 1), normal(torch, 1000)
    return lambda: x + y


@case("add a transpose, 1000x1000")
def add_transposed(torch: Any) -> Work:
    """One operand is read across its memory."""
    x, y = normal(torch, 1000, 1000), normal(torch, 1000, 1000, seed=1)
    return lambda: x + y.t()


@case("copy a transpose, 1000x1000")
def copy_transposed(torch: Any) -> Work:
    """What `contiguous` does."""
    x = normal(torch, 1000, 1000)
    return lambda: x.t().contiguous()
