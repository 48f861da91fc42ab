"""A breach is blamed on one stage by what the ledger tells; corrections change the telling alone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from app.kernel import Principal, Role, unit_of_work
from app.kernel.errors import Invalid
from app.kernel.ledger_check import verify
from app.kernel.tables import Event
from app.promise.commands.corrections import correct
from app.promise.reads.attribution import attribution, attributions, fold
from app.promise.reads.reports import promises
from app.promise.rules.attribution import Attribution
from app.requests.rules.promise import Stage
from app.requests.tables import ServiceRequest, Visit
from tests.support.clock import FakeClock
from tests.support.town import Town
from tests.support.walk import walk

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = NOON + timedelta(minutes=70)
FIRST, SECOND = UUID(int=1), UUID(int=2)
REQUEST: Any = SimpleNamespace(
    id=UUID(int=9),
    state="promised",
    requested_at=NOON,
    received_at=NOON,
    due_at=NOON + timedelta(hours=1),
    promise_s=3600,
    on_site_at=None,
    arrival_verdict=None,
    solved_remotely_at=None,
)


@dataclass(frozen=True)
class Told:
    """One event, `minute` minutes after the request."""

    minute: float
    kind: str
    visit_id: UUID | None = FIRST
    said: tuple[tuple[str, Any], ...] = ()
    actor: str = "system:system"

    @property
    def at(self) -> datetime:
        return NOON + timedelta(minutes=self.minute)

    @property
    def body(self) -> str:
        return json.dumps(dict(self.said))


def _told(*events: tuple[float, str]) -> Attribution:
    return fold(REQUEST, [Told(minute, kind) for minute, kind in events])


def test_assignment_ends_when_somebody_was_first_asked() -> None:
    story = _told((0, "visit.planned"), (0, "visit.assigned"), (60, "visit.offered"), (62, "visit.accepted"))
    assert story.budget(LATER)[1].spent_s == 3600
    assert story.blamed(LATER) is Stage.ASSIGNMENT


def test_a_visit_in_a_queue_hangs_in_assignment() -> None:
    assert _told((0, "visit.planned"), (1, "visit.assigned")).blamed(LATER) is Stage.ASSIGNMENT


def test_an_engineer_who_said_yes_unasked_was_assigned_when_the_visit_was_given() -> None:
    story = _told((0, "visit.planned"), (1, "visit.assigned"), (30, "visit.accepted"))
    assert story.milestones.assigned_at == NOON + timedelta(minutes=1)


def test_engineer_who_gives_the_visit_back_has_not_passed_the_stage() -> None:
    story = _told(
        (0, "visit.planned"),
        (1, "visit.offered"),
        (2, "visit.accepted"),
        (20, "visit.en_route"),
        (40, "offer.declined"),
        (40, "visit.planned"),
    )
    assert story.milestones.accepted_at is None
    assert story.blamed(LATER) is Stage.ACCEPTANCE


def test_while_nobody_has_it_after_an_asking_it_waits_for_an_assignment() -> None:
    begun = [Told(0, "visit.planned"), Told(1, "visit.assigned"), Told(1, "visit.offered")]
    lapsed = [*begun, Told(4, "offer.expired"), Told(4, "visit.planned", said=(("why", "expired"),))]
    assert [one.spent_s for one in fold(REQUEST, lapsed).budget(LATER)[1:3]] == [67 * 60, 180]
    assert fold(REQUEST, lapsed).blamed(LATER) is Stage.ASSIGNMENT
    again = [*lapsed, Told(30, "visit.assigned"), Told(30, "visit.offered"), Told(32, "visit.accepted")]
    assert [one.spent_s for one in fold(REQUEST, again).budget(LATER)[1:3]] == [27 * 60, 300]


def test_a_visit_that_waits_behind_another_of_the_same_engineer_is_not_nobodys() -> None:
    later = ("why", "another visit comes first")
    story = [Told(0, "visit.planned"), Told(1, "visit.assigned"), Told(1, "visit.offered")]
    told = fold(REQUEST, [*story, Told(2, "visit.planned", said=(later,))])
    assert told.budget(LATER)[2].spent_s == 69 * 60


def test_a_return_visit_tells_nothing_about_the_promise() -> None:
    events = [Told(0, "visit.planned"), Told(5, "visit.en_route"), Told(200, "visit.en_route", SECOND)]
    assert fold(REQUEST, events).milestones.departed_at == NOON + timedelta(minutes=5)


def test_promise_in_time_blames_nobody() -> None:
    arrived = SimpleNamespace(**{**vars(REQUEST), "on_site_at": NOON + timedelta(minutes=60)})
    assert fold(arrived, [Told(0, "visit.planned"), Told(60, "visit.on_site")]).blamed(LATER) is None
    assert _told((0, "visit.planned")).blamed(NOON + timedelta(hours=1)) is None


def _turned_away(minute: float, reason: str = "no_access") -> list[Told]:
    """A return visit that hangs, after one whose engineer found the gate closed."""
    return [
        *(Told(0, "visit.planned"), Told(1, "visit.offered"), Told(2, "visit.accepted")),
        Told(3, "visit.en_route"),
        Told(minute, "visit.incomplete", said=(("reason", reason),)),
        *(Told(minute, "visit.planned", SECOND), Told(minute + 1, "visit.offered", SECOND)),
    ]


@pytest.mark.parametrize("reason", ["no_access", "customer_absent"])
def test_return_visit_of_a_closed_gate_is_the_customers_access(reason: str) -> None:
    story = fold(REQUEST, _turned_away(35, reason))
    assert story.blamed(LATER) is Stage.ACCESS
    spent = {share.stage: share.spent_s // 60 for share in story.budget(LATER)}
    assert (spent[Stage.TRAVEL], spent[Stage.ACCESS]) == (32, 35)
    assert story.milestones.departed_at == NOON + timedelta(minutes=3)


def test_gate_that_was_reached_late_is_blamed_on_what_came_before() -> None:
    assert fold(REQUEST, _turned_away(61)).blamed(LATER) is Stage.TRAVEL


def test_gate_at_which_nobody_can_have_been_excuses_nobody() -> None:
    assert fold(REQUEST, _turned_away(35), {FIRST}).blamed(LATER) is Stage.TRAVEL


def test_visit_that_ended_on_the_way_for_another_reason_leaves_the_promise_to_the_next() -> None:
    story = fold(REQUEST, _turned_away(35, "other"))
    assert story.blamed(LATER) is Stage.ASSIGNMENT
    assert Stage.ACCESS not in {share.stage for share in story.budget(LATER)}


MANAGER = Principal(Role.MANAGER, "Mei")


@pytest.fixture
def broken(town: Town, clock: FakeClock) -> UUID:
    """A request whose engineer left at once and was 75 minutes on the way."""
    request_id = walk(town, town.report(), on_site=76)
    clock.advance(hours=2)
    return request_id


def _story(town: Town, request_id: UUID) -> Attribution:
    with unit_of_work(town.runtime, write=False) as uow:
        return attribution(uow, uow.get(ServiceRequest, request_id))


def test_columns_that_change_later_do_not_change_what_is_blamed(
    town: Town, clock: FakeClock, broken: UUID
) -> None:
    assert _story(town, broken).blamed(clock.now) is Stage.TRAVEL
    with unit_of_work(town.runtime) as uow:
        uow.session.execute(update(Visit).values(accepted_at=clock.now, departed_at=clock.now))
    assert _story(town, broken).blamed(clock.now) is Stage.TRAVEL


def test_correction_changes_what_is_derived_and_no_event(town: Town, clock: FakeClock, broken: UUID) -> None:
    with unit_of_work(town.runtime, write=False) as uow:
        before = [event.hash for event in uow.session.scalars(select(Event).order_by(Event.id))]
    with unit_of_work(town.runtime, MANAGER) as uow:
        correct(uow, broken, {"stage": "departure"}, "the gate was locked")
    story = _story(town, broken)
    assert story.blamed(clock.now) is Stage.DEPARTURE
    assert [(said.reason, said.actor) for said in story.corrections] == [
        ("the gate was locked", "manager:Mei")
    ]
    with unit_of_work(town.runtime, write=False) as uow:
        after = [event.hash for event in uow.session.scalars(select(Event).order_by(Event.id))]
        assert after[: len(before)] == before
        assert promises(uow).hour.breaches_by_stage["departure"] == 1
        assert verify(uow).intact
    with unit_of_work(town.runtime, MANAGER) as uow:
        correct(uow, broken, {"stage": None}, "it was not locked after all")
    assert _story(town, broken).blamed(clock.now) is Stage.TRAVEL


def test_arrival_set_right_keeps_the_promise_after_all(town: Town, clock: FakeClock, broken: UUID) -> None:
    began = clock.now - timedelta(hours=2)
    with unit_of_work(town.runtime, MANAGER) as uow:
        correct(uow, broken, {"on_site_at": began + timedelta(minutes=50)}, "the phone's clock was wrong")
    with unit_of_work(town.runtime, write=False) as uow:
        report = promises(uow)
    assert (report.hour.kept, report.hour.broken, report.wait_min.mean) == (1, 0, 50.0)
    assert _story(town, broken).blamed(clock.now) is None


@pytest.mark.parametrize("minutes", [-1, 121])
def test_instant_that_cannot_be_is_refused(town: Town, clock: FakeClock, broken: UUID, minutes: int) -> None:
    at = clock.now - timedelta(hours=2) + timedelta(minutes=minutes)
    with pytest.raises(Invalid) as refused, unit_of_work(town.runtime, MANAGER) as uow:
        correct(uow, broken, {"on_site_at": at}, "typed")
    assert list(refused.value.errors) == ["on_site_at"]


def test_correction_of_nothing_is_refused(town: Town, broken: UUID) -> None:
    with pytest.raises(Invalid), unit_of_work(town.runtime, MANAGER) as uow:
        correct(uow, broken, {}, "no reason")


def test_many_are_derived_batch_by_batch(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.promise.reads.attribution._AT_ONCE", 2)
    made = [walk(town, town.report(), on_site=10 + n) for n in range(5)]
    with unit_of_work(town.runtime, write=False) as uow:
        found = attributions(uow, uow.session.scalars(select(ServiceRequest)).all())
    waits = [
        story.on_site_at - story.milestones.requested_at
        for story in map(found.get, made)
        if story and story.on_site_at
    ]
    assert waits == [timedelta(minutes=10 + n) for n in range(5)]
