from __future__ import annotations

from app.kernel import Runtime, unit_of_work
from app.requests.tables import ServiceRequest, Visit
from tests.support.build import Job
from tests.support.phone import Phone


def test_visit_goes_from_acceptance_to_resolved_request(runtime: Runtime, job: Job, phone: Phone) -> None:
    phone.finish_work()
    receipt = phone.complete()
    assert (receipt.status, receipt.flags) == ("applied", ())
    with unit_of_work(runtime, write=False) as uow:
        assert uow.get(Visit, job.visit_id).state == "completed"
        assert uow.get(ServiceRequest, job.request_id).state == "resolved"
