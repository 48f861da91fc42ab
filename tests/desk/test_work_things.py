"""What waits at the desk is counted once, on both databases."""

from __future__ import annotations

from datetime import timedelta

from app.hotline.commands import calls
from app.hotline.commands.calls import About, Taken
from app.hotline.rules.outcomes import CallOutcome
from app.kernel import unit_of_work
from app.promise.commands.alerts import acknowledge
from app.requests.tables import ServiceRequest
from app.shell.doors import doors
from app.web.pages.work import count_of
from tests.support.desk import WANG, Desk


def _count(desk: Desk) -> int:
    with unit_of_work(desk.town.runtime, WANG, write=False) as uow:
        return count_of(uow, [one for door in doors() for one in door.work])


def test_one_thing_counts_once_and_not_once_it_is_taken_on(desk: Desk) -> None:
    """A visit of nobody alerts twice and is in doubt besides; a complaint is a call and an alert."""
    visit_id = desk.town.report()
    desk.after(minutes=61)
    assert desk.open() == ["breached", "unassigned"]
    with unit_of_work(desk.town.runtime, WANG) as uow:
        request = uow.get(ServiceRequest, desk.town.visit(visit_id).request_id)
        request.arrival_doubtful_since = uow.now - timedelta(minutes=1)
        calls.log(uow, Taken("k" * 36, CallOutcome.COMPLAINT, "Ms Li", "", "Rude."), About())
    assert _count(desk) == 2
    alerts = [alert for alert in desk.alerts() if alert.request_id and alert.cleared_at is None]
    for left, alert in zip((2, 1), alerts, strict=True):
        with unit_of_work(desk.town.runtime, WANG) as uow:
            acknowledge(uow, alert.id, "I ring him.")
        assert _count(desk) == left
