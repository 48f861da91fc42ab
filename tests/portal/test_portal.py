from __future__ import annotations

from uuid import uuid4

import pytest

from app.kernel import Runtime, unit_of_work
from app.kernel.errors import NotFound
from app.portal.commands import portal
from app.requests.errors import NotReady
from app.requests.tables import Visit
from app.visits.commands.field import Kind
from tests.support import build
from tests.support.clock import FakeClock
from tests.support.phone import Phone


def test_request_without_visits_cannot_be_confirmed(runtime: Runtime) -> None:
    with pytest.raises(NotFound), unit_of_work(runtime) as uow:
        portal.confirm(uow, uuid4())


def test_visit_that_lost_its_engineer_is_not_rated(runtime: Runtime) -> None:
    with unit_of_work(runtime) as uow:
        job = build.job(uow)
        visit = uow.get(Visit, job.visit_id)
        visit.state, visit.engineer_id = "completed", None
    with pytest.raises(NotReady), unit_of_work(runtime) as uow:
        portal.rate(uow, job.request_id, 5)


def test_link_means_the_return_visit_once_there_is_one(runtime: Runtime, clock: FakeClock) -> None:
    with unit_of_work(runtime) as uow:
        job = build.job(uow)
    phone = Phone(runtime, clock, job)
    phone.go_on_site()
    phone.send(Kind.INCOMPLETE, {"reason": "part_missing"}).unwrap()
    with pytest.raises(NotReady), unit_of_work(runtime) as uow:
        portal.confirm(uow, job.request_id)
