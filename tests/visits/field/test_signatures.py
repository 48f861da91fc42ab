"""A signature stands for the record as shown; whatever changes later voids it, and says so."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from app.files.tables import Blob
from app.kernel import Runtime, unit_of_work
from app.kernel.errors import Invalid
from app.kernel.tables import Event
from app.requests.tables import ServiceRequest, Visit
from app.visits.commands.field import Kind, revalidate_signatures, verify_visit_evidence
from app.visits.errors import RecordChanged, SignatureMissing
from app.visits.tables import SignatureRow
from checklists import VisitRecord
from tests.support.clock import FakeClock
from tests.support.phone import STROKES, Phone, picture


def rows(runtime: Runtime) -> list[SignatureRow]:
    with unit_of_work(runtime, write=False) as uow:
        return list(uow.session.scalars(select(SignatureRow).order_by(SignatureRow.id)))


def reasons(runtime: Runtime) -> set[str | None]:
    return {row.void_reason for row in rows(runtime)}


def change_answer(phone: Phone) -> None:
    phone.answer(("general_on_site", "work_done", "Nothing at all"))


def add_part(phone: Phone) -> None:
    phone.send(Kind.PART, {"part_code": "roller", "quantity": 3})


def add_charge(phone: Phone) -> None:
    phone.send(Kind.CHARGE, {"kind": "travel", "amount_cents": 5000})


def add_photo(phone: Phone) -> None:
    phone.announce(picture("blue"))


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (change_answer, "answers.general_on_site.work_done"),
        (add_part, "parts[0]"),
        (add_charge, "charges[0]"),
        (add_photo, "photos["),
    ],
)
def test_later_change_of_the_evidence_voids_both_signatures(
    runtime: Runtime, phone: Phone, change: Callable[[Phone], None], path: str
) -> None:
    phone.finish_work()
    assert reasons(runtime) == {None}
    change(phone)
    assert len(rows(runtime)) == 2
    for reason in reasons(runtime):
        assert str(reason).startswith(f"record_changed: {path}")
    with pytest.raises(SignatureMissing):
        phone.complete().unwrap()


def test_change_of_a_quantity_names_the_quantity(runtime: Runtime, phone: Phone) -> None:
    phone.go_on_site()
    phone.work()
    phone.send(Kind.PART, {"part_code": "roller", "quantity": 1}).unwrap()
    phone.sign("customer").unwrap()
    receipt = phone.send(Kind.PART, {"part_code": "roller", "quantity": 2})
    assert receipt.flags == ("signature_voided",)
    assert reasons(runtime) == {"record_changed: parts[0].quantity"}


@pytest.mark.parametrize("name", ["departed_at", "on_site_at"])
def test_later_change_of_a_time_voids_and_names_it(runtime: Runtime, phone: Phone, name: str) -> None:
    phone.finish_work()
    with unit_of_work(runtime) as uow:
        visit = uow.get(Visit, phone.job.visit_id)
        setattr(visit, name, getattr(visit, name) - timedelta(minutes=10))
        voided = revalidate_signatures(uow, visit, uow.get(ServiceRequest, visit.request_id))
        assert len(voided) == 2
    assert reasons(runtime) == {f"record_changed: times.{name}"}


def test_changed_photo_byte_is_discovered_and_voids(runtime: Runtime, phone: Phone) -> None:
    phone.finish_work()
    phone.complete().unwrap()
    with unit_of_work(runtime) as uow:
        data = uow.session.scalars(select(Blob.data)).one()
        uow.session.execute(update(Blob).values(data=data[:-1] + bytes([data[-1] ^ 1])))
        visit = uow.get(Visit, phone.job.visit_id)
        assert len(verify_visit_evidence(uow, visit, uow.get(ServiceRequest, visit.request_id))) == 2
    assert reasons(runtime) == {"record_changed: photos[0].sha256"}


def test_untouched_evidence_stays_valid(runtime: Runtime, phone: Phone) -> None:
    phone.finish_work()
    phone.complete().unwrap()
    with unit_of_work(runtime) as uow:
        visit = uow.get(Visit, phone.job.visit_id)
        assert verify_visit_evidence(uow, visit, uow.get(ServiceRequest, visit.request_id)) == []


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"signer_name": "Somebody Else"}, "signature_altered"),
        ({"digest": "0" * 64}, "signed_record_altered"),
    ],
)
def test_tampering_with_the_signature_itself_voids_it(
    runtime: Runtime, phone: Phone, values: dict[str, Any], reason: str
) -> None:
    phone.finish_work()
    with unit_of_work(runtime) as uow:
        uow.session.execute(update(SignatureRow).values(**values))
        visit = uow.get(Visit, phone.job.visit_id)
        revalidate_signatures(uow, visit, uow.get(ServiceRequest, visit.request_id))
    assert reasons(runtime) == {reason}


def test_ledger_says_which_paths_changed(runtime: Runtime, phone: Phone) -> None:
    phone.finish_work()
    change_answer(phone)
    with unit_of_work(runtime, write=False) as uow:
        bodies = uow.session.scalars(select(Event.body).where(Event.kind == "signature.voided")).all()
    assert {json.loads(body)["role"] for body in bodies} == {"customer", "engineer"}
    assert json.loads(bodies[0])["changed"] == ["answers.general_on_site.work_done"]


def test_answer_after_completion_is_kept_and_voids(runtime: Runtime, phone: Phone) -> None:
    phone.finish_work()
    phone.complete().unwrap()
    receipt = phone.answer(("general_on_site", "work_done", "More"), offline=True)
    assert (receipt.status, receipt.flags) == ("applied", ("signature_voided",))
    phone.sign("customer").unwrap()
    assert [row.role for row in rows(runtime) if row.voided_at is None] == ["customer"]


def test_signing_again_replaces_the_earlier_signature(runtime: Runtime, phone: Phone) -> None:
    phone.go_on_site()
    phone.sign("customer").unwrap()
    phone.sign("customer").unwrap()
    assert reasons(runtime) == {"replaced", None}


def test_signature_under_another_record_is_refused_online(runtime: Runtime, phone: Phone) -> None:
    phone.go_on_site()
    stale = phone.shown()["digest"]
    add_charge(phone)
    with pytest.raises(RecordChanged):
        phone.sign("customer", stale).unwrap()
    assert rows(runtime) == []


def test_signature_before_the_arrival_is_held(phone: Phone) -> None:
    phone.drive()
    assert phone.sign("customer").flags == ("waits_for_arrival",)


def offline_signature(shown: dict[str, Any]) -> dict[str, Any]:
    record = VisitRecord.from_dict(shown)
    return {
        "role": "customer",
        "signer_name": "Han Meimei",
        "strokes": STROKES,
        "digest": record.digest,
        "record": record.to_dict(),
    }


def test_offline_record_that_differs_by_the_clock_alone_is_accepted(
    runtime: Runtime, phone: Phone, clock: FakeClock
) -> None:
    phone.go_on_site()
    shown = phone.shown()["record"]
    shown["times"]["on_site_at"] = (clock.now - timedelta(seconds=40)).isoformat()
    receipt = phone.send(Kind.SIGNATURE, offline_signature(shown), offline=True)
    assert (receipt.status, receipt.flags) == ("applied", ("clock_corrected",))
    assert [row.digest for row in rows(runtime)] == [phone.shown()["digest"]]


def test_offline_signature_waits_for_the_evidence_it_was_given_for(runtime: Runtime, phone: Phone) -> None:
    phone.go_on_site()
    shown = phone.shown()["record"]
    shown["charges"] = [{"id": "travel", "label": "", "amount_cents": 5000}]
    receipt = phone.send(Kind.SIGNATURE, offline_signature(shown), offline=True)
    assert (receipt.status, receipt.flags) == ("held", ("waits_for_record",))
    add_charge(phone)
    assert [row.void_reason for row in rows(runtime)] == [None]


def test_offline_signature_that_only_names_a_digest_waits_too(phone: Phone) -> None:
    phone.go_on_site()
    assert phone.sign("customer", "f" * 64, offline=True).flags == ("waits_for_record",)


def test_record_that_is_not_what_its_digest_says_is_invalid(phone: Phone) -> None:
    phone.go_on_site()
    body = offline_signature(phone.shown()["record"]) | {"digest": "f" * 64}
    with pytest.raises(Invalid, match="digest"):
        phone.send(Kind.SIGNATURE, body, offline=True)
