"""What phones reported too late is put before the dispatcher, who decides once."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from app.kernel import Principal, Role, unit_of_work
from app.kernel.errors import Conflict, NotFound
from app.phones.tables import PhoneEvent
from app.registers.tables import Engineer
from app.requests.reads.history import history
from app.visits.commands.reviews import resolve
from app.visits.errors import AlreadyDecided
from app.visits.reads.reviews import in_context, review_items
from tests.support.clock import FakeClock
from tests.support.town import Town

LIN = Principal(Role.DISPATCHER, "Lin")


def message(town: Town, status: str, visit_id: UUID | None = None) -> UUID:
    with unit_of_work(town.runtime) as uow:
        key = uow.new_id()
        uow.session.add(
            PhoneEvent(
                id=key,
                engineer_id=town.engineers[0],
                event_id=uow.new_id(),
                visit_id=visit_id,
                kind="arrive",
                body={"position": {"lat": 1, "lon": 2}},
                body_digest="",
                device_at=uow.now,
                received_at=uow.now,
                skew_s=0,
                status=status,
                answer={},
            )
        )
    return key


def listed(town: Town, *, is_open: bool | None = None, who: Principal = LIN) -> list[UUID]:
    with unit_of_work(town.runtime, write=False) as uow:
        return [row.id for row in uow.session.scalars(review_items(who, uow.now, is_open=is_open))]


def test_what_the_state_did_not_allow_is_listed_until_it_is_settled(town: Town, clock: FakeClock) -> None:
    visit_id = town.report()
    message(town, "applied", visit_id)
    item = message(town, "needs_review", visit_id)
    assert listed(town, is_open=True) == [item]
    with unit_of_work(town.runtime, LIN) as uow:
        event = resolve(uow, item, "the engineer was there")
        context = in_context(uow, [event])[0]
    assert (event.reviewed_by, event.reviewed_at, event.status) == ("Lin", clock.now, "needs_review")
    assert context.engineer.id == town.engineers[0]
    assert context.request is not None
    assert (listed(town, is_open=True), listed(town, is_open=False)) == ([], [item])
    with unit_of_work(town.runtime, write=False) as uow:
        last = history(uow, context.request.id)[-1]
    assert (last.kind, last.data["note"]) == ("phone.reviewed", "the engineer was there")


def test_what_is_held_comes_up_when_it_waits_too_long(town: Town, clock: FakeClock) -> None:
    item = message(town, "held")
    clock.advance(minutes=9)
    assert listed(town) == []
    clock.advance(minutes=1)
    assert listed(town) == [item]
    with unit_of_work(town.runtime, LIN) as uow:
        assert in_context(uow, [resolve(uow, item, "lost phone")])[0].request is None


def test_a_message_is_settled_once(town: Town) -> None:
    item = message(town, "needs_review")
    with unit_of_work(town.runtime, LIN) as uow:
        resolve(uow, item, "seen")
    with unit_of_work(town.runtime) as uow, pytest.raises(AlreadyDecided) as refused:
        resolve(uow, item, "seen again")
    assert (refused.value.extra["by"], refused.value.extra["outcome"]) == ("Lin", "set_aside")


def test_a_message_that_was_applied_needs_no_decision(town: Town) -> None:
    item = message(town, "applied")
    with unit_of_work(town.runtime) as uow, pytest.raises(Conflict, match="no decision"):
        resolve(uow, item, "why?")
    with unit_of_work(town.runtime) as uow, pytest.raises(NotFound):
        resolve(uow, uuid4(), "what?")


def test_a_provider_sees_its_own_peoples_messages(town: Town) -> None:
    message(town, "needs_review")
    assert listed(town, who=Principal(Role.PROVIDER, provider_id=uuid4())) == []
    with unit_of_work(town.runtime, write=False) as uow:
        assert uow.get(Engineer, town.engineers[0]).provider_id is None
