from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.kernel import Runtime, unit_of_work
from app.kernel.errors import Invalid, TooLarge
from app.kernel.tables import Timer
from app.positions.tables import EngineerPosition, PositionFix
from app.registers.tables import Engineer
from app.visits.commands.field import Kind, Receipt
from tests.support.clock import FakeClock
from tests.support.phone import Phone


def report(phone: Phone, *rows: tuple[float, float], **how: Any) -> Receipt:
    """Report latitudes with how many seconds ago each was read."""
    positions = [
        {"lat": lat, "lon": 121.4, "accuracy_m": 9, "at": (phone.time - timedelta(seconds=ago_s)).isoformat()}
        for lat, ago_s in rows
    ]
    return phone.send(Kind.POSITIONS, {"positions": positions}, **how)


def known(runtime: Runtime, phone: Phone) -> EngineerPosition:
    with unit_of_work(runtime, write=False) as uow:
        return uow.get(EngineerPosition, phone.job.engineer_id)


def test_newest_position_of_a_batch_wins_whatever_its_place(runtime: Runtime, phone: Phone) -> None:
    report(phone, (31.201, 60), (31.203, 5), (31.202, 30))
    assert known(runtime, phone).lat == 31.203


def test_older_report_never_replaces_a_newer_one(runtime: Runtime, phone: Phone, clock: FakeClock) -> None:
    clock.advance(minutes=10)
    report(phone, (31.203, 5))
    assert report(phone, (31.201, 300), offline=True).status == "applied"
    assert known(runtime, phone).lat == 31.203
    clock.advance(seconds=30)
    report(phone, (31.204, 0))
    assert known(runtime, phone).lat == 31.204


def test_position_times_are_corrected_for_the_clock(runtime: Runtime, phone: Phone, clock: FakeClock) -> None:
    phone.slow_s = 300
    report(phone, (31.2003, 20))
    assert known(runtime, phone).at == clock.now - timedelta(seconds=20)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"lat": 91}, "lat"),
        ({"lon": float("inf")}, "positions"),
        ({"lon": "east"}, "lon"),
        ({"at": "2026-03-02T01:00:00"}, "at"),
        ({"at": "0001-01-01T00:00:00+08:00"}, "at"),
    ],
)
def test_impossible_position_is_named(phone: Phone, row: dict[str, Any], field: str) -> None:
    good = {"lat": 31, "lon": 121, "at": phone.time.isoformat()}
    with pytest.raises(Invalid) as refused:
        phone.send(Kind.POSITIONS, {"positions": [good, good | row]})
    (path,) = refused.value.errors
    assert path.startswith("positions.1")
    assert field in path


@pytest.mark.parametrize("ago_s", [-3600, 31 * 86_400])
def test_position_of_an_unlikely_time_is_kept_and_shows_nobody_s_place(
    runtime: Runtime, phone: Phone, ago_s: float
) -> None:
    report(phone, (31.2003, 20))
    at = phone.time - timedelta(seconds=ago_s)
    said = {"positions": [{"lat": 0, "lon": 0, "at": at.isoformat()}]}
    assert phone.send(Kind.POSITIONS, said).flags == ("clock_doubtful",)
    assert known(runtime, phone).lat == 31.2003
    with unit_of_work(runtime, write=False) as uow:
        assert uow.session.scalars(select(PositionFix.distrusted).order_by(PositionFix.lat)).all() == [
            "clock",
            None,
        ]


def test_batch_is_limited(phone: Phone) -> None:
    with pytest.raises(TooLarge):
        report(phone, *[(31.0, 0.0)] * 501)


def test_empty_batch_is_harmless(phone: Phone) -> None:
    assert report(phone).status == "applied"


def test_sick_engineer_is_taken_out_of_the_plan(runtime: Runtime, phone: Phone) -> None:
    receipt = phone.send(Kind.AVAILABILITY, {"available": False, "reason": "Fever"})
    assert receipt.flags == ("open_visits",)
    with unit_of_work(runtime, write=False) as uow:
        engineer = uow.get(Engineer, phone.job.engineer_id)
        assert (engineer.available, engineer.unavailable_reason) == (False, "Fever")
        assert uow.session.get(Timer, ("plan", str(phone.job.territory_id)))


def test_engineer_comes_back(runtime: Runtime, phone: Phone, clock: FakeClock) -> None:
    phone.send(Kind.AVAILABILITY, {"available": False, "reason": "Dentist"})
    clock.advance(hours=1)
    assert phone.send(Kind.AVAILABILITY, {"available": True}).flags == ()
    with unit_of_work(runtime, write=False) as uow:
        engineer = uow.get(Engineer, phone.job.engineer_id)
        assert (engineer.available, engineer.unavailable_reason) == (True, None)


def test_switch_that_was_overtaken_changes_nothing(runtime: Runtime, phone: Phone, clock: FakeClock) -> None:
    clock.advance(minutes=10)
    phone.send(Kind.AVAILABILITY, {"available": True})
    off = {"available": False, "reason": "Lunch"}
    assert phone.send(Kind.AVAILABILITY, off, ago_s=60, offline=True).flags == ("superseded",)
    with unit_of_work(runtime, write=False) as uow:
        assert uow.get(Engineer, phone.job.engineer_id).available
