"""The life of visits under any order of legal and illegal moves, with time and the worker passing between."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import suppress
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, select

from app.dispatching.commands import overrides
from app.kernel import Runtime, UnitOfWork, unit_of_work
from app.kernel.base import Base
from app.kernel.errors import OneHourError
from app.kernel.ledger_check import verify
from app.kernel.ledger_text import data_of
from app.kernel.tables import Event
from app.promise.commands.alerts import acknowledge
from app.promise.commands.applying import apply
from app.promise.commands.verdict import judge
from app.promise.reads.watched import ladder_of, watched
from app.promise.tables import Alert, Watch
from app.registers.tables import Territory
from app.requests.commands.cancel import cancel_request
from app.requests.reads.goes_on import OPEN_STATES
from app.requests.rules.lifecycle import VisitState, may_advance
from app.requests.tables import Offer, ServiceRequest, Visit
from app.shell.worker.jobs import run_due
from app.visits.commands.field import Kind
from tests.support.build import Job
from tests.support.clock import FakeClock
from tests.support.desk import WANG
from tests.support.phone import Phone
from tests.support.town import CENTRE, Town, build_town, without_child

LASTING = frozenset(
    [
        "territories",
        "customers",
        "sites",
        "assets",
        "skills",
        "fault_types",
        "engineers",
        "engineer_skills",
        "shifts",
        "checklist_versions",
    ]
)
OVERRIDES: dict[str, Callable[[UnitOfWork, UUID, UUID], object]] = {
    "assign": overrides.assign,
    "exclude": overrides.exclude,
    "include": overrides.include,
    "unassign": lambda uow, visit_id, _: overrides.unassign(uow, visit_id),
    "pin": lambda uow, visit_id, _: overrides.pin(uow, visit_id),
    "unpin": lambda uow, visit_id, _: overrides.unpin(uow, visit_id),
}
HERE = {"position": {"lat": CENTRE[0], "lon": CENTRE[1], "accuracy_m": 9}}
SAID = {
    Kind.ACCEPT: {},
    Kind.DECLINE: {"reason": "flat tyre"},
    Kind.DEPART: {},
    Kind.ARRIVE: HERE,
    Kind.INCOMPLETE: {"reason": "no_access", "note": "Nobody in."},
}
which = st.integers(0, 3)


class VisitLife(RuleBasedStateMachine):
    """A town with two engineers; whatever is refused is refused with a reason, and nothing else."""

    town: Town
    clock: FakeClock

    def __init__(self) -> None:
        super().__init__()
        self.visits: list[UUID] = []
        self.requests: list[UUID] = []
        with unit_of_work(self.town.runtime) as uow:
            for table in reversed(Base.metadata.sorted_tables):
                if table.name not in LASTING:
                    uow.session.execute(delete(table))
        self.report(0)

    @precondition(lambda self: len(self.visits) < 4)
    @rule(km=st.integers(0, 12))
    def report(self, km: int) -> None:
        visit_id = self.town.report(km or None)
        self.visits.append(visit_id)
        self.requests.append(self.town.visit(visit_id).request_id)

    @rule(seconds=st.sampled_from([0, 20, 119, 181, 400, 1200, 4000, 172_800]))
    def work(self, seconds: int) -> None:
        """Time passes, then the worker does what is due; afterwards every rung that is due was raised."""
        self.clock.advance(seconds=seconds)
        run_due(self.town.runtime, limit=200)
        with unit_of_work(self.town.runtime, write=False) as uow:
            ladder = ladder_of(uow.get(Territory, self.town.territory_id))
            left = [judge(one, ladder, uow.now) for one in watched(uow, self.town.territory_id)]
            assert [step for one in left for step in one.due] == []

    @rule(n=which, engineer=st.integers(0, 1), kind=st.sampled_from(sorted(SAID)), offline=st.booleans())
    def say(self, n: int, engineer: int, kind: Kind, offline: bool) -> None:  # noqa: FBT001 - hypothesis
        """An engineer's phone reports something, in turn or out of it."""
        self._phone(n, engineer).send(kind, SAID[kind], offline=offline)

    @rule(n=which, steps=st.integers(1, 4))
    def go_on(self, n: int, steps: int) -> None:
        """The engineer who has the visit takes it as far as `steps`."""
        visit = self.town.visit(self.visits[n % len(self.visits)])
        if visit.engineer_id not in self.town.engineers:
            return
        phone = self._phone(n, self.town.engineers.index(visit.engineer_id))
        if visit.state not in {VisitState.CANCELLED, VisitState.INCOMPLETE}:
            phone.check_five_ones(offline=True)
        for kind in (Kind.ACCEPT, Kind.DEPART, Kind.ARRIVE, Kind.INCOMPLETE)[:steps]:
            phone.send(kind, SAID[kind])

    @rule(n=which, engineer=st.integers(0, 1), verb=st.sampled_from(sorted(OVERRIDES)))
    def decide(self, n: int, engineer: int, verb: str) -> None:
        """The dispatcher decides over the planner's head."""
        visit_id = self.visits[n % len(self.visits)]
        self._try(lambda uow: OVERRIDES[verb](uow, visit_id, self.town.engineers[engineer]))

    @rule(n=which)
    def call_off(self, n: int) -> None:
        self._try(lambda uow: cancel_request(uow, self.requests[n % len(self.requests)], "solved itself"))

    @rule(rescue=st.booleans())
    def answer_an_alert(self, rescue: bool) -> None:  # noqa: FBT001 - hypothesis
        with unit_of_work(self.town.runtime, write=False) as uow:
            alert_id = uow.session.scalars(select(Alert.id).order_by(Alert.raised_at.desc()).limit(1)).first()
        if alert_id is not None:
            self._try(lambda uow: apply(uow, alert_id) if rescue else acknowledge(uow, alert_id, "on it"))

    def _try(self, act: Callable[[UnitOfWork], object]) -> None:
        with suppress(OneHourError), unit_of_work(self.town.runtime, WANG) as uow:
            act(uow)

    def _phone(self, n: int, engineer: int) -> Phone:
        town, at = self.town, n % len(self.visits)
        job = Job(
            town.territory_id,
            town.engineers[engineer],
            town.customer_id,
            town.site_id,
            self.requests[at],
            self.visits[at],
        )
        return Phone(town.runtime, self.clock, job)

    @invariant()
    def every_request_is_there_and_every_open_promise_is_watched(self) -> None:
        with unit_of_work(self.town.runtime, write=False) as uow:
            found = {row.id: row for row in uow.session.scalars(select(ServiceRequest))}
            watches = set(uow.session.scalars(select(Watch.request_id)))
        assert set(self.requests) == set(found)
        open_ones = {key for key, row in found.items() if row.state in OPEN_STATES and not row.on_site_at}
        assert open_ones <= watches

    @invariant()
    def states_moved_by_the_table_alone(self) -> None:
        with unit_of_work(self.town.runtime, write=False) as uow:
            events = uow.session.scalars(
                select(Event).where(Event.kind.startswith("visit.")).order_by(Event.id)
            )
            told = [(event.visit_id, event.kind.removeprefix("visit.")) for event in events]
            now = {visit.id: visit.state for visit in uow.session.scalars(select(Visit))}
        states: dict[UUID | None, str] = {}
        for visit_id, kind in told:
            if kind in set(VisitState):
                assert visit_id not in states or may_advance(states[visit_id], VisitState(kind))
                states[visit_id] = kind
        assert states == now

    @invariant()
    def at_most_one_offer_waits_for_an_engineer_and_for_a_visit(self) -> None:
        with unit_of_work(self.town.runtime, write=False) as uow:
            pending = uow.session.scalars(select(Offer).where(Offer.state == "pending")).all()
        for count in (Counter(o.visit_id for o in pending), Counter(o.engineer_id for o in pending)):
            assert all(number == 1 for number in count.values())

    @invariant()
    def each_rung_was_raised_once_and_ended_at_most_once(self) -> None:
        with unit_of_work(self.town.runtime, write=False) as uow:
            events = uow.session.scalars(
                select(Event).where(Event.kind.startswith("alert.")).order_by(Event.id)
            )
            told = defaultdict(list)
            for event in events:
                told[data_of(event)["alert_id"]].append(event.kind)
            rows = uow.session.scalars(select(Alert)).all()
        for kinds in told.values():
            assert kinds[0] == "alert.raised"
            assert Counter(kinds)["alert.raised"] == 1
            assert Counter(kinds)["alert.acknowledged"] <= 1
            assert "alert.cleared" not in kinds[:-1]
        assert len(told) == len(rows)
        breaches = Counter(row.request_id for row in rows if row.rung == "breached")
        assert all(number == 1 for number in breaches.values())

    def teardown(self) -> None:
        with unit_of_work(self.town.runtime, write=False) as uow:
            assert verify(uow).intact


def test_life_of_visits_keeps_its_rules(runtime: Runtime, clock: FakeClock) -> None:
    class Here(VisitLife):
        town = build_town(without_child(runtime))

    Here.clock = clock
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=6,
            stateful_step_count=16,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
