"""What makes a correct kernel slow: warps that fetch more memory than they use, or queue for one bank."""

from collections.abc import Callable

from minitorch_ref.backends.cuda_simulator.places import spell
from minitorch_ref.backends.cuda_simulator.tracing.records import Inefficiency
from minitorch_ref.backends.cuda_simulator.tracing.warp_accesses import WarpAccess

__all__ = ["find_inefficiencies"]

WORTH_SAYING = 2
"""An access is worth a word when it costs at least twice what it could."""

Measure = Callable[[WarpAccess], int]


def find_inefficiencies(accesses: list[WarpAccess]) -> list[Inefficiency]:
    """Return uncoalesced accesses to global memory and conflicts of banks of shared memory, by place in the source."""
    outside = [access for access in accesses if access.space == "global"]
    inside = [access for access in accesses if access.space == "shared"]
    return [
        *_at_each_place("uncoalesced", outside, lambda a: a.sectors, lambda a: a.fewest_sectors, _uncoalesced),
        *_at_each_place("bank_conflict", inside, lambda a: a.turns, lambda a: a.fewest_turns, _bank_conflict),
    ]


def _at_each_place(
    kind: str, accesses: list[WarpAccess], cost: Measure, ideal: Measure, words: Callable[[WarpAccess], str]
) -> list[Inefficiency]:
    places: dict[tuple[int, str, str, str], list[WarpAccess]] = {}
    for access in accesses:
        places.setdefault((access.line, access.expression, access.array, access.kind), []).append(access)
    found = []
    for (line, _, array, _), group in places.items():
        total, fewest = sum(map(cost, group)), sum(map(ideal, group))
        if total < WORTH_SAYING * fewest:
            continue
        worst = max(group, key=lambda access: cost(access) / ideal(access))
        message = f"{kind.replace('_', ' ')}: {words(worst)} (line {line}; {total} instead of {fewest} in all)"
        found.append(Inefficiency(kind, message, line, array, worst.block, worst.warp, total, fewest, cost(worst)))
    return found


def _who(access: WarpAccess) -> str:
    return f"the {len(access.lanes)} lanes of warp {access.warp} of block {spell(access.block)}"


def _uncoalesced(access: WarpAccess) -> str:
    return (
        f"{_who(access)} {access.kind} `{access.expression}` in {access.sectors} sectors of 32 bytes where "
        f"{access.fewest_sectors} would hold the elements; let neighbouring threads (threadIdx.x) touch neighbouring "
        "elements: the last index should grow with x"
    )


def _bank_conflict(access: WarpAccess) -> str:
    return (
        f"{_who(access)} {access.kind} `{access.expression}` in {access.turns} turns instead of {access.fewest_turns}: "
        "different elements lie in one bank (address // 4 % 32); pad the rows of the shared array by one element"
    )
