"""save and load: what goes in comes out, in one format, whole or not at all."""

import io
import json
import struct
from collections import Counter, OrderedDict

import pytest

import minitorch_ref as mt
from minitorch_ref import optim
from minitorch_ref.errors import LoadError
from minitorch_ref.serialization import load, save


def through_a_file(value):
    file = io.BytesIO()
    save(value, file)
    file.seek(0)
    return load(file)


PLAIN = [
    None, True, -3, 2**80, 0.1, float("inf"), "Grüße", [], [1, [2.5, None]], (1, (2, [3])), {"a": {3: "b", None: ()}},
    {1, 2}, mt.float16, Counter("abca"), {"__metadata__": 1}, {"tensor": "x"}, {"": 0, 1.5: 1, False: 2},
]  # fmt: skip


@pytest.mark.parametrize("value", PLAIN, ids=lambda value: repr(value)[:30])
def test_plain_values_come_back_with_their_types(value):
    back = through_a_file(value)
    assert back == value
    assert type(back) is type(value)


def test_nan_comes_back():
    assert str(through_a_file({"loss": float("nan")})["loss"]) == "nan"


def test_tensors_come_back_wherever_they_are():
    value = {
        "model": OrderedDict(w=mt.ones(2, 3)),
        "history": [mt.tensor(1), (mt.tensor(True),)],
        "model.w": mt.zeros(1),
    }
    back = through_a_file(value)
    assert back["model"]["w"].tolist() == [[1, 1, 1], [1, 1, 1]]
    assert back["history"][0].dtype is mt.int64
    assert back["history"][1][0].item() is True
    assert back["model.w"].tolist() == [0]
    assert through_a_file(mt.tensor(2.5)).item() == 2.5


def test_a_tensor_that_comes_twice_is_one_tensor_again():
    shared = mt.zeros(2)
    back = through_a_file({"a": [shared], "b": [shared]})
    assert back["a"][0] is back["b"][0]


def test_a_state_dict_becomes_an_ordinary_safetensors_file(tmp_path):
    save({"weight": mt.ones(2, 2), "bias": mt.zeros(2)}, tmp_path / "model.safetensors")
    content = (tmp_path / "model.safetensors").read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + length])
    assert list(header) == ["weight", "bias"]
    assert header["weight"] == {"dtype": "F32", "shape": [2, 2], "data_offsets": [0, 16]}
    assert list(load(str(tmp_path / "model.safetensors"))) == ["weight", "bias"]


def test_a_checkpoint_goes_on_as_if_nothing_had_happened(tmp_path):
    def begin():
        params = [mt.tensor([1.0, -2.0]).requires_grad_(), mt.tensor(3.0).requires_grad_()]
        optimizer = optim.AdamW(params, lr=0.1, amsgrad=True)
        return params, optimizer, optim.lr_scheduler.CosineAnnealingLR(optimizer, 10)

    def train(params, optimizer, schedule, steps):
        for _ in range(steps):
            optimizer.zero_grad()
            sum((p * p).sum() for p in params).backward()
            optimizer.step()
            schedule.step()

    params, optimizer, schedule = begin()
    train(params, optimizer, schedule, 4)
    state = {"epoch": 4, "model": params, "optimizer": optimizer.state_dict(), "schedule": schedule.state_dict()}
    save(state, tmp_path / "checkpoint.pt")
    train(params, optimizer, schedule, 5)

    loaded = load(tmp_path / "checkpoint.pt")
    again, again_optimizer, again_schedule = begin()
    with mt.no_grad():
        for p, kept in zip(again, loaded["model"], strict=True):
            p.copy_(kept)
    again_optimizer.load_state_dict(loaded["optimizer"])
    again_schedule.load_state_dict(loaded["schedule"])
    train(again, again_optimizer, again_schedule, 5)
    assert [p.tolist() for p in again] == [p.tolist() for p in params]


def test_a_module_comes_back_with_its_parameters_and_buffers(tmp_path):
    def model():
        return mt.nn.Sequential(mt.nn.Linear(3, 2), mt.nn.BatchNorm1d(2))

    first, second = model(), model()
    first(mt.randn(4, 3))
    mt.save(first.state_dict(), tmp_path / "model.safetensors")
    second.load_state_dict(mt.load(tmp_path / "model.safetensors"))
    for name, tensor in first.state_dict().items():
        assert second.state_dict()[name].tolist() == tensor.tolist()


def test_a_whole_module_is_refused_with_the_way_out():
    with pytest.raises(ValueError, match=r"a Linear at \['model'\].*state_dict\(\)"):
        mt.save({"model": mt.nn.Linear(1, 1)}, io.BytesIO())


class Thing:
    pass


REFUSED = {
    "an object": ({"model": [Thing()]}, r"a Thing at \['model'\]\[0\].*state_dict"),
    "a function": ({"f": print}, r"\['f'\]"),
    "a class": (Thing, "the top"),
    "bytes": ([b"x"], "bytes"),
    "a key": ({(1, 2): 3}, "key"),
    "an array": ({"x": mt.zeros(2).numpy()}, "ndarray"),
}


@pytest.mark.parametrize(("value", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_plain_is_refused_with_its_place_and_nothing_is_written(value, message, tmp_path):
    with pytest.raises(ValueError, match=message):
        save(value, tmp_path / "file")
    assert not list(tmp_path.iterdir())


def test_a_container_that_holds_itself_is_refused():
    endless = []
    endless.append(endless)
    with pytest.raises(ValueError, match="itself"):
        save(endless, io.BytesIO())


def test_a_file_is_replaced_only_by_a_whole_one(tmp_path, monkeypatch):
    path = tmp_path / "model"
    save({"a": mt.zeros(1)}, path)

    def fail(*_):
        raise OSError("the disk is full")

    monkeypatch.setattr("os.replace", fail)
    with pytest.raises(OSError, match="full"):
        save({"a": mt.ones(1)}, path)
    assert load(path)["a"].tolist() == [0]
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("description", ["{", "{}", '{"dict": 1}', '{"dict": [[[], 1]]}', '{"tensor": "b"}', '{"x": 1}',
                                         '{"tensor": []}', '{"dtype": "object"}', "[" * 200_000])  # fmt: skip
def test_a_damaged_description_is_refused(description):
    file = io.BytesIO()
    save([mt.zeros(1)], file)
    header = json.dumps({"__metadata__": {"minitorch.structure": description}}).encode()
    with pytest.raises(LoadError):
        load(io.BytesIO(struct.pack("<Q", len(header)) + header))


def test_another_way_of_reading_is_refused():
    for options, kind in (({"weights_only": False}, RuntimeError), ({"mmap": True}, RuntimeError),
                          ({"map_location": "cuda"}, RuntimeError), ({"map_location": {}}, ValueError)):  # fmt: skip
        with pytest.raises(kind):
            load(io.BytesIO(), **options)
    save({"a": mt.zeros(1)}, file := io.BytesIO())
    file.seek(0)
    assert load(file, map_location="cpu", weights_only=True)["a"].shape == (1,)


@pytest.mark.parametrize("content", [b"", b"abc", b"not a checkpoint at all", b"\x80\x02K\x01.", b"<html></html>"])
def test_other_files_are_refused(content):
    with pytest.raises(LoadError):
        load(io.BytesIO(content))
