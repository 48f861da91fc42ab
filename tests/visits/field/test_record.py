"""One message is kept once, whatever happens to it."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from uuid_utils.compat import uuid7

from app.kernel import Principal, Role, Runtime, ledger, unit_of_work
from app.kernel.errors import Forbidden, Invalid, NotFound
from app.kernel.tables import Event
from app.phones.tables import PhoneEvent
from app.registers.tables import Territory
from app.requests.tables import Visit
from app.visits.commands.field import Kind, Marks, Message, record
from app.visits.errors import EventIdReused, FiveOnesMissing
from tests.support import build
from tests.support.build import Job
from tests.support.clock import FakeClock
from tests.support.phone import Phone


def messages(runtime: Runtime) -> list[PhoneEvent]:
    with unit_of_work(runtime, write=False) as uow:
        return list(uow.session.scalars(select(PhoneEvent).order_by(PhoneEvent.id)))


def test_same_event_and_body_replays_the_first_receipt(runtime: Runtime, phone: Phone) -> None:
    event_id = uuid7()
    first = phone.send(Kind.ACCEPT, event_id=event_id)
    phone.check_five_ones()
    phone.send(Kind.DEPART)
    again = phone.send(Kind.ACCEPT, event_id=event_id)
    assert again == first
    assert again.unwrap()["visit"]["state"] == "accepted"
    assert len(messages(runtime)) == 3


def test_repeat_may_come_later_and_from_a_phone_gone_offline(phone: Phone, clock: FakeClock) -> None:
    event_id, device_at = uuid7(), phone.time
    first = phone.send(Kind.ACCEPT, event_id=event_id)
    clock.advance(seconds=90)
    with unit_of_work(phone.runtime, phone.principal) as uow:
        message = Message(Kind.ACCEPT, phone.job.visit_id, event_id, device_at, offline=True)
        again = record(uow, message, phone.time)
    assert again == first


@pytest.mark.parametrize("other", [Kind.DECLINE, Kind.ACCEPT])
def test_same_event_with_another_body_is_a_conflict(phone: Phone, other: Kind) -> None:
    event_id = uuid7()
    phone.send(Kind.ACCEPT, event_id=event_id)
    with pytest.raises(EventIdReused):
        phone.send(other, {"reason": "flat tyre"}, event_id=event_id)


def test_engineers_may_use_the_same_event_id(runtime: Runtime, phone: Phone, clock: FakeClock) -> None:
    with unit_of_work(runtime) as uow:
        other = build.job(uow)
    event_id = uuid7()
    phone.send(Kind.ACCEPT, event_id=event_id).unwrap()
    assert Phone(runtime, clock, other).send(Kind.ACCEPT, event_id=event_id).status == "applied"


def test_refusal_is_kept_and_given_again(runtime: Runtime, phone: Phone) -> None:
    phone.send(Kind.ACCEPT)
    event_id = uuid7()
    for _ in range(2):
        with pytest.raises(FiveOnesMissing) as refused:
            phone.send(Kind.DEPART, event_id=event_id).unwrap()
        assert len(refused.value.extra["missing"]) == 5
    assert {row.kind: row.status for row in messages(runtime)} == {"accept": "applied", "depart": "refused"}


def test_invalid_message_is_not_kept_and_may_be_mended(runtime: Runtime, phone: Phone) -> None:
    event_id = uuid7()
    with pytest.raises(Invalid):
        phone.send(Kind.DECLINE, {"reason": ""}, event_id=event_id)
    assert messages(runtime) == []
    phone.send(Kind.ACCEPT, event_id=event_id).unwrap()


def test_engineer_who_never_had_the_visit_is_told_nothing(runtime: Runtime, phone: Phone) -> None:
    with unit_of_work(runtime) as uow:
        phone.engineer_id = build.engineer(uow, uow.get(Territory, phone.job.territory_id)).id
    with pytest.raises(NotFound):
        phone.send(Kind.ACCEPT)
    with pytest.raises(NotFound):
        phone.send(Kind.ACCEPT, visit_id=uuid4())
    assert messages(runtime) == []


def test_only_engineers_have_phones(runtime: Runtime, phone: Phone) -> None:
    dispatcher = Principal(Role.DISPATCHER, name="Wang")
    with unit_of_work(runtime, dispatcher) as uow, pytest.raises(Forbidden):
        record(uow, Message(Kind.ACCEPT, phone.job.visit_id, uuid7(), phone.time))


def test_word_on_a_visit_given_to_somebody_else_goes_before_the_dispatcher(
    runtime: Runtime, phone: Phone
) -> None:
    phone.drive()
    give_away(runtime, phone.job)
    receipt = phone.arrive(offline=True)
    assert (receipt.status, receipt.flags) == ("needs_review", ("visit_reassigned",))
    assert receipt.visit is not None
    assert receipt.visit["yours"] is False
    assert [row.body["code"] for row in messages(runtime) if row.kind == "arrive"] == ["4711"]


def test_word_on_a_visit_held_only_in_a_plan_counts_through_the_ledger(
    runtime: Runtime, phone: Phone
) -> None:
    job = phone.job
    with unit_of_work(runtime) as uow:
        stream = f"request:{job.request_id}"
        ledger.note(uow, stream, "visit.assigned", visit_id=job.visit_id, engineer_id=job.engineer_id)
    give_away(runtime, job)
    assert phone.send(Kind.DEPART, offline=True).flags == ("visit_reassigned",)


def test_word_on_a_cancelled_visit_goes_before_the_dispatcher(runtime: Runtime, phone: Phone) -> None:
    phone.drive()
    with unit_of_work(runtime) as uow:
        uow.get(Visit, phone.job.visit_id).state = "cancelled"
    assert phone.arrive(offline=True).flags == ("visit_cancelled",)


def test_word_on_a_confirmed_visit_goes_before_the_dispatcher(runtime: Runtime, phone: Phone) -> None:
    phone.finish_work()
    phone.complete()
    with unit_of_work(runtime) as uow:
        uow.get(Visit, phone.job.visit_id).state = "confirmed"
    receipt = phone.check_five_ones(offline=True)
    assert (receipt.status, receipt.flags) == ("needs_review", ("visit_confirmed",))


def test_what_is_remarkable_stands_in_the_ledger(runtime: Runtime, phone: Phone) -> None:
    phone.send(Kind.DEPART, offline=True)
    phone.send(Kind.ACCEPT)
    phone.arrive("0000")
    with unit_of_work(runtime, write=False) as uow:
        events = uow.session.scalars(
            select(Event.kind).where(Event.kind.startswith("phone.")).order_by(Event.id)
        ).all()
    assert events == ["phone.held", "phone.flagged", "phone.refused"]


def test_event_id_that_is_no_uuid7_is_refused(runtime: Runtime, phone: Phone) -> None:
    with unit_of_work(runtime, phone.principal) as uow, pytest.raises(Invalid, match="event_id"):
        record(uow, Message(Kind.ACCEPT, phone.job.visit_id, UUID(int=0), phone.time))


def test_marks_are_kept_with_the_message(runtime: Runtime, phone: Phone) -> None:
    marks = Marks("pocket", "boot-1", 7, 2**40)
    phone.send(Kind.ACCEPT, marks=marks)
    [row] = messages(runtime)
    assert Marks(row.device_id, row.boot_id, row.sequence, row.counter_ms) == marks


def test_naive_device_time_is_refused(runtime: Runtime, phone: Phone) -> None:
    naive = phone.time.replace(tzinfo=None)
    with unit_of_work(runtime, phone.principal) as uow, pytest.raises(Invalid, match="device_at"):
        record(uow, Message(Kind.ACCEPT, phone.job.visit_id, uuid7(), naive))


def give_away(runtime: Runtime, job: Job) -> None:
    """Hand the visit to a colleague, as an override does."""
    with unit_of_work(runtime) as uow:
        colleague = build.engineer(uow, uow.get(Territory, job.territory_id))
        visit = uow.get(Visit, job.visit_id)
        visit.state, visit.engineer_id = "planned", colleague.id
