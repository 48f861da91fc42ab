"""An enquiry is answered within four hours of being asked."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from app.errors import Conflict, Invalid, NotFound
from app.models import Enquiry
from app.queries.enquiries import enquiries, is_overdue
from app.runtime import Principal, Role, unit_of_work
from app.services.enquiries import Question, answer, ask
from tests.support.clock import FakeClock
from tests.support.town import Town


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
