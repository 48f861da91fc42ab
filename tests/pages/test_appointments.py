"""An appointment of the hotline is told of as one: its hour, who is on duty then, and what was said."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from app.hotline.tables import Call
from app.kernel import unit_of_work
from app.registers.tables import Engineer, Shift, Site, Territory
from tests.pages.conftest import Browser
from tests.pages.test_hotline import take
from tests.support.morning import Morning

SignIn = Callable[[str], Browser]


@pytest.fixture
def desk(signed_in: SignIn, morning: Morning) -> Browser:
    morning.at(0)
    return signed_in("dispatcher")


def site_of(morning: Morning) -> tuple[Site, str]:
    with unit_of_work(morning.runtime, write=False) as uow:
        site = uow.session.scalars(select(Site).where(Site.lat.is_not(None)).order_by(Site.name)).first()
        assert site
        return site, site.time_zone or uow.get(Territory, site.territory_id).time_zone


def tomorrow_at_nine(morning: Morning, zone: str, days: int = 1) -> datetime:
    day = morning.clock.now.astimezone(ZoneInfo(zone)) + timedelta(days=days)
    return day.replace(hour=9, minute=0, second=0, microsecond=0)


def on_the_roster(morning: Morning, site: Site, at: datetime, most: int = 100) -> int:
    """Have engineers of the site's territory work around `at`; returns how many can mend printers."""
    with unit_of_work(morning.runtime) as uow:
        uow.session.query(Shift).filter(Shift.ends_at > at - timedelta(hours=2)).delete()
        crew = uow.session.scalars(select(Engineer).where(Engineer.territory_id == site.territory_id)).all()
        times = {"starts_at": at - timedelta(hours=3), "ends_at": at + timedelta(hours=6)}
        stamps = {"created_at": uow.now, "updated_at": uow.now}
        for one in crew[:most]:
            uow.session.add(Shift(id=uow.new_id(), engineer_id=one.id, **times, **stamps))
        return sum("printer" in {skill.code for skill in one.skills} for one in crew[:most])


def asked(site: Site, at: datetime) -> dict[str, str]:
    about = {"customer_id": str(site.customer_id), "about": f"site:{site.id}", "fault_code": "printer_jam"}
    return about | {"appointment_at": f"{at:%Y-%m-%dT%H:%M}"}


def quoted(desk: Browser, fields: dict[str, str]) -> str:
    query = "&".join(f"{name}={text}" for name, text in fields.items())
    return html.unescape(desk.open(f"/hotline/quote?{query}").text)


def test_it_is_quoted_saved_shown_and_logged_as_the_hour_that_was_agreed(
    desk: Browser, morning: Morning
) -> None:
    site, zone = site_of(morning)
    at = tomorrow_at_nine(morning, zone)
    able = on_the_roster(morning, site, at)
    assert able > 1
    fields = asked(site, at)
    said = quoted(desk, fields)
    assert "08:00–09:00" in said
    assert f"{able} engineers who can do it are on duty then" in said
    assert "chance" not in said
    assert '<div class="say is-good"' in said
    saved = take(desk, "request", **fields)
    page = html.unescape(desk.open(saved.location).text)
    assert "Say: an engineer comes" in page
    assert 'flash-bad" role="alert"><' not in page
    assert page.count(f"Nobody is assigned yet; {able} engineers who can do it are on duty then") == 2
    assert "The appointment" in page
    assert "The promise</h2>" not in page
    assert "Off duty or not available" not in page
    assert "On duty at that hour" in page
    assert "Nobody is planned yet: its hour begins after the shifts of now" in page
    assert "Nobody can be sent" not in page
    with unit_of_work(morning.runtime, write=False) as uow:
        call = uow.session.scalars(select(Call)).one()
        assert (call.quoted_eta_at, call.quoted_chance) == (at, None)
    calls = html.unescape(desk.open("/calls?show=all").text)
    assert "agreed:" in calls
    assert "08:00–09:00" in calls
    assert "%)" not in calls
    board = html.unescape(desk.open("/").text)
    assert "08:00–09:00" in board
    work = html.unescape(desk.open("/work/unassigned").text)
    assert f"{able} engineers who can do it are on duty then" in work


def test_where_nobody_is_on_the_roster_then_it_says_so(desk: Browser, morning: Morning) -> None:
    site, zone = site_of(morning)
    at = tomorrow_at_nine(morning, zone, days=20)
    on_the_roster(morning, site, at, most=0)
    assert "Nobody who can do it is on the roster then" in quoted(desk, asked(site, at))
    page = html.unescape(desk.open(take(desk, "request", **asked(site, at)).location).text)
    assert "Nobody who can do it is on the roster then" in page
    assert "Not on duty at that hour" in page


@pytest.mark.parametrize("hour", [timedelta(minutes=5), timedelta(days=90)])
def test_an_hour_that_cannot_be_agreed_is_refused_while_it_is_typed(
    desk: Browser, morning: Morning, hour: timedelta
) -> None:
    site, zone = site_of(morning)
    at = morning.clock.now.astimezone(ZoneInfo(zone)) + hour
    said = quoted(desk, asked(site, at))
    assert "“" not in said
    assert "is not later than what is promised" in said or "days ahead" in said
    assert take(desk, "request", **asked(site, at)).status_code == 422


def test_a_place_that_nobody_knows_is_said_once(desk: Browser, morning: Morning) -> None:
    site, _ = site_of(morning)
    with unit_of_work(morning.runtime) as uow:
        row = uow.get(Site, site.id)
        row.lat = row.lon = None
    fields = asked(site, morning.clock.now)
    del fields["appointment_at"]
    saved = take(desk, "request", **fields)
    page = html.unescape(desk.open(saved.location).text)
    assert page.count("Nobody can be sent: it is not known where the place is") == 1
    assert "cannot come" not in page
    assert '<a href="#where">' in page
    assert "Engineer taken off the visit" not in page
    assert "Nobody can be sent as things are" in page
