"""A pickle is a program for a small stack machine. This machine runs the part of it that builds plain values.

Python's own unpickler may import any module and call anything in it. This one imports nothing: the names that a file
may use are the keys of a table, and all other names, and all instructions beside those below, are refused by name.
"""

import pickletools
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from minitorch_ref.errors import LoadError

__all__ = ["Builder", "read_pickle"]


class Builder(NamedTuple):
    """A function that a file may call, under the name it is known by."""

    name: str
    build: Callable[..., Any]


def read_pickle(program: bytes, known: Mapping[str, Any], persistent: Callable[[Any], Any] | None = None) -> Any:
    """Return the value that a pickle describes.

    Args:
        program: the pickle, of protocol 2 to 5.
        known: what the file's names stand for, by "module.name": a Builder to be called, or a plain value.
        persistent: returns what a reference to something outside the pickle stands for.

    Raises: LoadError (an UnpicklingError) if the pickle is damaged, or asks for anything but plain values and `known`.
    """
    machine = Machine(known, persistent)
    try:
        for instruction, argument, _ in pickletools.genops(program):
            machine.run(instruction.name, argument)
            if instruction.name == "STOP":
                break
        return machine.take(1)[0]
    except (ValueError, IndexError, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise LoadError(f"load: the pickle is damaged: {error}") from error


NUMBERS = frozenset(["BININT", "BININT1", "BININT2", "LONG1", "LONG4", "BINFLOAT"])
TEXTS = frozenset(["BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8", "BINBYTES", "SHORT_BINBYTES", "BINBYTES8"])
CONSTANTS = {"NONE": None, "NEWTRUE": True, "NEWFALSE": False}
EMPTY: dict[str, type] = {"EMPTY_LIST": list, "EMPTY_DICT": dict, "EMPTY_TUPLE": tuple, "EMPTY_SET": set}
NOTHING = frozenset(["PROTO", "FRAME", "STOP"])
Key = str | int | float | bytes | None


class Machine:
    """The stack, the marks on it, and the memo of values that are used again."""

    def __init__(self, known: Mapping[str, Any], persistent: Callable[[Any], Any] | None) -> None:
        self.known = known
        self.persistent = persistent
        self.stack: list[Any] = []
        self.marks: list[int] = []
        self.memo: dict[int, Any] = {}

    def run(self, name: str, argument: Any) -> None:
        """Carry out one instruction."""
        if name in NUMBERS or name in TEXTS:
            self.stack.append(argument)
        elif name in CONSTANTS:
            self.stack.append(CONSTANTS[name])
        elif name in EMPTY:
            self.stack.append(EMPTY[name]())
        elif name in INSTRUCTIONS:
            INSTRUCTIONS[name](self, argument)
        elif name not in NOTHING:
            raise LoadError(f"load: the file is more than plain data: the instruction {name} is refused")

    # ---- the stack ----

    def mark(self, _: Any) -> None:
        self.marks.append(len(self.stack))

    def since_mark(self) -> list[Any]:
        """Take what was put on the stack since the last mark."""
        start = self.marks.pop()
        items = self.stack[start:]
        del self.stack[start:]
        return self.only_values(items)

    def take(self, count: int) -> list[Any]:
        """Take the last values from the stack."""
        items = [self.stack.pop() for _ in range(count)]
        return self.only_values(items[::-1])

    def only_values(self, items: list[Any]) -> list[Any]:
        """Refuse a function among values: it may be called, not kept."""
        for item in items:
            if isinstance(item, Builder):
                raise LoadError(f"load: the file is more than plain data: {item.name} is kept in it as a value")
        return items

    def remember(self, place: Any) -> None:
        self.memo[place] = self.stack[-1]

    def remember_next(self, _: Any) -> None:
        self.memo[len(self.memo)] = self.stack[-1]

    def recall(self, place: Any) -> None:
        self.stack.append(self.memo[place])

    # ---- containers ----

    def make_tuple(self, _: Any) -> None:
        self.stack.append(tuple(self.since_mark()))

    def make_tuple_1(self, _: Any) -> None:
        self.stack.append(tuple(self.take(1)))

    def make_tuple_2(self, _: Any) -> None:
        self.stack.append(tuple(self.take(2)))

    def make_tuple_3(self, _: Any) -> None:
        self.stack.append(tuple(self.take(3)))

    def make_frozenset(self, _: Any) -> None:
        self.stack.append(frozenset(map(plain_key, self.since_mark())))

    def append(self, _: Any) -> None:
        self.extend_list(self.take(1))

    def appends(self, _: Any) -> None:
        self.extend_list(self.since_mark())

    def extend_list(self, items: list[Any]) -> None:
        """Append to the list on top of the stack."""
        expect(self.stack[-1], list).extend(items)

    def set_item(self, _: Any) -> None:
        self.set_pairs(self.take(2))

    def set_items(self, _: Any) -> None:
        self.set_pairs(self.since_mark())

    def set_pairs(self, items: list[Any]) -> None:
        """Put keys and values, which alternate, into the dict on top of the stack."""
        target = expect(self.stack[-1], dict)
        for key, value in zip(items[::2], items[1::2], strict=True):
            target[plain_key(key)] = value

    def add_items(self, _: Any) -> None:
        items = self.since_mark()
        expect(self.stack[-1], set).update(map(plain_key, items))

    # ---- names, calls and references ----

    def global_name(self, text: str) -> None:
        self.push_known(text.replace(" ", ".", 1))

    def stack_global(self, _: Any) -> None:
        module, name = self.take(2)
        self.push_known(f"{module}.{name}")

    def push_known(self, name: str) -> None:
        """Push what a name stands for."""
        if name not in self.known:
            raise LoadError(
                f"load: the file is more than plain data: it asks for {name}, which is refused; nothing in it was run"
            )
        self.stack.append(self.known[name])

    def call(self, _: Any) -> None:
        (arguments,) = self.take(1)
        builder = self.stack.pop()
        if not isinstance(builder, Builder) or not isinstance(arguments, tuple):
            raise LoadError(f"load: the file is more than plain data: it calls a {type(builder).__name__}")
        self.stack.append(builder.build(*arguments))

    def set_state(self, _: Any) -> None:
        """Pass over the notes that PyTorch keeps on a state dict; other attributes are refused."""
        (state,) = self.take(1)
        target = self.stack[-1]
        if not (isinstance(target, OrderedDict) and isinstance(state, dict) and set(state) <= {"_metadata"}):
            raise LoadError(f"load: the file is more than plain data: it sets attributes of a {type(target).__name__}")

    def refer(self, _: Any) -> None:
        (reference,) = self.take(1)
        if self.persistent is None:
            raise LoadError("load: the file refers to something outside it")
        self.stack.append(self.persistent(reference))


INSTRUCTIONS: dict[str, Callable[[Machine, Any], None]] = {
    "MARK": Machine.mark,
    "BINPUT": Machine.remember,
    "LONG_BINPUT": Machine.remember,
    "MEMOIZE": Machine.remember_next,
    "BINGET": Machine.recall,
    "LONG_BINGET": Machine.recall,
    "TUPLE": Machine.make_tuple,
    "TUPLE1": Machine.make_tuple_1,
    "TUPLE2": Machine.make_tuple_2,
    "TUPLE3": Machine.make_tuple_3,
    "FROZENSET": Machine.make_frozenset,
    "APPEND": Machine.append,
    "APPENDS": Machine.appends,
    "SETITEM": Machine.set_item,
    "SETITEMS": Machine.set_items,
    "ADDITEMS": Machine.add_items,
    "GLOBAL": Machine.global_name,
    "STACK_GLOBAL": Machine.stack_global,
    "REDUCE": Machine.call,
    "BUILD": Machine.set_state,
    "BINPERSID": Machine.refer,
}


def expect(value: Any, kind: type) -> Any:
    """Return a value of this kind; refuse others."""
    if not isinstance(value, kind):
        raise LoadError(f"load: the pickle is damaged: expected a {kind.__name__}, found a {type(value).__name__}")
    return value


def plain_key(key: Any) -> Any:
    """Return a key that is a number, text, bytes or None; others would call code, or hash without end."""
    if not isinstance(key, Key):
        raise LoadError(f"load: the file is more than plain data: a {type(key).__name__} is a key in it")
    return key
