"""A customer for whom it is not solved is heard at once, and one act of the desk sends somebody again."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from app.hotline.commands.again import another_visit
from app.hotline.errors import VisitUnderWay
from app.hotline.reads.calls import complaints_of
from app.hotline.tables import Call
from app.kernel import Principal, Role, unit_of_work
from app.kernel.errors import Conflict
from app.mine.commands.complaints import complain_by_link
from app.portal.commands import portal
from app.portal.reads.tracking import tracking
from app.promise.reads.reports import promises
from app.promise.tables import Alert
from app.requests.commands.follow_up import close, follow_up
from app.requests.reads.history import history
from app.requests.rules.card import CardAnswers
from app.requests.tables import ServiceRequest, Visit
from tests.support.clock import FakeClock
from tests.support.town import Town
from tests.support.walk import walk

LIN = Principal(Role.DISPATCHER, "Lin")

pytestmark = pytest.mark.any_database


@pytest.fixture
def mended(town: Town, clock: FakeClock) -> UUID:
    request_id = walk(town, town.report(), on_site=20, completed=40)
    clock.advance(hours=2)
    return request_id


def _rate(town: Town, request_id: UUID, *, solved: bool) -> None:
    with unit_of_work(town.runtime) as uow:
        portal.rate(uow, request_id, 4, "jams again", CardAnswers(problem_solved=solved))


def _call(town: Town) -> UUID:
    with unit_of_work(town.runtime, write=False) as uow:
        return uow.session.scalars(select(Call.id)).one()


def test_not_solved_is_a_complaint_with_its_alert_whatever_the_stars(town: Town, mended: UUID) -> None:
    _rate(town, mended, solved=False)
    _rate(town, mended, solved=False)  # the same again changes nothing
    with unit_of_work(town.runtime, LIN, write=False) as uow:
        (one,) = complaints_of(uow, mended)
        assert (one.open, one.said) == (True, "The customer answers: the problem is not solved. jams again")
        assert uow.session.scalars(select(Alert.call_id).where(Alert.cleared_at.is_(None))).all() == [
            one.call_id
        ]
        assert history(uow, mended)[-1].kind == "request.complained"
        shown = tracking(uow, mended, may_act=True).complained
        assert shown is not None
        assert shown.due_at == one.due_at


def test_solved_is_no_complaint(town: Town, mended: UUID) -> None:
    _rate(town, mended, solved=True)
    with unit_of_work(town.runtime, write=False) as uow:
        assert complaints_of(uow, mended) == []


def test_another_visit_takes_the_request_up_again_and_sees_to_the_complaint(
    town: Town, mended: UUID, clock: FakeClock
) -> None:
    with unit_of_work(town.runtime) as uow:
        complain_by_link(uow, "1", "jams again, send somebody", mended)
    with unit_of_work(town.runtime, LIN) as uow:
        made = another_visit(uow, _call(town), "Another visit is being planned.")
        assert made.request.id == mended
    with unit_of_work(town.runtime, write=False) as uow:
        newest = uow.session.scalars(select(Visit).order_by(Visit.ordinal.desc()).limit(1)).one()
        assert (newest.id, newest.ordinal, newest.state) == (made.visit_id, 2, "planned")
        assert uow.session.scalars(select(Alert.id).where(Alert.cleared_at.is_(None))).all() == []
        assert tracking(uow, mended).complained is None
        assert promises(uow).first_time_fix_pct == 0.0
    with unit_of_work(town.runtime, LIN) as uow, pytest.raises(Conflict):
        another_visit(uow, _call(town), "again")


def test_closed_request_is_followed_by_a_new_one_and_was_not_mended_at_once(town: Town, mended: UUID) -> None:
    with unit_of_work(town.runtime, LIN) as uow:
        follow_up(uow, mended, solved=True, result="works")
    with unit_of_work(town.runtime, LIN) as uow:
        close(uow, mended)
    _rate(town, mended, solved=False)
    with unit_of_work(town.runtime, write=False) as uow:
        assert promises(uow).first_time_fix_pct == 100.0
    with unit_of_work(town.runtime, LIN) as uow:
        made = another_visit(uow, _call(town), "Another visit is being planned.")
        assert (made.request.linked_to_id, made.request.description) == (
            mended,
            "The customer answers: the problem is not solved. jams again",
        )
    with unit_of_work(town.runtime, write=False) as uow:
        assert promises(uow).first_time_fix_pct == 0.0


def test_while_somebody_comes_no_other_visit_is_made(town: Town) -> None:
    request_id = town.visit(town.report()).request_id
    with unit_of_work(town.runtime) as uow:
        complain_by_link(uow, "1", "where is he?", request_id)
    with unit_of_work(town.runtime, LIN) as uow, pytest.raises(VisitUnderWay):
        another_visit(uow, _call(town), "again")
    with unit_of_work(town.runtime, write=False) as uow:
        assert uow.get(ServiceRequest, request_id).state == "promised"
