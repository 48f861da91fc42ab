"""Which reported positions are kept, and which of them say where the engineer is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.kernel import Runtime, unit_of_work
from app.positions.commands.retention import forget_positions
from app.positions.tables import EngineerPosition, PositionFix
from app.promise.reads.watched import watched
from app.registers.tables import Shift
from app.requests.tables import Visit
from app.visits.commands.field import Kind
from tests.support.build import SHANGHAI
from tests.support.clock import FakeClock
from tests.support.phone import Phone

KM = 0.009


def report(phone: Phone, *rows: tuple[float, float], **more: Any) -> None:
    """Report positions so many kilometres north of the centre, read so many seconds ago."""
    positions = [
        {
            "lat": SHANGHAI[0] + km * KM,
            "lon": SHANGHAI[1],
            "accuracy_m": 10,
            "at": (phone.time - timedelta(seconds=ago_s)).isoformat(),
            **more,
        }
        for km, ago_s in rows
    ]
    assert phone.send(Kind.POSITIONS, {"positions": positions}).status == "applied"


def fixes(runtime: Runtime) -> list[tuple[float, str | None]]:
    """Kilometres north of the centre and why not believed, in order of time."""
    with unit_of_work(runtime, write=False) as uow:
        rows = uow.session.scalars(select(PositionFix).order_by(PositionFix.at)).all()
    return [(round((row.lat - SHANGHAI[0]) / KM, 1), row.distrusted) for row in rows]


def planned_from(runtime: Runtime, phone: Phone) -> float | None:
    """Kilometres north of the centre that the planner reckons with."""
    with unit_of_work(runtime, write=False) as uow:
        found = uow.session.get(EngineerPosition, phone.job.engineer_id)
    return round((found.lat - SHANGHAI[0]) / KM, 1) if found else None


@pytest.mark.parametrize(
    ("km", "more", "why"),
    [
        (22, {"accuracy_m": 20_000}, "inaccurate"),
        (9, {"accuracy_m": 3000}, "inaccurate"),
        (167, {"accuracy_m": 90_000}, "inaccurate"),
        (22, {}, "too_fast"),
        (1, {"mock": True}, "mock"),
        (0, {"lat": 0, "lon": 0}, "null_island"),
    ],
)
def test_a_bad_position_is_kept_and_moves_nobody(
    runtime: Runtime, phone: Phone, clock: FakeClock, km: float, more: dict[str, Any], why: str
) -> None:
    report(phone, (1, 60))
    clock.advance(minutes=2)
    report(phone, (km, 0), **more)
    assert fixes(runtime)[-1][1] == why
    assert planned_from(runtime, phone) == 1.0


def test_a_sole_bad_position_leaves_the_engineer_at_his_base(runtime: Runtime, phone: Phone) -> None:
    report(phone, (0, 0), lat=0, lon=0)
    assert planned_from(runtime, phone) is None


def test_what_is_delivered_late_is_judged_where_it_belongs(
    runtime: Runtime, phone: Phone, clock: FakeClock
) -> None:
    clock.advance(minutes=10)
    report(phone, (20, 120))
    assert planned_from(runtime, phone) == 20.0
    report(phone, (0.2, 240), (0.4, 180))
    assert fixes(runtime) == [(0.2, None), (0.4, None), (20.0, "too_fast")]
    assert planned_from(runtime, phone) == 0.4


def test_a_new_place_is_believed_once_several_positions_agree(
    runtime: Runtime, phone: Phone, clock: FakeClock
) -> None:
    report(phone, (22, 0))
    for n in range(1, 4):
        clock.advance(minutes=1)
        report(phone, (0.1 * n, 0))
    assert [why for _, why in fixes(runtime)] == [None, "too_fast", "too_fast", None]
    assert planned_from(runtime, phone) == 0.3


def test_nothing_is_kept_off_shift_but_of_a_visit_under_way(
    runtime: Runtime, phone: Phone, clock: FakeClock
) -> None:
    with unit_of_work(runtime) as uow:
        shift = uow.session.scalars(select(Shift).where(Shift.engineer_id == phone.job.engineer_id)).one()
        shift.ends_at = uow.now + timedelta(minutes=1)
    clock.advance(minutes=5)
    report(phone, (1, 0), (0.5, 290))
    assert fixes(runtime) == [(0.5, None)]
    with unit_of_work(runtime) as uow:
        visit = uow.get(Visit, phone.job.visit_id)
        visit.state, visit.departed_at = "en_route", uow.now - timedelta(minutes=1)
    report(phone, (1, 0), (2, 200))
    assert fixes(runtime) == [(0.5, None), (1.0, None)]


def test_a_position_that_is_not_believed_still_says_that_the_phone_is_alive(
    runtime: Runtime, phone: Phone, clock: FakeClock
) -> None:
    with unit_of_work(runtime) as uow:
        visit = uow.get(Visit, phone.job.visit_id)
        visit.state, visit.departed_at = "en_route", uow.now
    report(phone, (1, 0))
    clock.advance(minutes=4)
    report(phone, (22, 0), accuracy_m=20_000)
    with unit_of_work(runtime, write=False) as uow:
        for one in watched(uow, phone.job.territory_id):
            assert one.facts.position_at == clock.now


def test_old_positions_go_and_the_hour_around_an_arrival_stays_with_its_visit(
    runtime: Runtime, phone: Phone, clock: FakeClock
) -> None:
    clock.advance(hours=2)
    report(phone, (0.1, 4 * 60), (0.2, 40 * 60), (0.3, 100 * 60))
    with unit_of_work(runtime) as uow:
        uow.get(Visit, phone.job.visit_id).on_site_at = uow.now - timedelta(minutes=33)
    assert forget_positions(runtime) == 0
    clock.advance(days=91)
    assert forget_positions(runtime) == 1
    assert forget_positions(runtime) == 0
    with unit_of_work(runtime, write=False) as uow:
        kept = uow.session.scalars(select(PositionFix)).all()
    assert {row.visit_id for row in kept} == {phone.job.visit_id}
    assert len(kept) == 2
