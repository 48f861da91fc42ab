"""A return visit for which a part is missing begins not before somebody has said when."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.desk.reads.waiting import nobodys, waiting_returns
from app.dispatching.commands.planner import plan_territory
from app.kernel import Principal, Role, Runtime, unit_of_work
from app.kernel.errors import Invalid
from app.portal.reads.tracking import tracking
from app.requests.commands.returns import set_return
from app.requests.errors import NotReady
from app.requests.tables import Visit
from app.visits.commands.field import Kind
from tests.support import build
from tests.support.clock import FakeClock
from tests.support.phone import Phone

LIN = Principal(Role.DISPATCHER, "Lin")


@pytest.fixture
def phone(runtime: Runtime, clock: FakeClock) -> Phone:
    with unit_of_work(runtime) as uow:
        made = Phone(runtime, clock, build.job(uow))
    made.go_on_site()
    return made


def _end(phone: Phone, after: str | None = None) -> UUID:
    body = {"reason": "part_missing", "note": "psu-500"} | ({"return_after": after} if after else {})
    phone.send(Kind.INCOMPLETE, body).unwrap()
    with unit_of_work(phone.runtime, write=False) as uow:
        return uow.session.scalars(select(Visit.id).where(Visit.ordinal == 2)).one()


def _planned(phone: Phone, visit_id: UUID) -> Visit:
    plan_territory(phone.runtime, phone.job.territory_id)
    with unit_of_work(phone.runtime, write=False) as uow:
        return uow.get(Visit, visit_id)


def test_nobody_is_asked_before_somebody_says_when_and_the_desk_sees_it(
    phone: Phone, clock: FakeClock
) -> None:
    again = _end(phone)
    assert _planned(phone, again).engineer_id is None
    with unit_of_work(phone.runtime, LIN, write=False) as uow:
        assert [key for key, _ in waiting_returns(uow)] == [again]
        assert uow.session.scalars(select(Visit.id).where(nobodys())).all() == []
        shown = tracking(uow, phone.job.request_id)
        assert (shown.waits_for_part, shown.eta_at) == (True, None)
        assert shown.earlier is not None
        assert (shown.earlier.number, shown.earlier.reason) == (1, "part_missing")
    with unit_of_work(phone.runtime, LIN) as uow:
        set_return(uow, again, clock.now)
    visit = _planned(phone, again)
    assert (visit.engineer_id, visit.state) == (phone.job.engineer_id, "offered")
    with unit_of_work(phone.runtime, write=False) as uow:
        shown = tracking(uow, phone.job.request_id)
        assert (shown.waits_for_part, shown.eta_at) == (False, None)  # nobody has said yes yet


def test_the_engineer_who_fetches_it_at_once_says_now(phone: Phone, clock: FakeClock) -> None:
    again = _end(phone, clock.now.isoformat())
    assert _planned(phone, again).engineer_id == phone.job.engineer_id


def test_only_a_return_visit_to_come_is_put_off_and_not_into_the_past(phone: Phone, clock: FakeClock) -> None:
    again = _end(phone)
    with unit_of_work(phone.runtime, LIN) as uow, pytest.raises(Invalid):
        set_return(uow, again, clock.now - timedelta(hours=1))
    with unit_of_work(phone.runtime, LIN) as uow, pytest.raises(NotReady):
        set_return(uow, phone.job.visit_id, clock.now)
