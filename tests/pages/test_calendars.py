"""The page of calendars, and the list of an engineer's positions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.kernel import unit_of_work
from app.positions.tables import PositionFix
from app.registers.tables import CalendarDay, Engineer, Shift, Territory
from tests.pages.conftest import Browser
from tests.support.morning import Morning

SignIn = Callable[[str], Browser]


def _territory(morning: Morning) -> Territory:
    with unit_of_work(morning.runtime, write=False) as uow:
        return uow.session.scalars(select(Territory)).one()


def test_the_year_s_holidays_and_make_up_days_are_shown(signed_in: SignIn) -> None:
    page = signed_in("manager").open("/calendars?year=2026").text
    assert "National Day" in page
    assert "make-up working day" in page
    assert "Oct 10, 2026" in page
    assert "Day off (substituted from Jan 4, 2026)" in page
    browser = signed_in("manager")
    browser.send("/locale", browser.token("/calendars"), locale="zh_CN", next="/calendars")
    page = browser.open("/calendars?year=2026").text
    assert "国庆节" in page
    assert "调休工作日" in page


def test_weekends_in_a_holiday_are_of_it_and_what_is_not_announced_yet_is_said(signed_in: SignIn) -> None:
    browser = signed_in("manager")
    page = browser.open("/calendars?year=2026").text
    for day in ("Jan 3", "Feb 15", "Feb 21", "Feb 22", "May 3", "Jun 20", "Sep 27", "Oct 4"):
        assert f"{day}, 2026" in page, day
    assert "Oct 11, 2026" not in page
    assert "are not known here yet" not in page
    page = browser.open("/calendars?year=2031").text
    assert "public holidays of CN" in page or "public holidays of China" in page
    assert "The make-up working days of 2031" in page


def test_a_manager_adds_and_removes_a_day(signed_in: SignIn, morning: Morning) -> None:
    browser, territory = signed_in("manager"), _territory(morning)
    token = browser.token("/calendars")
    said = {"territory_id": str(territory.id), "date": "2026-03-18", "kind": "closed", "note": "Stocktaking"}
    answer = browser.send("/calendars/days", token, **said)
    assert answer.status_code == 303
    page = browser.open(answer.location).text
    assert "Stocktaking" in page
    assert "The day was added." in page
    again = browser.send("/calendars/days", token, **said)
    assert "stands in this calendar already" in browser.open(again.location).text
    with unit_of_work(morning.runtime, write=False) as uow:
        key = uow.session.scalars(select(CalendarDay.id)).one()
    gone = browser.send(f"/calendars/days/{key}/remove", token)
    assert "Stocktaking" not in browser.open(gone.location).text


@pytest.mark.parametrize(
    "change",
    [{"date": "tomorrow"}, {"date": "0001-01-01"}, {"kind": "half"}, {"territory_id": "x"}, {"date": ""}],
)
def test_what_cannot_be_read_is_said_on_the_page(
    signed_in: SignIn, morning: Morning, change: dict[str, str]
) -> None:
    browser = signed_in("manager")
    said = {"territory_id": str(_territory(morning).id), "date": "2026-03-18", "kind": "closed"} | change
    answer = browser.send("/calendars/days", browser.token("/calendars"), **said)
    assert answer.status_code == 303
    assert "flash-bad" in browser.open(answer.location).text


def test_a_dispatcher_reads_and_changes_nothing(signed_in: SignIn) -> None:
    browser = signed_in("dispatcher")
    assert "Say how a day differs" not in browser.open("/calendars").text
    assert browser.send("/calendars/days", browser.token("/calendars")).status_code == 403


def test_positions_of_a_day_are_listed_with_why_one_is_not_believed(
    signed_in: SignIn, morning: Morning
) -> None:
    with unit_of_work(morning.runtime) as uow:
        engineer = uow.session.scalars(select(Engineer).order_by(Engineer.number)).first()
        assert engineer
        for n, why in enumerate((None, "too_fast")):
            uow.session.add(
                PositionFix(
                    id=uow.new_id(),
                    engineer_id=engineer.id,
                    event_id=uow.new_id(),
                    at=uow.now - timedelta(minutes=n),
                    received_at=uow.now,
                    lat=39.9,
                    lon=116.4,
                    accuracy_m=12,
                    mock=False,
                    distrusted=why,
                )
            )
        for shift in uow.session.scalars(select(Shift).where(Shift.engineer_id == engineer.id)):
            shift.kind, shift.setout_s = "on_call", 1500
    browser = signed_in("dispatcher")
    page = browser.open(f"/engineers/{engineer.id}").text
    assert "Reported positions" in page
    assert "on call, sets out within 25 min" in page
    page = browser.open(f"/engineers/{engineer.id}/positions").text
    assert "39.90000, 116.40000" in page
    assert "further than can be driven" in page
    assert (
        "No positions were reported"
        in browser.open(f"/engineers/{engineer.id}/positions?day=2020-01-01").text
    )
