"""A person lets a message act that could not act by itself: by the ordinary rules, once, on the record."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from app.kernel import Principal, Role, Runtime, unit_of_work
from app.phones.tables import PhoneEvent
from app.registers.tables import Engineer, Territory
from app.requests.commands.release import back_to_planned, forget_engineer
from app.requests.reads.history import history
from app.requests.tables import ServiceRequest, Visit
from app.visits.commands import reviews
from app.visits.commands.field import Kind
from app.visits.errors import AlreadyDecided, NotApplicable, NotAttachable
from app.visits.tables import ChecklistAnswer, Photo, SignatureRow
from tests.support import build
from tests.support.build import Job
from tests.support.clock import FakeClock
from tests.support.phone import Phone, picture, sha256

LIN = Principal(Role.DISPATCHER, "Lin")


def take_away(runtime: Runtime, job: Job) -> None:
    with unit_of_work(runtime) as uow:
        visit = uow.get(Visit, job.visit_id)
        back_to_planned(uow, visit, "given to another engineer")
        forget_engineer(uow, visit)


def give_back(runtime: Runtime, job: Job, state: str) -> None:
    with unit_of_work(runtime) as uow:
        visit = uow.get(Visit, job.visit_id)
        visit.engineer_id, visit.state, visit.departed_at = job.engineer_id, state, uow.now


def waiting(runtime: Runtime) -> UUID:
    with unit_of_work(runtime, write=False) as uow:
        return uow.session.scalars(
            select(PhoneEvent.id).where(
                PhoneEvent.status.in_(("needs_review", "held")), PhoneEvent.reviewed_at.is_(None)
            )
        ).one()


def event_of(runtime: Runtime, item: UUID) -> PhoneEvent:
    with unit_of_work(runtime, write=False) as uow:
        return uow.get(PhoneEvent, item)


def test_an_arrival_is_applied_once_it_is_the_engineers_again(
    runtime: Runtime, phone: Phone, clock: FakeClock
) -> None:
    phone.drive()
    take_away(runtime, phone.job)
    clock.advance(minutes=9)
    assert phone.arrive("0000", offline=True).flags == ("visit_reassigned",)
    item = waiting(runtime)
    with unit_of_work(runtime, LIN) as uow, pytest.raises(NotApplicable) as refused:
        reviews.apply(uow, item, "he was there")
    assert refused.value.extra["flag"] == "visit_reassigned"
    assert event_of(runtime, item).reviewed_at is None

    give_back(runtime, phone.job, "en_route")
    with unit_of_work(runtime, LIN) as uow:
        event = reviews.apply(uow, item, "he was there")
    assert (event.status, event.review_outcome, event.reviewed_by) == ("applied", "applied", "Lin")
    # The wrong code stays wrong: whoever applies an arrival does not prove it.
    assert event.flags == ["code_wrong", "arrival_doubtful", "applied_by_office"]
    with unit_of_work(runtime, write=False) as uow:
        assert uow.get(Visit, phone.job.visit_id).state == "on_site"
        last = history(uow, phone.job.request_id)[-1]
    assert (last.kind, last.actor, last.data["outcome"], last.data["by"]) == (
        "phone.reviewed",
        "dispatcher:Lin",
        "applied",
        "Lin",
    )


def test_the_phone_is_answered_with_what_came_of_its_message(runtime: Runtime, phone: Phone) -> None:
    phone.drive()
    take_away(runtime, phone.job)
    phone.arrive(offline=True)
    give_back(runtime, phone.job, "en_route")
    item = waiting(runtime)
    with unit_of_work(runtime, LIN) as uow:
        reviews.apply(uow, item, "he was there")
    event = event_of(runtime, item)
    again = phone.send(Kind.ARRIVE, event.body, event_id=event.event_id, offline=True)
    assert (again.status, again.replayed) == ("applied", True)


def test_what_was_refused_before_stays_marked_when_a_person_applies_it(
    runtime: Runtime, phone: Phone
) -> None:
    phone.drive()
    take_away(runtime, phone.job)
    phone.arrive(offline=True)
    give_back(runtime, phone.job, "en_route")
    item = waiting(runtime)
    with unit_of_work(runtime) as uow:
        uow.get(PhoneEvent, item).flags = ["refused_before", "visit_reassigned"]
    with unit_of_work(runtime, LIN) as uow:
        assert reviews.apply(uow, item, "I saw him").flags == ["refused_before", "applied_by_office"]


def test_of_two_dispatchers_one_decides_and_the_other_sees_who(runtime: Runtime, phone: Phone) -> None:
    phone.drive()
    take_away(runtime, phone.job)
    phone.arrive(offline=True)
    item = waiting(runtime)
    with unit_of_work(runtime, LIN) as uow:
        reviews.resolve(uow, item, "another engineer was sent")
    with unit_of_work(runtime) as uow, pytest.raises(AlreadyDecided) as refused:
        reviews.apply(uow, item, "no")
    assert refused.value.extra["by"] == "Lin"
    with unit_of_work(runtime) as uow, pytest.raises(AlreadyDecided):
        reviews.attach(uow, item, phone.job.visit_id, "no")


def test_what_was_set_aside_while_it_waited_is_not_applied_later(runtime: Runtime, phone: Phone) -> None:
    phone.arrive(offline=True)
    item = waiting(runtime)
    with unit_of_work(runtime, LIN) as uow:
        reviews.resolve(uow, item, "a test of the phone")
    phone.drive()
    assert event_of(runtime, item).status == "held"
    with unit_of_work(runtime, write=False) as uow:
        assert uow.get(ServiceRequest, phone.job.request_id).on_site_at is None


def second_visit(runtime: Runtime, job: Job) -> UUID:
    """Another request of the same engineer."""
    with unit_of_work(runtime) as uow:
        area = uow.get(Territory, job.territory_id)
        return build.job(uow, area, uow.get(Engineer, job.engineer_id), state="accepted").visit_id


def test_evidence_is_attached_to_another_visit_of_the_engineer(runtime: Runtime, phone: Phone) -> None:
    phone.drive()
    other = second_visit(runtime, phone.job)
    take_away(runtime, phone.job)
    phone.answer(("five_ones", "shoe_covers", True), offline=True)
    item = waiting(runtime)
    with unit_of_work(runtime, LIN) as uow:
        event = reviews.attach(uow, item, other, "he was next door")
    assert (event.review_outcome, event.attached_visit_id) == ("attached", other)
    with unit_of_work(runtime, write=False) as uow:
        held = uow.session.scalars(select(ChecklistAnswer).where(ChecklistAnswer.visit_id == other)).all()
    assert [row.item_key for row in held] == ["shoe_covers"]


def test_a_photo_belongs_to_the_visit_although_somebody_else_has_it(runtime: Runtime, phone: Phone) -> None:
    phone.drive()
    take_away(runtime, phone.job)
    data = picture()
    phone.announce(data, offline=True)
    item = waiting(runtime)
    phone.upload(data)
    with unit_of_work(runtime, LIN) as uow:
        reviews.attach(uow, item, phone.job.visit_id, "taken before he left")
    with unit_of_work(runtime, write=False) as uow:
        photo = uow.session.scalars(select(Photo)).one()
    assert (photo.for_review, photo.completed_at is not None) == (False, True)


@pytest.mark.parametrize("first", ["bytes", "attached"])
def test_an_attached_photo_has_its_bytes_whichever_came_first(
    runtime: Runtime, phone: Phone, first: str
) -> None:
    phone.drive()
    other = second_visit(runtime, phone.job)
    take_away(runtime, phone.job)
    data = picture()
    phone.announce(data, offline=True)
    item = waiting(runtime)
    if first == "bytes":
        phone.upload(data)
    with unit_of_work(runtime, LIN) as uow:
        reviews.attach(uow, item, other, "he was next door")
    if first == "attached":
        phone.upload(data)
    with unit_of_work(runtime, write=False) as uow:
        wanted = select(Photo).where(Photo.visit_id == other, Photo.sha256 == sha256(data))
        assert uow.session.scalars(wanted).one().completed_at is not None


def test_neither_moves_nor_strangers_visits_can_be_attached(runtime: Runtime, phone: Phone) -> None:
    phone.drive()
    other = second_visit(runtime, phone.job)
    take_away(runtime, phone.job)
    phone.arrive(offline=True)
    item = waiting(runtime)
    with unit_of_work(runtime, LIN) as uow, pytest.raises(NotAttachable):
        reviews.attach(uow, item, other, "no")
    with unit_of_work(runtime) as uow:
        event = uow.get(PhoneEvent, item)
        event.kind, event.body = "part", {"part_code": "roller", "quantity": 1}
        stranger = build.job(uow).visit_id
    with unit_of_work(runtime, LIN) as uow, pytest.raises(NotAttachable):
        reviews.attach(uow, item, stranger, "no")


def test_a_signature_stands_for_its_own_visit_alone(runtime: Runtime, phone: Phone) -> None:
    phone.go_on_site()
    phone.sign()
    with unit_of_work(runtime) as uow:
        uow.session.scalars(
            select(PhoneEvent).where(PhoneEvent.kind == "signature")
        ).one().status = "needs_review"
    item = waiting(runtime)
    with unit_of_work(runtime, LIN) as uow, pytest.raises(NotAttachable):
        reviews.attach(uow, item, phone.job.visit_id, "no")
    with unit_of_work(runtime, write=False) as uow:
        assert len(uow.session.scalars(select(SignatureRow)).all()) == 1
