"""Visits of honest and lying phones in any mix: what is told of every promise is true, everywhere alike."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import delete, select

from app.dispatching.commands import overrides
from app.kernel import Principal, Runtime, unit_of_work
from app.kernel.base import Base
from app.kernel.ledger_check import verify
from app.requests.tables import ServiceRequest
from tests.support.clock import FakeClock
from tests.support.figures import agreed, all_figures
from tests.support.truth import checks
from tests.support.truth.lies import Fiction, Lie, lying_visit
from tests.support.truth.office import VERBS, decide, review
from tests.support.truth.players import Manner, honest_visit, leave, report_place
from tests.support.truth.world import DISPATCHER, MANAGER, build_world
from tests.support.web import tracking

ENGINEERS, REQUESTS = 3, 4
which = st.integers(0, 4)
kms = st.integers(0, 9)
who = st.integers(0, ENGINEERS - 1)
manners = st.builds(
    Manner,
    offline=st.booleans(),
    code=st.booleans(),
    track=st.booleans(),
    gate=st.sampled_from((False, False, False, True)),
    wait_min=st.sampled_from((2, 20, 70, 150)),
    jump_s=st.sampled_from((0, 0, 0, -2400, 2400)),
    restarts=st.booleans(),
)
fictions = st.builds(
    Fiction,
    lie=st.sampled_from(Lie),
    far_m=st.sampled_from((4_000, -16_000, 47_000)),
    shift_s=st.sampled_from((0, 1, 45, 300, 1560, 4000)),
    knows=st.booleans(),
    offline=st.booleans(),
    before=st.booleans(),
    after=st.booleans(),
)


class ToldTrue(RuleBasedStateMachine):
    """Three engineers with phones of their own, an office, customers, time."""

    runtime: Runtime
    clock: FakeClock

    @initialize(
        third=st.booleans(),
        phones=st.lists(
            st.tuples(st.sampled_from((0, 0, 2700, -4000, 200_000)), st.sampled_from((True, True, False))),
            min_size=ENGINEERS,
            max_size=ENGINEERS,
        ),
        km=kms,
    )
    def morning(self, third: bool, phones: list[tuple[int, bool]], km: int) -> None:  # noqa: FBT001 - hypothesis
        with unit_of_work(self.runtime) as uow:
            for table in reversed(Base.metadata.sorted_tables):
                if table.name != "checklist_versions":  # migrating brought them along
                    uow.session.execute(delete(table))
        self.world = build_world(self.runtime, self.clock, [True, False, third], phones)
        self.steps = 0
        for engineer in range(ENGINEERS):
            self.world.sync(engineer)
        self.world.report(km)

    def _given(self, n: int, km: int, engineer: int) -> UUID:
        """Have a problem reported, or take one of before, and let the dispatcher send this engineer."""
        world = self.world
        if len(world.visits) < REQUESTS:
            world.report(km)
            n = len(world.visits) - 1
        key, visit_id = world.town.engineers[engineer], world.visits[n % len(world.visits)]
        if world.holder(world.visit(visit_id)) != engineer:
            world.act(DISPATCHER, lambda uow: overrides.assign(uow, visit_id, key, pin=False))
        return visit_id

    @rule(n=which, km=kms, engineer=who, manner=manners)
    def an_honest_visit(self, n: int, km: int, engineer: int, manner: Manner) -> None:
        engineer = engineer if self.world.honest[engineer] else 0
        honest_visit(self.world, engineer, self._given(n, km, engineer), manner)

    @rule(n=which, km=kms, engineer=who, tale=fictions)
    def a_lie(self, n: int, km: int, engineer: int, tale: Fiction) -> None:
        engineer = 1 if self.world.honest[engineer] else engineer
        told = lying_visit(self.world, engineer, self._given(n, km, engineer), tale)
        if tale.lie is Lie.SENT_AGAIN and told:
            assert "applied" not in told

    @rule(engineer=who, leaves=st.booleans())
    def a_phone_says_where_it_is(self, engineer: int, leaves: bool) -> None:  # noqa: FBT001 - hypothesis
        if leaves:
            leave(self.world, engineer)
        report_place(self.world, engineer)

    @rule(minutes=st.sampled_from((1, 4, 15, 65)))
    def time_passes(self, minutes: int) -> None:
        self.world.pass_time(60 * minutes)
        checks.doubts_have_their_alert(self.world)

    @rule(n=which, verb=st.sampled_from(sorted(VERBS)), by=st.sampled_from((DISPATCHER, MANAGER)))
    def somebody_decides(self, n: int, verb: str, by: Principal) -> None:
        decide(self.world, self.world.visits[n % len(self.world.visits)], verb, by)

    @rule(newest=st.booleans(), applies=st.booleans())
    def a_message_is_reviewed(self, newest: bool, applies: bool) -> None:  # noqa: FBT001 - hypothesis
        review(self.world, newest=newest, applies=applies)

    @invariant()
    def told_true(self) -> None:
        checks.promises_are_true(self.world)
        checks.nothing_is_lost(self.world)

    @invariant()
    def one_figure(self) -> None:
        requests = self._requests()
        self.steps += 1
        agreed(all_figures(self.runtime, requests[self.steps % len(requests)]))

    def _requests(self) -> list[UUID]:
        with unit_of_work(self.runtime, write=False) as uow:
            return list(uow.session.scalars(select(ServiceRequest.id).order_by(ServiceRequest.id)))

    def teardown(self) -> None:
        for request_id in self._requests():
            token = tracking(self.runtime, request_id)
            agreed(all_figures(self.runtime, request_id, self.world.office, token))
        self.world.pass_time(60)
        checks.doubts_have_their_alert(self.world)
        checks.promises_are_true(self.world)
        with unit_of_work(self.runtime, write=False) as uow:
            assert verify(uow).intact


EXAMPLES = {"sqlite": 5, "postgresql": 3}
"""The same days on both: the first ones show what differs between the databases."""


@pytest.mark.slow("after every step every place that tells a promise is read")
def test_what_is_told_of_promises_is_true(runtime: Runtime, clock: FakeClock, database_kind: str) -> None:
    class Here(ToldTrue):
        pass

    Here.runtime, Here.clock = runtime, clock
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=EXAMPLES[database_kind],
            phases=[Phase.generate],
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
