"""What a request under coverage hours is promised around holidays, make-up days and old rows."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.calendar.rules.opening_hours import WEEKDAYS
from app.calendar.rules.public_holidays import country_of_zone, is_known, public_days
from app.kernel import unit_of_work
from app.kernel.errors import Invalid
from app.registers.commands.registry import create
from app.registers.reads.calendars import special_days
from app.registers.tables import FaultType, Site, Territory
from app.requests.commands.intake.promises import terms
from tests.support.town import Town, add_contract

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE_HOURS = {day: [["08:00", "18:00"]] for day in WEEKDAYS[:5]}


def _due(town: Town, asked: str) -> str:
    with unit_of_work(town.runtime, write=False) as uow:
        found = terms(
            uow,
            uow.get(Site, town.site_id),
            uow.get(Territory, town.territory_id),
            uow.session.get_one(FaultType, "no_boot"),
            datetime.fromisoformat(asked).replace(tzinfo=SHANGHAI),
            None,
        )
    return found.due_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ("2026-10-01T10:00", "2026-10-08 09:00"),  # National Day, to the 7th
        ("2026-09-20T10:00", "2026-09-20 11:00"),  # a Sunday that is worked
        ("2026-10-10T10:00", "2026-10-10 11:00"),  # a Saturday that is
        ("2026-10-11T10:00", "2026-10-12 09:00"),  # a Sunday that is not
        ("2026-02-13T19:00", "2026-02-14 09:00"),  # before the Spring Festival
        ("2026-02-14T19:00", "2026-02-24 09:00"),
    ],
)
def test_holidays_close_and_make_up_days_open(town: Town, asked: str, due: str) -> None:
    add_contract(town.runtime, town, coverage=OFFICE_HOURS)
    assert _due(town, asked) == due


def test_a_contract_may_know_no_holidays_or_those_of_another_country(town: Town) -> None:
    add_contract(town.runtime, town, coverage=OFFICE_HOURS, holiday_calendar="none")
    assert _due(town, "2026-10-01T10:00") == "2026-10-01 11:00"
    add_contract(town.runtime, town, "C2", priority=2, coverage=OFFICE_HOURS, holiday_calendar="US-NY")
    assert _due(town, "2026-10-01T10:00") == "2026-10-01 11:00"
    assert _due(town, "2026-11-26T10:00") == "2026-11-27 09:00"


def test_what_the_office_says_outweighs_the_calendar_and_of_a_contract_the_territory(town: Town) -> None:
    contract_id = add_contract(town.runtime, town, coverage=OFFICE_HOURS)
    with unit_of_work(town.runtime) as uow:
        everywhere = {"territory_id": town.territory_id}
        create(uow, "calendar_day", everywhere | {"date": date(2026, 10, 1), "kind": "open"})
        create(uow, "calendar_day", everywhere | {"date": date(2026, 10, 2), "kind": "open"})
        create(uow, "calendar_day", {"contract_id": contract_id, "date": date(2026, 10, 2), "kind": "closed"})
        create(
            uow,
            "calendar_day",
            {"contract_id": contract_id, "date": date(2026, 10, 4), "kind": "as", "as_weekday": "mon"},
        )
    assert _due(town, "2026-10-01T10:00") == "2026-10-01 11:00"
    assert _due(town, "2026-10-02T10:00") == "2026-10-04 09:00"
    with unit_of_work(town.runtime, write=False) as uow:
        territory = uow.get(Territory, town.territory_id)
        october = {d.date: d.hours for d in special_days(uow, territory, None, 2026) if d.date.month == 10}
    assert october[date(2026, 10, 1)] == "thu"
    assert october[date(2026, 10, 10)] == "wed"
    assert october[date(2026, 10, 5)] is None
    assert october[date(2026, 10, 4)] is None, "of the contract alone it counts as a Monday"


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ({"kind": "as"}, "as_weekday"),
        ({"kind": "closed", "as_weekday": "mon"}, "as_weekday"),
        ({"kind": "open", "territory_id": None}, "territory_id"),
    ],
)
def test_a_day_that_says_nothing_clear_is_refused(town: Town, said: dict[str, Any], path: str) -> None:
    day = {"territory_id": town.territory_id, "date": date(2026, 10, 1)} | said
    with unit_of_work(town.runtime) as uow, pytest.raises(Invalid) as refused:
        create(uow, "calendar_day", day)
    assert list(refused.value.errors) == [path]


def test_a_date_stands_once_in_a_calendar(town: Town) -> None:
    day = {"territory_id": town.territory_id, "date": date(2026, 10, 1), "kind": "closed"}
    with unit_of_work(town.runtime) as uow:
        create(uow, "calendar_day", day)
        with pytest.raises(Invalid) as refused:
            create(uow, "calendar_day", day)
    assert list(refused.value.errors) == ["date"]


@pytest.mark.parametrize(
    "coverage",
    [
        {"mon": [["08:00+08:00", "18:00"]]},
        {"mon": [["08:00:30", "18:00"]]},
        {"mon": "always"},
        {"someday": [["08:00", "18:00"]]},
        {"mon": [[8, 18]]},
    ],
)
def test_a_request_is_taken_whatever_the_database_holds(town: Town, coverage: Any) -> None:
    add_contract(town.runtime, town, coverage=coverage)
    assert _due(town, "2026-03-02T10:00") == "2026-03-02 11:00"


def test_a_contract_that_never_opens_promises_from_the_request(town: Town) -> None:
    add_contract(town.runtime, town, coverage={"mon": [["08:00", "18:00"]]}, holiday_calendar="none")
    contract = add_contract(town.runtime, town, "C2", priority=2, coverage=OFFICE_HOURS)
    with unit_of_work(town.runtime) as uow:
        for n in range(500):
            day = date.fromordinal(date(2026, 3, 1).toordinal() + n)
            create(uow, "calendar_day", {"contract_id": contract, "date": day, "kind": "closed"})
    assert _due(town, "2026-03-02T10:00") == "2026-03-02 11:00"


def test_a_time_zone_names_its_country() -> None:
    assert [country_of_zone(zone) for zone in ("Asia/Shanghai", "America/New_York", "UTC")] == [
        "CN",
        "US",
        None,
    ]
    assert [is_known(code) for code in ("CN", "US-NY", "US-XX", "cn", "XX", "CN-", "")] == [
        True, True, False, False, False, False, False,
    ]  # fmt: skip
    assert public_days("CN", 2026, "zh_CN")[date(2026, 10, 1)].name == "国庆节"
    assert public_days("CN", 9999) == {}
