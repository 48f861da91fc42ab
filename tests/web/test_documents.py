"""Reports, cards and the page that verifies them, over HTTP."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import delete, select, update

from app.documents.reads.verification import Verdict
from app.documents.report import Document
from app.files.tables import Blob
from app.kernel import Role, Runtime, UnitOfWork, unit_of_work
from app.registers.commands.portraits import portrait, set_portrait
from app.registers.tables import Customer
from app.requests.tables import ServiceRequest, Visit
from app.visits.commands.field import Kind
from app.visits.tables import ChecklistAnswer, Photo, SignatureRow
from tests.documents.reading import dense, scanned, text
from tests.support.clock import FakeClock
from tests.support.impatient import impatient
from tests.support.phone import drawing, picture
from tests.support.web import application
from tests.web.world import World, make_world

HTML = {"Accept": "text/html"}


@pytest.fixture
def flask_app(runtime: Runtime) -> Flask:
    return application(runtime)


@pytest.fixture
def world(runtime: Runtime, clock: FakeClock, flask_app: Flask) -> World:
    return make_world(runtime, clock, flask_app)


@pytest.fixture
def done(world: World) -> World:
    """The own visit, completed with both signatures."""
    world.phone.finish_work()
    world.phone.complete().unwrap()
    return world


def address(world: World) -> str:
    return f"/api/v1/visits/{world.own.job.visit_id}/report.pdf"


def test_nobody_waits_while_a_report_is_typeset(
    done: World, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    pdf, written = Document.pdf, []

    def slow(document: Document, pictures: Mapping[str, bytes]) -> bytes:
        with impatient(runtime) as hurried, unit_of_work(hurried) as uow:
            written.append(uow.session.scalars(select(ServiceRequest)).first())
            uow.session.execute(update(ServiceRequest).values(description="heard meanwhile"))
        return pdf(document, pictures)

    monkeypatch.setattr(Document, "pdf", slow)
    assert done.client(Role.DISPATCHER).get(address(done)).status_code == 200
    assert len(written) == 1


def verify_path(world: World) -> str:
    """The path that the report's own text names."""
    told = dense(world.client(Role.DISPATCHER).get(f"{address(world)}?lang=en").data)
    found = re.search(r"http://127\.0\.0\.1:8000(/verify/[\w.-]{71})", told)
    assert found
    return found[1]


def verdict(world: World, path: str) -> Verdict:
    page = world.client(Role.ANONYMOUS).get(path, headers=HTML | {"Accept-Language": "en"}).text
    told = {
        "is genuine and unchanged": Verdict.GENUINE,
        "changed after a first signing and signed again": Verdict.SIGNED_AGAIN,
        "a signature under it is void": Verdict.VOID,
        "a newer version of it has been signed": Verdict.SUPERSEDED,
        "its record has been changed since": Verdict.CHANGED,
        "Do not rely on this report": Verdict.ALTERED,
    }
    (found,) = [value for words, value in told.items() if words in page]
    return found


def change_answer(uow: UnitOfWork) -> None:
    """What nobody may do: edit the stored row itself."""
    rows = uow.session.scalars(select(ChecklistAnswer)).all()
    next(row for row in rows if row.value == "ok").value = "tampered"


def test_report_is_read_by_everybody_who_took_part(done: World) -> None:
    for role in (Role.DISPATCHER, Role.CUSTOMER, Role.PROVIDER, Role.ENGINEER):
        answer = done.client(role).get(address(done))
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf"), role
    phone = done.client(Role.ENGINEER).get(f"/mobile/v1/visits/{done.own.job.visit_id}/report.pdf")
    link = done.client(Role.TRACKING).get(f"/t/{done.link()}/report.pdf")
    assert phone.data[:5] == link.data[:5] == b"%PDF-"


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_report_speaks_the_language_asked_for_or_the_callers(done: World) -> None:
    client = done.client(Role.DISPATCHER)
    assert "Rollers cleaned." in text(client.get(f"{address(done)}?lang=en").data)
    assert "服务报告" in dense(client.get(f"{address(done)}?lang=zh_CN").data)
    assert "服务报告" in dense(client.get(address(done), headers={"Accept-Language": "zh-CN"}).data)
    refused = client.get(f"{address(done)}?lang=fr")
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["lang"])


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_report_that_did_not_change_is_not_sent_again(done: World) -> None:
    client = done.client(Role.DISPATCHER)
    first = client.get(address(done))
    assert client.get(address(done)).data == first.data
    again = client.get(address(done), headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    done.edit(lambda uow: uow.session.execute(update(Customer).values(name="Another name")))
    other = client.get(address(done), headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200
    assert "Another name" in text(other.data)


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_visit_under_way_has_no_report_yet(world: World) -> None:
    world.phone.go_on_site()
    answer = world.client(Role.DISPATCHER).get(address(world))
    assert (answer.status_code, answer.json["type"]) == (409, "/problems/not-ready")
    assert world.client(Role.TRACKING).get(f"/t/{world.link()}/report.pdf").status_code == 404


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_report_is_made_even_where_a_photo_is_lost(done: World) -> None:
    done.edit(lambda uow: uow.session.execute(delete(Blob)))
    answer = done.client(Role.DISPATCHER).get(f"{address(done)}?lang=en")
    told = text(answer.data)
    assert "The picture on file is lost, or not the one that was announced." in told
    assert told.count("Do not rely on this signature") == 2


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_genuine_report_is_said_to_be_so_in_both_languages(done: World) -> None:
    page = done.client(Role.ANONYMOUS).get(verify_path(done), headers=HTML).text
    assert "This report is genuine and unchanged." in page
    assert "此报告真实有效，内容未被更改。" in page
    assert page.count("The signature stands for the record as it is now.") == 2


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_page_names_neither_the_customer_nor_who_signed(done: World) -> None:
    page, job = done.client(Role.ANONYMOUS).get(verify_path(done), headers=HTML).text, done.own.job

    def names(uow: UnitOfWork) -> None:
        assert uow.get(ServiceRequest, job.request_id).code in page
        assert uow.get(Customer, job.customer_id).name not in page
        assert "Han Meimei" not in page

    done.edit(names)


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_pictures_that_have_not_arrived_are_told_of_at_once(done: World) -> None:
    path, request = verify_path(done), f"/requests/{done.own.job.request_id}"
    said, headers = "1 of 1 picture has not arrived.", HTML | {"Accept-Language": "en"}
    pages = [(done.client(Role.ANONYMOUS), path), (done.client(Role.DISPATCHER), request)]
    assert all(said not in client.get(page, headers=headers).text for client, page in pages)
    done.edit(lambda uow: uow.session.execute(update(Photo).values(completed_at=None)))
    assert all(said in client.get(page, headers=headers).text for client, page in pages)


def test_answer_changed_in_the_database_is_found_out(done: World) -> None:
    path = verify_path(done)
    done.edit(change_answer)
    assert verdict(done, path) is Verdict.ALTERED


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_photo_exchanged_in_the_database_is_found_out(done: World) -> None:
    path = verify_path(done)
    done.edit(lambda uow: uow.session.execute(update(Blob).values(data=picture("green"))))
    assert verdict(done, path) is Verdict.ALTERED


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_ink_exchanged_in_the_database_is_found_out(done: World) -> None:
    path = verify_path(done)
    done.edit(lambda uow: uow.session.execute(update(SignatureRow).values(signer_name="Somebody else")))
    assert verdict(done, path) is Verdict.ALTERED
    done.edit(lambda uow: uow.session.execute(update(SignatureRow).values(strokes=[])))
    assert verdict(done, path) is Verdict.ALTERED


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_record_changed_in_the_open_is_told_apart_from_a_forgery(done: World) -> None:
    path, now = verify_path(done), done.clock.now

    def void_and_change(uow: UnitOfWork) -> None:
        uow.session.execute(update(SignatureRow).values(voided_at=now, void_reason="record_changed"))
        change_answer(uow)

    done.edit(void_and_change)
    assert verdict(done, path) is Verdict.CHANGED
    assert verdict(done, verify_path(done)) is Verdict.VOID
    done.phone.sign("customer", strokes=drawing(7)).unwrap()
    assert verdict(done, path) is Verdict.CHANGED
    done.phone.sign("engineer").unwrap()
    assert verdict(done, path) is Verdict.SUPERSEDED
    assert verdict(done, verify_path(done)) is Verdict.SIGNED_AGAIN


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_code_that_we_did_not_issue_is_said_to_be_none(done: World) -> None:
    path = verify_path(done)
    answer = done.client(Role.ANONYMOUS).get(path[:-1], headers=HTML)
    assert answer.status_code == 404
    assert "This code was not issued by us." in answer.text
    assert "此验证码并非本公司出具。" in answer.text


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_report_of_an_unfinished_visit_is_verified_too(world: World) -> None:
    world.phone.go_on_site()
    world.phone.send(Kind.INCOMPLETE, {"reason": "part_missing", "note": "Roller on order."}).unwrap()
    path = verify_path(world)
    assert verdict(world, path) is Verdict.GENUINE
    world.edit(lambda uow: uow.session.execute(update(ChecklistAnswer).values(value=False)))
    assert verdict(world, path) is Verdict.CHANGED


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_pages_lead_to_the_report_once_there_is_one(world: World) -> None:
    client, token = world.client(Role.TRACKING), world.link()
    assert f"/t/{token}/report.pdf" not in client.get(f"/t/{token}").text
    world.phone.finish_work()
    world.phone.complete().unwrap()
    assert f"/t/{token}/report.pdf" in client.get(f"/t/{token}").text
    office = world.client(Role.DISPATCHER).get(f"/requests/{world.own.job.request_id}", headers=HTML)
    assert address(world) in office.text


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_card_of_no_visit_asks_for_the_code(world: World) -> None:
    world.phone.drive()
    for path, role in (
        ("/mobile/v1/card.png", Role.ENGINEER),
        (f"/api/v1/engineers/{world.own.job.engineer_id}/card.png", Role.PROVIDER),
    ):
        (link,) = scanned(world.client(role).get(path).data)
        assert urlsplit(link).path == f"/cards/{world.own.job.engineer_id}"
        assert "Your arrival code" in world.client(Role.ANONYMOUS).get(urlsplit(link).path, headers=HTML).text


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_card_page_holds_the_arrival_code_for_the_customer_alone(world: World) -> None:
    world.phone.drive()
    page = world.client(Role.TRACKING).get(f"/t/{world.link()}/card", headers=HTML).text
    own = world.client(Role.ENGINEER).get(f"/engineers/{world.own.job.engineer_id}/card", headers=HTML)
    assert 'aria-label="4 7 1 1"' in page
    assert own.status_code == 200
    assert "4 7 1 1" not in own.text


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_card_and_face_are_not_shown_before_the_engineer_has_agreed(world: World) -> None:
    for page in ("card", "card.png", "photo"):
        assert world.client(Role.TRACKING).get(f"/t/{world.link()}/{page}").status_code == 404


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_photograph_is_set_seen_by_the_customer_and_removed(world: World) -> None:
    engineer, manager = f"/api/v1/engineers/{world.own.job.engineer_id}/photo", world.client(Role.MANAGER)
    assert manager.get(engineer).status_code == 404
    assert manager.put(engineer, data=picture(), content_type="image/png").status_code == 204
    world.phone.drive()
    customer = world.client(Role.TRACKING)
    face = customer.get(f"/t/{world.link()}/photo")
    with Image.open(io.BytesIO(face.data)) as image:
        assert image.format == "JPEG"
    assert f"/t/{world.link()}/photo" in customer.get(f"/t/{world.link()}").text
    cached = customer.get(f"/t/{world.link()}/photo", headers={"If-None-Match": face.headers["ETag"]})
    assert cached.status_code == 304
    assert manager.delete(engineer).status_code == 204
    assert manager.get(engineer).status_code == 404


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_what_is_no_picture_is_refused_by_name(world: World) -> None:
    path = f"/api/v1/engineers/{world.own.job.engineer_id}/photo"
    refused = world.client(Role.MANAGER).put(path, data=b"no picture")
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["body"])


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_photo_of_a_visit_stays_when_it_was_an_engineers_face_too(done: World) -> None:
    face = portrait(picture())
    name = hashlib.sha256(face).hexdigest()

    def share(uow: UnitOfWork) -> None:
        set_portrait(uow, done.own.job.engineer_id, face)
        uow.session.execute(update(Photo).values(sha256=name))
        set_portrait(uow, done.own.job.engineer_id, None)
        assert uow.session.get(Blob, name)
        assert uow.session.get(Visit, done.own.job.visit_id)

    done.edit(share)
