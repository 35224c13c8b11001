"""Matrix products, single and in batches."""

from typing import Any

from benchmarks.cases.case import Work, case, normal

for number in (64, 256, 1024):

    @case(f"matmul {number}")
    def matmul(torch: Any, number: int = number) -> Work:
        """Two square matrices."""
        x, y = normal(torch, number, number), normal(torch, number, number, seed=1)
        return lambda: x @ y


@case("matmul of 64 pairs 128x64x128")
def batched(torch: Any) -> Work:
    """As in attention."""
    x, y = normal(torch, 64, 128, 64), normal(torch, 64, 64, 128)
    return lambda: x @ y
