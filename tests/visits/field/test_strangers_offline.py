"""A whole visit without a network on a clock with microseconds, while the asking lapses again and again."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.dispatching.commands.placement import place_visit
from app.kernel import Role, Runtime, unit_of_work
from app.phones.tables import PhoneEvent
from app.requests.reads.outcomes import outcome_of
from app.requests.tables import Offer, ServiceRequest, Visit
from app.shell.worker.jobs import run_due
from app.visits.tables import SignatureRow
from mobile_api.client import Journal, PhoneClient
from mobile_api.client.record import instant
from tests.support.clock import FakeClock
from tests.support.line import LossyLine
from tests.support.phone import FIVE_ONES, STROKES, drawing, picture
from tests.support.town import CENTRE, DISPATCHER, Town, build_town, without_child
from tests.support.truth.ground import position
from tests.support.web import application, make_user, signed_in

AHEAD = timedelta(seconds=412, microseconds=777_013)
HERE = {"lat": CENTRE[0], "lon": CENTRE[1], "accuracy_m": 14}


@dataclass
class Cellar:
    """A town with one engineer, whose phone is the reference client; the worker goes on meanwhile."""

    town: Town
    clock: FakeClock
    phone: PhoneClient
    ahead: list[timedelta]

    def pass_time(self, minutes: int, every_s: int = 30) -> None:
        for _ in range(minutes * 60 // every_s):
            self.clock.advance(seconds=every_s, microseconds=7)
            run_due(self.town.runtime, limit=50)

    def offers(self, visit_id: UUID) -> list[str]:
        with unit_of_work(self.town.runtime, write=False) as uow:
            found = select(Offer.state).where(Offer.visit_id == visit_id).order_by(Offer.offered_at)
            return list(uow.session.scalars(found))

    def see(self, metres: float) -> None:
        at = (self.clock.now + self.ahead[0]).isoformat()
        self.phone.tell("positions", None, {"positions": [{**position(metres), "at": at}]})

    def work(self, visit_id: UUID, **customer_is_shown: str) -> datetime:
        """Everything from the yes to the end, and the signatures; returns when he arrived.

        The customer signs a record with times of its own where `customer_is_shown` such.
        """
        phone, key = self.phone, str(visit_id)
        phone.tell("accept", key)
        self.pass_time(1)
        rows = [{"template": "five_ones", "item": item, "value": True} for item in FIVE_ONES]
        phone.tell("answers", key, {"answers": rows})
        phone.tell("depart", key)
        self.pass_time(9, every_s=60)
        self.see(900)
        self.pass_time(4)
        arrived_at = self.clock.now
        phone.tell("arrive", key, {"position": HERE, "code": self.town.visit(visit_id).arrival_code})
        self.pass_time(20, every_s=120)
        sha256 = phone.take_photo(key, picture(), "image/png")
        phone.tell("answers", key, {"answers": self.answers(key, sha256)})
        shown = phone.record(key)
        assert shown is not None
        phone.sign(key, "engineer", "Engineer 1", STROKES, shown)
        other = {**shown, "times": shown["times"] | customer_is_shown}
        phone.sign(key, "customer", "Zhao Min", STROKES, other)
        phone.tell("complete", key, {"summary": "A cable."})
        return arrived_at

    def answers(self, key: str, sha256: str) -> list[dict[str, Any]]:
        visit = self.phone.visit(key)
        assert visit is not None
        values = {"yes_no": True, "text": "ok", "photo": sha256}
        return [
            {"template": template["key"], "item": item["key"], "value": _value(item, values)}
            for template in visit["templates"]
            for item in template["items"]
            if item["type"] != "signature" and template["key"] != "five_ones"
        ]


def _value(item: dict[str, Any], values: dict[str, Any]) -> Any:
    if item["type"] == "choice":
        return item["options"][0]["key"]
    return float(item["minimum"]) if item["type"] == "number" else values[item["type"]]


@pytest.fixture
def cellar(runtime: Runtime, clock: FakeClock) -> Cellar:
    town = build_town(without_child(runtime), engineers=1)
    who = make_user(runtime, Role.ENGINEER, engineer_id=town.engineers[0])
    line = LossyLine(signed_in(application(runtime), runtime, who))
    ahead = [AHEAD]
    client = PhoneClient(
        Journal(":memory:"),
        line,
        lambda: clock.now + ahead[0],
        random.Random(3),
        "pocket",
        counter=lambda: round(clock.now.timestamp() * 1000),
    )
    return Cellar(town, clock, client, ahead)


def test_promise_kept_without_a_network_stays_kept(cellar: Cellar, clock: FakeClock) -> None:
    visit_id = cellar.town.report()
    place_visit(cellar.town.runtime, DISPATCHER, visit_id)
    # The last that is heard of him: his numbers follow from it.
    cellar.see(1_000)
    cellar.phone.sync()
    clock.advance(seconds=21, microseconds=33)
    arrived_at = cellar.work(visit_id)
    cellar.pass_time(45, every_s=180)
    assert cellar.offers(visit_id)[:2] == ["expired", "expired"]
    statuses = {outcome.status for outcome in cellar.phone.sync().outcomes}
    assert statuses <= {"applied", "held"}
    visit = cellar.town.visit(visit_id)
    with unit_of_work(cellar.town.runtime, write=False) as uow:
        request = uow.get(ServiceRequest, visit.request_id)
        assert (visit.state, outcome_of(request, uow.now)) == ("completed", "kept_proven")
        assert visit.on_site_at == arrived_at
        assert {row.status for row in uow.session.scalars(select(PhoneEvent))} == {"applied"}
        standing = uow.session.scalars(select(SignatureRow.role).where(SignatureRow.voided_at.is_(None)))
        assert sorted(standing) == ["customer", "engineer"]
    later = cellar.town.report(1)
    place_visit(cellar.town.runtime, DISPATCHER, later)
    cellar.pass_time(1)
    assert cellar.offers(later) == ["pending"]


def test_record_with_the_skew_of_a_clock_that_was_set_since_is_signed(cellar: Cellar) -> None:
    """The phone corrects what it shows by what it was told, and nobody told it better."""
    visit_id = cellar.town.report()
    place_visit(cellar.town.runtime, DISPATCHER, visit_id)
    cellar.ahead[0] = timedelta(hours=3)
    cellar.see(1_000)
    cellar.phone.sync()
    cellar.ahead[0] = timedelta(0)
    arrived_at = cellar.work(visit_id)
    cellar.pass_time(5)
    assert {outcome.status for outcome in cellar.phone.sync().outcomes} <= {"applied", "held"}
    assert cellar.town.visit(visit_id).on_site_at == arrived_at
    with unit_of_work(cellar.town.runtime, write=False) as uow:
        standing = uow.session.scalars(select(SignatureRow.role).where(SignatureRow.voided_at.is_(None)))
        assert sorted(standing) == ["customer", "engineer"]
        signed = uow.session.scalars(select(PhoneEvent).where(PhoneEvent.kind == "signature")).all()
        assert [(one.status, one.flags) for one in signed] == [("applied", ["clock_corrected"])] * 2


def test_signature_under_times_that_nobody_said_is_asked_for_again(cellar: Cellar) -> None:
    visit_id = cellar.town.report()
    place_visit(cellar.town.runtime, DISPATCHER, visit_id)
    cellar.see(1_000)
    cellar.phone.sync()
    key = str(visit_id)
    made_up = instant((cellar.clock.now - timedelta(hours=5)).isoformat())
    cellar.work(visit_id, departed_at=made_up)
    cellar.pass_time(5)
    cellar.phone.sync()
    with unit_of_work(cellar.town.runtime, write=False) as uow:
        kept = uow.session.scalars(select(PhoneEvent).where(PhoneEvent.status == "needs_review")).one()
        assert kept.flags == ["must_sign_again", "record_differs"]
        visit = uow.get(Visit, visit_id)
        assert kept.answer["visit"]["must_sign_again"] == ["customer"]
        assert visit.state == "on_site"
    shown = cellar.phone.record(key)
    assert shown is not None
    cellar.phone.sign(key, "customer", "Zhao Min", drawing(4), shown)
    cellar.phone.sync()
    with unit_of_work(cellar.town.runtime, write=False) as uow:
        visit = uow.get(Visit, visit_id)
        last = uow.session.scalars(select(PhoneEvent).order_by(PhoneEvent.sequence.desc()).limit(1)).one()
        assert (last.answer["visit"]["must_sign_again"], visit.state) == ([], "completed")
