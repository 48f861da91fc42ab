from __future__ import annotations

import json
import math
import struct
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists import RecordInvalid, canonical_json
from checklists.canonical import Json, _write, plain, write

# IEEE 754 bits and their text: appendix B of RFC 8785.
RFC_8785_NUMBERS = [
    ("0000000000000000", "0"),
    ("8000000000000000", "0"),
    ("0000000000000001", "5e-324"),
    ("8000000000000001", "-5e-324"),
    ("7fefffffffffffff", "1.7976931348623157e+308"),
    ("4340000000000000", "9007199254740992"),
    ("4430000000000000", "295147905179352830000"),
    ("44b52d02c7e14af5", "9.999999999999997e+22"),
    ("44b52d02c7e14af6", "1e+23"),
    ("444b1ae4d6e2ef4e", "999999999999999700000"),
    ("444b1ae4d6e2ef50", "1e+21"),
    ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"),
    ("3eb0c6f7a0b5ed8d", "0.000001"),
    ("41b3de4355555553", "333333333.3333332"),
    ("becbf647612f3696", "-0.0000033333333333333333"),
    ("43143ff3c1cb0959", "1424953923781206.2"),
]


@pytest.mark.parametrize(("bits", "text"), RFC_8785_NUMBERS)
def test_numbers_are_written_as_the_rfc_demands(bits: str, text: str) -> None:
    (number,) = struct.unpack(">d", bytes.fromhex(bits))
    assert canonical_json(number).decode() == text


def test_keys_are_sorted_by_utf_16_and_text_is_left_alone() -> None:
    # The emoji is above U+FB33 as a code point and below it in UTF-16.
    written = canonical_json(
        {"\ufb33": 1, "😀": 2, "é": 3, "1": 4, "\r": 5, "text": "垫布\u20ac$\u000f\nA'B\"\\/"}
    )
    assert written.decode() == '{"\\r":5,"1":4,"text":"垫布€$\\u000f\\nA\'B\\"\\\\/","é":3,"😀":2,"\ufb33":1}'


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner)
    ),
    max_leaves=12,
)


@given(JSON)
def test_what_is_written_reads_back_equal_and_writes_the_same_again(value: object) -> None:
    written = canonical_json(value)
    # Floats above 2**53 are written without a point, which Python alone would read as whole numbers.
    read = json.loads(written, parse_int=float)
    assert read == value
    assert canonical_json(read) == written


def test_a_key_beyond_the_basic_plane_is_sorted_by_utf_16_without_fractions_too() -> None:
    assert write({"\uffee": 1, "😀": {"b": None, "a": True}}) == '{"😀":{"a":true,"b":null},"\uffee":1}'


@given(JSON)
def test_python_writes_what_we_leave_to_it_as_we_do(value: Json) -> None:
    told = plain(value)
    assert write(told) == "".join(_write(told))


class Colour(StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (datetime(2026, 3, 2, 8, 30, tzinfo=timezone(timedelta(hours=8))), '"2026-03-02T00:30:00.000000Z"'),
        (date(2026, 3, 2), '"2026-03-02"'),
        (Decimal("12.5000"), '"12.5"'),
        (Decimal("1E+3"), '"1000"'),
        (Decimal("-0.00"), '"0"'),
        (UUID(int=5), '"00000000-0000-0000-0000-000000000005"'),
        (Colour.RED, '"red"'),
        ((1, 2), "[1,2]"),
    ],
)
def test_values_that_json_lacks_have_one_form(value: object, text: str) -> None:
    assert canonical_json(value).decode() == text


ENDLESS: list[object] = []
ENDLESS.append(ENDLESS)


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ({"a": [1, math.nan]}, "a[1]"),
        ({"a": -math.inf}, "a"),
        ({"a": Decimal("NaN")}, "a"),
        ({"a": 2**53}, "a"),
        ({"a": {"b": datetime(2026, 3, 2, tzinfo=UTC).replace(tzinfo=None)}}, "a.b"),
        ({"a": "\ud800"}, "a"),
        ({"a": b"bytes"}, "a"),
        ({"a": {1: 2}}, "a"),
    ],
)
def test_what_has_no_canonical_form_is_refused_by_path(value: object, path: str) -> None:
    with pytest.raises(RecordInvalid) as caught:
        canonical_json(value)
    assert caught.value.path == path


def test_endless_nesting_is_refused() -> None:
    with pytest.raises(RecordInvalid, match="nested"):
        canonical_json(ENDLESS)
