"""The proof finds a lie that was believed, and a promise that was not as the players saw it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from app.arrivals.commands.settlements import settle
from app.demo.case import Case, Casebook, Lie, VisitSeen, Word
from app.demo.city import generated_city
from app.demo.day import generated_day
from app.demo.manners import Manner
from app.kernel import Principal, Role, Runtime, ledger, unit_of_work
from app.requests.rules.promise import Decision
from tests.faults import promises
from tests.faults.findings import Proof
from tests.support import build
from tests.support.clock import FakeClock
from tests.support.phone import Phone

CALL = generated_day(generated_city(1, 1, seed=1), 1, 1.0, seed=1).calls[0]
DESK = Principal(Role.DISPATCHER, "desk")
HOUR = timedelta(hours=1)

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"])


class Scene:
    """One request whose engineer claims to have arrived, without code or track: a doubtful arrival."""

    def __init__(self, runtime: Runtime, clock: FakeClock) -> None:
        self.runtime, self.clock, self.began = runtime, clock, clock.now
        with unit_of_work(runtime) as uow:
            self.job = build.job(uow)
        clock.advance(minutes=20)
        self.claimed_at = clock.now
        phone = Phone(runtime, clock, self.job)
        phone.drive()
        phone.arrive(None).unwrap()

    def settle(self, decision: Decision) -> None:
        with unit_of_work(self.runtime, DESK) as uow:
            settle(uow, self.job.visit_id, decision, "rang the customer")

    def book(self, seen: Word | None = None, at: datetime | None = None) -> Casebook:
        """What the players saw: somebody there, for whom `seen` speaks, or a lie."""
        made, request_id, visit_id = Casebook(), str(self.job.request_id), str(self.job.visit_id)
        case = Case(CALL, request_id, "R1", "", self.began, self.began + HOUR, "")
        made.open(case)
        if seen is None:
            made.lies.append(Lie(visit_id, request_id, "E01", self.claimed_at))
        else:
            case.visits.append(VisitSeen(visit_id, 3, at or self.claimed_at, word=seen))
        return made

    def faults(self, book: Casebook) -> list[str]:
        proof = Proof()
        with unit_of_work(self.runtime, write=False) as uow:
            promises.arrivals(uow, proof, book)
        return [fault.split(":")[0] for fault in proof.faults]


@pytest.fixture
def scene(runtime: Runtime, clock: FakeClock) -> Scene:
    return Scene(runtime, clock)


def test_lie_that_was_settled_by_a_person_is_in_order(scene: Scene) -> None:
    scene.settle(Decision.NOT_ARRIVED)
    scene.clock.advance(hours=2)
    assert scene.faults(scene.book()) == []


def test_lie_that_nobody_settled_is_found(scene: Scene) -> None:
    assert scene.faults(scene.book()) == [
        "lies that no person has looked into, or that were believed",
        "promises that are not as they were",
        "arrivals that nobody has settled",
    ]


def test_lie_that_was_taken_for_an_arrival_is_found(scene: Scene) -> None:
    scene.settle(Decision.ARRIVED)
    assert "lies that no person has looked into, or that were believed" in scene.faults(scene.book())


@pytest.mark.parametrize(
    ("manner", "is_believed"), [(Manner.DATED_BACK, False), (Manner.SENT_AGAIN, True), (Manner.MADE_UP, True)]
)
def test_lie_of_one_who_came_is_put_right_by_when_he_did(
    scene: Scene, manner: Manner, *, is_believed: bool
) -> None:
    scene.settle(Decision.ARRIVED)
    book = scene.book(Word.OFFICE)
    visit_id, request_id = str(scene.job.visit_id), str(scene.job.request_id)
    book.lies.append(Lie(visit_id, request_id, "E01", scene.claimed_at, manner))
    found = "lies that no person has looked into, or that were believed" in scene.faults(book)
    assert found is is_believed


def test_honest_arrival_that_a_person_confirmed_is_in_order(scene: Scene) -> None:
    scene.settle(Decision.ARRIVED)
    assert scene.faults(scene.book(Word.OFFICE)) == []


@pytest.mark.parametrize(("word", "late_s"), [(Word.CUSTOMER, 0), (Word.OFFICE, 5)])
def test_arrival_told_otherwise_than_it_was_is_found(scene: Scene, word: Word, late_s: int) -> None:
    scene.settle(Decision.ARRIVED)
    book = scene.book(word, scene.claimed_at + timedelta(seconds=late_s))
    assert scene.faults(book) == ["promises that are not as they were"]


def test_places_that_differ_are_found(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    proof = Proof()
    promises.places(scene.runtime, proof, scene.book())
    assert proof.faults == []
    assert proof.counts["figures compared"] > 0
    monkeypatch.setattr(promises, "all_figures", lambda *_: {"board": "broken", "archive": "kept_proven"})
    promises.places(scene.runtime, proof, scene.book())
    assert proof.faults == ["outcomes told of R1: 2 (broken, kept_proven)"]


@pytest.mark.parametrize(("after", "faults"), [(59, 0), (61, 1)])
def test_promise_that_a_lie_hid_has_to_be_told_within_a_minute_of_being_found_out(
    scene: Scene, after: int, faults: int
) -> None:
    scene.clock.now = scene.began + HOUR + timedelta(minutes=30)
    scene.settle(Decision.NOT_ARRIVED)
    scene.clock.advance(seconds=after)
    with unit_of_work(scene.runtime) as uow:
        stream, alert_id = f"request:{scene.job.request_id}", uow.new_id()
        ledger.note(uow, stream, "alert.raised", alert_id=alert_id, rung="breached")
    proof = Proof()
    with unit_of_work(scene.runtime, write=False) as uow:
        promises.alerts(uow, proof)
    assert len(proof.faults) == faults
    assert proof.counts["promises broken"] == 1
