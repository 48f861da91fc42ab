"""What pages alone could do: attachments, related requests, invitations, and taking a decision back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest

from app.kernel import Role, unit_of_work
from app.requests.tables import ServiceRequest
from tests.support.clock import FakeClock
from tests.support.phone import picture
from tests.support.town import Town

if TYPE_CHECKING:
    from flask.testing import FlaskClient

ClientOf = Callable[..., "FlaskClient"]
pytestmark = pytest.mark.any_database
PDF = b"%PDF-1.7 as such"


@pytest.fixture
def request_id(town: Town) -> UUID:
    return town.visit(town.report(asset_id=town.asset_id)).request_id


@pytest.fixture
def at(request_id: UUID) -> str:
    return f"/api/v1/service-requests/{request_id}"


def test_an_attachment_is_added_once_read_and_withdrawn(
    dispatcher: FlaskClient, client_of: ClientOf, town: Town, at: str
) -> None:
    path, kind = f"{at}/attachments?name=offer 👍.pdf", "application/pdf"
    made, again = (dispatcher.post(path, data=PDF, content_type=kind) for _ in range(2))
    assert (made.status_code, again.json) == (201, made.json)
    shown = dispatcher.post(f"{at}/attachments?name=door.png&for_customer=true", data=picture())
    assert (made.json["mime"], made.json["name"], shown.json["for_customer"]) == (
        "application/pdf",
        "offer 👍.pdf",
        True,
    )
    assert len(dispatcher.get(f"{at}/attachments").json) == 2
    one = f"{at}/attachments/{made.json['id']}"
    read = dispatcher.get(one)
    assert (read.data, read.headers["Cache-Control"]) == (PDF, "private, no-store")
    documented = dispatcher.get("/api/openapi.json").json["paths"]
    answers = documented["/api/v1/service-requests/{request_id}/attachments/{attachment_id}"]["get"]
    picture_of = dispatcher.get(f"{at}/attachments/{shown.json['id']}")
    assert {read.mimetype, picture_of.mimetype} < set(answers["responses"]["200"]["content"])
    customer = client_of(Role.CUSTOMER, town.customer_id)
    assert [row["id"] for row in customer.get(f"{at}/attachments").json] == [shown.json["id"]]
    assert customer.get(one).status_code == 404
    assert customer.delete(one).status_code == 403
    for _ in range(2):
        assert dispatcher.delete(one).status_code == 204
    assert dispatcher.get(one).status_code == 404


@pytest.mark.parametrize(("data", "status"), [(b"", 422), (b"neither", 422), (b"GIF89a", 422)])
def test_a_file_that_is_neither_picture_nor_pdf_is_refused(
    dispatcher: FlaskClient, at: str, data: bytes, status: int
) -> None:
    answer = dispatcher.post(f"{at}/attachments", data=data)
    assert answer.status_code == status
    assert "file" in answer.json["errors"]


def test_requests_are_related_on_both_sides_once(
    dispatcher: FlaskClient, client_of: ClientOf, town: Town, at: str, request_id: UUID
) -> None:
    other_id = town.visit(town.report(km=2)).request_id
    with unit_of_work(town.runtime, write=False) as uow:
        code = uow.get(ServiceRequest, other_id).code
    for _ in range(2):
        assert dispatcher.post(f"{at}/related", json={"code": code.lower()}).json["id"] == str(other_id)
    there = f"/api/v1/service-requests/{other_id}/related"
    assert [row["id"] for row in dispatcher.get(there).get_json()] == [str(request_id)]
    for wrong in ({"code": "NONE"}, {"code": ""}, {}):
        assert dispatcher.post(f"{at}/related", json=wrong).status_code == 422
    assert client_of(Role.MANAGER).post(f"{at}/related", json={"code": code}).status_code == 403
    for _ in range(2):
        assert dispatcher.delete(f"{there}/{request_id}").status_code == 204
    assert dispatcher.get(f"{at}/related").json == []
    assert dispatcher.delete(f"{at}/related/{uuid4()}").status_code == 404


def test_my_last_decision_is_taken_back_once_and_in_time(
    dispatcher: FlaskClient, client_of: ClientOf, town: Town, clock: FakeClock
) -> None:
    visit = f"/api/v1/visits/{town.report(asset_id=town.asset_id)}"
    body = {"engineer_id": str(town.engineers[1])}
    assert dispatcher.post(f"{visit}/assign", json=body).status_code == 200
    assert client_of(Role.DISPATCHER).post(f"{visit}/undo", json={}).status_code == 409
    assert dispatcher.post(f"{visit}/undo", json={"number": "last"}).status_code == 422
    undone = dispatcher.post(f"{visit}/undo", json={})
    assert undone.status_code == 200, undone.text
    assert undone.json["visit"]["engineer_id"] != str(town.engineers[1])
    assert dispatcher.post(f"{visit}/undo", json={}).status_code == 409
    dispatcher.post(f"{visit}/assign", json=body)
    clock.advance(seconds=11)
    assert dispatcher.post(f"{visit}/undo", json={}).status_code == 409


def test_an_account_is_invited_and_its_link_shown_once(client_of: ClientOf) -> None:
    admin = client_of(Role.ADMIN)
    body = {"login": "zhao", "name": "Zhao", "role": "dispatcher", "password": "nine boats on a lake"}
    one = f"/api/v1/users/{admin.post('/api/v1/users', json=body).json['id']}"
    keyed = {"Idempotency-Key": "invite-1"}
    made = admin.post(f"{one}/invite", headers=keyed).get_json()
    assert "/invitations/" in made["link"]
    again = admin.post(f"{one}/invite", headers=keyed).get_json()
    assert (again["id"], again["link"]) == (made["id"], None)
    newer = admin.post(f"{one}/reset").get_json()
    strange = client_of(Role.DISPATCHER)
    old, new = (urlsplit(link).path for link in (made["link"], newer["link"]))
    assert strange.get(old, headers={"Accept": "text/html"}).status_code == 404
    assert strange.get(new, headers={"Accept": "text/html"}).status_code == 200
    assert strange.post(f"{one}/invite").status_code == 403
    nowhere = admin.post(f"{one}/invitation/send", json={"to": "neither"})
    assert nowhere.status_code in {409, 422}
    assert admin.post(f"/api/v1/users/{uuid4()}/invite").status_code == 404
