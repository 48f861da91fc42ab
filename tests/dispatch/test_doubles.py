"""When two customers on record are likely one."""

from __future__ import annotations

import pytest

from dispatch.doubles import Known, Likeness, address_key, likeness, name_key

HERE, NEXT_DOOR, ACROSS_TOWN = (31.2304, 121.4737), (31.2310, 121.4740), (31.30, 121.50)
NUMBER = frozenset({"2222111193168"})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Blue Ink Ltd.", "BLUE  INK"),
        ("蓝墨水（上海）有限公司", "蓝墨水 上海"),
        ("Ｂｌｕｅ　Ｉｎｋ", "blue-ink"),
    ],
)
def test_names_are_compared_without_what_people_leave_out(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_a_name_of_nothing_but_its_form_stays_a_name() -> None:
    assert name_key("有限公司") != name_key("集团")


def test_the_same_number_is_likely_the_same_customer() -> None:
    assert likeness(Known("a", NUMBER), Known("b", NUMBER)) is Likeness.NUMBER


def test_a_banks_number_is_nobodys_own() -> None:
    many = frozenset({"88559"})
    assert likeness(Known("a", many), Known("b", many)) is None


@pytest.mark.parametrize(("point", "why"), [(NEXT_DOOR, Likeness.NAME_AND_PLACE), (ACROSS_TOWN, None)])
def test_shops_of_a_chain_are_told_apart_by_their_place(
    point: tuple[float, float], why: Likeness | None
) -> None:
    assert likeness(Known("ink", points=[HERE]), Known("ink", points=[point])) is why


def test_a_name_without_a_place_is_shown_and_the_same_address_counts_as_one() -> None:
    placed = Known("ink", points=[HERE], addresses=frozenset({address_key("1 Main St.")}))
    assert likeness(placed, Known("ink")) is Likeness.NAME
    elsewhere = Known("ink", points=[ACROSS_TOWN], addresses=frozenset({address_key("1, MAIN ST")}))
    assert likeness(placed, elsewhere) is Likeness.NAME_AND_PLACE
    assert likeness(Known(""), Known("")) is None
