"""Following requests to their end over HTTP: lists, details, files, call backs, enquiries, figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest

from app.dispatching.commands.placement import place_visit
from app.kernel import Role, ledger, unit_of_work
from app.phones.tables import PhoneEvent
from app.registers.commands import registry
from app.requests.commands.intake.report import Contact
from tests.support.clock import MONDAY_MORNING, FakeClock
from tests.support.town import DISPATCHER, Town, add_contract
from tests.support.walk import walk

if TYPE_CHECKING:
    from flask.testing import FlaskClient

API = "/api/v1"


def codes(client: FlaskClient, **query: object) -> list[str]:
    answer = client.get(f"{API}/service-requests", query_string=query)
    assert answer.status_code == 200, answer.text
    return [row["description"] for row in answer.json]


def test_requests_are_filtered_and_paged_newest_first(
    dispatcher: FlaskClient, town: Town, clock: FakeClock
) -> None:
    walk(town, town.report(description="done"), on_site=5, completed=9)
    clock.advance(minutes=30)
    town.report(description="open", contact=Contact("Zhao Min", "+8613800138001"))
    assert codes(dispatcher) == ["open", "done"]
    assert codes(dispatcher, open="true") == ["open"]
    assert codes(dispatcher, open="false", state="resolved") == ["done"]
    assert codes(dispatcher, q="zhao") == ["open"]
    assert codes(dispatcher, q="blue ink") == ["open", "done"]
    assert codes(dispatcher, q="%") == []
    since = (MONDAY_MORNING + timedelta(minutes=30)).isoformat()
    assert codes(dispatcher, **{"from": since}) == ["open"]
    assert codes(dispatcher, to=since) == ["done"]
    assert codes(dispatcher, customer_id=town.customer_id, territory_id=town.territory_id) == ["open", "done"]
    assert codes(dispatcher, customer_id=uuid4()) == []
    assert codes(dispatcher, page=2, page_size=1) == ["done"]


@pytest.mark.parametrize("query", [{"state": "lost"}, {"from": "2026-03-02T09:00:00"}, {"colour": "red"}])
def test_a_filter_that_makes_no_sense_is_named(dispatcher: FlaskClient, query: dict[str, str]) -> None:
    answer = dispatcher.get(f"{API}/service-requests", query_string=query)
    assert (answer.status_code, list(answer.json["errors"])) == (422, list(query))


def test_a_request_shows_its_visits_and_offers_to_the_office_and_the_visits_to_the_customer(
    dispatcher: FlaskClient, client_of: Callable[..., FlaskClient], town: Town
) -> None:
    visit_id = town.report()
    place_visit(town.runtime, DISPATCHER, visit_id)
    request_id = town.visit(visit_id).request_id
    told = dispatcher.get(f"{API}/service-requests/{request_id}").json
    assert (told["state"], told["customer"]["name"], told["follow_up"]) == ("promised", "Blue Ink", None)
    assert told["point"] == {"lat": pytest.approx(31.2304), "lon": pytest.approx(121.4737)}
    (visit,) = told["visits"]
    assert (visit["id"], visit["engineer"]["id"]) == (str(visit_id), str(town.engineers[0]))
    assert [(offer["state"], offer["request_id"]) for offer in visit["offers"]] == [
        ("pending", str(request_id))
    ]
    assert "arrival_code" not in str(told)
    customer = client_of(Role.CUSTOMER, customer_id=town.customer_id)
    assert customer.get(f"{API}/service-requests/{request_id}").json["visits"][0]["offers"] == []


def test_the_history_is_the_chain_of_the_ledger(dispatcher: FlaskClient, town: Town) -> None:
    request_id = walk(town, town.report(), on_site=10)
    events = dispatcher.get(f"{API}/service-requests/{request_id}/history").json
    assert [event["number"] for event in events] == list(range(1, len(events) + 1))
    assert [event["kind"] for event in events][:2] == ["request.received", "request.promised"]
    assert events[-1]["kind"] == "visit.on_site"


def test_a_request_is_called_back_and_closed(dispatcher: FlaskClient, town: Town) -> None:
    request_id = walk(town, town.report(), on_site=10, completed=20)
    address = f"{API}/service-requests/{request_id}"
    assert dispatcher.post(f"{address}/close").status_code == 409
    empty = dispatcher.post(f"{address}/follow-up", json={"solved": True, "result": ""})
    assert list(empty.json["errors"]) == ["result"]
    call = {"solved": True, "result": "works"}
    headers = {"Idempotency-Key": "call-1"}
    first = dispatcher.post(f"{address}/follow-up", json=call, headers=headers)
    assert (first.status_code, first.json["state"]) == (200, "followed_up")
    assert dispatcher.post(f"{address}/follow-up", json=call, headers=headers).json == first.json
    assert dispatcher.post(f"{address}/close").json["closed_at"] is not None
    detail = dispatcher.get(address).json
    assert (detail["state"], detail["follow_up"]["result"]) == ("closed", "works")


def test_the_customers_file_is_one_read(dispatcher: FlaskClient, town: Town, clock: FakeClock) -> None:
    add_contract(town.runtime, town, ends_on=(clock.now - timedelta(days=1)).date(), number="old")
    add_contract(town.runtime, town, number="new")
    asset = dispatcher.get(f"{API}/assets/{town.asset_id}")
    body = {
        name: asset.json[name] for name in ("site_id", "kind", "model", "serial_number", "qr_code", "active")
    }
    tag = {"If-Match": asset.headers["ETag"]}
    covered = body | {"warranty_ends_on": "2026-03-02"}
    assert dispatcher.put(f"{API}/assets/{town.asset_id}", json=covered, headers=tag).status_code == 200
    walk(town, town.report(asset_id=town.asset_id, description="last time"), on_site=9, completed=10)
    clock.advance(hours=5)
    town.report(description="now")
    asked = dispatcher.post(
        f"{API}/enquiries", json={"question": "Cost?", "customer_id": str(town.customer_id)}
    )
    file = dispatcher.get(f"{API}/customers/{town.customer_id}/file").json
    assert file["customer"]["name"] == "Blue Ink"
    assert [(one["contract"]["number"], one["in_force"]) for one in file["contracts"]] in (
        [("old", False), ("new", True)],
        [("new", True), ("old", False)],
    )
    (site,) = file["sites"]
    assert [
        (one["asset"]["serial_number"], one["in_warranty"], one["requests"]) for one in site["assets"]
    ] == [("S1", True, 1)]
    assert [row["description"] for row in file["open_requests"]] == ["now"]
    assert [row["description"] for row in file["history"]] == ["last time"]
    assert [row["id"] for row in file["enquiries"]] == [asked.json["id"]]
    clock.advance(hours=12)
    site = dispatcher.get(f"{API}/customers/{town.customer_id}/file").json["sites"][0]
    assert site["assets"][0]["in_warranty"] is False


def test_another_customers_file_stays_closed(client_of: Callable[..., FlaskClient], town: Town) -> None:
    other = client_of(Role.CUSTOMER, customer_id=_other_customer(town))
    assert other.get(f"{API}/customers/{town.customer_id}/file").status_code == 404


def _other_customer(town: Town) -> UUID:
    with unit_of_work(town.runtime) as uow:
        key: UUID = registry.create(uow, "customer", {"name": "Red Ink"}).id
    return key


def test_an_enquiry_goes_from_question_to_answer(dispatcher: FlaskClient, clock: FakeClock) -> None:
    body = {"question": "How long?", "contact": {"name": "Wei", "phone": "13800138000"}}
    made = dispatcher.post(f"{API}/enquiries", json=body)
    assert (made.status_code, made.json["contact_phone"]) == (201, "+8613800138000")
    assert made.json["answer_due_at"] == (clock.now + timedelta(hours=4)).isoformat()
    address = f"{API}/enquiries/{made.json['id']}"
    assert dispatcher.get(f"{API}/enquiries?open=true").json == [made.json]
    assert dispatcher.post(f"{address}/answer", json={"answer": "An hour."}).json["answer"] == "An hour."
    assert dispatcher.post(f"{address}/answer", json={"answer": "Two."}).status_code == 409
    assert dispatcher.get(address).json["answered_at"] is not None
    assert dispatcher.get(f"{API}/enquiries?open=true").json == []


def test_a_message_that_came_too_late_is_settled(dispatcher: FlaskClient, town: Town) -> None:
    visit_id = town.report()
    with unit_of_work(town.runtime) as uow:
        item = uow.new_id()
        uow.session.add(
            PhoneEvent(
                id=item,
                engineer_id=town.engineers[0],
                event_id=uow.new_id(),
                visit_id=visit_id,
                kind="arrive",
                body={"code": "1234"},
                body_digest="",
                device_at=uow.now,
                received_at=uow.now,
                skew_s=0.5,
                status="needs_review",
                flags=["code_wrong"],
                answer={"problem": {"title": "Conflict"}},
            )
        )
    (shown,) = dispatcher.get(f"{API}/review-items?open=true").get_json()
    assert (shown["id"], shown["kind"], shown["problem"]) == (str(item), "arrive", {"title": "Conflict"})
    assert (shown["request_id"], shown["flags"]) == (str(town.visit(visit_id).request_id), ["code_wrong"])
    settled = dispatcher.post(f"{API}/review-items/{item}/resolve", json={"note": "was there"})
    assert (settled.status_code, settled.json["review_note"]) == (200, "was there")
    assert dispatcher.get(f"{API}/review-items?open=true").json == []
    assert len(dispatcher.get(f"{API}/review-items").json) == 1


def test_the_figures_are_told(dispatcher: FlaskClient, town: Town) -> None:
    walk(town, town.report(), on_site=30, completed=50)
    told = dispatcher.get(f"{API}/reports/promises").json
    assert (told["kept"], told["kept_pct"], told["wait_min"]["p95"]) == (1, 100.0, 30.0)
    assert (told["visits_by_star"]["3"], told["breaches_by_stage"]["travel"]) == (1, 0)
    nothing = dispatcher.get(f"{API}/reports/promises?from=2026-03-03T00:00:00Z").json
    assert (nothing["requests"], nothing["wait_min"]["mean"]) == (0, None)
    backwards = "?from=2026-03-03T00:00:00Z&to=2026-03-02T00:00:00Z"
    assert list(dispatcher.get(f"{API}/reports/promises{backwards}").json["errors"]) == ["to"]


def test_the_ledger_is_checked_and_its_seals_are_listed(dispatcher: FlaskClient, town: Town) -> None:
    town.report()
    with unit_of_work(town.runtime) as uow:
        made = ledger.seal(uow)
        assert made is not None
    told = dispatcher.get(f"{API}/ledger/verify").json
    assert (told["intact"], told["seals"], told["faults"]) == (True, 1, [])
    assert [seal["root"] for seal in dispatcher.get(f"{API}/ledger/seals").json] == [made.root]
