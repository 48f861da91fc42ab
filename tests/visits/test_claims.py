"""Who went there though the visit was given to somebody else meanwhile is seen, and judged once."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.dispatching.errors import EngineerEngaged
from app.kernel import Principal, Role, unit_of_work
from app.kernel.errors import NotFound
from app.phones.tables import PhoneEvent
from app.promise.reads.alerts import open_alerts
from app.requests.errors import VisitFrozen
from app.requests.reads.outcomes import outcome_of
from app.requests.tables import ServiceRequest, Visit
from app.visits.commands import claims
from app.visits.commands.field import Kind
from app.visits.errors import AlreadyDecided
from app.visits.reads.claims import claims_of
from tests.support.build import Job
from tests.support.desk import Desk
from tests.support.phone import FIVE_ONES, Phone

LIN = Principal(Role.DISPATCHER, "Lin")


@pytest.fixture
def honest(desk: Desk) -> Phone:
    """The phone of one who said yes, lost his network, and whose visit another has accepted since."""
    visit_id = desk.town.report(km=0)
    desk.give(visit_id)
    desk.accept(visit_id)
    visit, town = desk.town.visit(visit_id), desk.town
    job = Job(
        town.territory_id, town.engineers[0], town.customer_id, town.site_id, visit.request_id, visit_id
    )
    desk.clock.advance(minutes=1)
    desk.give(visit_id, 1)
    desk.accept(visit_id)
    desk.clock.advance(minutes=20)
    return Phone(town.runtime, desk.clock, job)


def report(phone: Phone, desk: Desk, km: float = 0.0) -> None:
    """Send what he did in the last quarter of an hour: set out, came so far from the site, began the work."""
    with unit_of_work(desk.town.runtime, write=False) as uow:
        lat, lon = uow.get(ServiceRequest, phone.job.request_id).place
    rows = [{"template": "five_ones", "item": item, "value": True} for item in FIVE_ONES]
    phone.send(Kind.ANSWERS, {"answers": rows}, ago_s=905, offline=True)
    phone.send(Kind.DEPART, ago_s=900, offline=True)
    phone.arrive(None, (lat + km * 0.009, lon), ago_s=300, offline=True)
    phone.answer(("five_ones", "mat_cloth", True), ago_s=200, offline=True)


def states(desk: Desk, phone: Phone) -> tuple[str, UUID | None, str]:
    with unit_of_work(desk.town.runtime, write=False) as uow:
        visit = uow.get(Visit, phone.job.visit_id)
        request = uow.get(ServiceRequest, phone.job.request_id)
        return visit.state, visit.engineer_id, outcome_of(request, uow.now)


def undecided(desk: Desk) -> int:
    with unit_of_work(desk.town.runtime, write=False) as uow:
        open_ones = select(PhoneEvent).where(
            PhoneEvent.status == "needs_review", PhoneEvent.reviewed_at.is_(None)
        )
        return len(uow.session.scalars(open_ones).all())


def test_one_alert_tells_at_once_of_who_says_that_he_is_there(desk: Desk, honest: Phone) -> None:
    desk.look()
    assert "claimed" not in desk.open()
    report(honest, desk)
    desk.look()
    assert desk.open().count("claimed") == 1
    with unit_of_work(desk.town.runtime, LIN, write=False) as uow:
        (alert,) = [one for one in open_alerts(uow) if one.alert.rung == "claimed"]
        assert (alert.engineer and alert.engineer.id, alert.holder and alert.holder.id) == (
            desk.town.engineers[0],
            desk.town.engineers[1],
        )
        assert (alert.alert.late_s, alert.rescue) == (0, None)
        (claim,) = claims_of(uow, honest.job.request_id)
        assert (claim.arrived_at, len(claim.events)) == (alert.alert.raised_at - timedelta(minutes=5), 4)


def test_he_went_gives_him_the_visit_and_all_that_he_reported(desk: Desk, honest: Phone) -> None:
    report(honest, desk)
    desk.look()
    with unit_of_work(desk.town.runtime, LIN) as uow:
        done = claims.take(uow, honest.job.visit_id, desk.town.engineers[0], "he rang me from there")
    assert (len(done.settled), done.left, undecided(desk)) == (4, [], 0)
    # No code, no track: the office's word gives him the visit, and does not make the promise kept.
    assert states(desk, honest) == ("on_site", desk.town.engineers[0], "unsettled")
    desk.after(seconds=3)
    assert desk.open() == ["arrival_doubtful"]
    with unit_of_work(desk.town.runtime, LIN) as uow, pytest.raises(AlreadyDecided):
        claims.refuse(uow, honest.job.visit_id, desk.town.engineers[0], "no")


def test_a_liar_gains_nothing_by_it(desk: Desk, honest: Phone) -> None:
    report(honest, desk, km=20)
    with unit_of_work(desk.town.runtime, LIN) as uow:
        claims.take(uow, honest.job.visit_id, desk.town.engineers[0], "so he says")
    assert states(desk, honest)[2] == "unsettled"


def test_he_did_not_go_refuses_all_and_leaves_the_visit(desk: Desk, honest: Phone) -> None:
    report(honest, desk)
    desk.look()
    before = states(desk, honest)
    with unit_of_work(desk.town.runtime, LIN) as uow:
        claims.refuse(uow, honest.job.visit_id, desk.town.engineers[0], "he was at home")
    assert (states(desk, honest), undecided(desk)) == (before, 0)
    desk.after(seconds=3)
    assert "claimed" not in desk.open()
    assert [told["why"] for told in desk.told("alert.cleared") if told["rung"] == "claimed"] == ["decided"]


def test_where_another_is_on_site_nobody_is_given_the_visit(desk: Desk, honest: Phone) -> None:
    desk.depart(honest.job.visit_id)
    desk.arrive(honest.job.visit_id)
    report(honest, desk)
    desk.look()
    assert "claimed" not in desk.open()
    with unit_of_work(desk.town.runtime, LIN) as uow, pytest.raises(VisitFrozen):
        claims.take(uow, honest.job.visit_id, desk.town.engineers[0], "he rang me from there")
    with unit_of_work(desk.town.runtime, LIN) as uow, pytest.raises(NotFound):
        claims.refuse(uow, honest.job.visit_id, desk.town.engineers[1], "he reported nothing")


def test_what_else_he_had_agreed_to_waits_unless_he_is_there(desk: Desk, honest: Phone) -> None:
    other = desk.town.report(km=3)
    desk.give(other, 0)
    desk.accept(other)
    report(honest, desk)
    with unit_of_work(desk.town.runtime, LIN) as uow:
        claims.take(uow, honest.job.visit_id, desk.town.engineers[0], "he rang me from there")
    with unit_of_work(desk.town.runtime, write=False) as uow:
        assert (uow.get(Visit, other).state, uow.get(Visit, honest.job.visit_id).state) == (
            "planned",
            "on_site",
        )


def test_who_is_on_site_elsewhere_did_not_go(desk: Desk, honest: Phone) -> None:
    other = desk.town.report(km=3)
    desk.give(other, 0)
    desk.accept(other)
    desk.depart(other)
    desk.arrive(other)
    report(honest, desk)
    with unit_of_work(desk.town.runtime, LIN) as uow, pytest.raises(EngineerEngaged):
        claims.take(uow, honest.job.visit_id, desk.town.engineers[0], "he rang me from there")
    assert undecided(desk) == 4
