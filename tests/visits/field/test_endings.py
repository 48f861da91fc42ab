"""How a visit ends: completed by the rules, or incomplete with a return visit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.kernel import Runtime, unit_of_work
from app.kernel.tables import Timer
from app.requests.tables import ServiceRequest, Visit, VisitTemplate
from app.visits.commands.field import Kind
from app.visits.errors import ChecklistIncomplete, SignatureMissing
from tests.support import build
from tests.support.clock import FakeClock
from tests.support.phone import Phone, sha256


def test_completion_names_every_missing_answer_in_both_languages(phone: Phone) -> None:
    phone.go_on_site()
    phone.work()
    phone.answer(("printer", "page_counter", None))
    phone.sign("engineer")
    phone.sign("customer")
    with pytest.raises(ChecklistIncomplete) as refused:
        phone.complete().unwrap()
    (entry,) = refused.value.extra["missing"]
    assert (entry["template"], entry["item"], entry["code"]) == ("printer", "page_counter", "unanswered")
    assert entry["en"] == "“Page counter” is not answered yet."
    assert entry["zh-CN"].startswith("“打印计数")
    assert entry["zh-CN"].endswith("”尚未填写。")


def test_photo_that_was_never_announced_is_missing(phone: Phone) -> None:
    phone.go_on_site()
    phone.work()
    phone.answer(("general_on_site", "photo_after", sha256(b"nowhere")))
    with pytest.raises(ChecklistIncomplete) as refused:
        phone.complete().unwrap()
    assert [row["code"] for row in refused.value.extra["missing"]] == ["photo_unknown"]


def test_completion_wants_both_signatures(phone: Phone) -> None:
    phone.go_on_site()
    phone.work()
    phone.sign("engineer").unwrap()
    with pytest.raises(SignatureMissing) as refused:
        phone.complete().unwrap()
    assert refused.value.extra["roles"] == ["customer"]


def test_completing_twice_changes_nothing(runtime: Runtime, phone: Phone, clock: FakeClock) -> None:
    phone.finish_work()
    phone.complete().unwrap()
    ended_at = clock.now
    clock.advance(minutes=5)
    assert phone.complete().flags == ("already_completed",)
    with unit_of_work(runtime, write=False) as uow:
        visit = uow.get(Visit, phone.job.visit_id)
        assert (visit.completed_at, visit.summary) == (ended_at, "Rollers cleaned.")
        assert uow.get(ServiceRequest, phone.job.request_id).resolved_at == ended_at
        assert uow.session.get(Timer, ("plan", str(phone.job.territory_id)))


def test_unconfirmed_arrival_is_flagged_at_the_end(phone: Phone) -> None:
    phone.drive()
    phone.arrive(code=None).unwrap()
    phone.work()
    phone.sign("engineer").unwrap()
    phone.sign("customer").unwrap()
    assert phone.complete().flags == ("arrival_unconfirmed",)


def test_request_with_another_visit_to_come_is_not_resolved(runtime: Runtime, phone: Phone) -> None:
    with unit_of_work(runtime) as uow:
        build.visit(uow, uow.get(ServiceRequest, phone.job.request_id), ordinal=2)
    phone.finish_work()
    phone.complete().unwrap()
    with unit_of_work(runtime, write=False) as uow:
        assert uow.get(ServiceRequest, phone.job.request_id).state == "in_progress"


def test_incomplete_visit_plans_its_return(runtime: Runtime, phone: Phone, clock: FakeClock) -> None:
    with unit_of_work(runtime) as uow:
        build.skill(uow, "server")
    phone.go_on_site()
    after = clock.now + timedelta(hours=20)
    body = {
        "reason": "needs_specialist",
        "note": "RAID controller",
        "return_after": after.isoformat(),
        "skill_code": "server",
        "min_stars": 4,
    }
    phone.send(Kind.INCOMPLETE, body).unwrap()
    with unit_of_work(runtime, write=False) as uow:
        ended = uow.get(Visit, phone.job.visit_id)
        assert (ended.state, ended.end_reason) == ("incomplete", "needs_specialist: RAID controller")
        back = uow.session.scalars(select(Visit).where(Visit.ordinal == 2)).one()
        assert (back.state, back.engineer_id, back.not_before_at) == ("planned", None, after)
        request = uow.get(ServiceRequest, phone.job.request_id)
        assert (request.state, request.skill_code, request.min_stars) == ("in_progress", "server", 4)
        templates = select(VisitTemplate.key).where(VisitTemplate.visit_id == back.id)
        assert "server" in set(uow.session.scalars(templates))


def test_return_visit_without_wishes_keeps_what_the_request_needs(runtime: Runtime, phone: Phone) -> None:
    phone.go_on_site()
    phone.send(Kind.INCOMPLETE, {"reason": "no_access"}).unwrap()
    with unit_of_work(runtime, write=False) as uow:
        assert uow.get(Visit, phone.job.visit_id).end_reason == "no_access"
        request = uow.get(ServiceRequest, phone.job.request_id)
        assert (request.skill_code, request.min_stars) == ("printer", 1)


def test_return_visit_completes_the_request(runtime: Runtime, phone: Phone, clock: FakeClock) -> None:
    phone.go_on_site()
    phone.send(Kind.INCOMPLETE, {"reason": "part_missing"}).unwrap()
    with unit_of_work(runtime) as uow:
        back = uow.session.scalars(select(Visit).where(Visit.ordinal == 2)).one()
        back.engineer_id, back.sequence, back.arrival_code = phone.job.engineer_id, 0, "4711"
    clock.advance(hours=2)
    phone.job = build.Job(
        phone.job.territory_id,
        phone.job.engineer_id,
        phone.job.customer_id,
        phone.job.site_id,
        phone.job.request_id,
        back.id,
    )
    phone.finish_work()
    phone.complete().unwrap()
    with unit_of_work(runtime, write=False) as uow:
        assert uow.get(ServiceRequest, phone.job.request_id).state == "resolved"
