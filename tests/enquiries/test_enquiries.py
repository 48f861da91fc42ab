"""An enquiry is answered within four hours of being asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.enquiries.commands.enquiries import (
    ENQUIRY_TIMER,
    GoesBy,
    Question,
    answer,
    answer_goes_by,
    arm_unanswered,
    ask,
)
from app.enquiries.reads.enquiries import enquiries, is_overdue
from app.kernel import Principal, Role, unit_of_work
from app.kernel.errors import Conflict, Invalid, NotFound
from app.kernel.tables import Event, Timer
from app.kernel.timer_kinds import arm_standing
from app.requests.tables import Enquiry
from app.shell.worker.jobs import run_due
from tests.support.clock import FakeClock
from tests.support.town import Town
from tests.support.web import make_user


def test_the_clock_runs_from_the_asking(town: Town, clock: FakeClock) -> None:
    asked_at = clock.now - timedelta(hours=1)
    with unit_of_work(town.runtime) as uow:
        made = ask(
            uow,
            Question("What does a fuser cost?", "phone", contact_phone="010 6255 1234", asked_at=asked_at),
        )
    assert (made.asked_at, made.answer_due_at) == (asked_at, asked_at + timedelta(hours=4))
    assert made.contact_phone == "+861062551234"


def test_a_customer_asks_for_itself(town: Town) -> None:
    customer = Principal(Role.CUSTOMER, customer_id=town.customer_id)
    with unit_of_work(town.runtime, customer) as uow:
        assert ask(uow, Question("When?", "portal", customer_id=uuid4())).customer_id == town.customer_id


@pytest.mark.parametrize(
    ("question", "path"),
    [
        (Question("When?", "pigeon"), "channel"),
        (Question("When?", "phone", customer_id=uuid4()), "customer_id"),
    ],
)
def test_a_bad_enquiry_names_its_field(town: Town, question: Question, path: str) -> None:
    with unit_of_work(town.runtime) as uow, pytest.raises(Invalid) as refusal:
        ask(uow, question)
    assert list(refusal.value.errors) == [path]


@pytest.mark.parametrize("minutes", [1, -31 * 24 * 60])
def test_nobody_asked_in_the_future_or_long_ago(town: Town, clock: FakeClock, minutes: int) -> None:
    asked_at = clock.now + timedelta(minutes=minutes)
    with unit_of_work(town.runtime) as uow, pytest.raises(Invalid, match="asked_at"):
        ask(uow, Question("When?", "phone", asked_at=asked_at))


def test_an_enquiry_is_answered_once(town: Town, clock: FakeClock) -> None:
    with unit_of_work(town.runtime) as uow:
        made = ask(uow, Question("When?", "phone"))
    clock.advance(hours=1)
    with unit_of_work(town.runtime) as uow:
        assert answer(uow, made.id, "At ten.").answered_at == clock.now
    with unit_of_work(town.runtime) as uow, pytest.raises(Conflict):
        answer(uow, made.id, "At eleven.")
    with unit_of_work(town.runtime) as uow, pytest.raises(NotFound):
        answer(uow, uuid4(), "Never.")


def test_lists_tell_the_open_and_the_overdue(town: Town, clock: FakeClock) -> None:
    with unit_of_work(town.runtime) as uow:
        in_time, late, waiting = (
            ask(uow, Question(name, "phone")) for name in ("in time", "late", "waiting")
        )
        answer(uow, in_time.id, "yes")
    clock.advance(hours=5)
    with unit_of_work(town.runtime) as uow:
        answer(uow, late.id, "yes")
    with unit_of_work(town.runtime, write=False) as uow:

        def listed(**wanted: bool) -> set[str]:
            query = enquiries(uow.principal, uow.now, wanted)
            return {row.question for row in uow.session.scalars(query)}

        assert listed(open=True) == {"waiting"}
        assert listed(open=False) == {"in time", "late"}
        assert listed(overdue=True) == {"late", "waiting"}
        assert listed(overdue=False) == {"in time"}
        assert is_overdue(uow.get(Enquiry, waiting.id), uow.now)
        assert not is_overdue(uow.get(Enquiry, in_time.id), uow.now)


def test_the_clock_rings_once_after_four_hours(town: Town, clock: FakeClock) -> None:
    with unit_of_work(town.runtime) as uow:
        late, in_time = (ask(uow, Question(name, "phone")) for name in ("late", "in time"))
    clock.advance(hours=3, minutes=59)
    run_due(town.runtime, kinds=(ENQUIRY_TIMER,))
    assert _overdue(town) == []
    with unit_of_work(town.runtime) as uow:
        answer(uow, in_time.id, "yes")
        assert uow.session.get(Timer, (ENQUIRY_TIMER, str(in_time.id))) is None
    clock.advance(minutes=1)
    for _ in range(2):
        run_due(town.runtime, kinds=(ENQUIRY_TIMER,))
        with unit_of_work(town.runtime) as uow:
            arm_unanswered(uow)
    assert _overdue(town) == [f"enquiry:{late.id}"]
    with unit_of_work(town.runtime, write=False) as uow:
        assert uow.get(Enquiry, late.id).overdue_at == clock.now


def test_an_enquiry_from_before_there_was_a_clock_gets_one(town: Town, clock: FakeClock) -> None:
    with unit_of_work(town.runtime) as uow:
        made = ask(uow, Question("When?", "phone"))
        uow.session.delete(uow.session.get(Timer, (ENQUIRY_TIMER, str(made.id))))
    clock.advance(hours=5)
    with unit_of_work(town.runtime) as uow:
        arm_standing(uow)
    run_due(town.runtime, kinds=(ENQUIRY_TIMER,))
    assert _overdue(town) == [f"enquiry:{made.id}"]


def _overdue(town: Town) -> list[str]:
    with unit_of_work(town.runtime, write=False) as uow:
        found = select(Event.stream).where(Event.kind == "enquiry.overdue")
        return list(uow.session.scalars(found))


def test_how_an_answer_goes_is_never_pretended(town: Town) -> None:
    sms = replace(
        town.runtime,
        settings=replace(town.runtime.settings, notify_customer_url="json://sms.example/{phone}/"),
    )
    mobile, desk = (
        Question("A?", "phone", contact_phone="13800138000"),
        Question("B?", "phone", contact_phone="010 6255 1234"),
    )
    with unit_of_work(town.runtime) as uow:
        assert answer_goes_by(uow, ask(uow, mobile)) is GoesBy.CALL_BACK
    make_user(town.runtime, Role.CUSTOMER, customer_id=town.customer_id)
    with unit_of_work(town.runtime) as uow:
        own = Question("C?", "portal", customer_id=town.customer_id)
        assert answer_goes_by(uow, ask(uow, own)) is GoesBy.ACCOUNT
    with unit_of_work(sms) as uow:
        goes = [answer_goes_by(uow, ask(uow, one)) for one in (mobile, desk, own)]
    assert goes == [GoesBy.NOTICE, GoesBy.CALL_BACK, GoesBy.NOTICE]
