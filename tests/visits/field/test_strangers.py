"""What strangers tried on the doors, with other numbers: what each is answered, and what is told after."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.kernel import Runtime, unit_of_work
from app.kernel.ledger_check import verify
from app.requests.tables import ServiceRequest, Visit
from app.visits.reads.signature_state import signature_state
from app.visits.tables import HeldCharge
from tests.support.clock import FakeClock
from tests.support.phone import Phone
from tests.support.truth.door import Door, open_door, there

pytestmark = pytest.mark.any_database

RIGHT, WRONG = "4711", "0386"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def door(runtime: Runtime, clock: FakeClock) -> Iterator[Door]:
    yield open_door(runtime, clock)
    with unit_of_work(runtime, write=False) as uow:
        assert verify(uow).intact


@pytest.mark.parametrize("later_s", [0, 1], ids=["the same second", "a second changed"])
@pytest.mark.parametrize("place_m", [47_113, 0], ids=["where he is", "where he should be"])
def test_refused_from_afar_and_sent_again_as_offline(door: Door, later_s: int, place_m: int) -> None:
    door.drive(22)
    refused = door.say("arrive", {"position": there(47_113), "code": WRONG})
    assert refused["problem"]["type"] == "/problems/outside-geofence"
    again = door.say("arrive", {"position": there(place_m), "code": WRONG}, ago_s=-later_s, offline=True)
    assert (again["status"], again["flags"]) == ("needs_review", ["refused_before"])
    assert (door.visit.state, door.visit.on_site_at, door.figure) == ("en_route", None, "open")
    door.clock.advance(minutes=39)
    assert door.figure == "broken"
    assert door.office.get("/api/v1/review-items").get_json()[0]["flags"] == ["refused_before"]


@pytest.mark.parametrize("code", [{}, {"code": RIGHT}], ids=["no code", "right code"])
@pytest.mark.parametrize("known", ["before", "after"])
def test_dated_back_while_the_phone_was_elsewhere(door: Door, known: str, code: dict[str, str]) -> None:
    door.drive(41)
    if known == "before":
        door.see(16_400, ago_s=1500)
        door.see(16_100, ago_s=1380)
    told = door.say("arrive", {"position": there(8), **code}, ago_s=26 * 60, offline=False)
    assert told["status"] == "applied"
    if known == "after":
        door.see(16_400, ago_s=1500)
        door.see(16_100, ago_s=1380)
    assert door.findings() & {"too_far_after", "seen_elsewhere", "drive_too_short"}
    assert (door.visit.arrival_verdict, door.figure) == ("doubtful", "unsettled")
    assert "arrival_doubtful" in door.alarmed()


@pytest.mark.parametrize("code", [{}, {"code": RIGHT}], ids=["no code", "right code"])
@pytest.mark.parametrize("offline", [False, True])
def test_dated_a_minute_before_due_after_the_breach(door: Door, offline: bool, code: dict[str, str]) -> None:  # noqa: FBT001 - pytest
    door.drive(50)
    door.see(1_900)
    door.clock.advance(minutes=17)
    assert (door.figure, "breached" in door.alarmed()) == ("broken", True)
    told = door.say("arrive", {"position": there(), **code}, ago_s=8 * 60, offline=offline)
    assert told["status"] == "applied"
    assert "dated_back" in door.findings()
    assert door.figure == "unsettled"
    assert "arrival_doubtful" in door.alarmed()


@pytest.mark.parametrize("back_min", [35, 400])
def test_clock_set_back_in_mid_visit(door: Door, back_min: int) -> None:
    """What was done before is kept and flagged, nothing is invalid, and the arrival is not the departure."""
    phone, clock = door.phone, door.clock
    phone.marked = True
    phone.sync()
    phone.see(there(9_300))
    phone.sync()
    phone.write("accept", door.job.visit_id)
    clock.advance(minutes=2)
    phone.check_five_ones(door.job.visit_id)
    phone.write("depart", door.job.visit_id)
    clock.advance(minutes=19)
    phone.set_clock(-back_min * MINUTE)
    at = clock.now
    phone.write("arrive", door.job.visit_id, {"position": there(), "code": RIGHT})
    clock.advance(minutes=9)
    assert [result["status"] for result in phone.sync()] == ["applied"] * 4
    assert "clock_doubtful" in door.stored("arrive")[0][1]
    assert (door.visit.on_site_at, door.visit.arrival_verdict) == (at, "doubtful")
    assert door.figure == "unsettled"


@pytest.mark.parametrize("ticked", [False, True])
def test_departure_before_the_yes(door: Door, ticked: bool) -> None:  # noqa: FBT001 - pytest
    if ticked:
        door.tick()
    told = door.say("depart")
    door.clock.advance(seconds=20)
    assert door.say("accept")["status"] == "applied"
    if ticked:
        assert (told["status"], door.visit.state) == ("held", "en_route")
    else:
        assert told["problem"]["type"] == "/problems/five-ones-missing"
        assert door.visit.state == "accepted"


@pytest.mark.parametrize(("ticked_s_ago", "flags"), [(380, ["five_ones_missing"]), (420, [])])
def test_ticks_that_come_in_a_later_call(door: Door, ticked_s_ago: int, flags: list[str]) -> None:
    """He left 400 seconds ago."""
    door.clock.advance(minutes=15)
    door.say("accept", ago_s=600, offline=True)
    door.say("depart", ago_s=400, offline=True)
    assert door.stored("depart") == [("applied", ["five_ones_missing"])]
    door.tick(ago_s=ticked_s_ago, offline=True)
    assert door.stored("depart") == [("applied", flags)]


@pytest.mark.parametrize(
    ("there_m", "track", "came_to"),
    [(14, True, "kept_plausible"), (14, False, "unsettled"), (None, True, "open")],
    ids=["at the gate", "without a track", "without a position"],
)
def test_nobody_opens_the_gate(door: Door, there_m: int | None, track: bool, came_to: str) -> None:  # noqa: FBT001 - pytest
    door.drive(24)
    if track:
        door.see(2_700, ago_s=200)
    where = {} if there_m is None else {"position": there(there_m)}
    told = door.say("incomplete", {"reason": "no_access", **where})
    if there_m is None:  # he is asked once
        assert told["problem"]["type"] == "/problems/no-useful-position"
        told = door.say("incomplete", {"reason": "no_access"})
    assert (told["status"], door.visit.state, door.figure) == ("applied", "incomplete", came_to)
    with unit_of_work(door.runtime, write=False) as uow:
        visits = uow.session.scalars(select(Visit.ordinal).where(Visit.request_id == door.job.request_id))
        assert sorted(visits) == [1, 2]
    door.clock.advance(hours=1)
    assert door.figure == ("broken" if came_to == "open" else came_to)


def test_charge_that_grows_after_completion_waits_for_the_office(door: Door) -> None:
    phone = Phone(door.runtime, door.clock, door.job)
    phone.go_on_site()
    phone.work()
    line = {"kind": "travel", "label": "Tolls"}
    door.say("charge", {**line, "amount_cents": 15_000}, path="charges")
    phone.sign("engineer").unwrap()
    phone.sign("customer").unwrap()
    phone.complete().unwrap()
    door.clock.advance(minutes=3)
    for offline, ago_s in ((False, 0), (True, 0), (True, 30)):
        told = door.say(
            "charge", {**line, "amount_cents": 99_900_000}, ago_s=ago_s, offline=offline, path="charges"
        )
        assert told["flags"] == ["charge_held"]
        door.clock.advance(seconds=40)
    with unit_of_work(door.runtime, write=False) as uow:
        request = uow.get(ServiceRequest, door.job.request_id)
        state = signature_state(uow, uow.get(Visit, door.job.visit_id), request)
        waiting = uow.session.scalars(select(HeldCharge).where(HeldCharge.state == "waiting")).all()
    assert (state.amount_cents, state.void_roles) == (15_000, [])
    assert {row.amount_cents for row in waiting} == {99_900_000}
