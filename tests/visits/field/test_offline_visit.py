"""A whole visit without a network is recorded as it was, whatever the planner did meanwhile."""

from __future__ import annotations

import copy
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.dispatching.commands import overrides
from app.dispatching.commands.placement import place_visit
from app.dispatching.commands.telephoned import accept_by_telephone
from app.dispatching.errors import OfferGone
from app.kernel import Runtime, unit_of_work
from app.kernel.tables import Event
from app.phones.tables import PhoneEvent
from app.registers.tables import Engineer
from app.requests.tables import Offer, ServiceRequest, Visit, VisitExclusion
from app.shell.worker.jobs import run_due
from app.visits.commands.field import Kind, meet_device
from checklists import VisitRecord, load_shipped
from tests.support.build import Job
from tests.support.clock import FakeClock
from tests.support.desk import WANG, Desk
from tests.support.phone import STROKES, Phone, filled, picture, sha256
from tests.support.town import CENTRE, DISPATCHER, Town, build_town, without_child

HERE = {"position": {"lat": CENTRE[0], "lon": CENTRE[1], "accuracy_m": 9}, "code": None}


@pytest.fixture
def sole(runtime: Runtime) -> Town:
    """A town with one engineer."""
    return build_town(without_child(runtime), engineers=1)


def phone_of(town: Town, clock: FakeClock, visit_id: UUID, engineer: int = 0) -> Phone:
    request_id = town.visit(visit_id).request_id
    key = town.engineers[engineer]
    return Phone(
        town.runtime, clock, Job(town.territory_id, key, town.customer_id, town.site_id, request_id, visit_id)
    )


def pass_time(town: Town, clock: FakeClock, minutes: int, every_s: int = 30) -> None:
    """Let the worker do its work every half minute, or so often."""
    for _ in range(minutes * 60 // every_s):
        clock.advance(seconds=every_s)
        run_due(town.runtime, limit=50)


def arrive(town: Town, phone: Phone, **how: Any) -> Any:
    code = town.visit(phone.job.visit_id).arrival_code
    return phone.send(Kind.ARRIVE, HERE | {"code": code}, **how)


def offers_of(town: Town, visit_id: UUID) -> list[Offer]:
    with unit_of_work(town.runtime, write=False) as uow:
        found = select(Offer).where(Offer.visit_id == visit_id).order_by(Offer.offered_at)
        return list(uow.session.scalars(found))


def silent_since(town: Town, engineer: int = 0) -> datetime | None:
    with unit_of_work(town.runtime, write=False) as uow:
        return uow.get(Engineer, town.engineers[engineer]).phone_silent_since


def test_visit_of_two_hours_offline_is_recorded_as_it_was(sole: Town, clock: FakeClock) -> None:
    visit_id = sole.report()
    asked_at = clock.now
    place_visit(sole.runtime, DISPATCHER, visit_id)
    pass_time(sole, clock, 120, every_s=180)
    phone = phone_of(sole, clock, visit_id)
    ago = {Kind.ACCEPT: 7140, Kind.ANSWERS: 7100, Kind.DEPART: 7080, Kind.ARRIVE: 5400}
    assert phone.send(Kind.ACCEPT, ago_s=ago[Kind.ACCEPT], offline=True).flags == ()
    phone.check_five_ones(ago_s=ago[Kind.ANSWERS], offline=True)
    assert phone.send(Kind.DEPART, ago_s=ago[Kind.DEPART], offline=True).flags == ()
    assert arrive(sole, phone, ago_s=ago[Kind.ARRIVE], offline=True).status == "applied"
    visit = sole.visit(visit_id)
    assert visit.state == "on_site"
    assert visit.accepted_at == asked_at + timedelta(seconds=60)
    assert visit.departed_at == asked_at + timedelta(seconds=120)
    assert visit.on_site_at == asked_at + timedelta(seconds=1800)
    with unit_of_work(sole.runtime, write=False) as uow:
        request = uow.get(ServiceRequest, visit.request_id)
        assert request.on_site_at == visit.on_site_at
        assert request.on_site_at <= request.due_at


def test_record_signed_offline_stands_when_only_the_server_s_times_differ(
    sole: Town, clock: FakeClock
) -> None:
    """The phone's yes was a minute before the offer by its clock; the server holds it to the offer."""
    visit_id = sole.report()
    place_visit(sole.runtime, DISPATCHER, visit_id)
    pass_time(sole, clock, 120, every_s=180)
    phone = phone_of(sole, clock, visit_id)
    phone.send(Kind.ACCEPT, ago_s=8000, offline=True)
    phone.check_five_ones(ago_s=7900, offline=True)
    phone.send(Kind.DEPART, ago_s=7800, offline=True)
    arrive(sole, phone, ago_s=5400, offline=True)
    photo = picture()
    phone.announce(photo, ago_s=5000, offline=True)
    templates = load_shipped().for_visit("no_boot", "desktop")
    phone.send(Kind.ANSWERS, {"answers": filled(templates, sha256(photo))}, ago_s=4000, offline=True).unwrap()
    shown = copy.deepcopy(phone.shown()["record"])
    for name, ago_s in (("accepted_at", 8000), ("departed_at", 7800)):
        shown["times"][name] = (clock.now - timedelta(seconds=ago_s)).isoformat()
    record = VisitRecord.from_dict(shown)
    body: dict[str, Any] = {
        "role": "customer",
        "signer_name": "Han",
        "strokes": STROKES,
        "digest": record.digest,
    }
    receipt = phone.send(Kind.SIGNATURE, {**body, "record": record.to_dict()}, ago_s=3000, offline=True)
    assert (receipt.status, receipt.flags) == ("applied", ("times_by_server",))
    shown["times"]["on_site_at"] = (clock.now - timedelta(seconds=9000)).isoformat()
    false = VisitRecord.from_dict(shown)
    body |= {"digest": false.digest, "record": false.to_dict()}
    again = phone.send(Kind.SIGNATURE, body, ago_s=2900, offline=True)
    assert (again.status, again.flags) == ("needs_review", ("must_sign_again", "record_differs"))


def test_two_lapses_without_a_sign_of_life_tell_the_dispatcher_and_end_the_asking(
    sole: Town, clock: FakeClock
) -> None:
    desk = Desk(sole, clock)
    visit_id = sole.report()
    place_visit(sole.runtime, DISPATCHER, visit_id)
    pass_time(sole, clock, 20)
    assert [offer.state for offer in offers_of(sole, visit_id)] == ["expired", "expired"]
    assert silent_since(sole) is not None
    reasons = sole.visit(visit_id).unassigned_reasons or []
    assert {reason["code"] for reason in reasons} == {"phone_silent"}
    [alert] = [alert for alert in desk.alerts() if alert.rung == "phone_silent"]
    assert (alert.engineer_id, alert.visit_id) == (sole.engineers[0], visit_id)
    # Nobody has it since: whom to send is the one question left, and the request's page says who to call.
    assert (alert.cleared_why, desk.open()) == ("taken_back", ["unassigned"])
    phone = phone_of(sole, clock, visit_id)
    phone.send(Kind.AVAILABILITY, {"available": True})
    pass_time(sole, clock, 1)
    assert silent_since(sole) is None
    assert [offer.state for offer in offers_of(sole, visit_id)] == ["expired", "expired", "pending"]
    assert "phone_silent" not in desk.open()
    with unit_of_work(sole.runtime, write=False) as uow:
        kinds = uow.session.scalars(
            select(Event.kind).where(Event.kind.startswith("engineer.phone")).order_by(Event.id)
        ).all()
    assert kinds == ["engineer.phone_silent", "engineer.phone_heard"]


def test_sign_of_life_between_two_lapses_keeps_the_asking_going(sole: Town, clock: FakeClock) -> None:
    visit_id = sole.report()
    place_visit(sole.runtime, DISPATCHER, visit_id)
    phone = phone_of(sole, clock, visit_id)
    for _ in range(6):
        pass_time(sole, clock, 2)
        phone.send(Kind.POSITIONS, {"positions": []})
    assert silent_since(sole) is None
    assert len(offers_of(sole, visit_id)) > 2


def test_pinned_visit_stays_with_the_silent_engineer_and_the_dispatcher_is_asked(
    runtime: Runtime, clock: FakeClock
) -> None:
    town = build_town(without_child(runtime), engineers=2)
    desk = Desk(town, clock)
    visit_id = town.report()
    with unit_of_work(town.runtime, WANG) as uow:
        overrides.assign(uow, visit_id, town.engineers[0])
    pass_time(town, clock, 15)
    visit = town.visit(visit_id)
    assert (visit.state, visit.engineer_id) == ("planned", town.engineers[0])
    assert len(offers_of(town, visit_id)) == 2
    assert "phone_silent" in desk.open()


def test_silent_phone_of_the_next_one_is_another_call_to_make(runtime: Runtime, clock: FakeClock) -> None:
    """A dispatcher gives the visit of one whose phone is silent to another whose phone is silent too."""
    town = build_town(without_child(runtime), engineers=2)
    desk = Desk(town, clock)
    with unit_of_work(town.runtime) as uow:
        uow.get(Engineer, town.engineers[1]).phone_silent_since = uow.now
    visit_id = town.report()
    with unit_of_work(town.runtime, WANG) as uow:
        overrides.assign(uow, visit_id, town.engineers[0])
    pass_time(town, clock, 15)
    with unit_of_work(town.runtime, WANG) as uow:
        overrides.assign(uow, visit_id, town.engineers[1])
    pass_time(town, clock, 1)
    first, second = (alert for alert in desk.alerts() if alert.rung == "phone_silent")
    assert (first.engineer_id, first.cleared_why) == (town.engineers[0], "taken_back")
    assert (second.engineer_id, second.cleared_at) == (town.engineers[1], None)
    with unit_of_work(town.runtime) as uow:
        uow.get(Engineer, town.engineers[1]).phone_silent_since = None
    desk.after(seconds=30)
    assert desk.alerts()[-1].cleared_why == "heard_from"


def test_unpinned_visit_goes_to_another_and_no_more_work_to_the_silent_one(
    runtime: Runtime, clock: FakeClock
) -> None:
    town = build_town(without_child(runtime), engineers=2)
    first = town.report()
    place_visit(town.runtime, DISPATCHER, first)
    pass_time(town, clock, 4)
    holder = town.visit(first).engineer_id
    assert holder == town.engineers[1]
    phone_of(town, clock, first, 1).send(Kind.ACCEPT).unwrap()
    second = town.report(1)
    place_visit(town.runtime, DISPATCHER, second)
    pass_time(town, clock, 4)
    third = town.report(2)
    place_visit(town.runtime, DISPATCHER, third)
    assert silent_since(town, 0) is not None
    assert town.visit(third).engineer_id != town.engineers[0]


def test_late_yes_stands_while_nobody_else_has_accepted(runtime: Runtime, clock: FakeClock) -> None:
    """He said yes offline; the visit was offered to a colleague meanwhile, who had not answered."""
    town = build_town(without_child(runtime), engineers=2)
    visit_id = town.report()
    asked_at = clock.now
    place_visit(town.runtime, DISPATCHER, visit_id)
    pass_time(town, clock, 4)
    assert town.visit(visit_id).engineer_id == town.engineers[1]
    receipt = phone_of(town, clock, visit_id).send(Kind.ACCEPT, ago_s=200, offline=True)
    assert receipt.status == "applied"
    visit = town.visit(visit_id)
    assert (visit.state, visit.engineer_id) == ("accepted", town.engineers[0])
    assert visit.accepted_at == asked_at + timedelta(seconds=40)
    assert [offer.state for offer in offers_of(town, visit_id)] == ["expired", "withdrawn"]
    with unit_of_work(town.runtime, write=False) as uow:
        assert uow.session.get(VisitExclusion, (visit_id, town.engineers[0])) is None
    pass_time(town, clock, 5)
    assert town.visit(visit_id).engineer_id == town.engineers[0]


def test_yes_given_offline_before_the_asking_counts_from_when_it_was_given(
    sole: Town, clock: FakeClock
) -> None:
    """The visit was on his plan; the asking came while he was driving there already."""
    visit_id = sole.report()
    with unit_of_work(sole.runtime, WANG) as uow:
        overrides.assign(uow, visit_id, sole.engineers[0], pin=False)
    assert offers_of(sole, visit_id) == []
    given_at = clock.advance(seconds=30)
    clock.advance(minutes=6)
    run_due(sole.runtime, limit=50)
    assert len(offers_of(sole, visit_id)) == 1
    clock.advance(minutes=10)
    phone = phone_of(sole, clock, visit_id)
    ago_s = (clock.now - given_at).total_seconds()
    phone.send(Kind.ACCEPT, ago_s=ago_s, offline=True).unwrap()
    phone.check_five_ones(ago_s=ago_s, offline=True)
    phone.send(Kind.DEPART, ago_s=ago_s, offline=True).unwrap()
    visit = sole.visit(visit_id)
    assert (visit.accepted_at, visit.departed_at) == (given_at, given_at)


def test_yes_that_comes_when_a_colleague_has_accepted_is_reviewed(runtime: Runtime, clock: FakeClock) -> None:
    town = build_town(without_child(runtime), engineers=2)
    visit_id = town.report()
    place_visit(town.runtime, DISPATCHER, visit_id)
    pass_time(town, clock, 4)
    phone_of(town, clock, visit_id, 1).send(Kind.ACCEPT).unwrap()
    late = phone_of(town, clock, visit_id)
    assert late.send(Kind.ACCEPT, ago_s=200, offline=True).status == "needs_review"
    assert town.visit(visit_id).engineer_id == town.engineers[1]


@pytest.mark.parametrize("word", ["pin", "exclude", "decline"])
def test_word_against_him_stands_against_a_late_yes(runtime: Runtime, clock: FakeClock, word: str) -> None:
    town = build_town(without_child(runtime), engineers=2)
    visit_id = town.report()
    place_visit(town.runtime, DISPATCHER, visit_id)
    him, colleague = town.engineers
    clock.advance(seconds=20)
    if word == "decline":
        phone_of(town, clock, visit_id).send(Kind.DECLINE, {"reason": "no van"}).unwrap()
    else:
        with unit_of_work(town.runtime, WANG) as uow:
            if word == "pin":
                overrides.assign(uow, visit_id, colleague)
            else:
                overrides.exclude(uow, visit_id, him)
    clock.advance(seconds=60)
    late = phone_of(town, clock, visit_id).send(Kind.ACCEPT, ago_s=70, offline=True)
    assert (late.status, late.flags[-1]) == ("needs_review", "offer_gone")


def test_online_yes_to_what_a_colleague_is_asked_is_still_refused(runtime: Runtime, clock: FakeClock) -> None:
    town = build_town(without_child(runtime), engineers=2)
    visit_id = town.report()
    place_visit(town.runtime, DISPATCHER, visit_id)
    pass_time(town, clock, 4)
    with pytest.raises(OfferGone):
        phone_of(town, clock, visit_id).send(Kind.ACCEPT).unwrap()


def test_engineer_who_synced_is_not_locked_out_of_further_work(sole: Town, clock: FakeClock) -> None:
    first = sole.report()
    place_visit(sole.runtime, DISPATCHER, first)
    pass_time(sole, clock, 40, every_s=120)
    phone = phone_of(sole, clock, first)
    phone.send(Kind.ACCEPT, ago_s=2300, offline=True)
    phone.check_five_ones(ago_s=2200, offline=True)
    phone.send(Kind.DEPART, ago_s=2200, offline=True)
    arrive(sole, phone, ago_s=1000, offline=True)
    phone.send(Kind.INCOMPLETE, {"reason": "part_missing"}, ago_s=500, offline=True).unwrap()
    second = sole.report(1)
    place_visit(sole.runtime, DISPATCHER, second)
    pass_time(sole, clock, 1)
    assert "pending" in {
        offer.state for key in (second, _last(sole, first)) for offer in offers_of(sole, key)
    }


def _last(town: Town, visit_id: UUID) -> UUID:
    with unit_of_work(town.runtime, write=False) as uow:
        request_id = uow.get(Visit, visit_id).request_id
        found = select(Visit.id).where(Visit.request_id == request_id).order_by(Visit.ordinal.desc())
        return uow.session.scalars(found.limit(1)).one()


def test_sync_alone_is_a_sign_of_life(sole: Town, clock: FakeClock) -> None:
    visit_id = sole.report()
    place_visit(sole.runtime, DISPATCHER, visit_id)
    pass_time(sole, clock, 10)
    assert silent_since(sole) is not None
    phone = phone_of(sole, clock, visit_id)
    with unit_of_work(sole.runtime, phone.principal) as uow:
        meet_device(uow, "p1", uow.now)
    assert silent_since(sole) is None


def test_what_came_before_a_late_yes_waits_for_it(sole: Town, clock: FakeClock) -> None:
    visit_id = sole.report()
    place_visit(sole.runtime, DISPATCHER, visit_id)
    pass_time(sole, clock, 40, every_s=120)
    assert sole.visit(visit_id).engineer_id is None
    phone = phone_of(sole, clock, visit_id)
    early = arrive(sole, phone, ago_s=1000, offline=True)
    assert (early.status, early.flags) == ("held", ("waits_for_acceptance",))
    with unit_of_work(sole.runtime) as uow:  # as one that was set aside before there was this rule
        kept = uow.session.scalars(select(PhoneEvent).where(PhoneEvent.kind == "arrive")).one()
        kept.status, kept.flags = "needs_review", ["visit_reassigned"]
    phone.send(Kind.ACCEPT, ago_s=2300, offline=True)
    phone.check_five_ones(ago_s=2200, offline=True)
    phone.send(Kind.DEPART, ago_s=2100, offline=True)
    visit = sole.visit(visit_id)
    assert (visit.state, visit.engineer_id) == ("on_site", sole.engineers[0])


def test_phone_that_comes_back_finds_the_yes_that_was_telephoned(sole: Town, clock: FakeClock) -> None:
    visit_id = sole.report()
    place_visit(sole.runtime, DISPATCHER, visit_id)
    pass_time(sole, clock, 10)
    assert silent_since(sole) is not None
    with unit_of_work(sole.runtime, WANG) as uow:
        accept_by_telephone(uow, visit_id, sole.engineers[0])
    pass_time(sole, clock, 5)
    assert sole.visit(visit_id).state == "accepted"
    phone = phone_of(sole, clock, visit_id)
    said_no = phone.send(Kind.DECLINE, {"reason": "busy"}, ago_s=600, offline=True)
    assert (said_no.status, said_no.flags) == ("needs_review", ("visit_moved_on",))
    said_yes = phone.send(Kind.ACCEPT, ago_s=590, offline=True)
    assert (said_yes.status, said_yes.flags) == ("applied", ("already_accepted",))
    phone.check_five_ones()
    assert phone.send(Kind.DEPART).status == "applied"
    assert sole.visit(visit_id).state == "en_route"


def test_no_after_the_telephoned_yes_counts(sole: Town, clock: FakeClock) -> None:
    visit_id = sole.report()
    with unit_of_work(sole.runtime, WANG) as uow:
        accept_by_telephone(uow, visit_id, sole.engineers[0])
    pass_time(sole, clock, 2)
    told = phone_of(sole, clock, visit_id).send(Kind.DECLINE, {"reason": "flat tyre"})
    assert (told.status, told.flags) == ("applied", ("declined_after_yes",))
    assert sole.visit(visit_id).state == "planned"
