"""A complaint is an alert at once, again when its day is over, and none once somebody has seen to it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.hotline.commands import calls
from app.hotline.commands.calls import About, Taken
from app.hotline.rules.outcomes import CallOutcome
from app.kernel import Runtime, unit_of_work
from app.kernel.tables import Event
from app.promise.commands.alerts import acknowledge
from app.promise.commands.applying import apply, renew
from app.promise.errors import AlertOver, AlreadyAcknowledged, RescueStale
from app.promise.reads.alerts import AlertView, open_alerts
from app.promise.tables import Alert
from tests.support.clock import FakeClock
from tests.support.town import DISPATCHER

KEY = "019cac0f-278f-74ae-b3af-074d6b32dc1c"


def complain(runtime: Runtime, outcome: CallOutcome = CallOutcome.COMPLAINT) -> UUID:
    with unit_of_work(runtime, DISPATCHER) as uow:
        at = uow.now + timedelta(hours=1)
        said = Taken(KEY, outcome, "Ms Li", "021-62781234", "He was rude.", call_back_at=at)
        return calls.log(uow, said, About()).id


def standing(runtime: Runtime) -> list[AlertView]:
    with unit_of_work(runtime, DISPATCHER, write=False) as uow:
        return open_alerts(uow)


def test_it_stands_with_the_alerts_at_once_and_says_who_complains(runtime: Runtime) -> None:
    call_id = complain(runtime)
    [one] = standing(runtime)
    assert (one.alert.rung, one.alert.call_id, one.alert.request_id) == ("complaint", call_id, None)
    assert one.request.phone == "+862162781234"
    assert (one.customer, one.request.due_at) == ("Ms Li", one.alert.raised_at + timedelta(hours=24))


@pytest.mark.parametrize("outcome", [CallOutcome.ORDER, CallOutcome.CALL_BACK, CallOutcome.WRONG_NUMBER])
def test_other_calls_are_no_alerts(runtime: Runtime, outcome: CallOutcome) -> None:
    complain(runtime, outcome)
    assert standing(runtime) == []


def test_it_is_taken_on_once(runtime: Runtime) -> None:
    complain(runtime)
    alert_id = standing(runtime)[0].alert.id
    with unit_of_work(runtime, DISPATCHER) as uow:
        acknowledge(uow, alert_id, "I ring her.")
    with pytest.raises(AlreadyAcknowledged), unit_of_work(runtime, DISPATCHER) as uow:
        acknowledge(uow, alert_id, "So do I.")
    with unit_of_work(runtime, write=False) as uow:
        told = select(Event.stream).where(Event.kind == "call.alert_acknowledged")
        assert uow.session.scalars(told).all() == [f"call:{standing(runtime)[0].alert.call_id}"]


def test_it_alerts_again_when_its_day_is_over_though_somebody_has_it_on(
    runtime: Runtime, clock: FakeClock
) -> None:
    call_id = complain(runtime)
    with unit_of_work(runtime, DISPATCHER) as uow:
        acknowledge(uow, standing(runtime)[0].alert.id, "I ring her.")
    clock.advance(hours=24, seconds=1)
    for _ in range(2):
        with unit_of_work(runtime) as uow:
            calls.fall_due(uow, call_id)
    [one] = standing(runtime)
    assert (one.alert.rung, one.alert.acknowledged_at) == ("complaint_overdue", None)
    with unit_of_work(runtime, write=False) as uow:
        first = uow.session.scalars(select(Alert).where(Alert.rung == "complaint")).one()
        assert first.cleared_why == "breached"


def test_it_ends_when_the_caller_has_heard_of_us(runtime: Runtime) -> None:
    call_id = complain(runtime)
    alert_id = standing(runtime)[0].alert.id
    with unit_of_work(runtime, DISPATCHER) as uow:
        calls.done(uow, call_id, "Apologised.")
    assert standing(runtime) == []
    with pytest.raises(AlertOver), unit_of_work(runtime, DISPATCHER) as uow:
        acknowledge(uow, alert_id, "Too late.")


def test_nobody_can_be_sent_for_it(runtime: Runtime) -> None:
    complain(runtime)
    alert_id = standing(runtime)[0].alert.id
    with pytest.raises(RescueStale), unit_of_work(runtime, DISPATCHER) as uow:
        apply(uow, alert_id)
    renew(runtime, DISPATCHER, alert_id)
    assert standing(runtime)[0].rescue is None
