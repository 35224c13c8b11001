"""A pickle is read for its plain values; whatever else it asks for is refused, and nothing of it runs."""

import collections
import os
import pickle
import pickletools
import struct

import pytest

from minitorch_ref.errors import LoadError
from minitorch_ref.serialization.pickle_machine import Builder, read_pickle

PLAIN = [
    None, True, 0, -1, 255, 65_536, 2**31, -(2**63), 2**200, 1.5, float("inf"), "", "text", "Grüße " * 100, (), (1,),
    (1, 2), (1, 2, 3), (1, 2, 3, 4), [], [1, [2, [3]]], {}, {"a": 1, 2: None, None: {"b": []}}, [0] * 2000,
    {number: str(number) for number in range(2000)},
]  # fmt: skip


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
@pytest.mark.parametrize("value", PLAIN, ids=lambda value: repr(value)[:20])
def test_plain_values_are_read_at_every_protocol(value, protocol):
    assert read_pickle(pickle.dumps(value, protocol), {}) == value


@pytest.mark.parametrize("protocol", [4, 5])
@pytest.mark.parametrize("value", [{1, "a", None}, frozenset([1, 2]), b"\x00\xff", b"x" * 300])
def test_sets_and_bytes_are_read(value, protocol):
    assert read_pickle(pickle.dumps(value, protocol), {}) == value


def test_a_value_that_comes_twice_is_one_value():
    shared = [1]
    first, second = read_pickle(pickle.dumps([shared, shared]), {})
    assert first is second


class Hostile:
    """An object whose pickle calls a function."""

    def __init__(self, function, *arguments):
        self.call = function, arguments

    def __reduce__(self):
        return self.call


class Stateful:
    """An object whose pickle sets attributes."""

    def __init__(self):
        self.attribute = 1


CALLS = {
    "posix.system": Hostile(os.system, "touch {marker}"),
    "builtins.eval": Hostile(eval, "open('{marker}', 'w')"),
    "builtins.exec": Hostile(exec, "open('{marker}', 'w')"),
    "io.open": Hostile(open, "{marker}", "w"),
    "builtins.getattr": Hostile(getattr, os, "system"),
    "builtins.__import__": Hostile(__import__, "os"),
    "os.mkdir": Hostile(os.mkdir, "{marker}"),
    "collections.deque": Hostile(collections.deque, [1]),
}


def with_marker(hostile, marker):
    function, arguments = hostile.call
    return Hostile(function, *(a.replace("{marker}", marker) if isinstance(a, str) else a for a in arguments))


@pytest.mark.parametrize("place", ["alone", "nested", "as a key", "in a call"])
@pytest.mark.parametrize("protocol", [2, 4])
@pytest.mark.parametrize("hostile", [value for name, value in CALLS.items() if name != "builtins.getattr"])
def test_no_function_is_called_wherever_it_stands(hostile, protocol, place, tmp_path):
    marker = tmp_path / "was_run"
    hostile = with_marker(hostile, str(marker))
    value = {
        "alone": hostile,
        "nested": {"model": [({"weight": (1, [hostile])},)]},
        "as a key": {(1, hostile): 1},
        "in a call": collections.OrderedDict(a=hostile),
    }[place]
    known = {"collections.OrderedDict": Builder("collections.OrderedDict", collections.OrderedDict)}
    with pytest.raises(LoadError, match="refused"):
        read_pickle(pickle.dumps(value, protocol), known)
    assert not marker.exists()


def test_the_message_names_what_was_asked_for():
    with pytest.raises(LoadError, match=r"posix\.system.*nothing in it was run"):
        read_pickle(pickle.dumps(Hostile(os.system, "true")), {})


@pytest.mark.parametrize("protocol", [2, 4])
def test_objects_of_classes_are_refused(protocol):
    with pytest.raises(LoadError, match=r"Stateful|copyreg|NEWOBJ"):
        read_pickle(pickle.dumps(Stateful(), protocol), {})


def unsafe(*arguments):
    raise AssertionError("this must not be called")


def number_of(*arguments):
    return 7


KNOWN = {
    "safe.number": Builder("safe.number", number_of),
    "safe.ordered": Builder("safe.ordered", collections.OrderedDict),
    "safe.value": 5,
}
NUMBER, ORDERED = b"csafe\nnumber\n", b"csafe\nordered\n"
HAND_MADE = {
    "a class is made with INST": b"(K\x01isafe\nnumber\n.",
    "a class is made with OBJ": b"(" + NUMBER + b"K\x01o.",
    "a class is made with NEWOBJ": NUMBER + b")\x81.",
    "a class is made with NEWOBJ_EX": NUMBER + b")}\x92.",
    "a number of the extension registry": b"\x82\x01.",
    "a text reference to the outside": b"Pkey\n.",
    "a reference that nobody resolves": b"K\x01Q.",
    "a number is called": b"K\x01)R.",
    "arguments are no tuple": NUMBER + b"]R.",
    "attributes of a number": b"K\x01}X\x01\x00\x00\x00aK\x01sb.",
    "attributes of a function": NUMBER + b"}X\x08\x00\x00\x00__code__K\x01sb.",
    "other attributes of an ordered dict": ORDERED + b")R}X\x05\x00\x00\x00itemsK\x01sb.",
    "slots of an ordered dict": ORDERED + b")RN}X\x05\x00\x00\x00itemsK\x01s\x86b.",
    "a function is kept in a list": b"]" + NUMBER + b"a.",
    "a function is kept in a dict": b"}K\x01" + NUMBER + b"s.",
    "a function is kept in a tuple": NUMBER + b"\x85.",
    "a function is an argument": NUMBER + NUMBER + b"\x85R.",
    "a function is the state": ORDERED + b")R" + NUMBER + b"b.",
    "a name is put together": b"X\x02\x00\x00\x00os" + b"X\x06\x00\x00\x00system" + b"\x93.",
    "a name is no text": b"K\x01K\x02\x93.",
    "a list is a key": b"}]K\x01s.",
    "a tuple is a key": b"})K\x01s.",
    "a list is in a set": b"\x8f(]\x90.",
    "an item for a number": b"K\x01K\x02K\x03s.",
    "append to a dict": b"}K\x01a.",
    "append to a tuple": b")K\x01a.",
    "an odd number of items": b"}(K\x01u.",
    "nothing on the stack": b".",
    "too little on the stack": b"K\x01\x86.",
    "no mark": b"K\x01t.",
    "a value that was not remembered": b"h\x05.",
    "an unknown instruction": b"\xff.",
    "no end": b"K\x01",
    "nothing": b"",
    "a length beyond the file": b"X\xff\xff\xff\x7fabc.",
    "a negative length": b"\x8b\xff\xff\xff\xffabc.",
    "eight bytes of length": b"\x8d" + struct.pack("<Q", 2**62) + b"abc.",
    "text that is no text": b"X\x02\x00\x00\x00\xff\xfe.",
    "protocol 0": pickle.dumps([1, "a"], 0),
    "a function at the top": NUMBER + b".",
}


@pytest.mark.parametrize("program", HAND_MADE.values(), ids=HAND_MADE)
def test_hand_made_hostile_programs_are_refused(program):
    with pytest.raises(LoadError):
        read_pickle(b"\x80\x02" + program, KNOWN)


def test_the_hand_made_programs_differ_little_from_right_ones():
    assert read_pickle(b"\x80\x02" + NUMBER + b")R.", KNOWN) == 7
    assert read_pickle(b"\x80\x02csafe\nvalue\n\x85.", KNOWN) == (5,)
    notes = b"}X\x09\x00\x00\x00_metadataK\x01s"
    assert read_pickle(b"\x80\x02" + ORDERED + b")R" + notes + b"b.", KNOWN) == {}


def test_a_huge_place_in_the_memo_costs_nothing():
    assert read_pickle(b"\x80\x02K\x01r\xff\xff\xff\xff.", {}) == 1


def test_deep_nesting_does_not_overflow_the_stack():
    depth = 200_000
    value = read_pickle(b"\x80\x02" + b"]" * depth + b"a" * (depth - 1) + b".", {})
    for _ in range(depth - 1):
        (value,) = value
    assert value == []
    with pytest.raises(LoadError):
        read_pickle(b"\x80\x02}" + b")" + b"\x85" * depth + b"K\x01s.", {})


def test_only_listed_instructions_run():
    """Every instruction of the pickle language is either known here or refused."""
    refused = {"INST", "OBJ", "NEWOBJ", "NEWOBJ_EX", "PERSID", "EXT1", "EXT2", "EXT4", "BUFFER"}
    for opcode in pickletools.opcodes:
        if opcode.name in ("NEXT_BUFFER", "READONLY_BUFFER") or opcode.name in refused:
            code = opcode.code.encode("latin-1")
            with pytest.raises(LoadError):
                read_pickle(b"\x80\x05K\x01" + code + b"\x01\x00\x00\x00\na\n.", KNOWN)
