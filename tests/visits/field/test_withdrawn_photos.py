"""Photos that are taken back, and photos of visits that went to somebody else."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.kernel import Principal, Role, Runtime, unit_of_work
from app.kernel.errors import Invalid
from app.kernel.ledger_text import data_of
from app.kernel.tables import Event
from app.phones.tables import PhoneEvent
from app.requests.tables import Visit
from app.visits.commands.field import Kind, Receipt
from app.visits.errors import ChecklistIncomplete
from app.visits.reads.evidence import photos_of
from app.visits.reads.phone_sync import open_uploads
from app.visits.reads.photos import review_photo
from app.visits.reads.visit_detail import visit_detail
from app.visits.tables import Photo
from tests.support import build
from tests.support.clock import FakeClock
from tests.support.phone import Phone, picture, sha256

PICTURE = picture()
HASH = sha256(PICTURE)


def withdraw(phone: Phone, reason: str = "the camera broke", **how: Any) -> Receipt:
    return phone.send(Kind.PHOTO_WITHDRAWN, {"sha256": HASH, "reason": reason}, **how)


def hand_over(runtime: Runtime, phone: Phone, to_engineer_id: UUID) -> None:
    with unit_of_work(runtime) as uow:
        uow.get(Visit, phone.job.visit_id).engineer_id = to_engineer_id


def test_withdrawn_photo_leaves_the_record_and_voids(runtime: Runtime, phone: Phone) -> None:
    phone.finish_work()
    receipt = withdraw(phone)
    assert receipt.flags == ("signature_voided",)
    record = phone.shown()["record"]
    assert record["photos"] == []
    assert HASH not in json.dumps(record["answers"])
    with pytest.raises(ChecklistIncomplete):  # a required photo has to be taken anew
        phone.complete().unwrap()
    with unit_of_work(runtime, write=False) as uow:
        [event] = uow.session.scalars(select(Event).where(Event.kind == "photo.withdrawn"))
        assert data_of(event)["reason"] == "the camera broke"


def test_completion_and_uploads_do_not_wait_for_a_withdrawn_photo(runtime: Runtime, phone: Phone) -> None:
    phone.go_on_site()
    phone.work(picture("blue"))
    phone.announce(PICTURE).unwrap()
    withdraw(phone)
    phone.sign("engineer").unwrap()
    phone.sign("customer").unwrap()
    assert "photos_outstanding" not in phone.complete().flags
    with unit_of_work(runtime, write=False) as uow:
        assert open_uploads(uow, phone.job.engineer_id) == []


def test_withdrawal_that_overtook_its_announcement_waits_for_it(
    runtime: Runtime, phone: Phone, clock: FakeClock
) -> None:
    phone.go_on_site()
    clock.advance(minutes=5)
    early = withdraw(phone, offline=True)
    assert early.flags == ("waits_for_photo",)
    phone.announce(PICTURE, ago_s=60, offline=True).unwrap()
    with unit_of_work(runtime, write=False) as uow:
        assert list(photos_of(uow, phone.job.visit_id)) == []


def test_photo_announced_again_later_counts_again(runtime: Runtime, phone: Phone, clock: FakeClock) -> None:
    phone.go_on_site()
    phone.announce(PICTURE).unwrap()
    withdraw(phone)
    clock.advance(minutes=1)
    phone.announce(PICTURE).unwrap()
    with unit_of_work(runtime, write=False) as uow:
        assert len(photos_of(uow, phone.job.visit_id)) == 1


def test_withdrawal_needs_a_reason_and_a_hash(phone: Phone) -> None:
    phone.go_on_site()
    with pytest.raises(Invalid, match="reason"):
        withdraw(phone, " ")
    with pytest.raises(Invalid, match="sha256"):
        phone.send(Kind.PHOTO_WITHDRAWN, {"sha256": "x", "reason": "why"})


def test_photo_taken_while_the_visit_was_anothers_counts_once_it_is_back(
    runtime: Runtime, phone: Phone
) -> None:
    phone.go_on_site()
    with unit_of_work(runtime) as uow:
        other = build.engineer(uow, build.territory(uow)).id
    hand_over(runtime, phone, other)
    assert phone.announce(PICTURE).flags == ("visit_reassigned",)
    phone.upload(PICTURE)
    hand_over(runtime, phone, phone.job.engineer_id)
    assert phone.announce(PICTURE).flags == ("already_announced",)
    with unit_of_work(runtime, phone.principal, write=False) as uow:
        assert visit_detail(uow, phone.job.visit_id, "en")["photos"][0]["complete"] is True
    with unit_of_work(runtime, Principal(Role.DISPATCHER), write=False) as uow:
        item = uow.session.scalars(
            select(PhoneEvent.id).where(PhoneEvent.kind == "photo", PhoneEvent.status == "needs_review")
        ).one()
        assert hashlib.sha256(review_photo(uow, item)[0]).hexdigest() == HASH


def test_engineer_who_took_the_visit_over_sends_the_bytes_of_the_same_photo(
    runtime: Runtime, phone: Phone
) -> None:
    phone.go_on_site()
    with unit_of_work(runtime) as uow:
        other = build.engineer(uow, build.territory(uow)).id
    hand_over(runtime, phone, other)
    phone.announce(PICTURE)
    successor = Phone(runtime, phone.clock, phone.job, engineer_id=other)
    assert successor.announce(PICTURE).status == "applied"
    successor.upload(PICTURE)
    with unit_of_work(runtime, write=False) as uow:
        photo = uow.session.scalars(select(Photo)).one()
        assert (photo.for_review, photo.completed_at is not None) == (False, True)
