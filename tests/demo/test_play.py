from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.demo.client import Door, Http, Traffic
from app.demo.day import days_after
from app.demo.habits import PATIENT, Habits
from app.demo.loading import Loader
from app.demo.pages import Pages
from app.demo.play import Play
from app.demo.telling import Effort, make_report
from app.demo.world import Day
from tests.demo.conftest import ADMIN

TROUBLED = Habits(
    declines=0.15,
    overhears=0.1,
    part_missing=0.25,
    no_access=0.2,
    fits_part=0.5,
    charges=0.5,
    code_comes_later=0.5,
    cancels=0.2,
    looks_at_link=1.0,
    rates=0.7,
    still_broken=0.3,
    answers_no=0.2,
    basement=0.5,
    arrives_offline=0.34,
    lies=0.34,
    tricks=0.5,
    breaks_down=0.2,
    goes_silent=0.2,
    complains=1.0,
)
"""A day on which everything comes in between."""
ORDINARY = 4
"""Calls of a day on which nothing does: more would be more of the same."""


# Each of the two is played on one of the databases.
@pytest.mark.slow("a day is played from the first call to the last signature")
@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_ordinary_day_ends_with_every_request_closed_and_figures_that_agree(
    http: Http, admin: Door, loader: Loader, day: Day, traffic: Traffic
) -> None:
    day = replace(day, calls=day.calls[:ORDINARY])
    party = Play(day, http, admin, loader, 1, PATIENT)
    party.run()
    report = make_report(admin, day, party, Effort(dict(traffic.calls), traffic.repeats, 1.0))
    assert report.is_sound, report
    assert report.requests == len(day.calls) == report.kept + report.broken
    assert report.first_time_fix_pct == 100
    assert report.calls["POST /mobile/v1/sync"] >= len(day.calls)
    assert admin.get("/api/v1/ledger/verify")["intact"]
    _assert_life_goes_on(party, loader, day)


def _assert_life_goes_on(party: Play, loader: Loader, day: Day) -> None:
    """Half an hour of the wall's clock: the simulated one keeps up with it, and customers call."""
    loader.coming_days(party.now, 1)
    began_at, seconds = party.now, iter(range(0, 2400, 600))
    asked = len(party.book.cases)
    with pytest.raises(StopIteration):
        party.go_on(days_after(day, 1, 4.0, 7), lambda: next(seconds), lambda _: None)
    assert party.now - began_at >= timedelta(minutes=30)
    assert len(party.book.cases) > asked


@pytest.mark.slow("a day on which everything comes in between has to be long enough for it")
@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_troubled_day_ends_too(http: Http, admin: Door, loader: Loader, day: Day, traffic: Traffic) -> None:
    party = Play(day, http, admin, loader, 2, TROUBLED)
    party.run()
    report = make_report(admin, day, party, Effort(dict(traffic.calls), traffic.repeats, 1.0))
    assert report.is_sound, report
    assert sum(report.visits_by_star.values()) > len(day.calls) - report.cancelled
    assert {lie.manner.is_lie for lie in party.book.lies} == {True, False}
    assert party.book.offline_arrivals
    assert report.settled["not_arrived"]
    assert all(lie.found_out or party.book[lie.request_id].state == "cancelled" for lie in party.book.lies)
    assert report.doubtful >= sum(report.settled.values())
    assert admin.get("/api/v1/ledger/verify")["intact"]
    told = [one.what for one in report.moments]
    assert sum("complains" in what for what in told) == len(party.book.complaints) > 0
    assert sum("Promise broken" in what for what in told) == report.broken
    pages = Pages(http, ADMIN.login, ADMIN.password)
    for code, path in {one.code: one.path for one in report.moments}.items():
        assert code in pages.open(path)
