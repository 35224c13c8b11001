import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.probes import plain

scalars = st.none() | st.booleans() | st.integers(-(2**200), 2**200) | st.floats() | st.text(max_size=20)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
)


def through_json(value):
    return plain.decode(json.loads(json.dumps(plain.encode(value), allow_nan=False)))


@given(values)
def test_plain_values_survive_the_way_through_json_with_their_exact_types(value):
    assert repr(through_json(value)) == repr(value)


@pytest.mark.parametrize("dtype", sorted(plain.ARRAY_DTYPES))
def test_arrays_keep_dtype_shape_and_values_whatever_their_strides(dtype):
    array = np.arange(24).reshape(2, 3, 4).astype(dtype)[:, ::2, ::-1].T
    back = through_json(array)
    assert back.dtype == array.dtype
    np.testing.assert_array_equal(back, array)


def test_numpy_scalars_are_not_turned_into_python_numbers():
    assert type(through_json(np.float32(0.5))) is np.float32


def test_a_subclass_of_int_is_refused():
    class Liar(int):
        def __eq__(self, other):
            return True

        __hash__ = int.__hash__

    with pytest.raises(plain.PlainDataError, match="a Liar is not plain"):
        plain.encode([Liar(3)])


@pytest.mark.parametrize("value", [10**100, "x" * 30_000, [0] * 60_000, np.zeros(10**6), np.array([object()])])
def test_values_that_are_too_large_or_hold_objects_are_refused(value):
    with pytest.raises(plain.PlainDataError):
        plain.encode(value)


def test_a_list_that_contains_itself_is_refused():
    endless = []
    endless.append(endless)
    with pytest.raises(plain.PlainDataError, match="nested"):
        plain.encode(endless)


@pytest.mark.parametrize(
    "data",
    [
        {"tuple": 3},
        {"array": {"dtype": "object", "shape": [1], "data": ""}},
        {"array": {"dtype": "int64", "shape": [-1], "data": ""}},
        {"array": {"dtype": "int64", "shape": [9], "data": "AAAA"}},
        {"float": "1e999"},
        {"pickle": "gASVAAAA"},
        {"dict": [[{"dict": []}, 1]]},
        {"a": 1, "b": 2},
        {"dict": 5},
    ],
)
def test_malformed_json_is_refused(data):
    with pytest.raises(plain.PlainDataError):
        plain.decode(data)
