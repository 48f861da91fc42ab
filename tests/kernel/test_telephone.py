"""Every number that can be read is read, with its extension; nothing is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.dialled import as_shown, takes_messages
from app.kernel.telephone import NumberRead, from_json, key_of, read_phone_numbers, shorter_keys, sought

MOBILE, SECOND, DESK = "+8613911112222", "+8613622223333", "+862158881234"


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("021-58881234-66", [(DESK, "66")]),
        ("02158881234转66", [(DESK, "66")]),
        ("021 5888 1234 分机：66", [(DESK, "66")]),
        ("(021) 5888 1234 ext. 12", [(DESK, "12")]),
        ("（０２１）５８８８１２３４＃12", [(DESK, "12")]),
        ("021-58881234,66", [(DESK, "66")]),
        ("58881234", [(DESK, "")]),
        ("58881234-66", [(DESK, "66")]),
        ("+86 21 5888 1234", [(DESK, "")]),
        ("0086 139 1111 2222", [(MOBILE, "")]),
        ("13911112222/13622223333", [(MOBILE, ""), (SECOND, "")]),
        ("13911112222、13622223333", [(MOBILE, ""), (SECOND, "")]),
        ("13911112222 13622223333", [(MOBILE, ""), (SECOND, "")]),
        ("13911112222或13622223333", [(MOBILE, ""), (SECOND, "")]),
        ("139 1111 2222（李工）", [(MOBILE, "")]),
        ("李工 13911112222 王工 13622223333", [(MOBILE, ""), (SECOND, "")]),
        ("13911112222, 13911112222", [(MOBILE, "")]),
        ("400-820-1234", [("+864008201234", "")]),
        ("95588", [(None, "")]),
        ("转801 021-58881234", [(DESK, "801")]),
        ("021-58881234 分机 8 0 1", [(DESK, "801")]),
        ("02158881234801", [(DESK, "801")]),
        ("021-58881234转801", [(DESK, "801")]),
        ("021 5888 1234 ext801", [(DESK, "801")]),
        ("(021)58881234#801", [(DESK, "801")]),
        ("021-58881234*801", [(DESK, "801")]),
        ("021.58881234.801", [(DESK, "801")]),
        ("021-58881234（801）", [(DESK, "801")]),
        ("021-58881234【总机转801】", [(DESK, "801")]),
        ("tel:021-58881234;ext=801", [(DESK, "801")]),
        ("021-58881234,,801", [(DESK, "801")]),
        ("021-58881234 转801/802", [(DESK, "801"), (DESK, "802")]),
        ("021-58881234 分机:801，802", [(DESK, "801"), (DESK, "802")]),
        ("021/58881234", [(DESK, "")]),
        ("+86 (0)21 5888 1234", [(DESK, "")]),
        ("+0086 21 58881234", [(DESK, "")]),
        ("0086-21-58881234-801", [(DESK, "801")]),
        ("13911112222-13622223333", [(MOBILE, ""), (SECOND, "")]),
        ("1391111222213622223333", [(MOBILE, ""), (SECOND, "")]),
        ("李工13911112222（9:00-18:00）", [(MOBILE, "")]),
        ("B座1203 13911112222", [(MOBILE, "")]),
        ("95588 13911112222", [(None, ""), (MOBILE, "")]),
        ("021-58881234 13911112222", [(DESK, ""), (MOBILE, "")]),
        ("110", [(None, "")]),
        ("ask at the gate, 2nd door", []),
        ("room B1203, user abc12345", []),
        ("Tel6543210", [(None, "")]),
        ("", []),
    ],
)
def test_it_reads_what_people_say(said: str, read: list[tuple[str | None, str]]) -> None:
    found = read_phone_numbers(said, "CN", "021")
    assert [(number.e164, number.extension) for number in found] == read


def test_a_local_number_is_no_other_towns_where_no_area_code_is_set() -> None:
    # 555 is an area code of its own in China: without its zero it was not dialled.
    assert [n.primary for n in read_phone_numbers("5551234", "CN")] == ["5551234"]


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("1391111222", ["1391111222"]),
        ("139111122223", ["139111122223"]),
        ("0215888123456", ["0215888123456"]),
        ("021-58881234/801", ["02158881234"]),
    ],
)
def test_what_is_not_certain_is_left_as_it_was_said(said: str, digits: list[str]) -> None:
    assert [number.digits for number in read_phone_numbers(said, "CN", "021")] == digits


@pytest.mark.parametrize(
    ("e164", "shown"),
    [(DESK, "021 5888 1234"), (MOBILE, "139 1111 2222"), ("+12125550123", "+1 212-555-0123")],
)
def test_a_number_is_written_as_a_display_shows_it(e164: str, shown: str) -> None:
    assert as_shown(e164, "CN") == shown


def test_a_short_number_keeps_its_digits() -> None:
    assert [n.primary for n in read_phone_numbers("工行95588", "CN", "010")] == ["95588"]


@given(st.text(max_size=300))
def test_nothing_is_too_odd_to_be_read(said: str) -> None:
    numbers = read_phone_numbers(said, "CN", "010")
    assert from_json([number.to_json() for number in numbers]) == numbers
    assert all(0 < len(key_of(number)) <= 40 for number in numbers)
    sought(said)


@pytest.mark.parametrize(
    ("stored", "looked_for"),
    [
        ("010-65559876-801", "01065559876"),
        ("010-65559876-801", "010 6555 9876 转 801"),
        ("010-65559876-801", "65559876"),
        ("139 1111 2222", "139 1111 2222"),
        ("139 1111 2222", "+8613911112222"),
        ("139 1111 2222", "0086 13911112222"),
        ("139 1111 2222", "2222"),
        ("+1 212 555 0123", "(212) 555-0123"),
        ("95588", "95588"),
        ("010-65559876-801", "01065559876801"),
    ],
)
def test_a_number_is_found_as_a_display_shows_it(stored: str, looked_for: str) -> None:
    key = key_of(read_phone_numbers(stored, "CN")[0])
    assert any(key.startswith(prefix) for prefix in sought(looked_for))


def test_a_number_said_without_its_area_code_is_found_with_it() -> None:
    (key,) = (key_of(one) for one in read_phone_numbers("65559876", "CN"))
    assert any(key in shorter_keys(prefix) for prefix in sought("010-6555 9876"))


@pytest.mark.parametrize("text", ["Room 2023", "HP M402", "12", "", "Blue Ink"])
def test_other_words_look_for_no_number(text: str) -> None:
    assert sought(text) == []


def test_a_mobile_takes_messages_and_a_desk_does_not() -> None:
    taken = [takes_messages(e164) for e164 in (MOBILE, DESK, None, "+12125550123", "+864008201234")]
    assert taken == [True, False, False, True, False]


def test_what_is_dialled_is_the_whole_number_else_its_digits() -> None:
    assert NumberRead(MOBILE, "13911112222").primary == MOBILE
    assert NumberRead(None, "95588").primary == "95588"
