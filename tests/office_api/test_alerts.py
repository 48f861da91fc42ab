"""Alerts, rescues, corrections and confirmed arrivals over HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.kernel import Role, Runtime
from tests.support.clock import FakeClock
from tests.support.desk import Desk
from tests.support.town import build_town, without_child
from tests.support.web import application, bearer, make_user


@pytest.fixture
def desk(runtime: Runtime, clock: FakeClock) -> Desk:
    """A town where the nearer engineer has not answered for five minutes."""
    made = Desk(build_town(without_child(runtime)), clock)
    visit_id = made.town.report(km=0)
    made.give(visit_id)
    made.look()
    made.after(minutes=5)
    return made


@pytest.fixture
def dispatcher(runtime: Runtime, desk: Desk) -> FlaskClient:
    client = application(desk.town.runtime).test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = bearer(runtime, make_user(runtime, Role.DISPATCHER))[
        "Authorization"
    ]
    return client


def listed(client: FlaskClient, query: str = "?open=true") -> list[dict[str, Any]]:
    answer = client.get(f"/api/v1/alerts{query}")
    assert answer.status_code == 200
    return list(answer.json)


def test_open_alert_is_listed_with_its_rescue(dispatcher: FlaskClient, desk: Desk) -> None:
    (alert,) = listed(dispatcher, f"?open=true&territory_id={desk.town.territory_id}")
    assert (alert["rung"], alert["open"], alert["late_s"]) == ("not_accepted", True, 0)
    assert alert["rescue"]["engineer"]["id"] == str(desk.town.engineers[1])
    assert alert["rescue"]["cost_min"] == round(alert["rescue"]["cost"]["drive_s"] / 60, 1)
    assert listed(dispatcher, "?open=false") == []


def test_rescue_is_applied_once_however_often_the_call_comes(dispatcher: FlaskClient, desk: Desk) -> None:
    (alert,) = listed(dispatcher)
    headers = {"Idempotency-Key": "k1"}
    first = dispatcher.post(f"/api/v1/alerts/{alert['id']}/rescue", headers=headers)
    assert first.status_code == 200
    assert first.json["visit"]["engineer_id"] == str(desk.town.engineers[1])
    assert first.json["alert"]["acknowledge_reason"] == "rescue applied"
    again = dispatcher.post(f"/api/v1/alerts/{alert['id']}/rescue", headers=headers)
    assert again.json == first.json
    assert len(desk.told("rescue.applied")) == 1


def test_stale_rescue_is_answered_with_the_fresh_one(dispatcher: FlaskClient, desk: Desk) -> None:
    (alert,) = listed(dispatcher)
    (stored,) = desk.alerts()
    assert stored.visit_id
    desk.accept(stored.visit_id)
    stale = dispatcher.post(f"/api/v1/alerts/{alert['id']}/rescue")
    assert (stale.status_code, stale.json["type"]) == (409, "/problems/rescue-stale")
    assert stale.json["rescue"]["engineer"]["id"] == str(desk.town.engineers[1])
    assert dispatcher.post(f"/api/v1/alerts/{alert['id']}/rescue").status_code == 200


@pytest.mark.parametrize("reason", ["", "   ", "x" * 301])
def test_acknowledging_asks_for_a_reason(dispatcher: FlaskClient, reason: str) -> None:
    (alert,) = listed(dispatcher)
    refused = dispatcher.post(f"/api/v1/alerts/{alert['id']}/acknowledge", json={"reason": reason})
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["reason"])


def test_second_dispatcher_is_told_who_has_it_on(dispatcher: FlaskClient) -> None:
    (alert,) = listed(dispatcher)
    address = f"/api/v1/alerts/{alert['id']}/acknowledge"
    assert dispatcher.post(address, json={"reason": "calling"}).json["acknowledge_reason"] == "calling"
    second = dispatcher.post(address, json={"reason": "me too"})
    assert (second.status_code, second.json["type"]) == (409, "/problems/already-acknowledged")
    assert second.json["by"]


def test_correction_is_answered_with_what_is_derived_now(runtime: Runtime, desk: Desk) -> None:
    client = application(desk.town.runtime).test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = bearer(runtime, make_user(runtime, Role.MANAGER))[
        "Authorization"
    ]
    desk.clock.advance(hours=2)
    (alert,) = listed(client)
    address = f"/api/v1/service-requests/{alert['request_id']}"
    promise = client.get(f"{address}/promise").json
    assert (promise["kept"], promise["blamed"]) == (False, "acceptance")
    at = (desk.clock.now - timedelta(minutes=100)).isoformat()
    told = client.post(f"{address}/corrections", json={"on_site_at": at, "reason": "phone was dead"})
    assert (told.status_code, told.json["kept"], told.json["blamed"]) == (200, True, None)
    assert [said["reason"] for said in told.json["corrections"]] == ["phone was dead"]
    late = {"stage": "travel", "reason": "another tab", "seen": 0}
    assert client.post(f"{address}/corrections", json=late).status_code == 409
    assert client.post(f"{address}/corrections", json=late | {"seen": "none"}).status_code == 422
    nothing = client.post(f"{address}/corrections", json={"reason": "hm"})
    assert nothing.status_code == 422
