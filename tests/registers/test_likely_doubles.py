"""When two customers on record are likely one."""

from __future__ import annotations

import pytest

from app.registers.rules.doubles import PERHAPS, Known, Likeness, address_key, likeness, name_key, rank

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


@pytest.mark.parametrize(
    ("one", "other"), [("blueink", "blueinc"), ("蓝墨水", "北京蓝墨水"), ("xicheng", "xichneg")]
)
def test_nearly_the_same_name_counts_at_the_same_place_alone(one: str, other: str) -> None:
    here = Known(one, points=[HERE])
    assert likeness(here, Known(other, points=[NEXT_DOOR])) is Likeness.SIMILAR_NAME_AND_PLACE
    assert likeness(here, Known(other, points=[ACROSS_TOWN])) is None
    assert likeness(here, Known("tea", points=[NEXT_DOOR])) is None


def test_an_address_may_leave_out_the_city() -> None:
    long = Known("ink", points=[ACROSS_TOWN], addresses=frozenset({address_key("北京市海淀区中关村大街1号")}))
    short = Known("ink", points=[HERE], addresses=frozenset({address_key("中关村大街1号")}))
    assert likeness(long, short) is Likeness.NAME_AND_PLACE


def test_extensions_of_one_switchboard_are_two_people_unless_their_names_say_otherwise() -> None:
    (desk,) = NUMBER
    mine = Known("ink", NUMBER, extensions=frozenset({(desk, "801")}))
    assert likeness(mine, Known("tea", NUMBER, extensions=frozenset({(desk, "802")}))) is Likeness.SWITCHBOARD
    for other in (Known("ink", NUMBER, extensions=frozenset({(desk, "802")})), Known("tea", NUMBER)):
        assert likeness(mine, other) is Likeness.NUMBER
    assert likeness(mine, Known("tea", NUMBER, extensions=frozenset({(desk, "801")}))) is Likeness.NUMBER


def test_a_number_without_its_area_code_is_the_same_with_the_name_and_perhaps_without() -> None:
    local, whole = Known("ink", frozenset({"43218726"})), Known("ink", frozenset({"432187260168"}))
    assert likeness(local, whole) is Likeness.NUMBER
    other = Known("tea", whole.numbers)
    assert likeness(local, other) is likeness(other, local) is Likeness.LOCAL_NUMBER


def test_the_surest_reason_is_told_and_what_is_perhaps_comes_last() -> None:
    here = Known("ink", NUMBER, [HERE])
    assert likeness(here, here) is Likeness.NUMBER
    assert likeness(Known("ink", points=[HERE]), Known("tea", points=[HERE])) is Likeness.PLACE
    assert {rank(why) for why in PERHAPS} == {4, 5, 6}
