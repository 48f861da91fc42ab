"""Phones with bad lines, wrong clocks and sudden deaths, and a dispatcher who changes the plan meanwhile."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from app.dispatching.commands.apply import Slot, place
from app.kernel import Role, Runtime, locks, unit_of_work
from app.phones.tables import PhoneEvent
from app.registers.tables import Engineer
from app.requests.rules.lifecycle import OPEN_VISIT_STATES
from app.requests.tables import Visit
from app.visits.reads.evidence import answers_of
from app.visits.reads.visit_detail import record_of
from app.visits.tables import PartUsed, Photo
from mobile_api.client import Entry, Journal, PhoneClient, Unreachable
from tests.support import build
from tests.support.build import SHANGHAI
from tests.support.clock import FakeClock
from tests.support.line import Fault, Killed, LossyLine
from tests.support.phone import FIVE_ONES, STROKES, picture
from tests.support.web import application, make_user, signed_in

KEPT = {"applied", "held", "needs_review", "refused"}
PHONES, VISITS = 2, 2

_phones = st.integers(0, PHONES - 1)
_visits = st.integers(0, VISITS - 1)
_faults = st.lists(st.sampled_from(Fault), max_size=3)
_numbers = itertools.count()


@dataclass
class Carried:
    """A phone in somebody's pocket: the journal is its memory, everything else dies with it."""

    engineer_id: UUID
    path: Path
    line: LossyLine
    clock: FakeClock
    error: timedelta
    client: PhoneClient = field(init=False)
    happened_at: dict[str, datetime] = field(default_factory=dict)

    def start(self) -> None:
        """Open the journal."""
        shown = lambda: self.clock.now + self.error  # noqa: E731 - the phone's clock is one line
        self.client = PhoneClient(
            Journal(self.path),
            self.line,
            shown,
            random.Random(self.engineer_id.int),
            "pocket",
            chunk_bytes=40,
        )

    def sync(self, faults: list[Fault]) -> None:
        """Try to sync; if it dies meanwhile, it is started again."""
        self.line.faults = faults
        try:
            self.client.sync()
        except Unreachable:
            pass
        except Killed:
            self.client.journal.close()
            self.start()
        self.line.faults = []


class SyncMachine(RuleBasedStateMachine):
    """One town with two engineers and two visits; each rule is something that happens to them."""

    def __init__(self, runtime: Runtime, clock: FakeClock, folder: Path) -> None:
        super().__init__()
        self.runtime, self.clock, self.folder = runtime, clock, folder
        self.phones: list[Carried] = []
        self.visits: list[UUID] = []

    @initialize(errors=st.lists(st.integers(-3000, 3000), min_size=PHONES, max_size=PHONES))
    def morning(self, errors: list[int]) -> None:
        with unit_of_work(self.runtime) as uow:
            area = build.territory(uow)
            if not uow.session.scalars(select(Visit.id).limit(1)).first():
                build.part(uow)
            holders = [build.engineer(uow, area) for _ in range(PHONES)]
            self.visits = [build.job(uow, area, holders[0]).visit_id for _ in range(VISITS)]
            ids = [holder.id for holder in holders]
            for n, visit_id in enumerate(self.visits):
                planned = uow.get(Visit, visit_id)
                planned.engineer_id = None
                place(uow, planned, Slot(ids[0], n, uow.now + timedelta(minutes=20 * n)))
        for engineer_id, error in zip(ids, errors, strict=True):
            who = make_user(self.runtime, Role.ENGINEER, engineer_id=engineer_id)
            line = LossyLine(signed_in(application(self.runtime), self.runtime, who))
            path = self.folder / f"phone{next(_numbers)}.db"
            phone = Carried(engineer_id, path, line, self.clock, timedelta(seconds=error))
            phone.start()
            phone.sync([])
            self.phones.append(phone)

    @rule(phone=_phones, visit=_visits, kind=st.sampled_from(("accept", "depart", "arrive", "complete")))
    def move(self, phone: int, visit: int, kind: str) -> None:
        here = {"lat": SHANGHAI[0], "lon": SHANGHAI[1], "accuracy_m": 9}
        body = {"arrive": {"position": here, "code": "4711"}, "complete": {"summary": "Works."}}
        self.tell(phone, visit, kind, body.get(kind, {}))

    @rule(phone=_phones, visit=_visits, count=st.integers(1, 5), value=st.sampled_from((True, False, None)))
    def answer(self, phone: int, visit: int, count: int, value: object) -> None:
        rows = [{"template": "five_ones", "item": item, "value": value} for item in FIVE_ONES[:count]]
        self.tell(phone, visit, "answers", {"answers": rows})

    @rule(phone=_phones, visit=_visits, quantity=st.integers(-1, 3))
    def fit_part(self, phone: int, visit: int, quantity: int) -> None:
        """A quantity below nothing is a slip of the finger."""
        self.tell(phone, visit, "part", {"part_code": "roller", "quantity": quantity})

    @rule(phone=_phones, visit=_visits, colour=st.sampled_from(("red", "green")))
    def photograph(self, phone: int, visit: int, colour: str) -> None:
        taker = self.phones[phone]
        if str(self.visits[visit]) in taker.client.journal.known("visit"):
            taker.client.take_photo(str(self.visits[visit]), picture(colour), "image/png")
            self.note(taker)

    @rule(phone=_phones, visit=_visits)
    def customer_signs(self, phone: int, visit: int) -> None:
        with unit_of_work(self.runtime, write=False) as uow:
            digest = record_of(uow, self.visits[visit])["digest"]
        signed = {"role": "customer", "signer_name": "Han Meimei", "strokes": STROKES, "digest": digest}
        self.tell(phone, visit, "signature", signed)

    @rule(phone=_phones, faults=_faults)
    def sync(self, phone: int, faults: list[Fault]) -> None:
        self.phones[phone].sync(faults)

    @rule(phone=_phones)
    def what_was_under_way_arrives(self, phone: int) -> None:
        self.phones[phone].line.deliver_late()

    @rule(visit=_visits, phone=_phones)
    def dispatcher_reassigns(self, visit: int, phone: int) -> None:
        with unit_of_work(self.runtime) as uow:
            moved = locks.row(uow, Visit, self.visits[visit])
            if moved.state in OPEN_VISIT_STATES:
                uow.get(Engineer, self.phones[phone].engineer_id)
                eta_at = uow.now + timedelta(minutes=20)
                place(uow, moved, Slot(self.phones[phone].engineer_id, visit, eta_at))

    @rule(minutes=st.integers(1, 40))
    def time_passes(self, minutes: int) -> None:
        self.clock.advance(minutes=minutes)

    @invariant()
    def what_was_acknowledged_is_on_the_server(self) -> None:
        for phone in self.phones:
            acknowledged = {one.event_id for one in phone.client.journal.outcomes(*KEPT)}
            assert acknowledged <= self.stored(phone).keys()

    def teardown(self) -> None:
        for phone in self.phones:
            phone.line.deliver_late()
            phone.sync([])
            assert phone.client.idle
        for phone in self.phones:
            phone.sync([])
            self.check_messages(phone)
            self.check_view(phone)
        for visit_id in self.visits:
            self.check_evidence(visit_id)
        for phone in self.phones:
            phone.client.journal.close()

    def check_messages(self, phone: Carried) -> None:
        """Every message is on the server once, if it was one that can be kept, and in its order."""
        stored = self.stored(phone)
        entries = phone.client.journal.entries()
        kept = [e for e in entries if self.status(phone, e) in KEPT]
        assert {e.event_id for e in kept} == stored.keys()
        assert {self.status(phone, e) for e in entries} <= KEPT | {"invalid"}
        for visit_id in self.visits:
            came = [stored[e.event_id].received_at for e in kept if e.visit_id == str(visit_id)]
            assert came == sorted(came)

    def check_view(self, phone: Carried) -> None:
        """What the phone shows is what the server would show it."""
        told = phone.line.client.get("/mobile/v1/itinerary").get_json()["visits"]
        assert phone.client.itinerary() == told
        for stop in told:
            detail = phone.line.client.get(f"/mobile/v1/visits/{stop['visit_id']}").get_json()
            assert phone.client.visit(stop["visit_id"]) == detail

    def check_evidence(self, visit_id: UUID) -> None:
        """The visit holds what the journals say in the order in which it really happened."""
        answers: dict[str, Any] = {}
        quantity, photos = 0, set()
        for entry in self.applied(visit_id):
            match entry.kind:
                case "answers":
                    answers |= {row["item"]: row["value"] for row in entry.body["answers"]}
                case "part":
                    quantity = entry.body["quantity"]
                case "photo":
                    photos.add(entry.body["sha256"])
        with unit_of_work(self.runtime, write=False) as uow:
            held = answers_of(uow, visit_id).answers().get("five_ones", {})
            part = uow.session.scalars(select(PartUsed).where(PartUsed.visit_id == visit_id)).one_or_none()
            kept = uow.session.scalars(select(Photo).where(Photo.visit_id == visit_id)).all()
        assert dict(held) == {item: value for item, value in answers.items() if value is not None}
        assert (part.quantity if part else 0) == quantity
        assert {photo.sha256 for photo in kept if not photo.for_review} == photos
        assert all(photo.completed_at for photo in kept)

    def applied(self, visit_id: UUID) -> list[Entry]:
        """What phones did to a visit and the server let count, as it happened."""
        found = []
        for phone in self.phones:
            stored = self.stored(phone)
            found += [
                (phone.happened_at.get(entry.event_id, self.clock.now), entry)
                for entry in phone.client.journal.entries()
                if entry.visit_id == str(visit_id)
                and entry.event_id in stored
                and stored[entry.event_id].status == "applied"
            ]
        return [entry for _, entry in sorted(found, key=lambda pair: pair[0])]

    def stored(self, phone: Carried) -> dict[str, PhoneEvent]:
        """What the server has of a phone, each message once."""
        with unit_of_work(self.runtime, write=False) as uow:
            rows = uow.session.scalars(select(PhoneEvent).where(PhoneEvent.engineer_id == phone.engineer_id))
            found = list(rows)
        assert max(Counter(str(row.event_id) for row in found).values(), default=1) == 1
        return {str(row.event_id): row for row in found}

    @staticmethod
    def status(phone: Carried, entry: Entry) -> str:
        """What the phone knows of a message."""
        outcome = phone.client.journal.outcome(entry.event_id)
        assert outcome is not None
        return outcome.status

    def tell(self, phone: int, visit: int, kind: str, body: dict[str, Any]) -> None:
        """An engineer does something, on a visit that the phone shows."""
        teller = self.phones[phone]
        if str(self.visits[visit]) in teller.client.journal.known("visit"):
            teller.client.tell(kind, str(self.visits[visit]), body)
            self.note(teller)

    def note(self, phone: Carried) -> None:
        """Remember when it really happened; no two things happen at the same moment."""
        phone.happened_at[phone.client.journal.entries()[-1].event_id] = self.clock.now
        self.clock.advance(seconds=1)


@pytest.mark.slow("what phones lose they lose in rare orders only")
def test_phones_lose_nothing_whatever_happens(runtime: Runtime, clock: FakeClock, tmp_path: Path) -> None:
    run_state_machine_as_test(
        lambda: SyncMachine(runtime, clock, tmp_path),
        settings=settings(max_examples=8, stateful_step_count=16, deadline=None, phases=[Phase.generate]),
    )
