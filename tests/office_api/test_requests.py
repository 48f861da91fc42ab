"""Repair requests over HTTP: taken in, answered at once, repeated safely, called off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from app.kernel import Role, unit_of_work
from app.requests.commands import links
from app.requests.tables import ServiceRequest
from tests.support.clock import MONDAY_MORNING
from tests.support.town import CENTRE, KM, Town

if TYPE_CHECKING:
    from flask.testing import FlaskClient

URL = "/api/v1/service-requests"


def _count(town: Town) -> int:
    with unit_of_work(town.runtime, write=False) as uow:
        return uow.session.scalars(select(func.count(ServiceRequest.id))).one()


def _body(town: Town, **changes: Any) -> dict[str, Any]:
    return {"site_id": str(town.site_id), "fault_code": "no_boot", "channel": "phone"} | changes


def test_the_answer_says_who_comes_and_when(dispatcher: FlaskClient, town: Town) -> None:
    answer = dispatcher.post(URL, json=_body(town, contact={"name": "Wei", "phone": "13800138000"}))
    told = answer.get_json()
    assert (answer.status_code, told["state"], told["linked_to_id"]) == (201, "promised", None)
    assert told["due_at"] == (MONDAY_MORNING + timedelta(hours=1)).isoformat()
    assignment = told["assignment"]
    assert (assignment["status"], assignment["next"], assignment["reasons"]) == ("assigned", "offer_sent", [])
    assert assignment["engineer"]["id"] == str(town.engineers[0])
    assert assignment["slack_s"] > 3000
    settings = town.runtime.settings
    link = links.read_tracking_token(settings, told["tracking_token"], MONDAY_MORNING)
    assert (str(link.request_id), link.rights) == (told["id"], links.Rights.READ)
    assert told["tracking_url"].endswith("/t/" + told["tracking_token"])


def test_a_request_that_nobody_can_serve_is_taken_in_all_the_same(
    dispatcher: FlaskClient, town: Town
) -> None:
    assignment = dispatcher.post(URL, json=_body(town, min_stars=5)).get_json()["assignment"]
    assert (assignment["status"], assignment["engineer"]) == ("none", None)
    assert assignment["next"] == "dispatcher_alerted"
    assert {reason["code"] for reason in assignment["reasons"]} == {"too_few_stars"}
    assert _count(town) == 1


def test_a_new_customer_and_site_come_with_the_request(dispatcher: FlaskClient, town: Town) -> None:
    body = {
        "customer": {"name": "Lin"},
        "site": {"name": "Shop", "point": {"lat": CENTRE[0] + KM, "lon": CENTRE[1]}},
        "fault_code": "no_boot",
        "channel": "portal",
    }
    answer = dispatcher.post(URL, json=body)
    assert answer.status_code == 201
    assert answer.get_json()["territory_id"] == str(town.territory_id)


def test_a_repeat_under_the_same_key_gets_the_final_answer_again(dispatcher: FlaskClient, town: Town) -> None:
    headers = {"Idempotency-Key": "call-1"}
    first = dispatcher.post(URL, json=_body(town), headers=headers)
    second = dispatcher.post(URL, json=_body(town), headers=headers)
    assert second.get_json() == first.get_json()
    assert first.get_json()["assignment"]["status"] == "assigned"
    assert second.headers["Idempotent-Replayed"] == "true"
    assert _count(town) == 1


def test_the_same_machine_reported_twice_is_linked(dispatcher: FlaskClient, town: Town) -> None:
    body = {"asset_qr": "QR1", "fault_code": "no_boot", "channel": "qr"}
    first, second = (dispatcher.post(URL, json=body).get_json() for _ in range(2))
    assert (second["linked_to_id"], second["assignment"]["status"]) == (first["id"], "assigned")


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"fault_code": "gremlins"}, "fault_code"),
        ({"channel": "pigeon"}, "channel"),
        ({"colour": "red"}, "colour"),
        ({"contact": {"colour": "red"}}, "contact.colour"),
        ({"site_id": None, "site": {"name": "Shop", "point": {"lat": 91, "lon": 0}}}, "site.point.lat"),
        ({"requested_at": "2026-03-02T09:00:00"}, "requested_at"),
        ({"requested_at": "2027-03-02T09:00:00Z"}, "requested_at"),
        ({"expected_service_s": 1}, "expected_service_s"),
        ({"min_stars": 6}, "min_stars"),
    ],
)
def test_bad_input_names_the_field_and_writes_nothing(
    dispatcher: FlaskClient, town: Town, changes: dict[str, Any], path: str
) -> None:
    answer = dispatcher.post(URL, json=_body(town, **changes))
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert list(answer.get_json()["errors"]) == [path]
    assert _count(town) == 0


def test_a_customer_reports_for_itself(client_of: Callable[..., FlaskClient], town: Town) -> None:
    own = client_of(Role.CUSTOMER, customer_id=town.customer_id)
    assert own.post(URL, json=_body(town)).status_code == 201
    assert client_of(Role.CUSTOMER).post(URL, json=_body(town)).status_code == 403


def test_candidates_are_ranked_with_eta_and_those_refused_with_reasons(
    dispatcher: FlaskClient, town: Town
) -> None:
    request_id = dispatcher.post(URL, json=_body(town)).get_json()["id"]
    told = dispatcher.get(f"{URL}/{request_id}/candidates").get_json()
    assert [row["engineer"]["id"] for row in told] == [str(key) for key in town.engineers]
    assert [row["holds"] for row in told] == [True, False]
    assert all(row["eta_at"] and not row["refusals"] for row in told)


def test_a_request_is_called_off_with_its_reason(dispatcher: FlaskClient, town: Town) -> None:
    request_id = dispatcher.post(URL, json=_body(town)).get_json()["id"]
    told = dispatcher.post(f"{URL}/{request_id}/cancel", json={"reason": "works again"}).get_json()
    assert (told["state"], told["cancel_reason"]) == ("cancelled", "works again")
    again = dispatcher.post(f"{URL}/{request_id}/cancel", json={"reason": "works again"})
    assert again.status_code == 409
    assert dispatcher.get(f"{URL}/{request_id}/candidates").get_json() == []


def test_a_tracking_link_can_be_made_again(dispatcher: FlaskClient, town: Town) -> None:
    request_id = dispatcher.post(URL, json=_body(town)).get_json()["id"]
    told = dispatcher.post(f"{URL}/{request_id}/tracking-link").get_json()
    found = links.read_tracking_token(town.runtime.settings, told["token"], MONDAY_MORNING)
    assert (str(found.request_id), found.rights) == (request_id, links.Rights.READ)
    assert found.maker.startswith("dispatcher:")
    assert told["expires_at"] == (MONDAY_MORNING + timedelta(hours=72)).isoformat()
