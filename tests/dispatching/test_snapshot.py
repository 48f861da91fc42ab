"""The territory in the engine's words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.dispatching.commands import offers
from app.dispatching.commands.month_shares import count_month
from app.dispatching.commands.placement import place_visit
from app.dispatching.reads.month_shares import month_shares
from app.dispatching.reads.snapshot import TerritoryView, territory_view
from app.kernel import unit_of_work
from app.kernel.epoch import from_epoch, to_epoch
from app.kernel.errors import NotFound
from app.positions.tables import EngineerPosition
from app.registers.tables import Engineer, Shift, Territory
from app.requests.rules.lifecycle import OfferState, VisitState
from app.requests.tables import Offer, ServiceRequest, Visit
from dispatch.model.snapshot import parse_snapshot
from dispatch.model.writing import snapshot_of
from tests.support.clock import MONDAY_MORNING, FakeClock
from tests.support.town import CENTRE, DISPATCHER, KM, Town, add_engineer

NOW_S = to_epoch(MONDAY_MORNING)


def _view(town: Town) -> TerritoryView:
    with unit_of_work(town.runtime, write=False) as uow:
        view = territory_view(uow, town.territory_id)
    assert parse_snapshot(snapshot_of(view.problem)) == view.problem
    return view


def _engineer(town: Town, n: int = 0) -> dict[str, Any]:
    key = str(town.engineers[n])
    return next(e for e in snapshot_of(_view(town).problem)["engineers"] if e["id"] == key)


def _job(town: Town, visit_id: UUID) -> dict[str, Any]:
    return next(job for job in snapshot_of(_view(town).problem)["jobs"] if job["id"] == str(visit_id))


def _set(town: Town, kind: Any, key: Any, **values: object) -> None:
    with unit_of_work(town.runtime) as uow:
        row = uow.get(kind, key)
        for name, value in values.items():
            setattr(row, name, value)


def _report_position(town: Town, km: float, age_s: int = 0) -> None:
    with unit_of_work(town.runtime) as uow:
        uow.session.merge(
            EngineerPosition(
                engineer_id=town.engineers[0],
                lat=CENTRE[0] + km * KM,
                lon=CENTRE[1],
                at=uow.now - timedelta(seconds=age_s),
                received_at=uow.now,
            )
        )


def _send(town: Town, km: float, state: VisitState) -> UUID:
    """A visit `km` north that the first engineer is engaged in."""
    visit_id = town.report(km)
    _set(town, Visit, visit_id, pinned_engineer_id=town.engineers[0])
    place_visit(town.runtime, DISPATCHER, visit_id)
    with unit_of_work(town.runtime) as uow:
        offers.accept(uow, visit_id, town.engineers[0], uow.now)
    if state is not VisitState.ACCEPTED:
        _set(town, Visit, visit_id, state=state, departed_at=MONDAY_MORNING, pinned_engineer_id=None)
    if state is VisitState.ON_SITE:
        _set(town, Visit, visit_id, on_site_at=MONDAY_MORNING)
    return visit_id


def test_an_idle_engineer_stands_at_the_base_until_the_shift_ends(town: Town) -> None:
    found = _engineer(town)
    assert (found["status"], found["heading_to"], found["available"]) == ("idle", None, True)
    assert found["at"] == [CENTRE[0] + KM, CENTRE[1]]
    assert (found["free_at_s"], found["shift_end_s"]) == (NOW_S, NOW_S + 12 * 3600)
    assert (found["skills"], found["stars"]) == (["desktop"], 3)


def test_the_newest_evidence_says_where_an_engineer_is(town: Town) -> None:
    _report_position(town, 5)
    assert _engineer(town)["at"] == [CENTRE[0] + 5 * KM, CENTRE[1]]
    _report_position(town, 7, age_s=13 * 3600)
    assert _engineer(town)["at"] == [CENTRE[0] + KM, CENTRE[1]]


def test_a_position_older_than_the_last_visit_is_not_believed(town: Town) -> None:
    visit_id = _send(town, 3, VisitState.ON_SITE)
    _set(town, Visit, visit_id, state=VisitState.COMPLETED, completed_at=MONDAY_MORNING)
    _report_position(town, 9, age_s=60)
    found = _engineer(town)
    assert found["at"] == pytest.approx([CENTRE[0] + 3 * KM, CENTRE[1]])


def test_an_engineer_at_work_is_free_when_the_work_is_expected_to_end(town: Town, clock: FakeClock) -> None:
    visit_id = _send(town, 3, VisitState.ON_SITE)
    clock.advance(minutes=10)
    found = _engineer(town)
    assert (found["status"], found["free_at_s"]) == ("working", NOW_S + 1800)
    assert found["at"] == pytest.approx([CENTRE[0] + 3 * KM, CENTRE[1]])
    assert found["worked_s"] == 600
    assert str(visit_id) not in {job["id"] for job in snapshot_of(_view(town).problem)["jobs"]}
    clock.advance(minutes=50)
    assert _engineer(town)["free_at_s"] == to_epoch(clock.now)


def test_an_engineer_who_said_yes_counts_as_heading_there(town: Town) -> None:
    visit_id = _send(town, 3, VisitState.ACCEPTED)
    found = _engineer(town)
    assert (found["status"], found["heading_to"]) == ("travelling", str(visit_id))
    assert not _job(town, visit_id)["frozen"]


def test_a_drive_goes_on_between_position_reports(town: Town, clock: FakeClock) -> None:
    _send(town, 11, VisitState.EN_ROUTE)
    before = _engineer(town)["at"][0]
    clock.advance(minutes=13)
    middle = _engineer(town)["at"][0]
    clock.advance(hours=3)
    last = _engineer(town)["at"][0]
    assert before == pytest.approx(CENTRE[0] + KM)
    assert middle == pytest.approx(CENTRE[0] + 6 * KM, abs=0.3 * KM)
    assert middle < last < CENTRE[0] + 11 * KM


def test_a_drive_is_frozen_only_when_its_end_is_near_and_the_engineer_is_well(
    town: Town, clock: FakeClock
) -> None:
    visit_id = _send(town, 11, VisitState.EN_ROUTE)
    assert not _job(town, visit_id)["frozen"]
    clock.advance(minutes=22)
    assert _job(town, visit_id)["frozen"]
    _set(town, Engineer, town.engineers[0], available=False)
    assert not _job(town, visit_id)["frozen"]
    assert not _engineer(town)["available"]


def test_an_engineer_where_the_visit_is_freezes_it_at_once(town: Town) -> None:
    visit_id = _send(town, 1, VisitState.EN_ROUTE)
    _report_position(town, 1)
    assert _job(town, visit_id)["frozen"]


def test_a_visit_carries_its_terms_and_what_was_decided_about_it(town: Town) -> None:
    visit_id = town.report()
    wait = MONDAY_MORNING + timedelta(hours=2)
    _set(town, Visit, visit_id, pinned_engineer_id=town.engineers[1], not_before_at=wait)
    with unit_of_work(town.runtime) as uow:
        for key, why in zip(town.engineers, ("expired", "declined"), strict=True):
            offers.exclude(uow, uow.get(Visit, visit_id), key, why)
    job = _job(town, visit_id)
    assert (job["due_at_s"], job["priority"], job["min_stars"]) == (NOW_S + 3600, 1, 1)
    assert job["required_engineer"] == str(town.engineers[1])
    assert job["excluded_engineers"] == [str(town.engineers[0])], "a pin outweighs an exclusion"
    assert job["window_start_s"] == to_epoch(wait) + 1, "no earlier than that"
    assert _view(town).lapsed == {visit_id}


def test_a_second_report_of_a_machine_prefers_whoever_has_the_first(town: Town) -> None:
    first = town.report()
    place_visit(town.runtime, DISPATCHER, first)
    second = town.report()
    _set(
        town,
        ServiceRequest,
        town.visit(second).request_id,
        linked_to_id=town.visit(first).request_id,
    )
    assert _job(town, second)["preferred_engineers"] == [str(town.engineers[0])]
    assert _job(town, first)["preferred_engineers"] == []


def test_the_plan_in_force_stands_in_order(town: Town) -> None:
    _set(town, Engineer, town.engineers[1], available=False)
    visits = [town.report(km) for km in (1, 2, 3)]
    for visit_id in visits:
        place_visit(town.runtime, DISPATCHER, visit_id)
    routes = snapshot_of(_view(town).problem)["routes"]
    assert [(r["engineer"], [s["job"] for s in r["stops"]]) for r in routes] == [
        (str(town.engineers[0]), [str(key) for key in visits])
    ]


def test_a_shift_that_begins_soon_is_in_view_and_one_far_off_is_not(town: Town) -> None:
    with unit_of_work(town.runtime) as uow:
        soon = add_engineer(uow, town, 3, starts_in=timedelta(minutes=90))
        far = add_engineer(uow, town, 3, starts_in=timedelta(hours=3))
    view = _view(town)
    found = {e["id"]: e for e in snapshot_of(view.problem)["engineers"]}
    assert found[str(soon)]["free_at_s"] == NOW_S + 90 * 60
    assert str(far) not in found
    assert view.on_shift == set(town.engineers)


def test_whoever_holds_a_visit_stays_in_view_after_the_shift(town: Town) -> None:
    visit_id = town.report()
    place_visit(town.runtime, DISPATCHER, visit_id)
    with unit_of_work(town.runtime) as uow:
        for shift in uow.session.query(Shift):
            uow.session.delete(shift)
    found = snapshot_of(_view(town).problem)["engineers"]
    assert [(e["id"], e["shift_end_s"]) for e in found] == [(str(town.engineers[0]), NOW_S)]


def test_breaks_are_seconds_too(town: Town) -> None:
    with unit_of_work(town.runtime) as uow:
        for shift in uow.session.query(Shift):
            shift.breaks = [["2026-03-02T12:00:00+08:00", "2026-03-02T12:30:00+08:00"]]
    assert _engineer(town)["breaks"] == [[NOW_S + 3 * 3600, NOW_S + 3 * 3600 + 1800]]


def test_an_unknown_territory_is_not_found(town: Town) -> None:
    with pytest.raises(NotFound), unit_of_work(town.runtime, write=False) as uow:
        territory_view(uow, town.site_id)


def test_seconds_and_instants_are_one_another() -> None:
    second = MONDAY_MORNING.replace(microsecond=0)
    assert from_epoch(to_epoch(second)) == second
    assert to_epoch(MONDAY_MORNING) == to_epoch(second + timedelta(milliseconds=999)) == NOW_S


def _add_shift(town: Town, begin: timedelta, end: timedelta, **more: object) -> None:
    with unit_of_work(town.runtime) as uow:
        facts = {"breaks": [], "created_at": uow.now, "updated_at": uow.now} | more
        uow.session.add(
            Shift(
                id=uow.new_id(),
                engineer_id=town.engineers[0],
                starts_at=uow.now + begin,
                ends_at=uow.now + end,
                **facts,
            )
        )


def _only_shift(town: Town, **values: object) -> None:
    with unit_of_work(town.runtime) as uow:
        (shift,) = uow.session.query(Shift).where(Shift.engineer_id == town.engineers[0])
        for name, value in values.items():
            setattr(shift, name, value)


def test_shifts_that_touch_are_planned_as_one(town: Town) -> None:
    _only_shift(town, ends_at=MONDAY_MORNING + timedelta(minutes=40))
    lunch = [(MONDAY_MORNING + timedelta(hours=h)).isoformat() for h in (3, 4)]
    _add_shift(town, timedelta(minutes=40), timedelta(hours=8), breaks=[lunch])
    one = _engineer(town)
    assert one["shift_end_s"] == NOW_S + 8 * 3600
    assert one["breaks"] == [[NOW_S + 3 * 3600, NOW_S + 4 * 3600]]
    _set(town, Engineer, town.engineers[1], available=False)
    placed = place_visit(town.runtime, DISPATCHER, town.report())
    assert (placed.engineer_id, placed.reasons) == (town.engineers[0], ())


def test_work_before_the_second_shift_counts_as_worked(town: Town) -> None:
    _only_shift(town, starts_at=MONDAY_MORNING - timedelta(hours=8), ends_at=MONDAY_MORNING)
    _add_shift(town, timedelta(), timedelta(hours=8))
    visit_id = _send(town, 1, VisitState.ON_SITE)
    begun = MONDAY_MORNING - timedelta(hours=2)
    _set(town, Visit, visit_id, on_site_at=begun, state=VisitState.COMPLETED, completed_at=MONDAY_MORNING)
    assert _engineer(town)["worked_s"] == 2 * 3600


def test_who_is_on_call_sets_out_later_and_after_those_on_duty(town: Town) -> None:
    _only_shift(town, kind="on_call", setout_s=1200)
    assert _engineer(town)["free_at_s"] == NOW_S + 1200
    placed = place_visit(town.runtime, DISPATCHER, town.report())
    assert placed.engineer_id == town.engineers[1]
    _set(town, Engineer, town.engineers[1], available=False)
    second = place_visit(town.runtime, DISPATCHER, town.report())
    assert second.engineer_id == town.engineers[0]
    assert second.eta_at is not None
    assert second.eta_at > MONDAY_MORNING + timedelta(seconds=1200)


def test_who_is_on_call_and_on_his_way_is_not_delayed_again(town: Town) -> None:
    _only_shift(town, kind="on_call", setout_s=1200)
    _send(town, 1, VisitState.EN_ROUTE)
    assert _engineer(town)["free_at_s"] == NOW_S


def _placed(town: Town) -> UUID | None:
    """Whom a visit in the middle goes to; it is forgotten again."""
    visit_id = town.report(km=0)
    placed = place_visit(town.runtime, DISPATCHER, visit_id)
    _set(town, Visit, visit_id, engineer_id=None, state=VisitState.CANCELLED)
    for offer in town.pending_offers():
        _set(town, Offer, offer.id, state=OfferState.WITHDRAWN)
    return placed.engineer_id


def _worked_this_month(town: Town, n: int, hours: float) -> None:
    """On duty for nine hours before now, and at work for some of them, at home."""
    with unit_of_work(town.runtime) as uow:
        begun = MONDAY_MORNING - timedelta(hours=9)
        shift = {"engineer_id": town.engineers[n], "starts_at": begun, "ends_at": MONDAY_MORNING}
        uow.session.add(Shift(id=uow.new_id(), created_at=uow.now, updated_at=uow.now, **shift))
    done = {"state": VisitState.COMPLETED, "completed_at": MONDAY_MORNING, "sequence": None}
    since = MONDAY_MORNING - timedelta(hours=hours)
    _set(town, Visit, town.report(km=n + 1), engineer_id=town.engineers[n], on_site_at=since, **done)


def test_who_had_more_of_the_month_goes_last_but_not_where_a_promise_would_break(town: Town) -> None:
    first, second = town.engineers
    assert _placed(town) == first
    _worked_this_month(town, 0, 6.0)
    _worked_this_month(town, 1, 2.0)
    count_month(town.runtime, town.territory_id)
    with unit_of_work(town.runtime, write=False) as uow:
        shares = month_shares(uow, uow.get(Territory, town.territory_id))
    assert shares == pytest.approx({first: 1.5, second: 0.5})
    assert _placed(town) == second
    _set(town, Engineer, second, base_lat=CENTRE[0] + 70 * KM)
    _set(town, Visit, _last_visit(town, second), engineer_id=None)
    assert _placed(town) == first


def _last_visit(town: Town, engineer_id: UUID) -> UUID:
    with unit_of_work(town.runtime, write=False) as uow:
        return uow.session.scalars(select(Visit.id).where(Visit.engineer_id == engineer_id)).one()
