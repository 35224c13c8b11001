"""Files that torch.save wrote (see files/make.py) are read without torch."""

import contextlib
import io
import pickle
import zipfile
from collections import Counter, OrderedDict
from pathlib import Path

import numpy as np
import pytest

import minitorch_ref as mt
from minitorch_ref import optim
from minitorch_ref.errors import LoadError
from minitorch_ref.serialization import load

FILES = Path(__file__).parent / "files"
TYPES = ["bool", "uint8", "int8", "int16", "int32", "int64", "float16", "bfloat16", "float32", "float64", "complex64"]


@pytest.fixture(params=["tensors.pt", "protocol_4.pt"])
def saved(request):
    return load(FILES / request.param)


@pytest.mark.parametrize("name", TYPES)
def test_every_element_type_is_read(saved, name):
    assert repr(saved[name].dtype) == f"torch.{name}"
    assert saved[name].tolist() == [0, 1, 1, 0]


def test_layouts_are_kept(saved):
    assert saved["grid"].tolist() == np.arange(12).reshape(3, 4).tolist()
    assert saved["transposed"].stride() == (1, 3)
    assert saved["transposed"].tolist() == [[0, 3], [1, 4], [2, 5]]
    assert saved["scalar"].shape == ()
    assert saved["scalar"].item() == 2.5
    assert saved["empty"].shape == (0, 3)


def test_tensors_that_shared_memory_share_it_again(saved):
    saved["grid"][1, 2] = 77.0
    assert saved["its_second_row"].tolist() == [4, 5, 77, 7]
    assert saved["its_second_row"].storage_offset() == 4


def test_a_parameter_still_learns(saved):
    assert type(saved["learned"]).__name__ == "Parameter"
    assert saved["learned"].requires_grad
    assert saved["learned"].tolist() == [1, -1]


@pytest.mark.parametrize("file", ["containers.pt", "protocol_4.pt"])
def test_plain_containers_come_back_as_they_were(file):
    saved = load(FILES / file)
    assert saved["numbers"] == [1, -2.5, True, None, 2**70, float("inf")]
    nested = {"tuple": (1, (2, [3])), 7: "seven", "set": {1, 2}, "text": "Grüße", "bytes": b"\x00\xff"}
    assert saved["nested"] == nested
    assert saved["counter"] == Counter("abca")
    assert saved["ordered"] == OrderedDict(b=1, a=2)
    assert type(saved["ordered"]) is OrderedDict
    assert saved["size"] == mt.Size([2, 3])
    assert saved["dtype"] is mt.float32
    assert saved["device"] == mt.device("cpu")


def test_a_checkpoint_gives_an_optimizer_and_a_schedule_their_state():
    saved = load(FILES / "checkpoint.pt")
    assert list(saved["model"]) == [
        "0.weight", "0.bias", "1.weight", "1.bias", "1.running_mean", "1.running_var", "1.num_batches_tracked"
    ]  # fmt: skip
    params = [mt.zeros(2, 3), mt.zeros(2), mt.zeros(2), mt.zeros(2)]
    optimizer = optim.Adam(p.requires_grad_() for p in params)
    schedule = optim.lr_scheduler.MultiStepLR(optimizer, [1])
    optimizer.load_state_dict(saved["optimizer"])
    schedule.load_state_dict(saved["schedule"])
    assert optimizer.param_groups[0]["lr"] == pytest.approx(0.001)
    assert optimizer.state[params[0]]["step"].item() == 3
    assert optimizer.state[params[0]]["exp_avg"].shape == (2, 3)
    assert schedule.get_last_lr() == [pytest.approx(0.001)]
    optimizer.step()
    schedule.step()
    assert schedule.get_last_lr() == [pytest.approx(0.0001)]


def test_a_whole_module_is_refused_by_its_name():
    with pytest.raises(LoadError, match=r"torch\.nn\.modules\.linear\.Linear"):
        load(FILES / "module.pt")


def test_a_file_of_before_1_6_is_refused():
    with pytest.raises(pickle.UnpicklingError, match=r"1\.6"):
        load(FILES / "before_1_6.pt")


# ---- damaged and hostile archives ----


def archive(entries, compression=zipfile.ZIP_STORED):
    """Return a file like torch.save's with these entries."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as made:
        for name, content in entries.items():
            made.writestr(f"a/{name}", content)
    file.seek(0)
    return file


class Call:
    """Something whose pickle calls a function of the name `function`, once the name is put in."""

    def __init__(self, function, *arguments):
        self.function, self.arguments = function, arguments


def program(value):
    """Return a pickle of protocol 2 of nested Calls, numbers, text and tuples."""
    return b"\x80\x02" + code(value) + b"."


def code(value):
    if isinstance(value, Call):
        module, name = value.function.rsplit(".", 1)
        return f"c{module}\n{name}\n".encode() + code(value.arguments) + b"R"
    if isinstance(value, type):
        return f"ctorch\n{value.__name__}\n".encode()
    if isinstance(value, tuple):
        return b"(" + b"".join(map(code, value)) + b"t"
    if isinstance(value, Stored):
        return code(value.reference) + b"Q"
    return pickle.dumps(value, 2)[2:-1]


class Stored:
    def __init__(self, *reference):
        self.reference = reference


FloatStorage = type("FloatStorage", (), {})


def stored(key="0", numel=4, kind="storage"):
    return Stored(kind, FloatStorage, key, "cpu", numel)


def tensor(storage, offset=0, size=(4,), stride=(1,), *more):
    return Call(
        "torch._utils._rebuild_tensor_v2", storage, offset, size, stride, False, Call("collections.OrderedDict"), *more
    )


def whole(value, data=bytes(16)):
    return archive({"data.pkl": program(value), "data/0": data, "byteorder": b"little"})


def test_the_files_of_these_tests_are_read_when_they_are_right():
    assert load(whole(tensor(stored()))).tolist() == [0, 0, 0, 0]


def test_tensors_from_a_gpu_come_to_the_cpu():
    elsewhere = Stored("storage", FloatStorage, "0", "cuda:3", 4)
    assert str(load(whole(tensor(elsewhere))).device) == "cpu"


DAMAGED = {
    "reaches beyond its storage": whole(tensor(stored(), 1)),
    "reaches beyond its storage by strides": whole(tensor(stored(), 0, (2, 2), (3, 1))),
    "negative offset": whole(tensor(stored(), -1)),
    "negative size": whole(tensor(stored(), 0, (-4,))),
    "negative stride": whole(tensor(stored(), 3, (4,), (-1,))),
    "no strides": whole(tensor(stored(), 0, (4,), ())),
    "sizes that are no numbers": whole(tensor(stored(), 0, ("4",))),
    "huge numbers": whole(tensor(stored(), 0, (2**80, 0), (1, 1))),
    "many axes": whole(tensor(stored(), 0, (1,) * 70, (1,) * 70)),
    "no storage": whole(tensor(5)),
    "fewer bytes than elements": whole(tensor(stored(numel=5), 0, (5,))),
    "more bytes than elements": whole(tensor(stored(numel=3), 0, (3,))),
    "storage that is not there": whole(tensor(stored(key="7"))),
    "storage outside the archive": whole(tensor(stored(key="../../etc/passwd"))),
    "a reference of another kind": whole(tensor(stored(kind="module"))),
    "a conjugate": whole(tensor(stored(), 0, (4,), (1,), Call("collections.OrderedDict"))),
    "wrong number of arguments": whole(Call("torch._utils._rebuild_tensor_v2", 1)),
    "compressed": archive({"data.pkl": program(tensor(stored())), "data/0": bytes(16)}, zipfile.ZIP_DEFLATED),
    "another order of bytes": archive({"data.pkl": program(1), "byteorder": b"big"}),
    "a program": archive({"data.pkl": program(1), "constants.pkl": program(1)}),
    "no pickle": archive({"data/0": b""}),
    "cut off": io.BytesIO(whole(tensor(stored())).getvalue()[:-30]),
    "only the beginning": io.BytesIO(b"PK\x03\x04"),
}
DAMAGED["a conjugate"] = whole(tensor(stored(), 0, (4,), (1,), {"conj": True}))


@pytest.mark.parametrize("file", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_or_hostile_archive_is_refused(file):
    with pytest.raises(LoadError):
        load(file)


@pytest.mark.parametrize("cut", range(0, 5600, 171))
def test_a_file_cut_off_anywhere_is_refused(cut):
    with pytest.raises(LoadError):
        load(io.BytesIO((FILES / "tensors.pt").read_bytes()[:cut]))


def test_a_file_with_a_changed_byte_is_read_or_refused():
    content = (FILES / "checkpoint.pt").read_bytes()
    numbers = np.random.default_rng(0)
    for _ in range(300):
        changed = bytearray(content)
        for place in numbers.integers(0, len(content), 3):
            changed[place] = numbers.integers(256)
        with contextlib.suppress(LoadError):
            load(io.BytesIO(changed))
