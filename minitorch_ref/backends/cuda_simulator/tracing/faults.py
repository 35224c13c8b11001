"""Accesses that must not be: beyond the end, before anybody wrote, of a value that does not fit."""

from minitorch_ref.backends.cuda_simulator.tracing.recorder import LOAD, Fault
from minitorch_ref.backends.cuda_simulator.tracing.records import Problem
from minitorch_ref.backends.cuda_simulator.tracing.sites import Site
from minitorch_ref.backends.cuda_simulator.tracing.wording import Cast, plain_index, plain_value

__all__ = ["problems_of"]


def problems_of(faults: list[Fault], cast: Cast) -> list[Problem]:
    """Return one problem for each kind of fault and place in the source."""
    groups: dict[tuple[str, Site], list[Fault]] = {}
    for fault in faults:
        groups.setdefault((fault.kind, cast.where(fault.event)), []).append(fault)
    return [_problem(kind, site, group, cast) for (kind, site), group in groups.items()]


def _problem(kind: str, site: Site, group: list[Fault], cast: Cast) -> Problem:
    event = group[0].event
    fact, advice = _WORDS[kind](group[0])
    times = f" ({len(group)} times)" if len(group) > 1 else ""
    message = f"{kind.replace('_', ' ')}: {cast.who(event)} {fact} at {site}{times}: {advice}"
    where = event.region.name, plain_index(event.index), cast.block(event), (cast.thread(event),)
    return Problem(kind, message, site.line, *where, len(group))


def _out_of_bounds(fault: Fault) -> tuple[str, str]:
    name, verb = fault.event.region.name, "reads" if fault.event.kind == LOAD else "writes"
    return (
        f"{verb} {Cast.element(fault.event)}, but {name} has shape {fault.detail},",
        "a GPU does not stop, it touches memory that belongs to something else; test the index first",
    )


def _negative_index(fault: Fault) -> tuple[str, str]:
    return (
        f"uses {Cast.element(fault.event)}, and {fault.event.region.name} has shape {fault.detail},",
        "Numba counts from the end, CUDA C++ leaves the array; test the index first",
    )


def _uninitialised_read(fault: Fault) -> tuple[str, str]:
    return (
        f"reads {Cast.element(fault.event)}, which no thread has written,",
        f"{fault.event.region.space} memory starts with whatever was there before; write it first, and wait at a "
        "barrier if another thread does",
    )


def _lossy_store(fault: Fault) -> tuple[str, str]:
    value = plain_value(fault.event.value)
    return f"stores {value!r} in {fault.event.region.name}", f"an element of {fault.detail} cannot hold it"


_WORDS = {
    "out_of_bounds": _out_of_bounds,
    "negative_index": _negative_index,
    "uninitialised_read": _uninitialised_read,
    "lossy_store": _lossy_store,
}
