"""Over HTTP: no form of a number refuses a request, and doubles are named in the answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.kernel import Role
from tests.support.town import CENTRE, Town

URL = "/api/v1/service-requests"
SHOP = {"name": "Shop", "point": {"lat": CENTRE[0], "lon": CENTRE[1]}}


@pytest.mark.parametrize(
    ("phone", "primary", "said"),
    [
        (13800138000, "+8613800138000", "13800138000"),
        (["13800138000", "95588"], "+8613800138000", "13800138000 / 95588"),
        (None, "+8613800138000", "+8613800138000"),
        ("138\u00000013\u00078000", "+8613800138000", "13800138000"),
        ("nobody knows" * 100, "", "nobody knows" * 100),
        ({"mobile": "95588"}, "95588", "{'mobile': '95588'}"),
    ],
)
def test_no_form_of_a_number_refuses_a_request(
    dispatcher: FlaskClient, town: Town, phone: Any, primary: str, said: str
) -> None:
    body = {"site_id": str(town.site_id), "fault_code": "no_boot", "channel": "phone"}
    made = dispatcher.post(URL, json=body | {"contact": {"name": "Wei", "phone": phone}})
    assert made.status_code == 201, made.text
    shown = dispatcher.get(f"{URL}/{made.json['id']}").json
    assert (shown["contact_phone"], shown["contact_phone_as_said"]) == (primary, said)


def test_a_request_without_any_contact_is_taken(dispatcher: FlaskClient, town: Town) -> None:
    body = {"site_id": str(town.site_id), "fault_code": "no_boot", "channel": "phone", "contact": None}
    assert dispatcher.post(URL, json=body).status_code == 201


def test_doubles_are_named_before_in_and_after_the_answer(dispatcher: FlaskClient, town: Town) -> None:
    stranger = {"name": "Lin", "phone": "138 0013 8000 转 5"}
    before = dispatcher.get("/api/v1/likely-doubles", query_string=stranger).json
    assert [(one["id"], one["why"]) for one in before] == []  # the town's own number was never read
    first = dispatcher.post("/api/v1/customers", json={"name": "Lin Ltd", "phone": "139 1111 2222"}).json
    assert first["likely_doubles"] == []
    again = dispatcher.post("/api/v1/customers", json={"name": "LIN", "phone": "13911112222/95588"}).json
    assert [(one["id"], one["why"]) for one in again["likely_doubles"]] == [(first["id"], "number")]
    body = {"customer": {"name": "lin"}, "site": SHOP, "fault_code": "no_boot", "channel": "phone"}
    third = dispatcher.post(URL, json=body).json
    assert {one["id"] for one in third["likely_doubles"][:2]} == {first["id"], again["id"]}
    last = third["likely_doubles"][2]  # another shop of the house
    assert (last["id"], last["why"], last["perhaps"]) == (str(town.customer_id), "place", True)
    assert last["page"] == f"/customers/{town.customer_id}"
    seen = dispatcher.get(f"/api/v1/customers/{first['id']}/likely-doubles").json
    assert {one["id"] for one in seen} == {again["id"], third["customer_id"]}


def test_another_form_of_the_number_is_found_and_a_colleague_of_the_switchboard_comes_last(
    dispatcher: FlaskClient, town: Town
) -> None:
    add = "/api/v1/customers"
    desk = dispatcher.post(add, json={"name": "Ink", "phone": "021-58881234-801"}).json
    local = dispatcher.post(add, json={"name": "Ink Shop", "phone": "58881234"}).json
    assert local["phone"] == "58881234"  # no area code is known here
    asked = {"name": "Tea", "phone": "0086 21 5888 1234 转 802"}
    found = dispatcher.get("/api/v1/likely-doubles", query_string=asked).json
    assert [(one["id"], one["why"]) for one in found] == [
        (local["id"], "local_number"),
        (desk["id"], "switchboard"),
    ]
    again = {"name": "Tea", "phone": "02158881234801"}
    assert dispatcher.get("/api/v1/likely-doubles", query_string=again).json[0]["why"] == "number"


def test_nearly_the_same_name_is_found_next_door_and_a_number_is_shown_as_a_display_shows_it(
    dispatcher: FlaskClient, town: Town
) -> None:
    first = dispatcher.post("/api/v1/customers", json={"name": "Blue Inc", "phone": "02158881234801"}).json
    assert (first["phone_shown"], first["phone_as_said"]) == ("021 5888 1234 ext. 801", "02158881234801")
    site = {"customer_id": first["id"], "territory_id": str(town.territory_id), "name": "Shop"}
    place = {"point": {"lat": CENTRE[0] + 0.3, "lon": CENTRE[1]}, "address": "1 Main Street"}
    assert dispatcher.post("/api/v1/sites", json=site | place).status_code == 201
    near = {"name": "Blue Ink", "lat": CENTRE[0] + 0.3015, "lon": CENTRE[1]}
    for asked in (near, {"name": "Blue Ink", "address": "1, MAIN STREET"}):
        found = dispatcher.get("/api/v1/likely-doubles", query_string=asked).json
        assert [(one["id"], one["why"]) for one in found] == [(first["id"], "similar_name_and_place")]


def test_merged_and_unmerged_over_http(dispatcher: FlaskClient, town: Town) -> None:
    other = dispatcher.post("/api/v1/customers", json={"name": "Blue Ink Ltd"}).json["id"]
    address, body = f"/api/v1/customers/{other}", {"into": str(town.customer_id), "reason": "one shop"}
    assert dispatcher.post(f"{address}/merge", json=body).json["merged_into_id"] == str(town.customer_id)
    listed = dispatcher.get("/api/v1/customers").json
    assert [row["id"] for row in listed] == [str(town.customer_id)]
    assert dispatcher.get(f"{address}/file").json["customer"]["id"] == str(town.customer_id)
    again = dispatcher.post(f"{address}/merge", json=body)
    assert (again.status_code, again.json["type"]) == (409, "/problems/conflict")
    assert dispatcher.post(f"{address}/unmerge", json={"reason": "two"}).json["merged_into_id"] is None


def test_merging_over_http_takes_the_choices_of_the_page(dispatcher: FlaskClient) -> None:
    cards = [
        {"name": "Red Ink", "phone": "13800000001", "email": "a@ink.cn", "special_needs": "dog"},
        {"name": "Red Ink Ltd", "phone": "13800000002", "email": "b@ink.cn", "special_needs": "stairs"},
    ]
    stays, goes = (dispatcher.post("/api/v1/customers", json=one).json["id"] for one in cards)
    address, body = f"/api/v1/customers/{goes}/merge", {"into": stays, "reason": "one shop"}
    for wrong in ({"email": "both"}, {"name": "other"}, {"phone": "mine"}):
        refused = dispatcher.post(address, json=body | {"take": wrong})
        assert refused.status_code == 422, wrong
        assert any(path.startswith("take") for path in refused.json["errors"]), wrong
    take = {"email": "other", "phone": "both"}
    assert dispatcher.post(address, json=body | {"take": take}).status_code == 200
    card = dispatcher.get(f"/api/v1/customers/{stays}").json
    assert (card["email"], card["special_needs"]) == ("b@ink.cn", "dog")
    assert card["phone_as_said"] == "13800000001 / 13800000002"


@pytest.mark.parametrize(("all_same", "left"), [("true", 1), ("false", 2)])
def test_a_file_takes_all_its_doubles_as_the_same_over_http(
    client_of: Callable[..., FlaskClient], all_same: str, left: int
) -> None:
    admin = client_of(Role.ADMIN)
    text = "external_id,name,phone\nK1,Red Ink,13800000001\nK2,Red Ink,13800000001\n"
    query = {"all_same": all_same, "background": "false"}
    sent = admin.post(
        "/api/v1/imports/customers", query_string=query, data=text.encode(), content_type="text/csv"
    )
    assert (sent.status_code, sent.json["doubtful"], sent.json["doubles"]) == (200, 1, [3])
    assert len(admin.get("/api/v1/customers?q=Red").json) == left


def test_an_appointment_that_comes_too_late_says_why(dispatcher: FlaskClient, town: Town, clock: Any) -> None:
    body = {"site_id": str(town.site_id), "fault_code": "no_boot", "channel": "phone"}
    address = f"{URL}/{dispatcher.post(URL, json=body).json['id']}"
    clock.advance(hours=2)
    later = {"at": "2026-03-09T10:00:00+08:00", "agreed_by": "Mrs Lin"}
    refused = dispatcher.post(f"{address}/appointment", json=later)
    assert (refused.status_code, refused.json["type"]) == (409, "/problems/appointment-refused")
    assert refused.json["because"] == "past_due"
