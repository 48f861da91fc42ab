"""The outbox under any order of events, failures, crashes, pauses and replays.

The receiver of each subscription keeps what it got by key, as `docs/outbox.md` asks of receivers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, select

from app.kernel import Runtime, UnitOfWork, ledger, unit_of_work
from app.kernel.outgoing import SendFailed
from app.kernel.tables import Event, StreamHead, Timer
from app.outbox.commands import subscriptions
from app.outbox.commands.schedule import WEBHOOK_ATTEMPTS
from app.outbox.commands.timers import send
from app.outbox.commands.waking import OUTBOX_TIMER
from app.outbox.tables import Delivery, Subscription
from app.registers.commands import registry
from app.shell.worker.jobs import run_due
from tests.support.clock import FakeClock
from tests.support.outbox import Crash, subscribe

STREAMS = ("request:0196a000-0000-7000-8000-00000000000a", "request:0196a000-0000-7000-8000-00000000000b")
KINDS = {"all": ["*"], "alerts": ["alert.*"], "visits": ["visit.planned", "visit.completed"]}
ASKED_FOR = {
    "all": {"alert.raised", "visit.planned", "visit.completed", "visit.offered"},
    "alerts": {"alert.raised"},
    "visits": {"visit.planned", "visit.completed"},
}
HAPPENS = sorted(ASKED_FOR["all"])


@dataclass
class There:
    """One receiver."""

    mood: str = "ok"
    kept: dict[str, int] = field(default_factory=dict)
    tries: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    forbidden: bool = False


class World:
    """Behaves as the receivers' moods say; `worker` brings down whoever sends."""

    def __init__(self) -> None:
        self.there: dict[str, There] = defaultdict(There)
        self.worker = "well"
        self.wrong: list[str] = []

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        """Answer one POST."""
        there, key = self.there[url], headers["webhook-id"]
        self.wrong += [url] if there.forbidden else []
        self._crash("before")
        there.tries[key] += 1
        if there.mood == "503":
            raise SendFailed("busy", 503)
        if there.mood == "silent":
            raise SendFailed("no answer in time")
        if there.mood == "410":
            raise SendFailed("gone", 410)
        there.kept.setdefault(key, len(there.kept))
        self._crash("after")
        if there.mood == "drops":
            raise SendFailed("hung up after it took the message")
        return 200

    def _crash(self, when: str) -> None:
        if self.worker == when:
            self.worker = "well"
            raise Crash

    def notify(self, url: str, title: str, body: str) -> None:
        """Nobody is subscribed so."""
        raise AssertionError(url, title, body)


class Outbox(RuleBasedStateMachine):
    """Events happen, workers come and go, receivers have moods, time passes."""

    runtime: Runtime
    clock: FakeClock

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.reached = replace(self.runtime, outgoing=self.world)
        self.wanted: dict[UUID, set[int]] = {}
        self.urls: dict[UUID, str] = {}
        self.kinds: dict[UUID, str] = {}
        self.replayed: set[str] = set()
        with unit_of_work(self.reached) as uow:
            for table in (Delivery, Timer, Subscription, Event, StreamHead):
                uow.session.execute(delete(table))

    @initialize(kinds=st.sampled_from(sorted(KINDS)), stream=st.sampled_from(STREAMS))
    def begin(self, kinds: str, stream: str) -> None:
        self.add("all")
        self.add(kinds)
        self.stumble("503", "alert.raised", stream, "well")

    @precondition(lambda self: len(self.urls) < 3)
    @rule(kinds=st.sampled_from(sorted(KINDS)))
    def add(self, kinds: str) -> None:
        url = f"https://r{len(self.urls)}.example/"
        key = subscribe(self.reached, name=url, url=url, kinds=KINDS[kinds])
        self.urls[key], self.kinds[key], self.wanted[key] = url, kinds, set()

    @rule(kind=st.sampled_from(HAPPENS), stream=st.sampled_from(STREAMS), number=st.integers(1, 3))
    def happen(self, kind: str, stream: str, number: int) -> None:
        with unit_of_work(self.reached) as uow:
            for _ in range(number):
                ledger.note(uow, stream, kind)
        with unit_of_work(self.reached, write=False) as uow:
            ids = uow.session.scalars(select(Event.id).order_by(Event.id.desc()).limit(number)).all()
        for key, kinds in self.kinds.items():
            if kinds == "all" or (
                kind.startswith("alert") == (kinds == "alerts") and kind != "visit.offered"
            ):
                self.wanted[key] |= set(ids)

    @rule(mood=st.sampled_from(["ok", "ok", "503", "silent", "410", "drops"]), which=st.integers(0, 2))
    def change_mood(self, mood: str, which: int) -> None:
        self.world.there[f"https://r{which}.example/"].mood = mood

    @precondition(lambda self: self.urls)
    @rule(
        mood=st.sampled_from(["503", "silent"]),
        kind=st.sampled_from(HAPPENS),
        stream=st.sampled_from(STREAMS),
        worker=st.sampled_from(["well", "before", "after"]),
    )
    def stumble(self, mood: str, kind: str, stream: str, worker: str) -> None:
        """Everybody refuses the first of several messages, or the worker dies with it, and goes on."""
        for url in self.urls.values():
            self.world.there[url].mood = mood if worker == "well" else "ok"
        self.happen(kind, stream, 2)
        self.work(worker)
        for url in self.urls.values():
            self.world.there[url].mood = "ok"
        # Past the receiver's rest, but not past the first message's pause; past a dead worker's lease.
        self.clock.advance(seconds=2 if worker == "well" else 61)
        self.work("well")

    @rule(worker=st.sampled_from(["well", "before", "after"]))
    def work(self, worker: str) -> None:
        self.world.worker = worker
        try:
            run_due(self.reached, handlers={OUTBOX_TIMER: send}, kinds=(OUTBOX_TIMER,))
        except Crash:
            return
        finally:
            self.world.worker = "well"

    @rule(seconds=st.sampled_from([1, 5, 61, 600, 7200, 30000]))
    def pass_time(self, seconds: int) -> None:
        self.clock.advance(seconds=seconds)

    @precondition(lambda self: self.urls)
    @rule(which=st.integers(0, 2), active=st.booleans())
    def switch(self, which: int, active: bool) -> None:  # noqa: FBT001 - hypothesis draws it by name
        key = sorted(self.urls)[which % len(self.urls)]
        with unit_of_work(self.reached) as uow:
            registry.update(uow, "subscription", uow.get(Subscription, key), {"active": active})
        self.world.there[self.urls[key]].forbidden = not active

    @precondition(lambda self: self.urls)
    @rule(which=st.integers(0, 2))
    def resume_and_replay(self, which: int) -> None:
        key = sorted(self.urls)[which % len(self.urls)]
        with unit_of_work(self.reached) as uow:
            subscriptions.resume(uow, key)
            dead = select(Delivery).where(Delivery.subscription_id == key, Delivery.state == "dead")
            self.replayed |= {f"msg_{row.id.hex}" for row in uow.session.scalars(dead)}
            subscriptions.replay_dead(uow, key)

    @invariant()
    def nothing_is_made_twice_or_for_nobody(self) -> None:
        with unit_of_work(self.reached, write=False) as uow:
            for key, wanted in self.wanted.items():
                made = [row.event_id for row in self._of(uow, key)]
                assert len(made) == len(set(made))
                assert set(made) <= wanted

    @invariant()
    def nobody_is_told_while_inactive(self) -> None:
        assert self.world.wrong == []

    @invariant()
    def letters_die_of_old_age_alone(self) -> None:
        with unit_of_work(self.reached, write=False) as uow:
            dead = uow.session.scalars(select(Delivery).where(Delivery.state == "dead"))
            assert all(row.attempts == WEBHOOK_ATTEMPTS for row in dead)
            sent = uow.session.scalars(select(Delivery).where(Delivery.state == "sent"))
            assert all(f"msg_{row.id.hex}" in self._there(row).kept for row in sent)

    @invariant()
    def order_within_a_stream_is_kept(self) -> None:
        with unit_of_work(self.reached, write=False) as uow:
            for key, url in self.urls.items():
                kept = self.world.there[url].kept
                by_stream: dict[str | None, list[int]] = defaultdict(list)
                for row in self._of(uow, key):
                    name = f"msg_{row.id.hex}"
                    # A dead letter lets those behind it pass, and comes late when it is replayed.
                    if name in kept and name not in self.replayed and row.state != "dead":
                        by_stream[row.order_key].append(kept[name])
                assert all(order == sorted(order) for order in by_stream.values())

    def teardown(self) -> None:
        """Once everybody is well again, everything that was asked for has arrived, once by key."""
        self.world.worker = "well"
        for key, url in self.urls.items():
            self.world.there[url].mood, self.world.there[url].forbidden = "ok", False
            with unit_of_work(self.reached) as uow:
                registry.update(uow, "subscription", uow.get(Subscription, key), {"active": True})
                subscriptions.resume(uow, key)
                subscriptions.replay_dead(uow, key)
        for _ in range(4):
            self.clock.now += timedelta(hours=8)
            self.work("well")
        with unit_of_work(self.reached, write=False) as uow:
            for key, wanted in self.wanted.items():
                rows = self._of(uow, key)
                assert {row.event_id for row in rows} == wanted
                assert {row.state for row in rows} <= {"sent"}
                assert {f"msg_{row.id.hex}" for row in rows} == set(self.world.there[self.urls[key]].kept)

    def _of(self, uow: UnitOfWork, key: UUID) -> list[Delivery]:
        query = select(Delivery).where(Delivery.subscription_id == key)
        return list(uow.session.scalars(query.order_by(Delivery.event_tx, Delivery.event_id)))

    def _there(self, row: Delivery) -> There:
        return self.world.there[self.urls[row.subscription_id]]


EXAMPLES = {"sqlite": 8, "postgresql": 4}


@pytest.mark.slow("what goes wrong with receivers goes wrong in rare orders only")
def test_outbox_neither_loses_nor_doubles_nor_reorders(
    runtime: Runtime, clock: FakeClock, database_kind: str
) -> None:
    machine = type("Outbox", (Outbox,), {"runtime": runtime, "clock": clock})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES[database_kind],
            stateful_step_count=14,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.explicit, Phase.generate],  # making a failure small takes minutes here
        ),
    )
