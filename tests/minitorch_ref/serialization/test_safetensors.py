"""The safetensors format: what the library wrote is read, what is damaged is refused."""

import io
import json
import struct
from pathlib import Path

import pytest

import minitorch_ref as mt
from minitorch_ref.errors import ArgumentError, LoadError
from minitorch_ref.serialization.safetensors import read_safetensors, write_safetensors

WRITTEN = Path(__file__).parent / "files" / "tensors.safetensors"
TYPES = ["bool", "uint8", "int8", "int16", "int32", "int64", "float16", "bfloat16", "float32", "float64", "complex64"]


def test_a_file_of_the_library_is_read():
    with WRITTEN.open("rb") as file:
        tensors, metadata = read_safetensors(file)
    assert metadata == {}
    for name in TYPES:
        assert repr(tensors[name].dtype) == f"torch.{name}"
        assert tensors[name].tolist() == [0, 1, 1, 0]
    assert tensors["grid"].tolist() == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]]
    assert tensors["transposed"].tolist() == [[0, 3], [1, 4], [2, 5]]
    assert tensors["scalar"].shape == ()
    assert tensors["empty"].shape == (0, 3)


def written(tensors, metadata=None):
    file = io.BytesIO()
    write_safetensors(file, tensors, metadata)
    return file.getvalue()


def parts(content):
    (length,) = struct.unpack("<Q", content[:8])
    return json.loads(content[8 : 8 + length]), content[8 + length :]


def test_every_type_and_layout_comes_back(arrange):
    tensors = {name: mt.ones(3, dtype=getattr(mt, name)) for name in TYPES if name != "bool"}
    tensors |= {"bool": mt.tensor([True, False]), "scalar": mt.tensor(1.5), "empty": mt.zeros(2, 0, 3)}
    tensors["laid_out"] = arrange(mt.arange(12.0).reshape(3, 4).numpy())
    back, metadata = read_safetensors(io.BytesIO(written(tensors, {"made by": "a test"})))
    assert list(back) == list(tensors)
    assert metadata == {"made by": "a test"}
    for name, tensor in tensors.items():
        assert back[name].dtype is tensor.dtype
        assert back[name].shape == tensor.shape
        assert back[name].tolist() == tensor.tolist()


def test_tensors_begin_at_a_multiple_of_their_elements_size_and_leave_no_gap():
    tensors = {"a": mt.ones(3, dtype=mt.int8), "b": mt.ones(1, dtype=mt.float64), "c": mt.ones(3, dtype=mt.float16)}
    content = written(tensors)
    header, data = parts(content)
    assert (len(content) - len(data)) % 8 == 0
    for name, tensor in tensors.items():
        begin, end = header[name]["data_offsets"]
        assert begin % tensor.element_size() == 0
        assert end - begin == tensor.nbytes
    assert len(data) == sum(tensor.nbytes for tensor in tensors.values())


def test_what_is_read_can_be_written_to():
    tensors, _ = read_safetensors(io.BytesIO(written({"a": mt.zeros(3)})))
    tensors["a"][1] = 5.0
    assert tensors["a"].tolist() == [0, 5, 0]


def test_elements_that_the_format_lacks_are_refused():
    with pytest.raises(ArgumentError, match="complex128"):
        written({"a": mt.zeros(2).to(mt.complex128)})


def file_of(header, data=bytes(8)):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def entry(dtype="F32", shape=(2,), offsets=(0, 8)):
    return {"dtype": dtype, "shape": list(shape), "data_offsets": list(offsets)}


def test_the_files_of_these_tests_are_read_when_they_are_right():
    assert read_safetensors(io.BytesIO(file_of({"a": entry()})))[0]["a"].tolist() == [0, 0]


DAMAGED = {
    "nothing": b"",
    "half a length": b"\x01\x00\x00",
    "a huge length": struct.pack("<Q", 2**63) + b"{}",
    "a header that is cut off": struct.pack("<Q", 100) + b'{"a": 1}',
    "a header that is no JSON": file_of(b"{nonsense"),
    "a header that is no text": file_of(b"\xff\xfe\xfd"),
    "a header that is a list": file_of([1]),
    "a header nested without end": file_of(b"[" * 200_000),
    "a name twice": file_of(b'{"a":' + json.dumps(entry()).encode() + b',"a":' + json.dumps(entry()).encode() + b"}"),
    "data cut off": file_of({"a": entry()}, bytes(7)),
    "data left over": file_of({"a": entry()}, bytes(9)),
    "a gap": file_of({"a": entry(shape=(1,), offsets=(4, 8))}),
    "an overlap": file_of({"a": entry(), "b": entry()}),
    "bytes beyond the end": file_of({"a": entry(offsets=(8, 16))}),
    "bytes that run backwards": file_of({"a": entry(offsets=(8, 0))}),
    "a shape of another size": file_of({"a": entry(shape=(3,))}),
    "a negative size": file_of({"a": entry(shape=(-1, -2))}),
    "a size that is true": file_of({"a": entry(shape=(2, True))}),
    "a size that is a fraction": file_of({"a": entry(shape=(2.0,))}),
    "a huge size": file_of({"a": entry(shape=(2**70, 0), offsets=(0, 0))}, b""),
    "many axes": file_of({"a": entry(shape=(1,) * 100 + (2,))}),
    "an unknown type": file_of({"a": entry(dtype="F8_E4M3")}),
    "a type that is a list": file_of({"a": entry(dtype=["F32"])}),
    "no type": file_of({"a": {"shape": [2], "data_offsets": [0, 8]}}),
    "one offset": file_of({"a": entry(offsets=(0,))}),
    "an entry that is a number": file_of({"a": 5}),
    "metadata that are no text": file_of({"__metadata__": {"a": 1}}, b""),
    "metadata that are a list": file_of({"__metadata__": ["a"]}, b""),
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_file_is_refused(content):
    with pytest.raises(LoadError):
        read_safetensors(io.BytesIO(content))
